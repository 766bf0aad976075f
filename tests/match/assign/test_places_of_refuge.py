"""What one more place is worth, told as people or as metres; and areas of hazards, read as they come."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
import shapefile

from sakimawari.match.assign.evacuation.opening import openings
from sakimawari.match.assign.evacuation.planning import Plan, plan_all
from sakimawari.match.assign.evacuation.reading.folder import read_folder
from sakimawari.match.assign.evacuation.reading.zones import read_zones
from sakimawari.match.assign.evacuation.run import plan_folder
from sakimawari.match.assign.evacuation.telling import Teller
from sakimawari.match.assign.evacuation.values import (
    Evacuation,
    Person,
    Scenario,
    Settings,
    Shelter,
)
from sakimawari.match.assign.evacuation.writing import summary
from sakimawari.match.positions.points import Point
from sakimawari.problems import Problems


def _plan(households: str, near: int, far: int) -> Plan:
    """Everybody at one door, each letter a household; a shelter at 500 m and one at 1,000 m."""
    metre = 1 / 111_195
    shelters = tuple(
        Shelter(
            id=name, name=name, point=Point(35 + way * metre, 138), line=1, capacity=places,
            takes={"地震": True},
        )
        for name, way, places in (("near", 500, near), ("far", 1000, far))
    )  # fmt: skip
    people = tuple(
        Person(id=f"P{at}", household=home, point=Point(35, 138), line=at)
        for at, home in enumerate(households)
    )
    quake = Scenario(id="地震", hazard="地震", everybody=True)
    problem = Evacuation(
        people=people, shelters=shelters, supporters=(), scenarios=(quake,), settings=Settings()
    )
    return plan_all(problem, lambda *_: None)


def _worth(plan: Plan) -> dict[str, tuple[int, int]]:
    return {
        plan.problem.shelters[each.shelter].id: (each.people, each.metres)
        for each in openings(plan)
        if each.what == "place"
    }


def test_where_everybody_has_a_place_one_more_saves_metres() -> None:
    assert _worth(_plan("ABC", near=1, far=9)) == {"near": (0, 500)}


@pytest.mark.parametrize("households", ["ABC", "AAB", "AAABBBC"])
def test_where_somebody_has_none_one_more_is_worth_a_person_and_no_metres(households: str) -> None:
    assert _worth(_plan(households, near=1, far=1)) == {"near": (1, 0), "far": (1, 0)}


def test_a_household_that_cannot_be_split_is_told_as_proved_in_the_summary() -> None:
    plan = _plan("AAA", near=2, far=0)
    told = summary(plan, Teller(plan))["シナリオ"]
    assert isinstance(told, dict)
    quake = told["地震"]
    assert (quake["避難先のない人数"], quake["避難先のない人数の下限"]) == (3, 3)
    assert (quake["距離の合計"], quake["距離の合計の下限"], quake["最善と証明"]) == (0, 0, True)


def test_the_examiner_tells_what_splitting_a_household_would_gain_as_people_and_metres(
    tmp_path: Path,
) -> None:
    place = ["番号,緯度,経度", "1,35.0,138.0"]
    folder = tmp_path / "problem"
    folder.mkdir()
    (folder / "要支援者.csv").write_text(f"{place[0]},人数\n{place[1]},3\n", "utf-8")
    (folder / "避難所.csv").write_text(f"{place[0]},収容人数,地震\n1,35.0045,138.0,2,○\n", "utf-8")
    done = plan_folder(
        folder, tmp_path / "plan", Settings(), on=date(2026, 10, 1), go_on=False,
        report=lambda *_: None,
    )  # fmt: skip
    claim = next(each for each in done.certificate.claims if each.id == "optimal-地震")
    assert claim.holds is None
    assert "最大避難先2人分、そのとき距離は1,000m長い" in claim.text


SQUARE = [(138.30, 34.80), (138.30, 34.90), (138.40, 34.90), (138.40, 34.80), (138.30, 34.80)]
INSIDE, OUTSIDE = Point(34.85, 138.35), Point(34.85, 138.45)


def _geojson(path: Path, ring: list[tuple[float, float]]) -> None:
    shape = {"type": "Polygon", "coordinates": [ring]}
    feature = {"type": "Feature", "properties": {}, "geometry": shape}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")


def _shapes(path: Path, ring: list[tuple[float, float]]) -> None:
    with shapefile.Writer(str(path)) as writer:
        writer.field("name")
        writer.poly([ring])
        writer.record("area")


@pytest.mark.parametrize("name", ["zone_flood.geojson", "区域_洪水.geojson", "区域_洪水.shp"])
def test_a_zone_holds_what_lies_in_its_polygon(tmp_path: Path, name: str) -> None:
    write = _shapes if name.endswith(".shp") else _geojson
    write(tmp_path / name, SQUARE)
    (zone,) = read_zones(tmp_path)
    assert (zone.hazard, zone.past, zone.holds([INSIDE, OUTSIDE])) == ("洪水", False, [True, False])


@pytest.mark.parametrize(
    ("name", "ring", "id_"),
    [
        (
            "zone_flood.geojson",
            [(east * 1000, north * 1000) for east, north in SQUARE],
            "ASSIGN034",
        ),
        ("zone_flood.geojson", [(north, east) for east, north in SQUARE], "ASSIGN034"),
        ("zone_frost.geojson", SQUARE, "ASSIGN035"),
    ],
)
def test_plane_metres_swapped_degrees_and_an_unknown_hazard_are_named(
    tmp_path: Path, name: str, ring: list[tuple[float, float]], id_: str
) -> None:
    _geojson(tmp_path / name, ring)
    with pytest.raises(Problems) as raised:
        read_zones(tmp_path)
    assert [each.id for each in raised.value.found] == [id_]


@pytest.mark.parametrize(("name", "outside"), [("区域_洪水.shp", 0), ("履歴_洪水.shp", None)])
def test_outside_a_zone_is_no_danger_outside_what_was_struck_is_unknown(
    tmp_path: Path, name: str, outside: int | None
) -> None:
    _shapes(tmp_path / name, SQUARE)
    rows = ["番号,緯度,経度"] + [
        f"{p.longitude},{p.latitude},{p.longitude}" for p in (INSIDE, OUTSIDE)
    ]
    (tmp_path / "要支援者.csv").write_text("\n".join(rows), "utf-8")
    rows[0] += ",洪水"
    (tmp_path / "避難所.csv").write_text(
        "\n".join([rows[0], *(f"{r},○" for r in rows[1:])]), "utf-8"
    )
    problem = read_folder(tmp_path, Settings()).problem
    assert [each.levels.get("洪水") for each in problem.people] == [1, outside]
    assert [each.inside for each in problem.shelters] == [{"洪水"}, frozenset()]
