"""Households and people of a run's snapshot as arrays: keys, places, births, ties.

Numbers are those of the snapshot: a unit is its place among households (by ward, town and key), a
person the row of people. Companies are units without people.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sakimawari.fit.served.keys import Keys, KeyTable, Numbers, keys_of, place_of
from sakimawari.registry.shelf import Item
from sakimawari.rules.population import UNKNOWN_DATE

NOBODY = -1
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Who:
    """Those a run speaks of, mapped from disk. `ward` and `town` number `words`, -1 where unknown."""

    item: Item

    @property
    def units(self) -> int:
        return len(self.household)

    @cached_property
    def household(self) -> Keys:
        """Key of each unit."""
        return self.item.arrays["household"]

    @cached_property
    def person(self) -> Keys:
        """Key of each row of people."""
        return self.item.arrays["person"]

    @cached_property
    def unit(self) -> Numbers:
        """Unit of each row of people."""
        return self.item.arrays["unit"]

    @cached_property
    def offsets(self) -> Numbers:
        """First row of people of each unit, and their number at the end."""
        return self.item.arrays["offsets"]

    @cached_property
    def born(self) -> Numbers:
        """Birth date of each row of people; UNKNOWN_DATE where no register tells."""
        return self.item.arrays["born"]

    @cached_property
    def head(self) -> Numbers:
        """Row of people of the head of each unit; NOBODY for a company."""
        return self.item.arrays["head"]

    @cached_property
    def ward(self) -> Numbers:
        return self.item.arrays["ward"]

    @cached_property
    def town(self) -> Numbers:
        return self.item.arrays["town"]

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Wards, towns and relations, each once."""
        return self.item.words

    def word(self, code: int) -> str | None:
        """The word of a code."""
        return self.words[code] if code >= 0 else None

    def unit_of(self, household: str) -> int:
        """The unit of a household, or NOBODY."""
        arrays = self.item.arrays
        first, last = place_of(arrays["household"], arrays["households"], household)
        return int(arrays["households"][first]) if first < last else NOBODY

    def row_of(self, person: str) -> int:
        """The row of a person in the own household, or NOBODY; visits do not count."""
        arrays = self.item.arrays
        first, last = place_of(arrays["person"], arrays["persons"], person)
        for at in range(first, last):
            row = int(arrays["persons"][at])
            if arrays["is_subject"][row]:
                return row
        return NOBODY

    def household_table(self) -> KeyTable:
        """All units, to be found in bulk."""
        return KeyTable.of(self.household)

    def person_table(self) -> tuple[KeyTable, Numbers]:
        """All people in their own households, to be found in bulk, and the row of each."""
        rows = np.flatnonzero(self.item.arrays["is_subject"]).astype(np.int32)
        return KeyTable.of(self.person[rows]), rows


def make_who(run: Path, *, companies: bool = False) -> Item:
    """Lay out the households and people of the snapshot of a run."""
    if companies:
        return _companies(run / "companies.parquet")
    households = pq.read_table(run / "households.parquet")
    people = pq.read_table(run / "people.parquet")
    words, (ward, town, relation) = _coded(
        households["ward"], households["town"], people["relation"]
    )
    household, person = keys_of(households["household"]), keys_of(people["person"])
    first = np.asarray(households["first_person"]).astype(np.int32)
    return Item(
        words=words,
        arrays={
            "household": household,
            "households": np.argsort(household, kind="stable").astype(np.int32),
            "ward": ward,
            "town": town,
            "head": np.asarray(households["head"]).astype(np.int32),
            "offsets": np.append(first, people.num_rows).astype(np.int32),
            "person": person,
            "persons": np.argsort(person, kind="stable").astype(np.int32),
            "unit": np.asarray(people["unit"]).astype(np.int32),
            "relation": relation,
            "guardian": np.asarray(people["guardian"]).astype(np.int32),
            "spouse": np.asarray(people["spouse"]).astype(np.int32),
            "is_subject": np.asarray(people["is_subject"]).astype(np.int8),
            "born": _births(run / "births.parquet", people.num_rows),
        },
    )


def _companies(path: Path) -> Item:
    none = np.empty(0, np.int32)
    if path.is_file():
        table = pq.read_table(path, columns=["household", "ward"])
    else:
        table = pa.table(
            {"household": pa.array([], pa.string()), "ward": pa.array([], pa.string())}
        )
    words, (ward,) = _coded(table["ward"])
    household = keys_of(table["household"])
    return Item(
        words=words,
        arrays={
            "household": household,
            "households": np.argsort(household, kind="stable").astype(np.int32),
            "ward": ward,
            "town": np.full(len(ward), -1, np.int32),
            "head": np.full(len(ward), NOBODY, np.int32),
            "offsets": np.zeros(len(ward) + 1, np.int32),
            "person": keys_of(pa.array([], pa.string())),
            "persons": none,
            "unit": none,
            "relation": none,
            "guardian": none,
            "spouse": none,
            "is_subject": none.astype(np.int8),
            "born": none,
        },
    )


def _births(path: Path, people: int) -> Numbers:
    born = np.full(people, UNKNOWN_DATE, np.int32)
    if path.is_file():
        with pq.ParquetFile(path) as file:
            table = file.read(columns=["row", "value"])
        born[np.asarray(table["row"])] = np.asarray(table["value"])
    return born


def _coded(*columns: pa.ChunkedArray) -> tuple[tuple[str, ...], list[Numbers]]:
    """The words of some columns, and the number of the word in each row, -1 for none."""
    plain = [column.cast(pa.string()) for column in columns]
    words = sorted({word for column in plain for word in pc.unique(column).to_pylist() if word})
    held = pa.array(words, pa.string())
    found = [pc.fill_null(pc.index_in(column, value_set=held), -1) for column in plain]
    return tuple(words), [np.asarray(each).astype(np.int32) for each in found]
