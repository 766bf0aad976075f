"""A list as a file: no cell calculates, and the file says what it is."""

from __future__ import annotations

import csv
import io

import pytest
from openpyxl import load_workbook

from sakimawari.console.staff.lists.sheet import Sheet, as_csv, as_xlsx
from sakimawari.drawing.sheets import harmless

EVIL = ["=1+1", "+81", "-3", "@SUM(A1)", "\t=1", " =1", "＝HYPERLINK(1)", "\r\n=1"]


def sheet(*rows: tuple[str | int | None, ...]) -> Sheet:
    return Sheet(
        title="未請求",
        about=(("出力番号", "L20261001-abc"), ("理由", "=cmd")),
        columns=("氏名", "額"),
        widths=(20, 10),
        rows=rows,
    )


@pytest.mark.parametrize("text", EVIL)
def test_a_text_that_a_spreadsheet_would_calculate_is_quoted(text: str) -> None:
    assert str(harmless(text)).startswith("'")


@pytest.mark.parametrize("text", ["山田", "a=b", "3-4", "2026-10-01", ""])
def test_any_other_text_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


def test_a_number_stays_a_number() -> None:
    assert harmless(-5) == -5


def test_csv_opens_in_excel_with_its_number_above_and_no_formula_in_it() -> None:
    content = as_csv(sheet(("=1+1", -5), ("山田\x00", None)))
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[1] == ["出力番号", "L20261001-abc"]
    assert rows[2] == ["理由", "'=cmd"]
    assert rows[-2:] == [["'=1+1", "-5"], ["山田", ""]]


def test_excel_holds_texts_as_texts() -> None:
    book = load_workbook(io.BytesIO(as_xlsx(sheet(*[(text, 1) for text in EVIL]))))
    cells = [row[0] for row in book.active.iter_rows(min_row=6)]
    assert [cell.data_type for cell in cells] == ["s"] * len(EVIL)
    assert all(cell.quotePrefix for cell in cells)
    assert book.active["B1"].value is None
