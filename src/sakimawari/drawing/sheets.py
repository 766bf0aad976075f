"""The table beside a picture, and its file: whatever a picture cannot say, the table does."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass

Cell = str | int | float | None

# Signs with which a spreadsheet begins to calculate, also behind spaces (CWE-1236).
_CALCULATES = re.compile(r"^[\s\ufeff]*[=+\-@＝＋－＠\t\r\n]")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Columns with their names, and rows; None is not known or not shown."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def harmless(cell: Cell) -> Cell:
    """A cell as a file may hold it: text that a spreadsheet would take for a formula is quoted."""
    if not isinstance(cell, str):
        return cell
    text = printable(cell)
    return f"'{text}" if calculates(text) else text


def printable(text: str) -> str:
    """Text without the signs that control a printer or a terminal."""
    return _UNPRINTABLE.sub("", text)


def calculates(text: str) -> bool:
    """Whether a spreadsheet would take the text for a formula."""
    return bool(_CALCULATES.match(text))


def csv_of(table: Table) -> bytes:
    """CSV with a byte-order mark and CRLF, as Excel reads Japanese; decimals to three places."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([harmless(name) for name in table.columns])
    writer.writerows([_written(cell) for cell in row] for row in table.rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def _written(cell: Cell) -> str | int | float:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.3f}".rstrip("0").rstrip(".")
    kept = harmless(cell)
    return "" if kept is None else kept
