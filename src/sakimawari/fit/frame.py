"""Who the rows of a snapshot are: keys, places and birth dates, and which of them are closed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sakimawari.registry.mapped import MappedSnapshot
from sakimawari.registry.shelf import Item
from sakimawari.rules.population import UNKNOWN_DATE, Int64s, PlainColumn, Population
from sakimawari.rules.tree import Holder

# The one fact the frame reads itself: lists are cut by age whatever the packs declare.
BIRTH_DATE = "生年月日"

Bools = npt.NDArray[np.bool_]
Keys = npt.NDArray[np.bytes_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Keys and places of people and households, row by row as in the snapshot.

    Of companies `household` holds their numbers, and there are no people. `ward` and `town` number the words of `wards` and `towns`, -1 where there is none.
    """

    person: Keys  # by row of people
    unit: npt.NDArray[np.int32]  # by row of people
    household: Keys  # by unit
    ward: npt.NDArray[np.int32]  # by unit
    town: npt.NDArray[np.int32]  # by unit
    head: npt.NDArray[np.int32]  # row of people, by unit
    wards: pa.Array
    towns: pa.Array
    born: npt.NDArray[np.int32] | None  # by row of people; None where no register tells
    closed: Bools  # per unit: a member is protected, so that it stands in no table

    def units(self, holder: Holder, rows: Int64s) -> npt.NDArray[np.int32]:
        """Unit of each subject row."""
        return rows.astype(np.int32) if holder is not Holder.PERSON else self.unit[rows]

    def listable(self, holder: Holder, rows: Int64s) -> Bools:
        """Which subjects may stand in a list: nobody whose household has a protected member."""
        return ~self.closed[self.units(holder, rows)]


def frame_of(mapped: MappedSnapshot, population: Population, closed: Bools) -> Frame:
    """Who the rows of a snapshot are; `closed` marks the units that stand in no table."""
    item = _kept(mapped)
    held, wards = item.arrays, int(item.arrays["wards"][0])
    births = population.columns.get(BIRTH_DATE)
    return Frame(
        person=held["person"],
        unit=mapped.people.arrays["unit"],
        household=held["household"],
        ward=held["ward"],
        town=held["town"],
        head=held["head"],
        wards=pa.array(item.words[:wards], pa.string()),
        towns=pa.array(item.words[wards:], pa.string()),
        born=np.asarray(births.values, np.int32) if isinstance(births, PlainColumn) else None,
        closed=closed,
    )


def persons_by_row(mapped: MappedSnapshot) -> Keys:
    """The opaque key of each row of people, visitors included."""
    return np.asarray(_kept(mapped).arrays["person"])


def _kept(mapped: MappedSnapshot) -> Item:
    return mapped.shelf.take("frame", lambda: _frame(mapped))


def _frame(mapped: MappedSnapshot) -> Item:
    held, households = mapped.people.arrays, mapped.snapshot.households()
    person = np.empty(len(held["unit"]), held["person_keys"].dtype)
    person[held["person_rows"]] = held["person_keys"]
    wards, ward = _coded(households["ward"])
    towns, town = _coded(households["town"])
    return Item(
        words=(*wards, *towns),
        arrays={
            "person": person,
            "household": _texts(households["household"]),
            "ward": ward,
            "town": town,
            "head": np.asarray(households["head"]).astype(np.int32),
            "wards": np.array([len(wards)], np.int32),
        },
    )


def _texts(column: pa.ChunkedArray) -> Keys:
    held = column.to_pylist()
    return np.array(held, "S") if held else np.empty(0, "S1")


def _coded(column: pa.ChunkedArray) -> tuple[list[str], npt.NDArray[np.int32]]:
    """The words of a column in their order, and the place of each row's word."""
    whole = column.cast(pa.string()).combine_chunks()
    words = sorted({word for word in pc.unique(whole).to_pylist() if word is not None})
    places = pc.index_in(whole, value_set=pa.array(words, pa.string()))
    return words, np.asarray(pc.fill_null(places, -1)).astype(np.int32)


def who_columns(frame: Frame, service: str, holder: Holder, rows: Int64s) -> dict[str, pa.Array]:
    """The columns every stretch of a calendar begins with: who, where, born when."""
    units = frame.units(holder, rows)
    of_person, of_company = holder is Holder.PERSON, holder is Holder.COMPANY
    households = as_text(frame.household[units])
    return {
        "service": repeated(service, len(rows)),
        "subject_kind": repeated(holder.value, len(rows)),
        "subject": as_text(frame.person[rows]) if of_person else households,
        "household": pa.nulls(len(rows), pa.string()) if of_company else households,
        "ward": _worded(frame.ward[units], frame.wards),
        "town": _worded(frame.town[units], frame.towns),
        "born": _born(frame, rows if of_person else frame.head[units].astype(np.int64)),
    }


def as_text(keys: Keys) -> pa.Array:
    """Opaque keys as an Arrow text column; those of one length without looking at each."""
    width = keys.dtype.itemsize
    letters = np.ascontiguousarray(keys).view("S1").reshape(len(keys), width)
    if len(keys) and not np.all(letters[:, -1] != b""):
        return pa.array(keys.astype(str).tolist(), pa.string())
    buffers: list[Any] = [None, pa.py_buffer(np.ascontiguousarray(keys).view(np.uint8).data)]
    fixed = pa.FixedSizeBinaryArray.from_buffers(pa.binary(width), len(keys), buffers)
    return fixed.cast(pa.binary()).cast(pa.string())


def _worded(codes: npt.NDArray[np.int32], words: pa.Array) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(codes, mask=codes < 0), words)


def _born(frame: Frame, persons: Int64s) -> pa.Array:
    if frame.born is None:
        return pa.nulls(len(persons), pa.date32())
    dates = np.where(persons >= 0, frame.born[np.maximum(persons, 0)], UNKNOWN_DATE)
    return pa.array(dates.astype(np.int32), mask=dates == UNKNOWN_DATE).cast(pa.date32())


def repeated(word: str, count: int) -> pa.Array:
    """One word, `count` times."""
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(count, np.int32)), pa.array([word]))
