"""`sakimawari reach words` and `reach trial`: what staff and programs see."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sakimawari.cli import app

RUN = CliRunner()


def run(*arguments: object) -> tuple[int, str]:
    result = RUN.invoke(app, ["reach", *map(str, arguments)])
    return result.exit_code, result.output


@pytest.fixture(autouse=True)
def a_city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAKIMAWARI_DIR", str(tmp_path))
    monkeypatch.setenv("SAKIMAWARI_PHONE", "000-000-0000")


def test_a_message_is_shown_with_its_length_and_how_it_reads() -> None:
    code, told = run("words", "child-allowance", "--medium", "sms", "--language", "ja")
    assert code == 0
    assert "2 of 2 segments" in told
    assert "【北九州市】児童手当を受け取れる見込みです。" in told


def test_a_program_gets_every_medium_language_and_verdict() -> None:
    code, told = run("words", "child-allowance", "--json")
    found = json.loads(told)
    assert code == 0
    assert {(each["medium"], each["language"]) for each in found} >= {("line", "easy")}
    assert all(each["fits"] and each["score"] is not None for each in found)


def test_a_slip_in_a_slug_names_the_nearest() -> None:
    code, told = run("words", "child-allowence")
    assert code == 2
    assert "near   child-allowance" in told


def test_a_language_nobody_speaks_is_refused() -> None:
    assert run("words", "child-allowance", "--language", "xx")[0] == 2


def test_a_trial_names_no_winner_before_its_time(tmp_path: Path) -> None:
    counts = tmp_path / "counts.csv"
    counts.write_text("variant,contacted,replied\na,100,10\nb,100,60\n", encoding="utf-8")
    code, told = run("trial", counts, "--planned", 101, "--json")
    assert code == 0
    assert [row["finding"] for row in json.loads(told)["rows"]] == [None, "too_early"]
    assert "better than the first" in run("trial", counts, "--planned", 100)[1]


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("variant,contacted,replied\na,10,11\n", "REACH095"),
        ("variant,contacted\na,10\n", "REACH095"),
        ("", "REACH095"),
    ],
)
def test_counts_that_cannot_be_are_refused(tmp_path: Path, text: str, id: str) -> None:
    counts = tmp_path / "counts.csv"
    counts.write_text(text, encoding="utf-8")
    code, told = run("trial", counts, "--planned", 10)
    assert (code, id in told) == (2, True)


def test_a_trial_without_a_plan_is_refused(tmp_path: Path) -> None:
    counts = tmp_path / "counts.csv"
    counts.write_text("variant,contacted,replied\na,10,1\n", encoding="utf-8")
    assert "REACH094" in run("trial", counts)[1]
    assert "REACH094" in run("trial", counts, "--base", "1.5", "--smallest", "0.1")[1]


def test_a_trial_of_nothing_is_refused() -> None:
    assert "REACH096" in run("trial", "--planned", "10")[1]
