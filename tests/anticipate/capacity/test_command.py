"""`sakimawari capacity` on files: what it writes, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
from typer.testing import CliRunner

from sakimawari.cli import app

FORECAST = "series,period,mean,q95\n窓口,2026-10-01,80,110\n窓口,2026-10-02,95,130\n"


def _run(*words: str) -> tuple[int, dict[str, object]]:
    done = CliRunner().invoke(app, ["capacity", *words, "--json"])
    return done.exit_code, json.loads(done.stdout)


def test_a_forecast_becomes_staff_and_rosters(tmp_path: Path) -> None:
    file = tmp_path / "visits.csv"
    file.write_text(FORECAST, encoding="utf-8")
    code, told = _run(str(file), "--minutes", "12", "--dir", str(tmp_path))
    assert code == 0
    folder = Path(str(told["folder"]))
    needs = pq.read_table(folder / "needs.parquet").to_pylist()
    assert len(needs) == 18 and min(row["served"] for row in needs) >= 0.8
    assert (folder / "rosters.csv").is_file() and (folder / "manifest.json").is_file()
    staff = [sum(row["at_counter"] for row in needs if row["day"].day == day) for day in (1, 2)]
    assert staff[1] >= staff[0]


def test_pushes_leave_terms_that_reach_can_take(tmp_path: Path) -> None:
    file = tmp_path / "pushes.csv"
    file.write_text("name,people,effect,minutes,first,last\nご案内,900,0.3,20,0,3\n", "utf-8")
    code, told = _run(
        str(file), "--for", "outreach", "--room", "1200", "--weeks", "6", "--dir", str(tmp_path)
    )
    assert code == 0 and told["reached"] == 800 and told["left_over"] == 100
    terms = (Path(str(told["folder"])) / "reach-terms.yaml").read_text(encoding="utf-8")
    assert "counter: 60" in terms


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    code, told = _run("nothing.csv", "--dir", str(tmp_path))
    assert code == 2
    assert "CAP010" in json.dumps(told)
    file = tmp_path / "pushes.csv"
    file.write_text("name,people,effect,minutes,first,last\n", "utf-8")
    code, told = _run(str(file), "--for", "outreach", "--dir", str(tmp_path))
    assert code == 2 and "CAP008" in json.dumps(told)
