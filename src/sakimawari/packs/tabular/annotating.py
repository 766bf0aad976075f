"""A copy of a workbook with what was found in it: a remark at each row, and a sheet that lists all."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
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
_SHEET = re.compile(r"「([^」]*)」$")


def annotated(content: bytes, notebook: Notebook) -> bytes:
    """The workbook with a column 指摘 behind its table, the cells in question shaded, and the list."""
    book = load_workbook(io.BytesIO(content), keep_links=False)
    problems = notebook.findings.problems
    found = [*problems, *notebook.findings.remarks]
    if LIST_SHEET in book.sheetnames:
        del book[LIST_SHEET]
    for sheet in book.worksheets:
        here = [each for each in found if _sheet_of(each) == sheet.title]
        _mark(sheet, here, problems, notebook)
    _list(book.create_sheet(LIST_SHEET), found, problems, notebook)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet_of(problem: Problem) -> str | None:
    named = None if problem.where is None else _SHEET.search(problem.where.file)
    return None if named is None else named.group(1)


def _mark(
    sheet: Any, found: Sequence[Problem], problems: Sequence[Problem], notebook: Notebook
) -> None:
    head = next(
        (row for row in sheet.iter_rows() if normal(str(row[0].value or "")) == COLUMNS), None
    )
    behind = None if head is None else _column_for_remarks(head)
    told: dict[int, list[str]] = {}
    for each in found:
        if each.where is None or each.where.line is None:
            continue
        told.setdefault(each.where.line, []).append(f"{each.id} {notebook.in_japanese(each)}")
        if each.where.column is not None:
            sheet[each.where.column].fill = _SHADE[each in problems]
    if head is None or behind is None:
        return
    for row in range(head[0].row + 1, sheet.max_row + 1):
        sheet.cell(row, behind).value = None
    put(sheet.cell(head[0].row, behind), REMARKS)
    for row, texts in told.items():
        at_head = row == head[0].row
        if not at_head:
            put(sheet.cell(row, behind), "\n".join(texts))
    sheet.column_dimensions[sheet.cell(head[0].row, behind).column_letter].width = 60


def _column_for_remarks(head: Sequence[Any]) -> int:
    """The column of an earlier annotation, else the first one behind the table."""
    named = [cell.column for cell in head if normal(str(cell.value or "")) == REMARKS]
    used = [cell.column for cell in head if cell.value is not None]
    return int(named[0] if named else max(used) + 1)


def _list(
    sheet: Any, found: Sequence[Problem], problems: Sequence[Problem], notebook: Notebook
) -> None:
    heads = ["種類", "番号", "シート", "行", "セル", "内容", "近いもの", "what", "do"]
    for at, text in enumerate(heads, 1):
        put(sheet.cell(1, at), text)
        sheet.cell(1, at).font = Font(bold=True)
    for number, each in enumerate(found, 2):
        where = each.where
        texts = [
            "誤り" if each in problems else "確認",
            each.id,
            _sheet_of(each) or ("" if where is None else where.file),
            "" if where is None or where.line is None else str(where.line),
            "" if where is None or where.column is None else where.column,
            notebook.in_japanese(each),
            each.near or "",
            each.what,
            each.do,
        ]
        for at, text in enumerate(texts, 1):
            put(sheet.cell(number, at), text)
    for column, width in zip("ABCDEFGHI", (8, 10, 10, 6, 8, 70, 16, 50, 50), strict=True):
        sheet.column_dimensions[column].width = width
