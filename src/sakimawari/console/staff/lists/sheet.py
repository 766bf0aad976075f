"""A list as a file for a spreadsheet: CSV or Excel, in which no cell can ever be a formula.

Both begin with lines that say what the file is: its number, purpose, date, filters, and that it
holds personal data. Both open in Excel as they are.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

from sakimawari.drawing.sheets import calculates, harmless, printable

Cell = str | int | None

MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table under lines that say what it is. `widths` are in characters, one a column."""

    title: str
    about: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    widths: tuple[int, ...]
    rows: Sequence[tuple[Cell, ...]]


def as_csv(sheet: Sheet) -> bytes:
    """CSV with a byte-order mark and CRLF, as Excel reads Japanese."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([harmless(sheet.title)])
    writer.writerows([[harmless(name), harmless(told)] for name, told in sheet.about])
    writer.writerow([])
    writer.writerow([harmless(name) for name in sheet.columns])
    writer.writerows([harmless(cell) for cell in row] for row in sheet.rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def as_xlsx(sheet: Sheet) -> bytes:
    """An Excel workbook: texts are texts whatever they begin with, the heading stays in sight."""
    book = Workbook(write_only=True)
    page = book.create_sheet(title="一覧")
    for number, width in enumerate(sheet.widths):
        page.column_dimensions[_letter(number)].width = width
    page.freeze_panes = f"A{len(sheet.about) + 4}"
    bold = Font(bold=True)
    page.append([_text(page, sheet.title, Font(bold=True, size=14))])
    for name, told in sheet.about:
        page.append([_text(page, name, bold), _text(page, told)])
    page.append([])
    page.append([_text(page, name, bold) for name in sheet.columns])
    for row in sheet.rows:
        page.append([_cell(page, cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(page: object, cell: Cell) -> object:
    return _text(page, cell) if isinstance(cell, str) else cell


def _text(page: object, text: str, font: Font | None = None) -> WriteOnlyCell:
    written = WriteOnlyCell(page, value=printable(text))
    written.data_type = "s"  # never "f", which a leading = would make it
    written.quotePrefix = calculates(text)
    written.alignment = Alignment(vertical="top")
    if font is not None:
        written.font = font
    return written


def _letter(number: int) -> str:
    """The letter of one of the first 26 columns."""
    return chr(ord("A") + number)


def file_of(sheet: Sheet, form: str) -> bytes:
    """The sheet as "csv" or "xlsx"."""
    return as_csv(sheet) if form == "csv" else as_xlsx(sheet)
