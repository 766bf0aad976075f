"""One register gathered from its files: batches of rows become whole columns, faults are noted.

What is refused here is refused row by row or cell by cell; checks across rows and files come after
(`people`, `ledgers`).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from sakimawari.problems import Place, Problem
from sakimawari.registry.columns import (
    NO_NUMBER,
    READ,
    Cells,
    DistinctReader,
    NumberReader,
    read_texts,
    reader_of,
    twelve_digit_shares,
)
from sakimawari.registry.encodings import Decoding
from sakimawari.registry.faults import Effect
from sakimawari.registry.headers import Recognised
from sakimawari.registry.journal import Journal
from sakimawari.registry.layouts import ColumnLayout, Layout, Level, Role
from sakimawari.registry.records import Batch, Row, batches
from sakimawari.registry.sources import Source

_NUMBERS = (Role.PERSON, Role.HOUSEHOLD, Role.LINK)
_DECISIVE = (*_NUMBERS, Role.YEAR, Role.FROM, Role.UNTIL, Role.UNTIL_EXCLUSIVE)
_PUBLIC_NUMBERS = (Role.COMPANY, Role.FACILITY, Role.LATITUDE, Role.LONGITUDE)
_KEYS = (Role.PERSON, Role.COMPANY, Role.FACILITY)
_NORMALISED = (Role.PLACE, Role.RELATION, Role.STATE, Role.PROGRAMME)
_TOTALS = frozenset({"合計", "総計", "小計", "計", "総合計", "件数", "以上", "累計"})
_MOSTLY = 0.5
_ENOUGH_TO_JUDGE = 5  # fewer 12-digit numbers may pass the check by chance (one in eleven does)

Ints = npt.NDArray[np.int64]
Int32s = npt.NDArray[np.int32]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file whose register is known. `number` is its place in the load's list of files."""

    number: int
    source: Source
    decoding: Decoding
    delimiter: str
    header: Recognised
    width: int  # cells of a row; more than the header has where all rows carry unnamed columns

    @property
    def layout(self) -> Layout:
        """The layout the file was recognised by."""
        return self.header.layout


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenRow:
    """A row of the register of protection without readable 宛名番号 in its place, as it stood.

    `cut`: the file ends within the row. `key`: where the 宛名番号 ought to stand.
    """

    file: int
    row: int
    cells: tuple[str, ...]
    key: int
    cut: bool


@dataclass(slots=True, kw_only=True)
class Register:
    """All rows of a register that could be parted into cells, as columns.

    `numbers` holds 宛名番号 and the like (NO_NUMBER: blank or refused), `cells` what has a type,
    `texts` words. `aside` marks rows set aside since. `broken` holds, for the register of protection
    alone, the rows that were set aside and may protect somebody all the same.
    """

    layout: Layout
    file: npt.NDArray[np.int32]
    row: npt.NDArray[np.int32]
    numbers: dict[str, Ints]
    cells: dict[str, Cells]
    texts: dict[str, pl.Series]
    aside: npt.NDArray[np.bool_]
    broken: list[BrokenRow] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.row)

    def set_aside(
        self, journal: Journal, id: str, where: npt.NDArray[np.bool_], column: str = ""
    ) -> None:
        """Sets rows aside that are not yet set aside."""
        new = where & ~self.aside
        journal.put(Effect.SET_ASIDE, id, self.file[new], self.row[new], column=column)
        self.aside |= new

    def notice(
        self, journal: Journal, id: str, where: npt.NDArray[np.bool_], column: str = ""
    ) -> None:
        """Notes rows that stay."""
        kept = where & ~self.aside
        journal.put(Effect.NOTICE, id, self.file[kept], self.row[kept], column=column)

    def keep_only(self, kept: npt.NDArray[np.bool_]) -> Register:
        """The register with only these rows."""
        return Register(
            layout=self.layout,
            file=self.file[kept],
            row=self.row[kept],
            numbers={name: column[kept] for name, column in self.numbers.items()},
            cells={
                name: Cells(values=cells.values[kept], state=cells.state[kept])
                for name, cells in self.cells.items()
            },
            texts={name: texts.filter(pl.Series(kept)) for name, texts in self.texts.items()},
            aside=self.aside[kept],
        )


@dataclass(slots=True)
class _Parts:
    """Columns as they come in, batch by batch."""

    file: list[npt.NDArray[np.int32]] = field(default_factory=list)
    row: list[npt.NDArray[np.int32]] = field(default_factory=list)
    numbers: dict[str, list[Ints]] = field(default_factory=dict)
    cells: dict[str, list[Cells]] = field(default_factory=dict)
    texts: dict[str, list[pl.Series]] = field(default_factory=dict)
    aside: list[npt.NDArray[np.bool_]] = field(default_factory=list)


