"""The command that shows what a change of rules does: sentences, files, exit codes, refusals."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from sakimawari.cli import app
from sakimawari.registry.publishing import point_to
from tests.fit.compare.town import LIMIT, ON, Member, found_city, write_pack


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city of thirty with its own pack beside those shipped."""
    home = tmp_path_factory.mktemp("home")
    homes = [[Member(income=LIMIT + at % 2)] for at in range(30)]
    found_city(home, homes)
    point_to(home / "snapshots", "made")
    write_pack(home / "packs")
    return home


def ask(home: Path, *arguments: str) -> Result:
    result = CliRunner().invoke(
        app, ["compare", *arguments, "--dir", str(home), "--on", ON.isoformat()]
    )
    assert "Traceback" not in result.output
    return result


def test_sentences_come_first_and_files_are_written(home: Path, tmp_path: Path) -> None:
    page, tables = tmp_path / "page.html", tmp_path / "tables"
    asked = ("current", "--what-if", "限度額 +1円", "--html", str(page), "--csv", str(tables))
    result = ask(home, *asked)
    assert result.exit_code == 0, result.output
    assert "限度額を2,000,000円から2,000,001円に変えると、新たに対象 15人です。" in result.stdout
    assert "年 +180万円" in result.stdout
    assert page.stat().st_mode & 0o777 == 0o600
    assert len(list(tables.glob("*.csv"))) == 4


def test_a_program_reads_the_same_as_json(home: Path) -> None:
    told = json.loads(ask(home, "current", "--what-if", "限度額 +1円", "--json").stdout)
    impact = told["impacts"][0]
    assert (impact["slug"], impact["counts"]["gain"]) == ("grant", 15)
    assert "child-allowance" in told["unchanged"]


def test_a_pack_stands_in_for_the_one_of_its_id(home: Path, tmp_path: Path) -> None:
    other = write_pack(tmp_path, limit=LIMIT + 1)
    told = json.loads(ask(home, "current", str(other), "--json").stdout)
    assert [impact["slug"] for impact in told["impacts"]] == ["grant"]


def test_where_nothing_differs_that_is_said_and_is_no_fault(home: Path) -> None:
    result = ask(home, "current", "current")
    assert result.exit_code == 0
    assert "同じ結果" in result.stdout


def test_an_example_of_b_that_fails_under_b_ends_with_1(home: Path, tmp_path: Path) -> None:
    assert ask(home, "current", str(write_pack(tmp_path, limit=LIMIT - 1))).exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "id"),
    [
        (("current",), "COMP006"),
        (("current", "--what-if", "限度 +1円"), "COMP002"),
        (("current", "nowhere"), "PACK001"),
        (("current", "--what-if", "限度額 +1円", "--take-up", "180%"), "CLI014"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_words(
    home: Path, arguments: tuple[str, ...], id: str
) -> None:
    result = ask(home, *arguments)
    assert result.exit_code == 2
    assert (result.output + result.stderr).startswith(id)
