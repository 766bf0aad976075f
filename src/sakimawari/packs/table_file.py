"""A decision table's CSV file as rows of text, read and written back without loss.

Excel saves CP932, editors UTF-8 with or without a byte order mark; the encoding, line ends and
every row nobody changed are written back byte for byte.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sakimawari.packs.document import LARGEST_FILE, normal
from sakimawari.packs.findings import Findings
from sakimawari.problems import Place

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One row of cells. `source` is the text it was read from; None for a new or changed row."""

    cells: tuple[str, ...]
    line: int = 0
    source: str | None = None

    @property
    def is_head(self) -> bool:
        """Whether the row describes the table (#…) rather than belongs to it."""
        return bool(self.cells) and normal(self.cells[0]).startswith("#")

    @property
    def is_empty(self) -> bool:
        return not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFile:
    """All rows of a file, head rows and empty rows included, with the form they are kept in."""

    rows: tuple[TableRow, ...]
    encoding: str = "utf-8-sig"  # utf-8, utf-8-sig or cp932
    newline: str = "\r\n"


def read_table(path: Path, name: str, findings: Findings) -> TableFile | None:
    """The rows of a CSV file; None with a problem noted if it is no text."""
    try:
        content = path.read_bytes()
    except OSError as error:
        findings.problem(
            "PACK002",
            f"the file cannot be opened ({error.strerror})",
            "check that it is a file and that you may read it",
            where=Place(file=name),
        )
        return None
    table = parse_table(content) if len(content) <= LARGEST_FILE else None
    if table is None:
        findings.problem(
            "PACK002",
            "the table is not CSV text in UTF-8 or CP932 (Shift_JIS)",
            "save the sheet as CSV; an Excel workbook or a zip is not read here",
            where=Place(file=name),
        )
    return table


def parse_table(content: bytes) -> TableFile | None:
    """The rows of a CSV file's bytes; None if they are no text in a known encoding."""
    if content.startswith(b"PK") or b"\x00" in content:
        return None
    for encoding in ("utf-8", "cp932"):
        try:
            text = content.removeprefix(_BOM).decode(encoding)
        except UnicodeDecodeError:
            continue
        newline = "\r\n" if "\r\n" in text else "\n"
        shown = "utf-8-sig" if content.startswith(_BOM) else encoding
        try:
            return TableFile(rows=tuple(_rows(text)), encoding=shown, newline=newline)
        except csv.Error:
            return None
    return None


def _rows(text: str) -> Iterator[TableRow]:
    lines = text.splitlines(keepends=True)
    reader = csv.reader(lines, strict=True)
    taken = 0
    for cells in reader:
        source = "".join(lines[taken : reader.line_num])
        yield TableRow(cells=tuple(cells), line=taken + 1, source=source)
        taken = reader.line_num


def write_table(table: TableFile) -> bytes:
    """The bytes of a table; rows with their source come back as they were read.

    Raises UnicodeEncodeError if a new cell holds a character the file's encoding lacks.
    """
    written: list[str] = []
    for row in table.rows:
        if row.source is not None:
            written.append(row.source)
            continue
        if written and not written[-1].endswith(("\n", "\r")):
            written.append(table.newline)
        line = io.StringIO()
        csv.writer(line, lineterminator=table.newline).writerow(row.cells)
        written.append(line.getvalue())
    return "".join(written).encode(table.encoding)
