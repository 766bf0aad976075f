"""A copy of a workbook with what was found in it: a remark at each row, and a sheet that lists all."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import load_workbook
from openpyxl.styles import Font, PatternFill

from sakimawari.packs.document import normal
from sakimawari.packs.tabular.reading import COLUMNS
from sakimawari.packs.tabular.wording import Notebook
from sakimawari.packs.tabular.writing import put
from sakimawari.packs.tabular.written import REMARKS
from sakimawari.problems import Problem

LIST_SHEET = "指摘一覧"
_SHADE = {
    True: PatternFill("solid", fgColor="F8CBAD"),
    False: PatternFill("solid", fgColor="FFF2CC"),
}
Spotted = tuple[Problem, "Spot"]
_SHEET = re.compile(r"「([^」]*)」$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where a finding stands in the workbook: sheet, row, and cell (C7) where one is meant."""

    sheet: str | None = None
    row: int | None = None
    cell: str | None = None


def annotated(
    content: bytes,
    notebook: Notebook,
    *,
    files: Mapping[str, str] | None = None,
    sheet: str | None = None,
    shift: int = 0,
) -> bytes:
    """The workbook with a column 指摘 behind its table, the cells in question shaded, and the list.

    For findings from elsewhere: `files` tells the sheet a CSV file has become; `sheet` and `shift`
    where the rules of a DMN table stand.
    """

    def spot_of(problem: Problem) -> Spot:
        where = problem.where
        if where is None:
            return Spot()
        if sheet is not None:
            return Spot(sheet=sheet, row=None if where.line is None else where.line + shift)
        named = _SHEET.search(where.file)
        title = named.group(1) if named is not None else (files or {}).get(where.file)
        return Spot(sheet=title, row=where.line, cell=where.column)

    book = load_workbook(io.BytesIO(content), keep_links=False)
    problems = notebook.findings.problems
    found = [(each, spot_of(each)) for each in (*problems, *notebook.findings.remarks)]
    if LIST_SHEET in book.sheetnames:
        del book[LIST_SHEET]
    for each in book.worksheets:
        here = [(problem, spot) for problem, spot in found if spot.sheet == each.title]
        _mark(each, here, problems, notebook)
    _list(book.create_sheet(LIST_SHEET), found, problems, notebook)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _mark(
    sheet: Any, found: Sequence[Spotted], problems: Sequence[Problem], notebook: Notebook
) -> None:
    """Shade the cells and write the remarks of one sheet; only a table has a column for them."""
    told: dict[int, list[str]] = {}
    for each, spot in found:
        if spot.row is not None:
            told.setdefault(spot.row, []).append(f"{each.id} {notebook.in_japanese(each)}")
        if spot.cell is not None:
            sheet[spot.cell].fill = _SHADE[each in problems]
    head = next((row for row in sheet.iter_rows() if normal(_said(row[0])) == COLUMNS), None)
    if head is None:
        return
    first, behind = head[0].row, _column_for_remarks(head)
    for row in range(first + 1, sheet.max_row + 1):
        sheet.cell(row, behind).value = None
    put(sheet.cell(first, behind), REMARKS)
    for row, texts in told.items():
        # What concerns a column as a whole stands beside the rows of the head.
        put(sheet.cell(row if row > first else first + 1, behind), "\n".join(texts))
    sheet.column_dimensions[sheet.cell(first, behind).column_letter].width = 60


def _said(cell: Any) -> str:
    return str(cell.value or "")


def _column_for_remarks(head: Sequence[Any]) -> int:
    """The column of an earlier annotation, else the first one behind the table."""
    named = [cell.column for cell in head if normal(_said(cell)) == REMARKS]
    used = [cell.column for cell in head if cell.value is not None]
    return int(named[0] if named else max(used) + 1)


def _list(
    sheet: Any, found: Sequence[Spotted], problems: Sequence[Problem], notebook: Notebook
) -> None:
    heads = ["種類", "番号", "シート", "行", "セル", "内容", "近いもの", "what", "do"]
    for at, text in enumerate(heads, 1):
        put(sheet.cell(1, at), text)
        sheet.cell(1, at).font = Font(bold=True)
    for number, (each, spot) in enumerate(found, 2):
        texts = [
            "誤り" if each in problems else "確認",
            each.id,
            spot.sheet or "",
            "" if spot.row is None else str(spot.row),
            spot.cell or "",
            notebook.in_japanese(each),
            each.near or "",
            each.what,
            each.do,
        ]
        for at, text in enumerate(texts, 1):
            put(sheet.cell(number, at), text)
    for column, width in zip("ABCDEFGHI", (8, 10, 10, 6, 8, 70, 16, 50, 50), strict=True):
        sheet.column_dimensions[column].width = width
