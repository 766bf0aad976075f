"""`sakimawari match nursery` from the example to a certified, explained result."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from sakimawari.cli import app

RUN = CliRunner()


def test_an_example_is_written_given_verified_and_explained(tmp_path: Path) -> None:
    folder, result = str(tmp_path / "round"), str(tmp_path / "result")
    assert RUN.invoke(app, ["match", "nursery", "--example", folder, "--size", "40"]).exit_code == 0
    given = RUN.invoke(
        app, ["match", "nursery", folder, "--out", result, "--on", "2026-11-26", "--json"]
    )
    assert given.exit_code == 0, given.output
    assert json.loads(given.stdout)["figures"]["申込み"] == 40
    assert RUN.invoke(app, ["match", "verify", result]).exit_code == 0
    told = RUN.invoke(app, ["match", "explain", result, "20001"])
    assert "20001" in told.stdout


def test_a_folder_without_tables_and_a_run_without_a_place_say_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    missing = RUN.invoke(
        app, ["match", "nursery", str(tmp_path / "empty"), "--out", str(tmp_path / "o")]
    )
    assert missing.exit_code == 2
    assert "ALLOC041" in missing.output
    assert "CLI020" in RUN.invoke(app, ["match", "places", str(tmp_path / "empty")]).output


def test_every_kind_of_scarce_place_prints_its_schema() -> None:
    for kind in ("nursery", "places", "lottery"):
        schema = json.loads(RUN.invoke(app, ["match", kind, "--schema"]).stdout)
        assert schema["$schema"].startswith("https://json-schema.org/")
