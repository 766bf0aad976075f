"""The register of recipients by person (companies: by unit), and who receives a service on a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sakimawari.fit.served.keys import Numbers, keys_of
from sakimawari.fit.served.values import Receipt
from sakimawari.registry.mapped import MappedSnapshot
from sakimawari.registry.schema import RECEIVING
from sakimawari.registry.shelf import Item
from sakimawari.rules.figures import day_of, days

_NONE = -1  # no amount, no unit, no beneficiary
_EARLIEST, _LATEST = days(date(1850, 1, 1)), days(date(2200, 1, 1))


@dataclass(frozen=True, kw_only=True)
class Receipts:
    """Entries of the register, mapped from disk: those of row r are `at[r]` up to `at[r + 1]`."""

    item: Item

    @cached_property
    def programmes(self) -> Mapping[str, int]:
        """The number of each programme anybody is entered for."""
        return {word: at for at, word in enumerate(self.item.words)}

    def active(self, first: int, last: int, day: int) -> list[str]:
        """The programmes received on a day by anybody of some rows."""
        held = self.item.arrays
        own = slice(int(held["at"][first]), int(held["at"][last]))
        on_day = (held["since"][own] <= day) & (day <= held["until"][own])
        return [self.item.words[code] for code in set(held["programme"][own][on_day].tolist())]

    def rows(self, programme: str, day: int) -> Numbers:
        """The rows that receive a programme on a day, each once, in order."""
        held, code = self.item.arrays, self.programmes.get(programme)
        if code is None:
            return np.empty(0, np.int32)
        order, starts = held["by_programme"], held["programme_at"]
        own = order[int(starts[code]) : int(starts[code + 1])]
        own = own[(held["since"][own] <= day) & (day <= held["until"][own])]
        rows: Numbers = np.unique(np.searchsorted(held["at"], own, side="right") - 1).astype(
            np.int32
        )
        return rows

    def of(self, row: int, services: Mapping[str, tuple[str, ...]]) -> Iterator[Receipt]:
        """All entries of a row by first day; `services` are those each programme gives."""
        held = self.item.arrays
        for entry in range(int(held["at"][row]), int(held["at"][row + 1])):
            unit, other = int(held["unit"][entry]), int(held["beneficiary"][entry])
            amount = int(held["amount"][entry])
            programme = self.item.words[int(held["programme"][entry])]
            yield Receipt(
                programme=programme,
                services=services.get(programme, ()),
                since=_day(int(held["since"][entry])),
                until=_day(int(held["until"][entry])),
                amount=None if amount == _NONE else amount,
                unit=None if unit == _NONE else self.item.words[unit],
                beneficiary=None if other == _NONE else held["others"][other].decode(),
            )


def receipts_of(mapped: MappedSnapshot) -> Receipts:
    """The register of recipients of a snapshot, kept beside its columns from the first use on."""
    at_home = mapped.people.arrays["is_subject"] == 1
    path = mapped.snapshot.folder / f"{RECEIVING.name}.parquet"
    return Receipts(item=mapped.shelf.take("recipients", lambda: make_receipts(path, at_home)))


def make_receipts(path: Path, at_home: npt.NDArray[np.bool_]) -> Item:
    """Lay out a register of recipients; entries count for a row (of people, of companies) at home."""
    rows = len(at_home)
    table = pq.read_table(path) if path.is_file() else RECEIVING.arrow.empty_table()
    table = table.filter(pa.array(at_home[np.asarray(table["row"])]))
    row = np.asarray(table["row"]).astype(np.int64)
    programmes = table["programme"].cast(pa.string())
    names = pc.unique(programmes).to_pylist()
    order = np.lexsort(
        (
            np.asarray(pc.index_in(programmes, value_set=pa.array(sorted(names), pa.string()))),
            np.asarray(table["since"]),
            row,
        )
    )
    table, row = table.take(pa.array(order)), row[order]
    units = [word for word in pc.unique(table["unit"].cast(pa.string())).to_pylist() if word]
    words = [*sorted(names), *sorted(units)]
    others = table["beneficiary"]
    known = pc.drop_null(pc.unique(others))
    programme = _coded(table["programme"], words)
    at = np.zeros(rows + 1, np.int32)
    np.cumsum(np.bincount(row, minlength=rows), out=at[1:])
    programme_at = np.cumsum([0, *np.bincount(programme, minlength=len(words))])
    return Item(
        words=tuple(words),
        arrays={
            "at": at,
            "programme": programme,
            "since": np.asarray(table["since"]).astype(np.int32),
            "until": np.asarray(table["until"]).astype(np.int32),
            "amount": np.asarray(pc.fill_null(table["amount"], _NONE)).astype(np.int64),
            "unit": _coded(table["unit"], words),
            "beneficiary": np.asarray(
                pc.fill_null(pc.index_in(others, value_set=known), _NONE)
            ).astype(np.int32),
            "others": keys_of(known),
            "by_programme": np.argsort(programme, kind="stable").astype(np.int32),
            "programme_at": programme_at.astype(np.int32),
        },
    )


def _coded(column: pa.ChunkedArray, words: list[str]) -> npt.NDArray[np.int16]:
    found = pc.index_in(column.cast(pa.string()), value_set=pa.array(words, pa.string()))
    return np.asarray(pc.fill_null(found, _NONE)).astype(np.int16)


def _day(number: int) -> date | None:
    """A day of the register; None for an open end, which the extremes stand for."""
    return day_of(number) if _EARLIEST <= number <= _LATEST else None
