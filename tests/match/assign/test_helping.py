"""Volunteers and elders: hours as people write them, the best of all pairings, altered results found out."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path
from random import Random

import numpy as np
import pytest

from sakimawari.match.assign.flow.transport import NOWHERE
from sakimawari.match.assign.helping.checking import may_help, table_of, with_keep
from sakimawari.match.assign.helping.example import write_example
from sakimawari.match.assign.helping.hours import both, in_japanese, read_windows
from sakimawari.match.assign.helping.pairing import pair_all
from sakimawari.match.assign.helping.reading import read_folder
from sakimawari.match.assign.helping.run import match_folder
from sakimawari.match.assign.helping.values import Elder, Helping, Settings, Volunteer
from sakimawari.match.assign.helping.verifying import examine
from sakimawari.match.positions.points import Point
from sakimawari.match.reading.cells import CellFault
from sakimawari.problems import Problems

HERE, ON = Point(34.86, 138.31), date(2026, 10, 1)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("火午前", "火曜午前"),
        ("火曜日午前・木曜日午後", "火曜午前、木曜午後"),
        ("火・木の午前", "火・木曜午前"),
        ("平日　９時～１２時", "月～金曜午前"),
        ("火 9:00-10:00、13:00-14:00", "火曜09:00～10:00、火曜13:00～14:00"),
        ("いつでも", "いつでも"),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, told: str) -> None:
    assert in_japanese(read_windows(text)) == told


def test_hours_that_say_nothing_are_not_taken_for_any_time() -> None:
    with pytest.raises(CellFault):
        read_windows("火曜か木曜のどこか")


def test_a_window_shorter_than_a_visit_is_no_common_hour() -> None:
    noon = read_windows("火11:40-13:00")
    assert both(read_windows("火午前"), noon, 30) is None
    assert both(read_windows("火午前"), noon, 20) == ((24 * 60 + 700, 24 * 60 + 720),)


def _elder(**known: object) -> Elder:
    return replace(Elder(id="E", household="", point=HERE, line=2), **known)  # type: ignore[arg-type]


def _volunteer(**known: object) -> Volunteer:
    return replace(Volunteer(id="V", point=HERE, line=2, load=1, reach=900), **known)  # type: ignore[arg-type]


def test_the_same_gender_is_asked_for_only_where_the_elder_wishes_it() -> None:
    wish = _elder(gender="女", wishes=frozenset({"同性のみ"}))
    assert may_help(_elder(gender="女"), _volunteer(gender="男"), 30)
    assert not may_help(wish, _volunteer(gender="男"), 30)
    assert may_help(wish, _volunteer(gender="女"), 30)
    assert not may_help(replace(wish, gender=""), _volunteer(), 30)


def _invented(draw: Random) -> Helping:
    def near() -> Point:
        return Point(34.86 + draw.uniform(-0.01, 0.01), 138.31 + draw.uniform(-0.01, 0.01))

    tasks, times = ("ゴミ出し", "買い物"), ("", "火午前", "木午後", "火・木")
    elders = tuple(
        _elder(
            id=f"E{n}", point=near(), present=draw.choice(("", "V0", "V1")), protected=n == 1,
            asks=frozenset(draw.sample(tasks, 1)), windows=read_windows(draw.choice(times)),
            consent=draw.choice((True, True, None, False)),
        )
        for n in range(5)
    )  # fmt: skip
    volunteers = tuple(
        _volunteer(
            id=f"V{n}", point=near(), load=draw.randint(1, 2), kept_from_protected=n == 0,
            skills=frozenset(draw.sample(tasks, 2 - n % 2)), windows=read_windows(draw.choice(times)),
            kept_from=frozenset({"E2"} if n == 2 else ()),
        )
        for n in range(3)
    )  # fmt: skip
    return Helping(elders=elders, volunteers=volunteers, settings=Settings(stand_ins=1))


@pytest.mark.parametrize("seed", range(20))
def test_no_pairing_of_all_helps_more_people_or_on_less_way(seed: int) -> None:
    problem = _invented(Random(seed))
    homes = [[one] for one in problem.elders if one.consent is not False]
    costs = with_keep(problem, homes, table_of(problem, homes))
    loads = [each.load for each in problem.volunteers]
    best = min(
        (sum(at < 0 for at in each), sum(int(costs[i, at]) for i, at in enumerate(each) if at >= 0))
        for each in product(range(-1, len(loads)), repeat=len(homes))
        if all(at < 0 or costs[i, at] >= 0 for i, at in enumerate(each))
        and all(each.count(at) <= load for at, load in enumerate(loads))
    )
    paired = pair_all(problem)
    assert (paired.first.unplaced, paired.first.cost) == best
    assert not ((paired.second.site == paired.first.site) & (paired.first.site != NOWHERE)).any()
    stand_ins = paired.second.site[paired.second.site != NOWHERE]
    assert np.bincount(stand_ins, minlength=3).max() <= 1


def test_of_two_for_whom_there_is_one_place_the_one_who_has_it_keeps_it() -> None:
    farther = Point(34.8615, 138.31)
    elders = (_elder(id="new"), _elder(id="known", point=farther, present="V"))
    problem = Helping(elders=elders, volunteers=(_volunteer(),), settings=Settings())
    assert pair_all(problem).first.site.tolist() == [NOWHERE, 0]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("town")
    write_example(place / "problem")
    done = match_folder(place / "problem", place / "one", Settings(), on=ON, go_on=False)
    assert done.certificate.sound
    return place


def _bytes(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_problem_makes_the_same_bytes(town: Path) -> None:
    match_folder(town / "problem", town / "two", Settings(), on=ON, go_on=False)
    assert _bytes(town / "one") == _bytes(town / "two")


def test_protected_people_stand_on_nothing_that_others_are_given(town: Path) -> None:
    problem = read_folder(town / "problem", Settings()).problem
    kept = [one.id for one in problem.elders if one.protected or one.consent is not True]
    assert any(one.protected for one in problem.elders)
    for name in ("lists/volunteers.html", "volunteers.csv", "one-more.csv", "witnesses.csv",
                 "fairness.csv", "map.svg", "report.json"):  # fmt: skip
        text = (town / "one" / name).read_text(encoding="utf-8")
        assert not [who for who in kept if who in text], name
    officer = (town / "one/lists/officer.csv").read_text(encoding="utf-8")
    assert all(who in officer for who in kept)


def _altered(town: Path, place: Path, **cells: str) -> set[str]:
    """What the examiner says of a result in which the first elder who is helped is told otherwise."""
    place.mkdir()
    for name, content in _bytes(town / "one").items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(content)
    path = place / "result.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    row = next(row for row in rows if row["担当"] and row["代わり"])
    row.update(cells)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return {each.claim for each in examine(place).violations}


def test_an_altered_result_is_found_out_by_name(town: Path, tmp_path: Path) -> None:
    assert _altered(town, tmp_path / "a", 番号="E999") == {"known"}
    assert "able" in _altered(town, tmp_path / "b", 距離m="1")
    with (town / "one/result.csv").open(encoding="utf-8-sig", newline="") as file:
        row = next(row for row in csv.DictReader(file) if row["担当"] and row["代わり"])
    assert "stand-in" in _altered(town, tmp_path / "c", 代わり=row["担当"])
    assert "load" in _altered(town, tmp_path / "d", 担当=row["代わり"])
    assert "able" in _altered(town, tmp_path / "e", 結果="満員")


def test_a_list_that_names_a_protected_elder_is_found_out(town: Path, tmp_path: Path) -> None:
    assert _altered(town, tmp_path / "same") == set()
    problem = read_folder(town / "problem", Settings()).problem
    who = next(one.id for one in problem.elders if one.protected)
    page = tmp_path / "same/lists/volunteers.html"
    page.write_text(page.read_text(encoding="utf-8") + f"<td>{who}</td>", encoding="utf-8")
    assert {each.claim for each in examine(tmp_path / "same").violations} == {"lists"}


def test_rows_that_cannot_be_used_are_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    place = tmp_path / "problem"
    place.mkdir()
    (place / "高齢者.csv").write_bytes(
        "整理番号,緯度,経度,曜日時間帯,同意\n"
        "1,34.86,138.31,火午前,同意\n1,34.86,138.31,,\n2,138.31,34.86,,\n3,34.86,138.31,いつか,\n".encode("cp932")
    )  # fmt: skip
    (place / "支援者.csv").write_text(
        "番号,緯度,経度,引受人数,最大距離\nA,34.86,138.311,2,1.5km\nB,34.86,138.31,0,\nC,34.86,138.31,1,遠く\n",
        encoding="utf-8",
    )
    with pytest.raises(Problems) as caught:
        match_folder(place, tmp_path / "out", Settings(), on=ON, go_on=False)
    assert [each.id for each in caught.value.found] == [
        "ASSIGN041", "ASSIGN042", "ASSIGN044", "ASSIGN043", "ASSIGN045",
    ]  # fmt: skip
    done = match_folder(place, tmp_path / "out", Settings(), on=ON, go_on=True)
    assert (done.aside, done.figures["担当決定"], done.certificate.sound) == (5, 1, True)
