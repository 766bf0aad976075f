"""Columns of cells turned into arrays: each distinct text is read once, whole numbers at a stroke."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from sakimawari.registry.cells import (
    PERSONAL_NUMBER,
    WIDTH,
    Cell,
    Parse,
    parse_amount,
    parse_category,
    parse_date,
    parse_decimal,
    parse_truth,
)
from sakimawari.registry.checkdigits import (
    PERSONAL_NUMBER_SHAPE,
    holds_personal_number,
    is_personal_number,
)
from sakimawari.registry.layouts import ColumnLayout, Role

BLANK, READ, REFUSED = np.int8(0), np.int8(1), np.int8(2)
NO_NUMBER = np.int64(np.iinfo(np.int64).min)  # a blank or unreadable 宛名番号
BAD_NUMBER = "ROW005"
NOT_A_YEAR = "ROW016"

_PERSONAL_DIGITS = 12
_LONGEST_EXACT_DIGITS = 18
_FIRST_YEAR, _LAST_YEAR = 1989, 2099
_LATEST_BARE_YEAR = 20  # 8 is 令和8年; 26 may be 平成26年 or 2026 and is refused

Int64s = npt.NDArray[np.int64]
Int8s = npt.NDArray[np.int8]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """A column as read: `values` where `state` is READ; what was refused and repaired, by place."""

    values: Int64s
    state: Int8s
    faults: dict[str, Places] = field(default_factory=dict)
    repairs: dict[str, Places] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """A column of words: blanks around them taken away, empty cells null."""

    values: pl.Series
    faults: dict[str, Places] = field(default_factory=dict)


def _by_name(codes: npt.NDArray[np.int64], names: list[str]) -> dict[str, Places]:
    return {
        name: places
        for code, name in enumerate(names, start=1)
        if len(places := np.flatnonzero(codes == code))
    }


class DistinctReader:
    """Reads a column by reading each distinct text once; what it has read it remembers."""

    def __init__(self, parse: Parse, *, whole_numbers: bool = False) -> None:
        self._parse = parse
        self._whole_numbers = whole_numbers
        self._known: dict[str, tuple[int, int, int, int]] = {"": (0, int(BLANK), 0, 0)}
        self._faults: list[str] = []
        self._repairs: list[str] = []

    def _code(self, name: str | None, names: list[str]) -> int:
        if name is None:
            return 0
        if name not in names:
            names.append(name)
        return names.index(name) + 1

    def _read_text(self, text: str) -> tuple[int, int, int, int]:
        known = self._known.get(text)
        if known is None:
            cell = self._parse(text) if text.strip() else Cell()
            state = REFUSED if cell.fault else BLANK if cell.value is None else READ
            known = (
                cell.value or 0,
                int(state),
                self._code(cell.fault, self._faults),
                self._code(cell.repair, self._repairs),
            )
            if len(self._known) < 500_000:
                self._known[text] = known
        return known

    def read(self, texts: list[str]) -> Cells:
        """The cells of one batch, in order."""
        column = pl.Series(texts, dtype=pl.String)
        values = np.zeros(len(column), np.int64)
        state = np.full(len(column), BLANK, np.int8)
        rest = np.arange(len(column))
        if self._whole_numbers:
            plain = column.cast(pl.Int64, strict=False)
            read = (plain.is_not_null() & (column.str.len_bytes() < _PERSONAL_DIGITS)).to_numpy()
            values = np.where(read, plain.fill_null(0).to_numpy(), 0)
            state = np.where(read, READ, BLANK)
            rest = np.flatnonzero(~read)
            column = column.gather(rest)
        if not len(rest):
            return Cells(values=values, state=state)
        return self._spread(pa.array(column.to_arrow()), values, state, rest)

    def _spread(self, texts: pa.Array, values: Int64s, state: Int8s, rest: Places) -> Cells:
        coded = texts.dictionary_encode()
        table = np.array([self._read_text(text) for text in coded.dictionary.to_pylist()], np.int64)
        read = table[coded.indices.to_numpy()]
        values[rest] = read[:, 0]
        state[rest] = read[:, 1].astype(np.int8)
        faults = {name: rest[at] for name, at in _by_name(read[:, 2], self._faults).items()}
        repairs = {name: rest[at] for name, at in _by_name(read[:, 3], self._repairs).items()}
        return Cells(values=values, state=state, faults=faults, repairs=repairs)


def parse_year(text: str) -> Cell:
    """A fiscal year: 2026, 令和8年度, R8, 08 (令和)."""
    plain = unicodedata.normalize("NFKC", text).strip().removesuffix("度").removesuffix("年")
    eras = {"令和": 2018, "平成": 1988, "R": 2018, "H": 1988}
    for mark, before in eras.items():
        if plain.upper().startswith(mark):
            number = plain[len(mark) :].replace("元", "1").strip(". ")
            return _year(before + int(number)) if number.isdigit() else Cell(fault=NOT_A_YEAR)
    if not (plain.isascii() and plain.isdigit()):
        return Cell(fault=NOT_A_YEAR)
    bare = int(plain)
    if bare <= _LATEST_BARE_YEAR:
        return _year(2018 + bare) if bare else Cell(fault=NOT_A_YEAR)
    return _year(bare)


def _year(year: int) -> Cell:
    return Cell(year) if _FIRST_YEAR <= year <= _LAST_YEAR else Cell(fault=NOT_A_YEAR)


class NumberReader:
    """宛名番号 and 世帯番号 as exact integers; leading zeros, width and hyphens make no difference.

    Numbers with letters get a code of their own below zero, remembered for the whole load.
    """

    def __init__(self) -> None:
        self._lettered: dict[str, int] = {}
        self._texts: list[str] = []

    def text_of(self, number: int) -> str:
        """The number as it is written without leading zeros."""
        return str(number) if number >= 0 else self._texts[-number - 1]

    def _code(self, text: str) -> int | None:
        plain = (
            unicodedata.normalize("NFKC", text).strip().replace("-", "").replace(" ", "").upper()
        )
        if not plain:
            return None
        if plain.endswith(".0"):
            plain = plain[:-2]  # a spreadsheet made a decimal of it
        if plain.isascii() and plain.isdigit() and len(plain) <= _LONGEST_EXACT_DIGITS:
            return int(plain)
        if not (plain.isascii() and plain.isalnum()) or len(plain) > 30 or "E+" in text.upper():
            return None
        if plain not in self._lettered:
            self._texts.append(plain)
            self._lettered[plain] = -len(self._texts)
        return self._lettered[plain]

    def number_in(self, text: str) -> int | None:
        """The number a text writes, or None."""
        return self._code(text)

    def read(self, texts: list[str], *, twelve_is_usual: bool) -> Cells:
        """The numbers of one batch; a lone 12-digit マイナンバー among other numbers is refused."""
        column = pl.Series(texts, dtype=pl.String)
        plain = column.cast(pl.Int64, strict=False)
        length = column.str.len_bytes()
        sure = plain.is_not_null() & (plain >= 0) & (length <= _LONGEST_EXACT_DIGITS)
        if not twelve_is_usual:
            sure &= length != _PERSONAL_DIGITS
        read = sure.to_numpy()
        values = np.where(read, plain.fill_null(0).to_numpy(), NO_NUMBER)
        state = np.where(read, READ, BLANK).astype(np.int8)
        faults: dict[str, list[int]] = {}
        repaired: list[int] = []
        for place in np.flatnonzero(~read).tolist():
            text = texts[place]
            if not text.strip():
                continue
            code = self._code(text)
            personal = not twelve_is_usual and holds_personal_number(text)
            if code is None or personal:
                state[place] = REFUSED
                faults.setdefault(PERSONAL_NUMBER if personal else BAD_NUMBER, []).append(place)
                continue
            values[place], state[place] = code, READ
            if not text.isascii() or text != text.strip():
                repaired.append(place)
        return Cells(
            values=values,
            state=state,
            faults={name: np.array(at, np.int64) for name, at in faults.items()},
            repairs={WIDTH: np.array(repaired, np.int64)} if repaired else {},
        )


def twelve_digit_shares(texts: list[str]) -> tuple[float, float]:
    """Share of numbers with 12 digits, and share of those that pass the マイナンバー check."""
    plain = [unicodedata.normalize("NFKC", text).strip() for text in texts if text.strip()]
    twelve = [text for text in plain if len(text) == _PERSONAL_DIGITS and text.isdigit()]
    if not twelve:
        return 0.0, 0.0
    return len(twelve) / len(plain), sum(map(is_personal_number, twelve)) / len(twelve)


def read_texts(texts: list[str], *, normalise: bool = False, checked: bool = True) -> Texts:
    """Words as they stand; a cell with a マイナンバー in it is refused and becomes null.

    Not `checked` are public numbers and coordinates, whose twelve digits mean something else.
    """
    column = pl.Series(texts, dtype=pl.String).str.strip_chars()
    if normalise:
        column = column.str.normalize("NFKC")
    shaped = column.str.contains(PERSONAL_NUMBER_SHAPE) & checked
    suspects = np.flatnonzero(shaped.to_numpy())
    refused = [place for place in suspects.tolist() if holds_personal_number(texts[place])]
    column = pl.select(pl.when(column != "").then(column)).to_series()
    if not refused:
        return Texts(values=column)
    places = np.array(refused, np.int64)
    column = column.scatter(places, None)
    return Texts(values=column, faults={PERSONAL_NUMBER: places})


def reader_of(column: ColumnLayout) -> DistinctReader | None:
    """How a typed column is read; None for numbers of the city and for words."""
    if column.role is Role.YEAR:
        return DistinctReader(parse_year, whole_numbers=False)
    if column.role in (Role.FROM, Role.UNTIL, Role.UNTIL_EXCLUSIVE) or column.type == "date":
        return DistinctReader(parse_date)
    if column.type == "number" and column.decimals:
        return DistinctReader(parse_decimal(column.decimals))
    if column.role is Role.AMOUNT or column.type == "number":
        return DistinctReader(parse_amount, whole_numbers=True)
    if column.type == "truth":
        return DistinctReader(parse_truth(column.values))
    if column.labels and column.role is not Role.PROGRAMME:
        return DistinctReader(parse_category(column.labels, column.values))
    return None
