"""Writing the exports: files open in a hidden folder beside, published by one rename at the end."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from io import BufferedWriter
from pathlib import Path
from types import TracebackType

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sakimawari.city.part import Table
from sakimawari.problems import Place, fault
from sakimawari.registry.layouts import Layout, layouts

README = "README.md"  # not .txt: a loader takes .txt for a table
SYNTHETIC = "合成データ"  # the word by which a folder of ours is known
_MISSING_IN_CP932 = {"𠮷": "[外字:U+20BB7]"}


def layouts_by_file() -> Mapping[str, Layout]:
    """The layouts of all exports, by file name."""
    return {layout.file: layout for layout in layouts().values()}


def header_of(layout: Layout) -> tuple[str, ...]:
    """The columns that stand in a file, in order."""
    return tuple(column.name for column in layout.columns.values() if column.in_file)


def as_csv(columns: Iterable[pa.Array]) -> str:
    """Rows as CSV text with the line ends of a city's systems (CR LF), cells as they stand.

    Cells that need quotes bring them along.
    """
    cells = [pc.fill_null(pc.cast(column, pa.string()), "") for column in columns]
    last = pc.binary_join_element_wise(cells[-1], "", "\r\n")
    rows = pc.binary_join_element_wise(*cells[:-1], last, ",")
    if not len(rows):
        return ""
    _, offsets, data = rows.buffers()
    ends = np.frombuffer(offsets, np.int32)[rows.offset : rows.offset + len(rows) + 1]
    return str(memoryview(data)[ends[0] : ends[-1]], "utf-8")


def encode(text: str, encoding: str) -> bytes:
    """Text in the encoding of a file; what CP932 lacks becomes the mark of an external character."""
    if encoding != "cp932":
        return text.encode("utf-8")
    for character, mark in _MISSING_IN_CP932.items():
        text = text.replace(character, mark)
    return text.encode("cp932", errors="replace")


class Exports:
    """The files of a city while they are written; use as a context.

    Leaving it normally publishes the folder; leaving it by an error removes what was begun and
    keeps what stood there before.
    """

    def __init__(self, out: Path) -> None:
        _refuse_foreign_folder(out)
        self._out = out
        self._hidden = out.parent / f".{out.name}.part"
        self._files: dict[str, BufferedWriter] = {}
        self._layouts = layouts_by_file()
        self.rows: dict[str, int] = {}

    def __enter__(self) -> Exports:
        shutil.rmtree(self._hidden, ignore_errors=True)
        self._hidden.mkdir(parents=True)
        for file in self._layouts:
            self._files[file] = (self._hidden / file).open("wb")
            self.rows[file] = 0
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for handle in self._files.values():
            handle.close()
        if kind is not None:
            shutil.rmtree(self._hidden, ignore_errors=True)
            return
        if self._out.exists():
            shutil.rmtree(self._out)
        self._hidden.rename(self._out)

    def begin(self, file: str, header: Iterable[str]) -> None:
        """Write the header line, after a byte order mark where the encoding asks for it."""
        encoding = self._layouts[file].writes.encoding
        if encoding == "utf-8-sig":
            self._files[file].write(b"\xef\xbb\xbf")
        self._files[file].write(encode(",".join(header) + "\r\n", encoding))

    def append(self, file: str, columns: Iterable[pa.Array]) -> None:
        """Write rows below those already there."""
        arrays = list(columns)
        self.rows[file] += len(arrays[0])
        if len(arrays[0]):
            self.append_text(file, as_csv(arrays))

    def append_text(self, file: str, text: str) -> None:
        """Write text as it stands."""
        self._files[file].write(encode(text, self._layouts[file].writes.encoding))

    def write_readme(self, text: str) -> None:
        """The note that says what this folder is."""
        (self._hidden / README).write_text(text, encoding="utf-8", newline="\r\n")


def in_file_order(layout: Layout, table: Table) -> list[pa.Array]:
    """The columns of a table in the order of the file; each must be there, and no other."""
    wanted = header_of(layout)
    if set(wanted) != set(table):
        raise KeyError(f"{layout.file}: {sorted(set(wanted) ^ set(table))}")
    return [table[name] for name in wanted]


def completed(file: str, table: Table) -> Table:
    """A table with the columns it leaves out empty: of many that few rows fill."""
    rows = len(next(iter(table.values())))
    empty = pa.nulls(rows, pa.string())
    return {name: table.get(name, empty) for name in header_of(layouts_by_file()[file])} | table


def _refuse_foreign_folder(out: Path) -> None:
    """Only an empty place or an earlier synthetic city is written over."""
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return
    readme = out / README
    if out.is_dir() and readme.is_file() and SYNTHETIC in readme.read_text(encoding="utf-8"):
        return
    raise fault(
        "CITY010",
        "the place to write to holds something that is not a synthetic city",
        "choose an empty or new folder",
        where=Place(file=out.name),
    )
