"""Who goes out on a day, and where a town is, from files a city writes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sakimawari.match.visits.travel import Mode
from sakimawari.problems import Problems
from sakimawari.reach.rounds.staff import Change, on_duty, read_patterns
from sakimawari.reach.rounds.towns import read_towns

THURSDAY, SATURDAY, CULTURE_DAY = date(2026, 10, 1), date(2026, 10, 3), date(2026, 11, 3)
STAFF = """
offices: {本庁: {lat: 33.88, lon: 130.87}}
staff:
  - {worker: a, hours: "08:30-17:15", skills: [手話], languages: [en], start: 本庁,
     break: {from: "11:30", until: "13:30", minutes: 60}}
  - {worker: b, days: [sat], by: bicycle, hours: "09:00-12:00"}
"""
TOWNS = "区,町,緯度,経度,番地\n小倉北区,浅野一丁目,33.88,130.88,\n小倉北区,大字長野,33.80,130.90,\n小倉北区,浅野一丁目,33.881,130.881,3番1号\n"


def home(tmp_path: Path, staff: str = STAFF, towns: str = TOWNS) -> Path:
    (tmp_path / "rounds").mkdir()
    (tmp_path / "rounds" / "staff.yaml").write_text(staff, encoding="utf-8")
    (tmp_path / "rounds" / "towns.csv").write_text(towns, encoding="utf-8")
    return tmp_path


def workers(path: Path, on: date, *changes: Change) -> list[str]:
    return [duty.worker for duty in on_duty(read_patterns(path), on, changes)]


def test_each_goes_out_on_their_days_and_nobody_on_a_holiday(tmp_path: Path) -> None:
    path = home(tmp_path)
    assert workers(path, THURSDAY) == ["a"]
    assert workers(path, SATURDAY) == ["b"]
    assert workers(path, CULTURE_DAY) == []


def test_an_absence_and_other_hours_hold_for_their_day_alone(tmp_path: Path) -> None:
    path = home(tmp_path)
    assert workers(path, THURSDAY, Change(worker="a", away=True)) == []
    short = Change(worker="a", hours=(9 * 3_600, 12 * 3_600))
    (duty,) = on_duty(read_patterns(path), THURSDAY, [short])
    assert (duty.end, duty.pause) == (12 * 3_600, None)


def test_what_a_line_leaves_out_is_the_usual(tmp_path: Path) -> None:
    first, second = (pattern.duty for pattern in read_patterns(home(tmp_path)))
    assert first.pause == (41_400, 45_000, 3_600)  # begins so that it is over at 13:30
    assert first.skills == {"手話", "en"}
    assert (second.mode, second.parking) == (Mode.BICYCLE, 0)


@pytest.mark.parametrize(
    "staff",
    [
        "staff: [{worker: a, start: 支所}]",
        "staff: [{worker: a, hours: '17:00-09:00', start: {lat: 33.8, lon: 130.8}}]",
        "staff: [{worker: a, vehicle: car, start: {lat: 33.8, lon: 130.8}}]",
        "staff: [{days: [mon]}]",
        "staff: {",
    ],
)
def test_a_file_that_says_something_else_is_refused(tmp_path: Path, staff: str) -> None:
    with pytest.raises(Problems, match="VISIT010"):
        read_patterns(home(tmp_path, staff=staff))


@pytest.mark.parametrize(
    ("town", "number", "found"),
    [
        ("浅野一丁目", "", ((33.88, 130.88), True)),
        ("浅野１丁目", "９番", ((33.88, 130.88), True)),
        ("浅野一丁目", "３番１号", ((33.881, 130.881), False)),
        ("長野", "", ((33.80, 130.90), True)),
        ("浅野二丁目", "", None),
    ],
)
def test_an_address_leads_to_its_house_or_the_middle_of_its_town(
    tmp_path: Path, town: str, number: str, found: object
) -> None:
    towns = read_towns(home(tmp_path), invented=False)
    assert towns.door("小倉北区", town, number) == found


def test_without_a_table_only_an_invented_city_has_places(tmp_path: Path) -> None:
    assert read_towns(tmp_path, invented=True).door("門司区", "港町") is not None
    with pytest.raises(Problems, match="VISIT011"):
        read_towns(tmp_path, invented=False)


def test_exchanged_columns_are_noticed(tmp_path: Path) -> None:
    wrong = home(tmp_path, towns="区,町,緯度,経度\n門司区,港町,130.9,33.9\n")
    with pytest.raises(Problems, match="VISIT011"):
        read_towns(wrong, invented=False)
