"""Everybody nothing may be sent to today, as one set: homes under protection, and who is gone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sakimawari.guard.protection import departed_people, protected_on
from sakimawari.reach.addressing.closure import Homes, closed_to_letters
from sakimawari.registry.store import Snapshot


def hidden_people(snapshot: Snapshot, *, on: date) -> frozenset[str]:
    """Keys of those who live in a home that a protection closes, and of the departed.

    A protection that has yet to begin counts: what leaves today may arrive later.
    """
    people = snapshot.people()
    person = _one(people["person"]).cast(pa.string())
    homes = Homes(
        units=snapshot.households().num_rows,
        unit=np.asarray(_one(people["unit"])),
        is_subject=np.asarray(_one(people["is_subject"])),
        person=person,
    )
    protected = protected_on(snapshot.protection(), on, including_future=True)
    closed = closed_to_letters(homes, now=(), protected=protected)
    living: Iterable[str] = person.filter(pa.array(closed.people)).to_pylist()
    return frozenset(living) | protected | departed_people(snapshot.departed())


def _one(column: pa.ChunkedArray) -> pa.Array:
    joined = column.combine_chunks()
    return pc.fill_null(joined, 0) if pa.types.is_integer(joined.type) else joined
