"""Who the rows of a snapshot are: keys, places and ages, and which of them are protected."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sakimawari.fit.schema import SUBJECT
from sakimawari.rules.dates import birthday_age
from sakimawari.rules.population import UNKNOWN_DATE, Int64s, PlainColumn, Population
from sakimawari.rules.tree import Holder

# The one fact the frame reads itself: lists are cut by age whatever the packs declare.
BIRTH_DATE = "生年月日"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Keys and places of people and households, row by row as in the snapshot."""

    people: pa.Table  # person, household, unit, ward, town
    households: pa.Table  # household, unit, ward, town
    ages: npt.NDArray[np.int16]  # of people
    heads: npt.NDArray[np.int32]  # row of the head, per unit
    protected: npt.NDArray[np.bool_]  # per unit: a member is protected on the date

    def units(self, holder: Holder, rows: Int64s) -> npt.NDArray[np.int32]:
        """Unit of each subject row."""
        if holder is Holder.HOUSEHOLD:
            return rows.astype(np.int32)
        return np.asarray(self.people["unit"].combine_chunks().take(pa.array(rows)))

    def wards(self, holder: Holder) -> pa.ChunkedArray:
        """Ward of every subject."""
        return (self.people if holder is Holder.PERSON else self.households)["ward"]

    def listable(self, holder: Holder, rows: Int64s) -> npt.NDArray[np.bool_]:
        """Which subjects may stand in a list: nobody whose household has a protected member."""
        return ~self.protected[self.units(holder, rows)]


def ages_on(population: Population, on: int) -> npt.NDArray[np.int16]:
    """Age by birthdays of everyone on a day; -1 where the birth date is missing."""
    column = population.columns.get(BIRTH_DATE)
    if not isinstance(column, PlainColumn):
        return np.full(population.people, -1, np.int16)
    births, inverse = np.unique(column.values, return_inverse=True)
    ages = [-1 if b == UNKNOWN_DATE else birthday_age(int(b), on) for b in births]
    return np.asarray(ages, np.int16)[inverse]


def subject_columns(
    frame: Frame, service: str, holder: Holder, rows: Int64s
) -> dict[str, pa.Array]:
    """The columns every list of subjects begins with; see `schema.SUBJECT`."""
    take = pa.array(rows)
    if holder is Holder.PERSON:
        source, key, age_rows = frame.people, "person", rows
    else:
        source, key, age_rows = frame.households, "household", frame.heads[rows].astype(np.int64)
    taken = source.select(sorted({key, "household", "unit", "ward", "town"})).take(take)
    ages = np.where(age_rows >= 0, frame.ages[np.maximum(age_rows, 0)], -1)
    columns = {
        "service": repeated(service, len(rows)),
        "subject_kind": repeated(holder.value, len(rows)),
        "subject": taken[key].combine_chunks(),
        "household": taken["household"].combine_chunks(),
        "unit": taken["unit"].combine_chunks(),
        "row": pa.array(rows.astype(np.int32)),
        "ward": as_words(taken["ward"]),
        "town": as_words(taken["town"]),
        "age": pa.array(ages.astype(np.int16)),
    }
    return {name: columns[name] for name in SUBJECT}


def as_words(column: pa.ChunkedArray) -> pa.Array:
    """A text column as dictionary codes."""
    array = column.combine_chunks()
    if isinstance(array, pa.ChunkedArray):
        array = pa.concat_arrays(array.chunks) if array.num_chunks else pa.array([], pa.string())
    if pa.types.is_dictionary(array.type):
        indices = pc.cast(array.indices, pa.int32())
        return pa.DictionaryArray.from_arrays(indices, pc.cast(array.dictionary, pa.string()))
    return pc.dictionary_encode(pc.cast(array, pa.string()))


def repeated(word: str, count: int) -> pa.Array:
    """One word, `count` times."""
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(count, np.int32)), pa.array([word]))
