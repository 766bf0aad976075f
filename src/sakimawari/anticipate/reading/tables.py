"""A file as a table of texts: CSV in any Japanese encoding, Excel, Parquet.

Each column keeps every different text once and a code a row, so that a million rows are parsed as
fast as their few thousand different texts.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from sakimawari.anticipate.reading.values import SetAside
from sakimawari.problems import Place, Problems, fault
from sakimawari.registry.written import cell_text, written_rows

_WITHIN = 12  # a header lies within the first rows; titles stand above it


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, its different texts, and which of them each row holds."""

    name: str
    texts: tuple[str, ...]
    codes: npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A file's columns; `lines` are the rows' line numbers in the file, the header's is 1 or more."""

    label: str
    columns: tuple[Column, ...]
    lines: npt.NDArray[np.int64]
    ragged: tuple[SetAside, ...] = ()

    @property
    def header(self) -> tuple[str, ...]:
        """The columns' names."""
        return tuple(column.name for column in self.columns)

    def row(self, at: int) -> tuple[str, ...]:
        """One row as it was written."""
        return tuple(column.texts[column.codes[at]] for column in self.columns)


def read_table(path: Path) -> Table:
    """The table in a file; a file that is none raises (LOAD002, LOAD003, SERIES001)."""
    ending = path.suffix.lower()
    if ending == ".parquet":
        return _from_parquet(path)
    return _from_rows(path.name, written_rows(path, no_workbook=partial(_no_workbook, path.name)))


def _no_workbook(label: str, kind: str) -> Problems:
    return fault(
        "SERIES001",
        f"the file is no Excel workbook ({kind})",
        "save it again as .xlsx or as CSV",
        where=Place(file=label),
    )


def _from_rows(label: str, rows: Iterable[tuple[int, Sequence[str]]]) -> Table:
    found = iter(rows)
    head: list[tuple[int, Sequence[str]]] = []
    for item in found:
        head.append(item)
        if len(head) >= _WITHIN:
            break
    at = _header_at([row for _, row in head])
    if at is None:
        raise no_series(label, "no row holds the names of columns")
    names = _named([str(cell).strip() for cell in head[at][1]])
    return _gathered(label, names, [*head[at + 1 :]], found)


def _header_at(rows: list[Sequence[str]]) -> int | None:
    """The first row with as many names as any: titles above it are shorter."""
    filled = [sum(bool(str(cell).strip()) for cell in row) for row in rows]
    most = max(filled, default=0)
    if most == 0:
        return None
    return next(at for at, count in enumerate(filled) if count >= max(2, 0.6 * most) or most == 1)


def _named(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    names: list[str] = []
    for place, cell in enumerate(cells):
        name = cell or f"column {place + 1}"
        names.append(name if name not in names else f"{name} ({place + 1})")
    return names


def _gathered(
    label: str,
    names: list[str],
    first: list[tuple[int, Sequence[str]]],
    rest: Iterator[tuple[int, Sequence[str]]],
) -> Table:
    width = len(names)
    seen: list[dict[str, int]] = [{} for _ in names]
    codes = [array("i") for _ in names]
    lines, ragged = array("q"), list[SetAside]()
    for line, row in (item for items in (first, rest) for item in items):
        if not any(row):
            continue
        if len(row) != width and (len(row) < width or any(row[width:])):
            reason = f"{len(row)} cells where the header has {width}"
            ragged.append(SetAside(line=line, cells=tuple(row), id="SERIES066", reason=reason))
            continue
        lines.append(line)
        for texts, column, cell in zip(seen, codes, row, strict=False):
            column.append(texts.setdefault(cell, len(texts)))
    columns = tuple(
        Column(name, tuple(texts), np.frombuffer(column, np.int32) if column else _NONE)
        for name, texts, column in zip(names, seen, codes, strict=True)
    )
    return Table(
        label=label,
        columns=columns,
        lines=np.array(lines, np.int64),
        ragged=tuple(ragged),
    )


_NONE = np.zeros(0, np.int32)


def _from_parquet(path: Path) -> Table:
    try:
        table = pq.read_table(path)
    except pa.ArrowInvalid:
        raise no_series(path.name, "the file is no Parquet file") from None
    columns = []
    for name, column in zip(table.column_names, table.columns, strict=True):
        whole = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
        if not pa.types.is_dictionary(whole.type):
            whole = whole.dictionary_encode()
        texts = [cell_text(value) for value in whole.dictionary.to_pylist()]
        codes = whole.indices.fill_null(len(texts)).to_numpy(zero_copy_only=False)
        named = "date" if name.startswith("__index_level") else name
        columns.append(Column(named, (*texts, ""), codes.astype(np.int32)))
    return Table(
        label=path.name,
        columns=tuple(columns),
        lines=np.arange(1, table.num_rows + 1, dtype=np.int64),
    )


def no_series(label: str, why: str) -> Problems:
    """The fault of a file that holds no series."""
    return fault(
        "SERIES001",
        f"the file holds no series: {why}",
        "give a table with a date, what tells the series apart, and a figure in each row; "
        "or dates down and series across (docs/reference/series-files.md)",
        where=Place(file=label),
    )
