"""`sakimawari table`: what staff see, and the codes a program sees."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from sakimawari.cli import app
from sakimawari.packs.cases import run_cases
from sakimawari.packs.load import load_packs
from tests.packs.tabular.drawn import WINTER

RUN = CliRunner()


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    copy = tmp_path / "winter"
    shutil.copytree(WINTER, copy)
    return copy


def run(*arguments: object) -> tuple[int, str]:
    result = RUN.invoke(app, ["table", *map(str, arguments)])
    return result.exit_code, result.output


@pytest.mark.parametrize("name", ["out.xlsx", "out.csv", "out.dmn", "out"])
def test_an_exported_service_is_imported_again_and_its_examples_hold(
    pack: Path, tmp_path: Path, name: str
) -> None:
    assert run("export", "heating-grant", "--pack", pack, "--to", tmp_path / name)[0] == 0
    shutil.rmtree(pack / "services")
    code, told = run("import", tmp_path / name, "--pack", pack, "--as", "heating-grant")
    assert (code, "cases/heating-grant.yaml" in told) == (0, True)
    assert [path.name for path in (pack / "services").iterdir()] == ["heating-grant.xlsx"]
    assert run_cases(load_packs([pack])).passed == 8


def test_the_service_of_a_pack_is_checked_with_the_facts_of_that_pack(pack: Path) -> None:
    code, told = run("check", pack / "services" / "heating-grant")
    assert code == 1  # full-width figures and dates of eras are remarked
    assert "確認 PACK059  heating-grant/table.csv:7 [B7]" in told
    assert "誤り0件・確認3件" in told


def test_mistakes_leave_the_pack_as_it_was_and_are_told_in_japanese(
    pack: Path, tmp_path: Path
) -> None:
    run("export", "heating-grant", "--pack", pack, "--to", tmp_path / "h.xlsx")
    book = load_workbook(tmp_path / "h.xlsx")
    column = next(cell.column for cell in book["表"][1] if cell.value == "条")
    book["表"].cell(4, column).value = None
    book.save(tmp_path / "h.xlsx")
    code, told = run("import", tmp_path / "h.xlsx", "--pack", pack)
    assert code == 2
    assert "条がありません。この行の根拠となる条を書いてください。" in told
    assert [path.name for path in (pack / "services").iterdir()] == ["heating-grant"]
    code, told = run("check", tmp_path / "h.xlsx", "--json", "--annotate", tmp_path / "m.xlsx")
    found = json.loads(told)
    assert (code, found["sound"]) == (1, False)
    assert [(each["id"], each["row"]) for each in found["findings"]] == [("PACK027", 4)]
    assert "指摘一覧" in load_workbook(tmp_path / "m.xlsx").sheetnames


@pytest.mark.parametrize(
    ("arguments", "id"),
    [
        (["export", "heating-gift", "--to", "x.xlsx"], "CLI011"),
        (["export", "heating-grant", "--to", "x.pdf"], "CLI030"),
        (["check", "x.txt"], "CLI030"),
        (["check", "x.xlsx"], "CLI020"),
    ],
)
def test_what_cannot_be_done_is_refused(
    pack: Path, tmp_path: Path, arguments: list[str], id: str
) -> None:
    given = [tmp_path / each if each.startswith("x.") else each for each in arguments]
    beside = ["--pack", pack]
    code, told = run(*given, *beside)
    assert code == 2
    assert id in told


def test_a_service_the_pack_has_is_replaced_only_on_demand(pack: Path, tmp_path: Path) -> None:
    run("export", "heating-grant", "--pack", pack, "--to", tmp_path / "heating-grant.xlsx")
    code, told = run("import", tmp_path / "heating-grant.xlsx", "--pack", pack)
    assert (code, "CLI031" in told) == (2, True)
    shutil.rmtree(pack / "services")
    assert run("import", tmp_path / "heating-grant.xlsx", "--pack", pack)[0] == 0
    assert run("import", tmp_path / "heating-grant.xlsx", "--pack", pack)[0] == 2
    assert run("import", tmp_path / "heating-grant.xlsx", "--pack", pack, "--replace")[0] == 0


def test_a_service_in_yaml_is_no_table(tmp_path: Path) -> None:
    code, told = run("export", "long-life-gift", "--pack", WINTER.parents[1] / "good" / "celebration", "--to", tmp_path / "x.xlsx")  # fmt: skip
    assert code == 2
    assert "CLI032" in told
