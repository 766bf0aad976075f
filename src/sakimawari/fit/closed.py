"""Who may not be listed today: protected people (支援措置), with everyone they live with.

A run is made at night and read during the day. Whoever has come under protection since is closed at
once: the current snapshot is asked beside the one the run was made from. A measure that has not
ended closes a household also before its first day.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sakimawari.fit.desk import desk_of
from sakimawari.guard.protection import departed_people, households_of
from sakimawari.registry.mapped import MappedSnapshot
from sakimawari.registry.part import SnapshotPart
from sakimawari.registry.protected import protected_units
from sakimawari.registry.store import Snapshot

__all__ = ["closed_households", "closed_keys", "closed_units", "protected_units"]


def closed_households(of_run: Snapshot, current: Snapshot, on: int) -> frozenset[str]:
    """Keys of the households that nothing may list, by either snapshot.

    People who died or moved away since the run close the household they were listed in too.
    """
    protected = of_run.protected_people(on) | current.protected_people(on)
    gone = departed_people(current.departed())
    mapped = desk_of(current).mapped
    if of_run.folder == current.folder:
        return _touched(mapped, protected | gone)
    return households_of(of_run.people(), protected | gone) | _touched(mapped, protected)


def _touched(mapped: MappedSnapshot, persons: frozenset[str]) -> frozenset[str]:
    """The same households as `guard.protection.households_of` names, found by row numbers."""
    held = mapped.people.arrays
    rows = mapped.rows_of_persons(persons)
    units = np.zeros(len(held["first_person"]), np.bool_)
    units[held["unit"][rows]] = True
    numbers = np.append(held["household"][rows], held["household"][units[held["unit"]]])
    keys = held["household_keys"][np.unique(numbers[numbers >= 0])]
    return frozenset(key.decode() for key in keys.tolist())


def closed_keys(snapshot: Snapshot, on: int) -> frozenset[str]:
    """Keys of the households `protected_units` marks, for parts that cannot tell them.

    Goes through the city piece by piece, so that a driver of many workers need not hold it.
    """
    persons = pa.array(sorted(snapshot.protected_people(on)), pa.string())
    units: set[int] = set()
    for people in snapshot.people_in_pieces(("person", "unit")):
        touched = pc.is_in(people["person"], value_set=persons)
        units |= set(people.filter(touched)["unit"].to_pylist())
    numbers = pa.array(sorted(units), pa.int32())
    concerned = [
        people.filter(pc.is_in(people["unit"], value_set=numbers))
        for people in snapshot.people_in_pieces(("person", "household", "unit"))
    ]
    return households_of(pa.concat_tables(concerned), frozenset(persons.to_pylist()))


def closed_units(part: SnapshotPart) -> npt.NDArray[np.bool_]:
    """Units of a part in which anybody belongs to a household that nothing may list."""
    people, keys = part.people(), pa.array(sorted(part.citywide.closed), pa.string())
    listed = np.asarray(pc.is_in(people["household"].cast(pa.string()), value_set=keys))
    marked = np.zeros(part.last_unit - part.first_unit, np.bool_)
    marked[np.asarray(people["unit"])[listed]] = True
    return marked
