"""A file as rows of texts with their line numbers, as they were written: CSV, TSV or Excel, of any stage."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl

from sakimawari.problems import Problem, Problems
from sakimawari.registry.encodings import detect, text_of
from sakimawari.registry.sources import Source, SourceKind

_WORKBOOKS = (".xlsx", ".xlsm")


def written_rows(
    path: Path, *, no_workbook: Callable[[str], Problems]
) -> Iterator[tuple[int, list[str]]]:
    """Every row and its line, from 1. LOAD002, LOAD003; `no_workbook` makes the fault of a broken workbook, given its kind."""
    if path.suffix.lower() in _WORKBOOKS:
        return _excel_rows(path, no_workbook)
    return _csv_rows(path)


def _csv_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    source = Source(label=path.name, path=path, kind=SourceKind.TABLE)
    decoding = detect(source)
    if isinstance(decoding, Problem):
        raise Problems([decoding])
    with text_of(source, decoding) as text:
        first = text.readline()
        text.seek(0)
        reader = csv.reader(text, delimiter="\t" if first.count("\t") > first.count(",") else ",")
        for row in reader:
            yield reader.line_num, row


def _excel_rows(
    path: Path, no_workbook: Callable[[str], Problems]
) -> Iterator[tuple[int, list[str]]]:
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception as error:
        raise no_workbook(type(error).__name__) from None
    try:
        for line, row in enumerate(book.worksheets[0].iter_rows(values_only=True), start=1):
            yield line, [cell_text(cell) for cell in row]
    finally:
        book.close()


def cell_text(cell: object) -> str:
    """A cell as a person would have typed it: days without midnight, hours, whole numbers."""
    if cell is None:
        return ""
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    if isinstance(cell, dt.time):
        return cell.isoformat("minutes" if cell.second == 0 else "seconds")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
