"""The adults whom bundles address, as columns: where they live, how old, how they are reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sakimawari.reach.addressing.town import Town
from sakimawari.reach.plans.occasions.wishes import Means, Reachable, reachable
from sakimawari.registry.store import Snapshot
from sakimawari.rules.dates import legal_age
from sakimawari.rules.figures import days
from sakimawari.rules.population import UNKNOWN_DATE, YES, Int8s, Int32s, Int64s

BANDS = ("", "18-29", "30-39", "40-49", "50-59", "60-69", "70-79", "80-89", "90-")
CARD = "個人番号カード保有"


@dataclass(frozen=True, slots=True, kw_only=True)
class Adults:
    """Some adults, each once, by their row in the run's snapshot (`row`, in order).

    `ward` is a place in `wards`, `band` one in BANDS; both as of today's snapshot.
    """

    row: Int64s
    person: pa.Array
    household: pa.Array
    home: Int32s  # number of the household
    ward: npt.NDArray[np.int16]
    wards: tuple[str, ...]
    town: pa.Array
    band: Int8s
    reached: Reachable

    def places(self, rows: Int64s) -> Int64s:
        """Where people with these rows stand among the adults."""
        return np.searchsorted(self.row, rows).astype(np.int64)


def adults_of(
    rows: Int64s, town: Town, current: Snapshot, means: Means, *, cards: Int8s | None, on: date
) -> Adults:
    """The adults at these rows of people; `cards` by row, where the registers know of cards."""
    row = np.unique(rows)
    residents = town.residents
    person = pa.array(residents.person[row], pa.string())
    people = current.people()
    living = people.filter(pc.equal(people["is_subject"], 1)).select(["person", "ward", "town"])
    living = living.combine_chunks()
    place = pc.index_in(person, value_set=_text(living["person"]))
    ward = pc.fill_null(_text(living["ward"]).take(place), "").dictionary_encode()
    named = ward.dictionary.to_pylist()
    wards = tuple(sorted(named))
    renumbered = np.array([wards.index(name) for name in named] or [0], np.int16)
    holds = np.zeros(len(row), np.bool_) if cards is None else cards[row] == YES
    home = residents.unit[row]
    return Adults(
        row=row,
        person=person,
        household=town.households.cast(pa.string()).take(pa.array(home)),
        home=home,
        ward=renumbered[np.asarray(ward.indices)],
        wards=wards,
        town=pc.fill_null(_text(living["town"]).take(place), ""),
        band=bands(residents.birth[row], on),
        reached=reachable(person, current, means, cards=holds),
    )


def bands(births: Int32s, on: date) -> Int8s:
    """Age bands of adults by legal age, 0 where the birth date is not known."""
    known, inverse = np.unique(births, return_inverse=True)
    day = days(on)
    found = [0 if b == UNKNOWN_DATE else _band(legal_age(int(b), day)) for b in known]
    return np.array(found or [0], np.int8)[inverse]


def _band(age: int) -> int:
    return min(max(age // 10 - 1, 1), len(BANDS) - 1)


def _text(column: pa.ChunkedArray) -> pa.Array:
    chunks = column.cast(pa.string()).chunks
    return pa.concat_arrays(chunks) if chunks else pa.array([], pa.string())
