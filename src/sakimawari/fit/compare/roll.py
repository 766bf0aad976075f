"""The roll of a city as a comparison breaks it down: places, relations and ages, row by row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sakimawari.fit.frame import BIRTH_DATE
from sakimawari.rules.dates import birthday_age
from sakimawari.rules.population import UNKNOWN_DATE, Int64s, PlainColumn, Population
from sakimawari.rules.tree import Holder

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """People and households of a snapshot; `protected` marks the units nobody may count."""

    people: pa.Table  # unit, ward, relation
    ages: npt.NDArray[np.int16]  # of people
    heads: npt.NDArray[np.int32]  # row of the head, per unit
    protected: Bools  # per unit

    def units(self, holder: Holder, rows: Int64s) -> npt.NDArray[np.int32]:
        """Unit of each subject row."""
        if holder is not Holder.PERSON:
            return rows.astype(np.int32)
        return np.asarray(self.people["unit"].combine_chunks().take(pa.array(rows)))

    def listable(self, holder: Holder, rows: Int64s) -> Bools:
        """Which subjects may be counted: nobody whose household has a protected member."""
        return ~self.protected[self.units(holder, rows)]


def ages_on(population: Population, on: int) -> npt.NDArray[np.int16]:
    """Age by birthdays of everyone on a day; -1 where the birth date is missing."""
    column = population.columns.get(BIRTH_DATE)
    if not isinstance(column, PlainColumn):
        return np.full(population.people, -1, np.int16)
    births, inverse = np.unique(column.values, return_inverse=True)
    ages = [-1 if b == UNKNOWN_DATE else birthday_age(int(b), on) for b in births]
    return np.asarray(ages, np.int16)[inverse]


def as_words(column: pa.ChunkedArray) -> pa.Array:
    """A text column as dictionary codes."""
    array = column.combine_chunks()
    if isinstance(array, pa.ChunkedArray):
        array = pa.concat_arrays(array.chunks) if array.num_chunks else pa.array([], pa.string())
    if pa.types.is_dictionary(array.type):
        indices = pc.cast(array.indices, pa.int32())
        return pa.DictionaryArray.from_arrays(indices, pc.cast(array.dictionary, pa.string()))
    return pc.dictionary_encode(pc.cast(array, pa.string()))


def in_force(since: npt.NDArray[Any], until: npt.NDArray[Any], *, on: int) -> Bools:
    """Which entries of the register of recipients hold on a day (both ends included)."""
    return np.asarray((since <= on) & (on <= until))