class Gatherer:
    """Reads the files of one register; remembers the texts it has read across files."""

    def __init__(self, layout: Layout, numbers: NumberReader, journal: Journal) -> None:
        self.layout = layout
        self._numbers = numbers
        self._journal = journal
        self._parts = _Parts()
        self._broken: list[BrokenRow] | None = [] if layout.level is Level.PROTECTION else None
        self.twelve_is_usual: bool | None = None  # of the file taken last
        self._columns = [
            column
            for column in layout.columns.values()
            if column.in_file and column.role is not Role.IGNORED
        ]
        self._readers: dict[str, DistinctReader | None] = {
            column.name: None if column.role in _NUMBERS else reader_of(column)
            for column in self._columns
        }

    def take(self, file: File) -> Problem | None:
        """Reads one file; a problem if its 宛名番号 are マイナンバー."""
        self.twelve_is_usual = None
        for batch in batches(file.source, file.decoding, file.delimiter):
            rows, numbers = self._whole_rows(file, batch)
            if not rows:
                continue
            if self.twelve_is_usual is None:
                self.twelve_is_usual = self._twelve_is_usual(file, rows)
            if self.twelve_is_usual is None:
                return _personal_numbers_as_key(file)
            self._take_batch(file, rows, numbers, self.twelve_is_usual)
        return None

    def _whole_rows(self, file: File, batch: Batch) -> tuple[list[Row], Int32s]:
        """The rows that have as many cells as the header; the others are noted."""
        count = self._journal.counts[file.number]
        rows: list[Row] = []
        numbers: list[int] = []
        odd: dict[str, list[int]] = {}
        key = _key_place(file)
        for place, row in enumerate(batch.rows):
            number = batch.first + place
            if number <= file.header.header_row:
                continue
            count.read += 1
            whole = len(row) == file.width and place not in batch.broken
            if whole and key is not None and row[key].isdigit():  # the usual row: no more checks
                rows.append(row)
                numbers.append(number)
                continue
            if not any(row) or not any(cell.strip() for cell in row):
                count.blank += 1
                continue
            cut = batch.last and place == len(batch.rows) - 1 and not file.decoding.closed
            fault = _row_fault(row, file.width, broken=place in batch.broken, cut=cut)
            if fault is not None:
                odd.setdefault(fault, []).append(number)
                self._remember(file, number, row, cut=cut)
            elif _is_total(row, key):
                count.total += 1
            else:
                rows.append(row)
                numbers.append(number)
        for id, found in odd.items():
            files = np.full(len(found), file.number, np.int32)
            self._journal.put(Effect.SET_ASIDE, id, files, np.array(found, np.int32))
        return rows, np.array(numbers, np.int32)

    def _remember(self, file: File, number: int, row: Row, *, cut: bool = False) -> None:
        if self._broken is not None:
            key = _key_place(file) or 0
            self._broken.append(
                BrokenRow(file=file.number, row=number, cells=tuple(row), key=key, cut=cut)
            )

    def _remember_unnumbered(self, file: File, rows: list[Row], numbers: Int32s) -> None:
        column = self.layout.column(Role.PERSON)
        if self._broken is None or column is None:
            return
        read = self._parts.numbers[column.name][-1]
        for place in np.flatnonzero(read == NO_NUMBER).tolist():
            self._remember(file, int(numbers[place]), rows[place])

    def _twelve_is_usual(self, file: File, rows: list[Row]) -> bool | None:
        """Whether 12 digits are the usual length of 宛名番号 here; None if they are マイナンバー."""
        column = self.layout.column(Role.PERSON)
        if column is None:
            return False
        place = file.header.places[column.name]
        twelve, personal = twelve_digit_shares([row[place] for row in rows])
        if twelve > _MOSTLY and personal > _MOSTLY:
            return None if len(rows) >= _ENOUGH_TO_JUDGE else False
        return twelve > _MOSTLY

    def _take_batch(
        self, file: File, rows: list[Row], numbers: Int32s, twelve_is_usual: bool
    ) -> None:
        columns = list(zip(*rows, strict=True))
        blank = [""] * len(rows)
        files = np.full(len(rows), file.number, np.int32)
        aside = np.zeros(len(rows), np.bool_)
        for column in self._columns:
            place = file.header.places.get(column.name)
            texts = blank if place is None else list(columns[place])
            faults, repairs = self._take_column(column, texts, twelve_is_usual)
            for kind, places in repairs.items():
                self._journal.repaired(kind, files[places], numbers[places], column=column.name)
            effect = self._effect_of(column)
            for id, places in faults.items():
                new = places[~aside[places]] if effect is Effect.SET_ASIDE else places
                aside[new] |= effect is Effect.SET_ASIDE
                self._journal.put(effect, id, files[new], numbers[new], column=column.name)
        self._remember_unnumbered(file, rows, numbers)
        self._parts.file.append(files)
        self._parts.row.append(numbers)
        self._parts.aside.append(aside)

    def _take_column(
        self, column: ColumnLayout, texts: list[str], twelve_is_usual: bool
    ) -> tuple[dict[str, Places], dict[str, Places]]:
        reader = self._readers[column.name]
        if column.role in _NUMBERS:
            numbers = self._numbers.read(texts, twelve_is_usual=twelve_is_usual)
            self._parts.numbers.setdefault(column.name, []).append(numbers.values)
            return numbers.faults, numbers.repairs
        if reader is not None:
            cells = reader.read(texts)
            self._parts.cells.setdefault(column.name, []).append(cells)
            return cells.faults | _negative(column, cells), cells.repairs
        words = read_texts(
            texts, normalise=column.role in _NORMALISED, checked=column.role not in _PUBLIC_NUMBERS
        )
        self._parts.texts.setdefault(column.name, []).append(words.values)
        return words.faults, {}

    def _effect_of(self, column: ColumnLayout) -> Effect:
        """A row whose key or period cannot be read is set aside; protection is never lost by it."""
        if self.layout.level is Level.PROTECTION and column.role is not Role.PERSON:
            return Effect.NOTICE
        decisive = column.role in _DECISIVE
        return Effect.SET_ASIDE if decisive else Effect.NOTICE

    def gathered(self) -> Register:
        """All that was read, as whole columns."""
        parts = self._parts
        return Register(
            layout=self.layout,
            file=_joined(parts.file, np.int32),
            row=_joined(parts.row, np.int32),
            numbers={
                column.name: _joined(parts.numbers.get(column.name, []), np.int64)
                for column in self._columns
                if column.role in _NUMBERS
            },
            cells={
                name: _joined_cells(parts.cells.pop(name, []))
                for name, reader in self._readers.items()
                if reader is not None
            },
            texts={
                name: _joined_texts(parts.texts.pop(name, []))
                for name, reader in self._readers.items()
                if reader is None and self.layout.columns[name].role not in _NUMBERS
            },
            aside=_joined(parts.aside, np.bool_),
            broken=self._broken or [],
        )


