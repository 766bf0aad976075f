"""Where a resident stands in the registers, as far as a decision needs it: ward, household, protection.

Made once for each snapshot and day and kept: then one look-up is a binary search. It tells nothing
that a page may show; what a page shows comes from a `Record`.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sakimawari.console.city import City
from sakimawari.fit.closed import protected_units
from sakimawari.fit.desk import Desk
from sakimawari.fit.frame import persons_by_row
from sakimawari.rules.figures import days


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearing:
    """One resident: opaque keys of the household and its registered members, ward, protection."""

    household: str
    members: tuple[str, ...]
    ward: str
    protected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearings:
    """Everybody of one snapshot on one day."""

    desk: Desk
    wards: tuple[str, ...]  # words; `ward_of_unit` are their places, -1 unknown
    ward_of_unit: npt.NDArray[np.int32]
    towns: tuple[str, ...]
    town_of_unit: npt.NDArray[np.int32]
    protected: npt.NDArray[np.bool_]  # by unit
    gone: frozenset[str]  # who died or moved away

    def of(self, person: str) -> Bearing | None:
        """A registered resident; None for a key nobody bears, and for who has left."""
        held = self.desk.mapped.people.arrays
        own = self.desk.mapped.rows_of_person(person).tolist()
        registered = [row for row in own if held["is_subject"][row] == 1]
        if not registered or person in self.gone:
            return None
        unit = int(held["unit"][registered[0]])
        place = int(self.ward_of_unit[unit])
        rows = [row for row in self.desk.rows(unit) if held["is_subject"][row] == 1]
        number = int(held["household"][registered[0]])
        keys = persons_by_row(self.desk.mapped)
        return Bearing(
            household=held["household_keys"][number].decode() if number >= 0 else "",
            members=tuple(keys[row].decode() for row in rows),
            ward=self.wards[place] if place >= 0 else "",
            protected=any(self.protected[int(held["unit"][row])] for row in own),
        )

    def place_of(self, person: str) -> str:
        """Ward and town of a registered resident; empty where not known."""
        held = self.desk.mapped.people.arrays
        for row in self.desk.mapped.rows_of_person(person).tolist():
            if held["is_subject"][row] == 1:
                unit = int(held["unit"][row])
                ward, town = int(self.ward_of_unit[unit]), int(self.town_of_unit[unit])
                return (self.wards[ward] if ward >= 0 else "") + (
                    self.towns[town] if town >= 0 else ""
                )
        return ""


_lock = threading.Lock()
_known: list[tuple[tuple[str, date], Bearings]] = []


def bearings(there: City) -> Bearings:
    """Of the current snapshot, today."""
    key = (str(there.snapshot.folder), there.today)
    with _lock:
        if not _known or _known[0][0] != key:
            _known[:] = [(key, _made(there))]
        return _known[0][1]


def _made(there: City) -> Bearings:
    desk, snapshot = there.desk, there.snapshot
    households = snapshot.households()
    wards, ward_of_unit = _coded(households["ward"])
    towns, town_of_unit = _coded(households["town"])
    return Bearings(
        desk=desk,
        wards=wards,
        ward_of_unit=ward_of_unit,
        towns=towns,
        town_of_unit=town_of_unit,
        protected=protected_units(desk.mapped, days(there.today)),
        gone=frozenset(snapshot.departed()["person"].to_pylist()),
    )


def _coded(column: pa.ChunkedArray) -> tuple[tuple[str, ...], npt.NDArray[np.int32]]:
    whole = column.unify_dictionaries().combine_chunks()
    if isinstance(whole, pa.ChunkedArray):
        whole = whole.chunk(0)
    places = np.asarray(pc.fill_null(whole.indices, -1)).astype(np.int32)
    return tuple(whole.dictionary.to_pylist()), places
