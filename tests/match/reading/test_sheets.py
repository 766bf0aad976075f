"""Tables as cities give them: any encoding, titles above, loose names; bad rows keep their line."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from sakimawari.match.reading.protection import protects
from sakimawari.match.reading.sheets import (
    PROTECTION,
    Column,
    find_file,
    read_sheet,
    set_aside,
    write_set_aside,
)
from sakimawari.problems import Problems

COLUMNS = (
    Column("番号", ("受付番号", "ID"), required=True),
    Column("定員", ("募集人数",)),
)


def file(folder: Path, text: str, name: str = "施設.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_table_is_read_whatever_it_was_saved_as(tmp_path: Path, encoding: str) -> None:
    sheet = read_sheet(file(tmp_path, "受付番号,募集人数\nあ1,3\n", encoding=encoding), COLUMNS)
    assert [(row.get("番号"), row.get("定員")) for row in sheet.rows] == [("あ1", "3")]


def test_names_of_columns_are_met_loosely_and_others_are_kept(tmp_path: Path) -> None:
    sheet = read_sheet(file(tmp_path, "ｉｄ, 募集 人数 ,備考\n1, 5 ,南側\n"), COLUMNS)
    assert dict(sheet.rows[0].cells) == {"番号": "1", "定員": "5"}
    assert dict(sheet.rows[0].others) == {"備考": "南側"}


def test_a_title_above_and_empty_rows_do_not_shift_the_lines(tmp_path: Path) -> None:
    sheet = read_sheet(
        file(tmp_path, "令和9年4月 募集\n\n番号,定員,区\n1,3,北\n\n2,4,南\n"), COLUMNS
    )
    assert [(row.get("番号"), row.line) for row in sheet.rows] == [("1", 4), ("2", 6)]


def test_tabs_and_workbooks_are_tables_too(tmp_path: Path) -> None:
    assert (
        read_sheet(file(tmp_path, "番号\t定員\n7\t2\n", "a.tsv"), COLUMNS).rows[0].get("番号")
        == "7"
    )
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["番号", "定員", "開始"])
    book.active.append([7.0, 2, datetime(2027, 4, 1)])  # noqa: DTZ001 - as Excel holds it
    book.save(tmp_path / "b.xlsx")
    row = read_sheet(tmp_path / "b.xlsx", COLUMNS).rows[0]
    assert (row.get("番号"), row.others["開始"]) == ("7", "2027-04-01")


def test_a_missing_column_is_named_with_the_header_that_is_there(tmp_path: Path) -> None:
    with pytest.raises(Problems, match="MATCH005") as raised:
        read_sheet(file(tmp_path, "名前,定員\n山,3\n"), COLUMNS)
    assert "番号" in str(raised.value) and "名前、定員" in str(raised.value)


@pytest.mark.parametrize(
    "name",
    [
        "支援処置",
        "支援措直",
        "DV支援",
        "ＤＶ 等",
        "支援措置開始日",
        "住民票の措置",
        "要保護",
        "Protection",
        "支援措",
    ],
)
def test_a_column_that_might_mean_protection_is_never_passed_over(
    tmp_path: Path, name: str
) -> None:
    table = file(tmp_path, f"番号,{name}\n1,○\n")
    for columns in (COLUMNS, (*COLUMNS, PROTECTION)):
        with pytest.raises(Problems, match="MATCH013"):
            read_sheet(table, columns)


@pytest.mark.parametrize(
    "name", ["保護者番号", "生活保護", "支援者数", "必要な支援", "支援内容", "Advisor", "DVD"]
)
def test_columns_of_other_things_are_still_kept(tmp_path: Path, name: str) -> None:
    assert read_sheet(file(tmp_path, f"番号,{name}\n1,2\n"), COLUMNS).rows[0].others == {name: "2"}


@pytest.mark.parametrize("name", ["支援措置", "支援措置（有無）", "ＤＶ等支援措置", "支援措置対象"])
def test_protection_is_met_by_each_of_its_names_but_in_one_column_alone(
    tmp_path: Path, name: str
) -> None:
    columns = (*COLUMNS, PROTECTION)
    sheet = read_sheet(file(tmp_path, f"番号,{name}\n1,○\n"), columns)
    assert sheet.rows[0].get("支援措置") == "○"
    with pytest.raises(Problems, match="MATCH013"):
        read_sheet(file(tmp_path, f"番号,支援措置,{name}\n1,,○\n"), columns)


@pytest.mark.parametrize(
    ("said", "guarded"),
    [("○", True), ("有", True), ("たぶん", True), ("?", True), ("不可", True), ("2026-10-01", True),
     ("", False), ("　", False), ("０", False), ("なし", False), ("非該当", False), ("×", False)],
)  # fmt: skip
def test_only_a_plain_no_leaves_somebody_unprotected(said: str, guarded: bool) -> None:
    assert protects(said) is guarded


def test_an_empty_file_and_a_false_workbook_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(Problems, match="LOAD002"):
        read_sheet(file(tmp_path, "\n"), COLUMNS)
    with pytest.raises(Problems, match="MATCH004"):
        read_sheet(file(tmp_path, "番号,定員\n1,2\n", "c.xlsx"), COLUMNS)


def test_two_files_of_one_name_are_refused_and_none_is_none(tmp_path: Path) -> None:
    assert find_file(tmp_path, "施設") is None
    first = file(tmp_path, "番号\n1\n")
    assert find_file(tmp_path, "施設") == first
    file(tmp_path, "番号\n1\n", "施設.tsv")
    with pytest.raises(Problems, match="MATCH006"):
        find_file(tmp_path, "施設")


def test_a_row_set_aside_keeps_its_place_reason_and_remedy(tmp_path: Path) -> None:
    sheet = read_sheet(file(tmp_path, "番号,定員\n1,0\n"), COLUMNS)
    aside = set_aside(sheet, sheet.rows[0], "ALLOC043", "no seats", "write them", column="定員")
    assert str(aside.problem.where) == "施設.csv:2 [定員]"
    assert write_set_aside(tmp_path / "set-aside.csv", [aside]) == 1
    written = (tmp_path / "set-aside.csv").read_text(encoding="utf-8-sig").splitlines()
    assert written[1] == "施設.csv,2,ALLOC043,no seats,write them,1 | 0"
    assert write_set_aside(tmp_path / "none.csv", []) == 0
    assert not (tmp_path / "none.csv").exists()
