"""`sakimawari project-towns`: from a city's files to numbers with bounds, and what was set aside."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sakimawari.cli import app
from tests.anticipate.rates.tables import as_rows, grown, row, written

TOWNS = {"東町": 6_000.0, "西町": 3_000.0, "南町": 1_500.0}


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = as_rows(grown(TOWNS, 26, gain={"東町": 0.02}))
    return written(tmp_path_factory.mktemp("towns"), [*rows, row("2022-02", "北町\ufffd")])


def read(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))


def test_towns_are_projected_with_bounds_and_what_was_set_aside(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = CliRunner().invoke(
        app, ["project-towns", str(file), "--years", "2", "--out", str(out), "--json"]
    )
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout.strip().splitlines()[-1])
    assert (told["start"], told["towns"], told["set_aside"]) == ("2022-02", 3, 1)
    rows = read(out / "towns.csv")
    assert len(rows) == 3 * 3 * 18
    last = [one for one in rows if one["month"] == "2024-02" and one["ages"] == "40-44"]
    assert all(int(one["low"]) < float(one["people"]) < int(one["high"]) for one in last)
    aside = read(out / "aside.csv")
    assert [(one["problem"], one["counted"]) for one in aside] == [("PROJ026", "no")]


def test_an_official_number_is_met_and_its_factors_are_kept(file: Path, tmp_path: Path) -> None:
    official, out = tmp_path / "official.csv", tmp_path / "out"
    official.write_text("area,year,low,high,people\n,2024,0,100,9000\n", encoding="utf-8")
    given = ["--years", "2", "--official", str(official), "--out", str(out), "--json"]
    done = CliRunner().invoke(app, ["project-towns", str(file), *given])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout.strip().splitlines()[-1])
    assert told["residents"]["2024-02"] == pytest.approx(9_000.0)
    assert told["aligned"]["2024-02"]["2024 city"] > 0.05
    assert (out / "factors-2024-02.json").is_file()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("area,year,people\n,2024,9\n", "PROJ036"),
        ("area,year,low,high,people\n北町,2024,0,100,9\n", "PROJ036"),
        ("area,year,low,high,people\n,2024,0,100,many\n", "PROJ036"),
        ("area,year,low,high,people\n東町,2024,0,100,9\n", "PROJ036"),
    ],
)
def test_official_numbers_that_do_not_fit_are_named(
    file: Path, tmp_path: Path, text: str, problem: str
) -> None:
    official = tmp_path / "official.csv"
    official.write_text(text, encoding="utf-8")
    done = CliRunner().invoke(app, ["project-towns", str(file), "--official", str(official)])
    assert done.exit_code == 2
    assert problem in done.output


def test_a_month_the_table_has_not_is_refused(file: Path) -> None:
    done = CliRunner().invoke(app, ["project-towns", str(file), "--from", "2031-01"])
    assert done.exit_code == 2
    assert "PROJ031" in done.output
