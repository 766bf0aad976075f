"""Figures of a target come from a finished run of the city, and its replicates verify the path."""

from __future__ import annotations

import csv
import shutil
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from sakimawari.anticipate.backcast.reading import read_kept, read_target
from sakimawari.anticipate.backcast.run import walk_back
from sakimawari.anticipate.backcast.store import publish
from sakimawari.anticipate.backcast.telling import told
from sakimawari.anticipate.backcast.values import Floats, Target
from sakimawari.anticipate.runs.folder import publishing, write_manifest
from sakimawari.anticipate.runs.replicates import Sampled, write_replicates
from sakimawari.cli import app
from sakimawari.problems import Problems
from tests.anticipate.backcast.targets import file

WARDS = ("東区", "西区")
FUTURES = 20
NEED = """
name: {ja: 待機児童ゼロ, en: no child waits}
periods: {first: 2027, last: 2029}
groups: {ward: [東区, 西区]}
tables:
  need: {for: ward, from: {run: demand, name: plan, service: nursery, measure: entitled}}
stocks:
  places: {for: ward, start: 100, unit: 人}
decisions:
  open: {for: ward, adds: {places: 1}, after: 1, most: 100, cost: 10}
rules:
  - {id: enough, goal: true, for: ward, at: last, sum: {places: 1}, at_least: need, unit: 人}
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A city whose run counted needs of 110 to 129 (東区) and 200 (西区) on each last of the half-years."""
    ends = [
        date(year, month, day) for year in (2027, 2028, 2029) for month, day in ((6, 30), (12, 31))
    ]
    spans = [(date(end.year, end.month - 5, 1), end) for end in ends]
    values = np.zeros((FUTURES, len(spans), 3))
    values[:, :, 0] = 110 + np.arange(FUTURES)[:, None]
    values[:, :, 1] = 200
    values[:, ::2] -= 50  # in June fewer than in December
    values[:, :, 2] = values[:, :, :2].sum(axis=2)
    hidden = np.zeros((len(spans), 3), np.bool_)
    few = hidden.copy()
    few[-1] = True
    shape = {"service": "nursery", "areas": (*WARDS, None), "spans": spans, "values": values}
    with publishing(tmp_path, "demand", "plan") as folder:
        measures = [
            Sampled(measure="entitled", standing=True, **shape),  # type: ignore[arg-type]
            Sampled(measure="started", standing=False, **shape),  # type: ignore[arg-type]
            Sampled(measure="possible", standing=True, hidden=few, **shape),  # type: ignore[arg-type]
            Sampled(measure="read", standing=True, error=np.full(hidden.shape, 5.0), **shape),  # type: ignore[arg-type]
        ]
        write_replicates(folder, measures)
        write_manifest(folder, {"snapshot": "2026-10-01-x"})
    return tmp_path


def taken(home: Path, text: str = NEED) -> Target:
    return read_target(file(home, text), lambda: home)


def draws_of(target: Target) -> Floats:
    draws = target.tables["need"].draws
    assert draws is not None
    return draws


def grid(home: Path, **said: str) -> list[list[float]]:
    more = "".join(f", {name}: {value}" for name, value in said.items())
    target = taken(home, NEED.replace("measure: entitled", f"measure: entitled{more}"))
    found: list[list[float]] = target.tables["need"].grid.tolist()
    return found


def test_it_is_planned_for_the_mean_and_held_against_each_future(home: Path) -> None:
    outcome = walk_back(taken(home))
    assert outcome.target.tables["need"].grid.tolist() == [[119.5] * 3, [200] * 3]
    verified = outcome.verified
    assert verified is not None
    assert verified.draws == FUTURES
    chances = {(one.member, one.period): one for one in verified.chances}
    east, west, both = (chances[member, 2] for member in ("東区", "西区", None))
    assert (east.chance, west.chance, both.chance) == (0.5, 1.0, 0.5)
    assert east.margin == pytest.approx(127 - 119.5)  # the 18th of 20 futures needs 127
    assert west.margin == 0 and both.margin is None
    assert verified.chance_with_margin == east.after == 0.9
    assert east.added == pytest.approx(7.5, abs=1e-3) and west.added == pytest.approx(0, abs=1e-3)


def test_a_margin_goes_where_the_doubt_is_and_costs_no_more(home: Path) -> None:
    outcome = walk_back(taken(home))
    assert outcome.verified is not None
    assert outcome.cost == pytest.approx(10 * (19.5 + 100))
    assert outcome.verified.cost_with_margin == pytest.approx(10 * (27 + 100), rel=1e-4)


def test_the_chance_and_the_run_are_told_in_three_languages(home: Path) -> None:
    said = {language: "".join(lines) for language, lines in told(walk_back(taken(home))).items()}
    assert "20通りの将来で確かめると、目標に届く確率は50%です" in said["ja"]
    assert (
        "（東区、2029）が成り立つ確率は50%です。90%にするには7.5人のゆとりが要ります。"
        in said["ja"]
    )
    assert "権利の見込み「plan」のnursery・entitled" in said["ja"]
    assert "東区 2029は、10回（かい）の うち 5回（かい）" in said["easy"]
    assert "(東区, 2029) holds in 50 %; 90 % takes 7.5 more (人)." in said["en"]
    assert "西区、2029）が成り立つ" not in said["ja"]