def _negative(column: ColumnLayout, cells: Cells) -> dict[str, Places]:
    """Amounts and counts below zero, which are taken in and to be looked at."""
    if column.role is not Role.AMOUNT and column.type != "number":
        return {}
    places = np.flatnonzero((cells.state == READ) & (cells.values < 0))
    return {"ROW018": places} if len(places) else {}


def _joined(parts: list[npt.NDArray[Any]], dtype: type[np.generic]) -> npt.NDArray[Any]:
    return np.concatenate(parts) if parts else np.empty(0, dtype)


def _joined_cells(parts: list[Cells]) -> Cells:
    return Cells(
        values=_joined([part.values for part in parts], np.int64),
        state=_joined([part.state for part in parts], np.int8),
    )


def _joined_texts(parts: list[pl.Series]) -> pl.Series:
    return pl.concat(parts, rechunk=False) if parts else pl.Series([], dtype=pl.String)


def _key_place(file: File) -> int | None:
    key = next(iter(file.layout.with_role(*_KEYS)), None)
    return None if key is None else file.header.places.get(key.name)


def _row_fault(row: Row, width: int, *, broken: bool, cut: bool) -> str | None:
    """Why a row cannot be parted into its cells, or None."""
    if cut and (broken or len(row) < width):
        return "ROW006"
    if broken:
        return "ROW004"
    if len(row) < width:
        return "ROW002"
    # Also where the cells in excess are blank: a comma too many shifts all cells behind it.
    return "ROW003" if len(row) > width else None


def _is_total(row: Row, key: int | None) -> bool:
    """A line of totals: a word for it, and no number where the key stands."""
    if key is not None and any(digit.isdigit() for digit in row[key]):
        return False
    first = next((cell for cell in row if cell.strip()), "")
    word = "".join(unicodedata.normalize("NFKC", first).split())
    return word.rstrip(":0123456789,件名人") in _TOTALS or word in _TOTALS


def _personal_numbers_as_key(file: File) -> Problem:
    return Problem(
        id="LOAD015",
        what="the column of 宛名番号 holds マイナンバー (individual numbers); nothing of it was kept",
        do="export the file with the city's own 宛名番号, and delete this one safely",
        where=Place(file=file.source.label, column=file.header.written[_key_place(file) or 0]),
    )
