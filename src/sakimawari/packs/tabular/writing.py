"""A service as written, put into a workbook or CSV; read back it is the same."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from sakimawari.packs.tabular.form import FORM
from sakimawari.packs.tabular.reading import COLUMNS, KEY, READS, UNIT
from sakimawari.packs.tabular.written import (
    AMOUNT,
    APPLIES,
    NO,
    NOTES,
    YES,
    WrittenService,
)

FORM_SHEET, TABLE_SHEET = "様式", "表"
HEAD_ROWS = 3  # #列 #単位 #式; the first row of the table follows
_SHADE = PatternFill("solid", fgColor="DCE6F1")
_WIDTHS = {"条": 28, "理由": 36, "やさしい日本語": 36, "英語": 36, "出典": 36, "注": 24}


def form_rows(written: WrittenService) -> list[list[str]]:
    """The form line by line, with a hint beside each; lines it does not use stand there empty."""
    rows = [[KEY, "内容", "書き方"]]
    for line in FORM:
        values = written.lines(line.key) or ("",)
        needed = "(必須)" if line.needed else ""
        rows += [[line.key, value, f"{needed}{line.hint}"] for value in values]
    return rows


def table_rows(written: WrittenService) -> list[list[str]]:
    """The head of the table and its rows."""
    columns = [*written.inputs, *written.outputs]
    rows = [
        [COLUMNS, *(column.name for column in columns), *NOTES],
        [UNIT, *(column.unit for column in columns)],
        [READS, *(column.expression for column in written.inputs)],
    ]
    for row in written.rows:
        notes = [row.notes.get(name, "") for name in NOTES]
        rows.append([row.id, *row.inputs, *row.outputs, *notes])
    return rows


def csv_text(rows: Sequence[Sequence[str]]) -> str:
    """Rows as CSV with the line ends of a spreadsheet."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def as_csv(written: WrittenService) -> bytes:
    """Form and table in one file, an empty row between them."""
    return (csv_text(form_rows(written)) + "\r\n" + csv_text(table_rows(written))).encode(
        "utf-8-sig"
    )


def as_pair(written: WrittenService) -> dict[str, bytes]:
    """Form and table as form.csv and table.csv."""
    return {
        "form.csv": csv_text(form_rows(written)).encode("utf-8-sig"),
        "table.csv": csv_text(table_rows(written)).encode("utf-8-sig"),
    }


def as_workbook(written: WrittenService) -> bytes:
    """Form and table as two sheets."""
    book = Workbook()
    form, table = book.active, book.create_sheet(TABLE_SHEET)
    form.title = FORM_SHEET
    _fill(form, form_rows(written), heads=1)
    for column, width in zip("ABC", (22, 70, 60), strict=True):
        form.column_dimensions[column].width = width
    _fill(table, table_rows(written), heads=HEAD_ROWS)
    _arrange(table, written)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def sheets_as_workbook(sheets: Mapping[str, Sequence[Sequence[str]]]) -> bytes:
    """Sheets of texts as they are, every row where it stands."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        _fill(book.create_sheet(name), rows, heads=0)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _fill(sheet: Any, rows: Sequence[Sequence[str]], *, heads: int) -> None:
    for number, texts in enumerate(rows, 1):
        for at, text in enumerate(texts, 1):
            if text or number <= heads:
                put(sheet.cell(number, at), text)
            if number <= heads:
                sheet.cell(number, at).font = Font(bold=True)
                sheet.cell(number, at).fill = _SHADE
    if heads:
        sheet.freeze_panes = sheet.cell(heads + 1, 2)


def put(cell: Any, text: str) -> None:
    """A text into a cell as text, whatever it begins with; a spreadsheet must not reckon with it."""
    cell.value = text or None
    if text:
        cell.data_type = "s"
    cell.number_format = "@"
    cell.alignment = Alignment(vertical="top", wrap_text=True)


def _arrange(table: Any, written: WrittenService) -> None:
    names = [column.name for column in (*written.inputs, *written.outputs)] + list(NOTES)
    last = max(len(written.rows) + HEAD_ROWS, HEAD_ROWS + 50)
    for at, name in enumerate(names, 2):
        letter = get_column_letter(at)
        table.column_dimensions[letter].width = _WIDTHS.get(name, 16)
        if name == APPLIES:
            choice = DataValidation(type="list", formula1=f'"{YES},{NO}"', allow_blank=False)
            choice.add(f"{letter}{HEAD_ROWS + 1}:{letter}{last}")
            table.add_data_validation(choice)
        if name == AMOUNT:
            for row in range(HEAD_ROWS + 1, len(written.rows) + HEAD_ROWS + 1):
                table[f"{letter}{row}"].alignment = Alignment(horizontal="right", vertical="top")