def test_a_year_is_read_on_its_last_day_or_on_the_day_asked_for(home: Path) -> None:
    assert grid(home)[1] == [200] * 3
    assert grid(home, on="'07-01'")[1] == [150] * 3
    assert grid(home, times="0.5")[1] == [100] * 3


def test_what_happens_over_a_year_is_added_up_and_gaps_are_told(home: Path) -> None:
    text = NEED.replace("measure: entitled", "measure: started")
    assert taken(home, text).tables["need"].grid[1].tolist() == [350] * 3
    found = faults(home, text.replace("measure: started", "measure: started, year: fiscal"))
    assert (
        "does not cover the whole of it; it counts from 2027-01-01 to 2029-12-31"
        in found["BACK013"]
    )


def test_a_table_of_no_group_is_the_whole_city_or_the_ward_named(home: Path) -> None:
    text = NEED.replace("need: {for: ward, ", "need: {").replace("at_least: need", "at_least: 1")
    assert taken(home, text).tables["need"].grid.tolist() == [[319.5] * 3]
    text = text.replace("name: plan", "name: plan, ward: 西区")
    assert taken(home, text).tables["need"].grid.tolist() == [[200] * 3]


def test_the_error_of_a_sample_of_households_is_drawn_beside_the_futures(home: Path) -> None:
    target = taken(home, NEED.replace("measure: entitled", "measure: read"))
    draws = draws_of(target)
    assert len(draws) == 1_000
    west = draws[:, 1]
    assert west[:, 0].std() == pytest.approx(5, rel=0.1)
    assert np.array_equal(west[:, 0], west[:, 2])  # the same households, so the same error
    again = taken(home, NEED.replace("measure: entitled", "measure: read"))
    assert np.array_equal(draws, draws_of(again))


def faults(home: Path, text: str) -> dict[str, str]:
    with pytest.raises(Problems) as raised:
        taken(home, text)
    return {one.id: f"{one.where} {one.what} {one.do} {one.near}" for one in raised.value.found}


@pytest.mark.parametrize(
    ("old", "new", "id", "said"),
    [
        ("run: demand", "run: demands", "BACK011", "`demands` is no kind of run / demand"),
        ("name: plan", "name: plam", "BACK011", "no finished run `plam` of demand / plan"),
        ("run: demand", "run: people", "BACK011", "make one: sakimawari project --name plan"),
        ("service: nursery", "service: nurserys", "BACK012", "no service `nurserys` / nursery"),
        ("measure: entitled", "measure: entiteld", "BACK012", "no measure `entiteld` / entitled"),
        ("[東区, 西区]", "[東区, 西]", "BACK012", "knows no ward `西`"),
        ("last: 2029", "last: 2030", "BACK013", "2030: no day in it was counted / more years"),
        ("name: plan", "name: plan, on: '02-30'", "BACK013", "no day of a year"),
        ("name: plan", "name: plan, on: '10-01'", "BACK013", "no day near 10-01 was counted"),
        (
            "measure: entitled",
            "measure: possible",
            "BACK014",
            "2029 a count is too small / --exact",
        ),
        ("measure: entitled", "measures: entitled", "BACK003", "`measures` is read by nothing"),
    ],
)
def test_what_the_city_lacks_is_told_with_the_nearest_name(
    home: Path, old: str, new: str, id: str, said: str
) -> None:
    found = faults(home, NEED.replace(old, new))
    assert all(part in found[id] for part in said.split(" / "))
    assert "target.yaml:" in found[id]


def test_a_run_made_without_its_replicates_is_told_how_to_make_again(home: Path) -> None:
    (home / "anticipate/demand/plan/replicates.parquet").unlink()
    assert "sakimawari demand --name plan" in faults(home, NEED)["BACK015"]


def test_fewer_futures_than_the_chance_needs_are_told(home: Path) -> None:
    outcome = walk_back(taken(home, NEED + "chance: 0.99\n"))
    assert "20通りでは、99%は確かめられません。少なくとも100通り" in "".join(told(outcome)["ja"])


def test_the_answer_can_be_read_when_its_run_is_gone(home: Path) -> None:
    target = taken(home)
    folder = publish(home, "kept", walk_back(target), home / "target.yaml")
    shutil.rmtree(home / "anticipate/demand")
    again = read_kept(folder)
    assert np.array_equal(again.tables["need"].grid, target.tables["need"].grid)
    assert np.array_equal(draws_of(again), draws_of(target))


def test_the_command_finds_the_run_in_the_home_and_writes_the_chances(home: Path) -> None:
    path = file(home, NEED)
    asked = ["backcast", str(path), "--dir", str(home), "--name", "zero"]
    result = CliRunner().invoke(app, asked)
    assert result.exit_code == 0, result.output
    with (home / "anticipate/backcast/zero/chances.csv").open(encoding="utf-8-sig") as opened:
        rows = {(row["member"], row["period"]): row for row in csv.DictReader(opened)}
    assert (rows["東区", "2029"]["chance"], rows["東区", "2029"]["margin"]) == ("0.5", "7.5")
    assert rows["*", "2029"]["chance_with_margin"] == "0.9"
    path.write_text(NEED.replace("name: plan", "name: plam"), encoding="utf-8")
    result = CliRunner().invoke(app, asked)
    assert result.exit_code == 2 and "BACK011" in result.output
