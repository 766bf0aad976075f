"""Where people are registered, and whether that is still so by a later snapshot."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sakimawari.reach.addressing.closure import Bools
from sakimawari.rules.population import Int64s


@dataclass(frozen=True, slots=True, kw_only=True)
class Registrations:
    """Everyone registered by one snapshot: the person's key, that of the household, that of the
    main guardian (empty where there is none or none is known), and the row of people.
    """

    person: pa.Array
    household: pa.Array
    guardian: pa.Array
    row: Int64s

    def places_of(self, persons: pa.Array) -> pa.Array:
        """Where people stand in these registrations; null for those who do not."""
        return pc.index_in(persons.cast(self.person.type), value_set=self.person)

    def rows_of(self, persons: pa.Array) -> Int64s:
        """Rows in which people are registered, -1 for those who are not."""
        places = self.places_of(persons)
        if not len(self.row):
            return np.full(len(persons), -1, np.int64)
        rows = self.row[np.asarray(pc.fill_null(places, 0))]
        return np.where(np.asarray(places.is_null()), -1, rows).astype(np.int64)


def registrations(people: pa.Table) -> Registrations:
    """The registered people of a snapshot's table; visitors are registered elsewhere."""
    table = people.select(["person", "household", "guardian", "is_subject"]).combine_chunks()
    person, guardian = _text(table["person"]), _numbers(table["guardian"])
    known = pa.array(guardian, pa.int32(), mask=guardian < 0)
    here = _numbers(table["is_subject"]) == 1
    return Registrations(
        person=person.filter(pa.array(here)),
        household=_text(table["household"]).filter(pa.array(here)),
        guardian=pc.fill_null(person.take(known), "").filter(pa.array(here)),
        row=np.flatnonzero(here).astype(np.int64),
    )


def moved(persons: pa.Array, *, then: Registrations, now: Registrations) -> Bools:
    """Who is no longer registered, or in another household or under another guardian than before.

    Someone who was registered nowhere in the first place counts too.
    """
    before, after = then.places_of(persons), now.places_of(persons)
    same = pc.and_(
        pc.equal(then.household.take(before), now.household.take(after)),
        pc.equal(then.guardian.take(before), now.guardian.take(after)),
    )
    return ~np.asarray(pc.fill_null(same, False), np.bool_)


def _text(column: pa.ChunkedArray) -> pa.Array:
    chunks = column.cast(pa.string()).chunks
    return pc.fill_null(pa.concat_arrays(chunks), "") if chunks else pa.array([], pa.string())


def _numbers(column: pa.ChunkedArray) -> npt.NDArray[np.int64]:
    return np.asarray(column.to_numpy(), np.int64)
