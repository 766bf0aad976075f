"""What a command cannot do it says in words, with exit code 2 and without a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from sakimawari.cli import app
from sakimawari.office import office
from sakimawari.problems import Problems


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAKIMAWARI_KEYS", str(tmp_path / "keys"))


def refused(*arguments: str) -> str:
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output
    return result.output + result.stderr


@pytest.mark.parametrize(
    ("arguments", "id"),
    [
        (("night", "--dir", "HOME"), "SNAP001"),
        (("list", "--dir", "HOME"), "SNAP011"),
        (("letters", "--dir", "HOME"), "SNAP011"),
        (("why", "nobody", "child-allowance", "--dir", "HOME"), "SNAP001"),
        (("why", "--dir", "HOME"), "CLI015"),
        (("why", "nobody", "child-allowance", "--replay", "HOME/why.json"), "CLI015"),
        (("why", "nobody", "child-allowance", "--lang", "fr"), "CLI003"),
        (("why", "--replay", "HOME/none.json"), "CLI020"),
        (("night", "--dir", "HOME", "--spark", "spark.executor.memory=2g"), "CLI016"),
        (("night", "--dir", "HOME", "--engine", "spark", "--spark", "memory=2g"), "CLI016"),
        (("night", "--dir", "HOME", "--on", "9999-12-31"), "CLI001"),
        (("night", "--dir", "HOME", "--on", "2026-13-01"), "CLI001"),
        (("city", "HOME/exports", "--on", "0001-01-01"), "CLI001"),
        (("city", "HOME/exports", "--residents", "5"), "CITY011"),
        (("load", "HOME/nothing", "--dir", "HOME"), "LOAD001"),
    ],
)
def test_a_command_out_of_order_or_range_says_what_to_do(
    tmp_path: Path, arguments: tuple[str, ...], id: str
) -> None:
    told = refused(*(word.replace("HOME", str(tmp_path / "home")) for word in arguments))
    assert told.startswith(id)
    assert "  do " in told


@pytest.mark.parametrize(
    "arguments",
    [
        ("night", "--months", "-1"),
        ("list", "--limit", "-5"),
        ("letters", "--pages", "0"),
        ("city", "x", "--seed", "-1"),
        ("city", "x", "--dirt", "3"),
    ],
)
def test_a_number_out_of_range_is_refused_by_the_option(arguments: tuple[str, ...]) -> None:
    assert "Input should be" in refused(*arguments)


def test_a_file_where_a_folder_is_needed_is_a_problem_and_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    told = refused("city", str(tmp_path / "file" / "exports"), "--residents", "1000")
    assert told.startswith("CLI020")


def test_a_demo_never_clears_a_folder_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep")
    assert refused("demo", "--dir", str(tmp_path)).startswith("CLI004")
    assert (tmp_path / "mine.txt").read_text() == "keep"


def test_no_letter_of_one_city_bears_the_name_of_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAKIMAWARI_MUNICIPALITY", "402206")
    monkeypatch.delenv("SAKIMAWARI_CITY", raising=False)
    with pytest.raises(Problems) as raised:
        office().sender()
    assert [one.id for one in raised.value.found] == ["SET003"]
    monkeypatch.setenv("SAKIMAWARI_CITY", "宗像市")
    assert office().sender() == "宗像市"
    monkeypatch.delenv("SAKIMAWARI_MUNICIPALITY")
    monkeypatch.delenv("SAKIMAWARI_CITY")
    assert office().sender() == "北九州市"
