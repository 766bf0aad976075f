"""Sheets of a workbook, or CSV files, as texts with the place of every cell.

A cell is what it shows: a date 2026-04-01, a whole number without point, はい for TRUE. Formulas
are refused: a rule must stand there as a value somebody can check. Nothing in a workbook is run,
and its parts are read without external entities.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from sakimawari.packs.document import LARGEST_FILE, normal
from sakimawari.packs.table_file import parse_table
from sakimawari.packs.tabular.wording import Notebook
from sakimawari.problems import Place

LARGEST_UNPACKED = 64_000_000  # bytes; a workbook of 10,000 rows is far smaller
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # no file of ours could hold them again
MOST_ROWS, MOST_COLUMNS = 20_000, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """One sheet. `rows` are (row number, texts of its cells); empty rows are left out."""

    name: str  # of the sheet; "" in CSV
    file: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    def place(self, row: int, column: int | None = None) -> Place:
        """A cell as a spreadsheet names it (C7); the row where no column is given."""
        file = f"{self.file}「{self.name}」" if self.name else self.file
        cell = None if column is None else f"{get_column_letter(column + 1)}{row}"
        return Place(file=file, line=row, column=cell)


def read_grids(path: Path, name: str, notebook: Notebook) -> tuple[Grid, ...]:
    """The sheets of a workbook, or of the CSV files of a folder; empty with problems noted."""
    if path.is_dir():
        found = [path / f"{each}.csv" for each in ("form", "table")]
        grids = [
            _csv_grid(each, f"{name}/{each.name}", notebook) for each in found if each.exists()
        ]
        return tuple(grid for grid in grids if grid is not None)
    content = _content(path, name, notebook)
    if content is None:
        return ()
    if path.suffix.lower() == ".csv":
        grid = _grid_of_csv(content, name, notebook)
        return () if grid is None else _parted(grid)
    return _grids_of_workbook(content, name, notebook)


def _content(path: Path, name: str, notebook: Notebook) -> bytes | None:
    try:
        content = path.read_bytes()
    except OSError as error:
        notebook.problem("PACK002", Place(file=name), why=error.strerror or "unreadable")
        return None
    if len(content) > LARGEST_FILE:
        notebook.problem("PACK002", Place(file=name), why=f"more than {LARGEST_FILE:,} bytes")
        return None
    return content


def _csv_grid(path: Path, name: str, notebook: Notebook) -> Grid | None:
    content = _content(path, name, notebook)
    return None if content is None else _grid_of_csv(content, name, notebook)


def _grid_of_csv(content: bytes, name: str, notebook: Notebook) -> Grid | None:
    table = parse_table(content)
    if table is None or any(_CONTROL.search(cell) for row in table.rows for cell in row.cells):
        notebook.problem("PACK002", Place(file=name), why="no CSV text in UTF-8 or CP932")
        return None
    # A spreadsheet counts records, not lines, so that a cell of two lines is one row.
    numbered = (
        (at, tuple(cell.replace("\r\n", "\n") for cell in row.cells))
        for at, row in enumerate(table.rows, 1)
        if not row.is_empty
    )
    return Grid(name="", file=name, rows=tuple(numbered))


def _parted(grid: Grid) -> tuple[Grid, ...]:
    """One CSV file may hold the form and, below it, the table: from its first row that begins #."""
    marked = [at for at, (_, cells) in enumerate(grid.rows) if normal(cells[0]).startswith("#")]
    if not marked or marked[0] == 0:
        return (grid,)
    parts = grid.rows[: marked[0]], grid.rows[marked[0] :]
    return tuple(Grid(name=grid.name, file=grid.file, rows=rows) for rows in parts)


def _grids_of_workbook(content: bytes, name: str, notebook: Notebook) -> tuple[Grid, ...]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
        if unpacked > LARGEST_UNPACKED:
            raise ValueError(f"more than {LARGEST_UNPACKED:,} bytes once unpacked")
        book = load_workbook(io.BytesIO(content), keep_links=False)
    except Exception as error:  # openpyxl raises whatever the broken part of the file causes
        why = str(error) if isinstance(error, ValueError) else "no workbook (.xlsx), or a torn one"
        notebook.problem("PACK002", Place(file=name), why=why)
        return ()
    return tuple(_grid(sheet, name, notebook) for sheet in book.worksheets)


def _grid(sheet: Any, name: str, notebook: Notebook) -> Grid:
    empty = Grid(name=sheet.title, file=name, rows=())
    if sheet.max_row > MOST_ROWS or sheet.max_column > MOST_COLUMNS:
        why = f"「{sheet.title}」 has more than {MOST_ROWS:,} rows or {MOST_COLUMNS} columns"
        notebook.problem("PACK002", Place(file=name), why=why)
        return empty
    merged = dict(_merged(sheet))
    rows: list[tuple[int, tuple[str, ...]]] = []
    for number, cells in enumerate(sheet.iter_rows(), 1):
        texts: list[str] = []
        for at, cell in enumerate(cells):
            if cell.data_type == "f":
                notebook.problem("PACK067", empty.place(number, at))
            held = merged.get((number, at + 1), cell)
            texts.append("" if held.data_type in "fe" else text_of_cell(held))
        while texts and not texts[-1].strip():
            texts.pop()
        if texts:
            rows.append((number, tuple(texts)))
    return Grid(name=sheet.title, file=name, rows=tuple(rows))


def _merged(sheet: Any) -> Iterator[tuple[tuple[int, int], Any]]:
    """Each cell of a merged range with the cell that holds its value."""
    for area in sheet.merged_cells.ranges:
        held = sheet.cell(area.min_row, area.min_col)
        for row in range(area.min_row, area.max_row + 1):
            for column in range(area.min_col, area.max_col + 1):
                yield (row, column), held


def text_of_cell(cell: Any) -> str:
    """What a cell of a workbook says, as text."""
    value = cell.value
    match value:
        case None:
            return ""
        case bool():
            return "はい" if value else "いいえ"
        case datetime():
            return value.date().isoformat() if not any(value.timetuple()[3:6]) else str(value)
        case date():
            return value.isoformat()
        case int() | float():
            number = Decimal(repr(value))
            number = number * 100 if "%" in (cell.number_format or "") else number
            return f"{number:f}".removesuffix(".0")
    return str(value).replace("\r\n", "\n")
