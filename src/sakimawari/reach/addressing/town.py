"""The people of a snapshot as whoever writes to them must see them, and their sealed addresses."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sakimawari.reach.addressing.closure import Bools, Homes, among, closed_to_letters
from sakimawari.reach.addressing.sealed import Sealed
from sakimawari.reach.addressing.selection import DECLINED, Residents
from sakimawari.reach.addressing.whereabouts import moved, registrations
from sakimawari.reach.telling.offer import PREFERRED, Language
from sakimawari.registry.store import Snapshot
from sakimawari.rules.figures import day_of, days
from sakimawari.rules.population import UNKNOWN_DATE, Int32s, PlainColumn, Population

BIRTH_DATE, SEX = "生年月日", "性別"
AGREED = 1  # consent_tax: 0 no, 1 yes, 2 not asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """The people of a snapshot: what selection asks, where each of them lives, units by number."""

    residents: Residents
    households: pa.Array  # key, per unit
    sexes: tuple[str, ...]  # labels
    sex: Int32s  # position of the label, negative where unknown
    agreed: Bools  # to the use of their tax data, by row


def read_town(
    snapshot: Snapshot,
    population: Population,
    *,
    current: Snapshot,
    on: date,
    written: Collection[str] = (),
    said: Mapping[str, bool | None] | None = None,
) -> Town:
    """Everyone of a run's snapshot, as letters written on a day must see them.

    `population` holds the birth dates, `written` the keys of those who have a letter from the run.
    Since the night people may have been protected, gone, moved or opted out: `current` tells. Of a
    protection, a departure or a refusal either snapshot is enough; agreement takes both. A
    protection that has yet to begin counts already: the letter arrives after today. `said` holds
    residents' own last words on notices: a no or a yes goes before what the register says.
    """
    people, households = snapshot.people(), snapshot.households()
    both = (snapshot, current)
    person = _joined(people["person"]).cast(pa.string())
    then = registrations(people)
    closed = closed_to_letters(
        _homes(snapshot), now=(_homes(current),), protected=_unended(both, on=on)
    )
    registered = [_answered(each, "consent_notice", DECLINED) for each in both]
    declined = _among_all(person, registered) & ~_said(person, said, agrees=True)
    declined |= _said(person, said, agrees=False)
    residents = Residents(
        unit=np.asarray(_joined(people["unit"])),
        guardian=np.asarray(_joined(people["guardian"])),
        is_subject=np.asarray(_joined(people["is_subject"])),
        head=np.asarray(_joined(households["head"])),
        home=then.rows_of(person),
        birth=_plain(population, BIRTH_DATE, missing=int(UNKNOWN_DATE)),
        consent=np.where(declined, DECLINED, 1).astype(np.int8),
        departed=_among_all(person, [each.departed()["person"] for each in both]),
        moved=moved(person, then=then, now=registrations(current.people())),
        written=among(person, pa.array(sorted(written), pa.string())),
        closed=closed.units,
        shut_in=closed.people,
        person=person.to_numpy(zero_copy_only=False),
    )
    agreed = [_answered(each, "consent_tax", AGREED) for each in both]
    return Town(
        residents=residents,
        households=_joined(households["household"]),
        sexes=tuple(snapshot.manifest["facts"].get(SEX, {}).get("labels", ())),
        sex=_plain(population, SEX, missing=-1),
        agreed=np.logical_and.reduce([among(person, _joined(keys)) for keys in agreed]),
    )


def _homes(snapshot: Snapshot) -> Homes:
    people = snapshot.people()
    return Homes(
        units=snapshot.households().num_rows,
        unit=np.asarray(_joined(people["unit"])),
        is_subject=np.asarray(_joined(people["is_subject"])),
        person=_joined(people["person"]).cast(pa.string()),
    )


def _unended(snapshots: Iterable[Snapshot], *, on: date) -> set[str]:
    """People with a protection that has not ended, by any of the snapshots."""
    tables = (snapshot.protection() for snapshot in snapshots)
    kept = (table.filter(pc.greater_equal(table["until"], days(on))) for table in tables)
    return {person for table in kept for person in table["person"].to_pylist()}


def _answered(snapshot: Snapshot, question: str, answer: int) -> pa.ChunkedArray:
    contacts = snapshot.contacts()
    return contacts.filter(pc.equal(contacts[question], answer))["person"]


def _said(person: pa.Array, said: Mapping[str, bool | None] | None, *, agrees: bool) -> Bools:
    """Whose own last word on notices is this one."""
    keys = sorted(key for key, answer in (said or {}).items() if answer is agrees)
    return among(person, pa.array(keys, pa.string()))


def _joined(column: pa.ChunkedArray) -> pa.Array:
    joined = column.combine_chunks()
    return joined.chunk(0) if isinstance(joined, pa.ChunkedArray) else joined


def _among_all(persons: pa.Array, lists: Iterable[pa.ChunkedArray]) -> Bools:
    """Who stands in any of some lists of keys."""
    found = [among(persons, _joined(keys)) for keys in lists]
    return np.asarray(np.logical_or.reduce(found), np.bool_)


def _plain(population: Population, fact: str, *, missing: int) -> Int32s:
    column = population.columns.get(fact)
    if not isinstance(column, PlainColumn):
        return np.full(population.people, missing, np.int32)
    return column.values.astype(np.int32)


def read_sealed(current: Snapshot, town: Town, rows: Iterable[int]) -> dict[int, Sealed]:
    """The sealed identities and contacts of people, by their row in the run's snapshot.

    Both are today's, and so is the place where they live: nobody is written to at an old address.
    Those who are no longer registered have none.
    """
    wanted = sorted(set(rows))
    keys: list[str] = town.residents.person[wanted].tolist()
    people = current.people()
    living = _by_person(people.filter(pc.equal(people["is_subject"], 1)), keys)
    identities = _by_person(current.identities(keys))
    contacts = _by_person(current.contacts(), keys)
    found = {}
    for row, key in zip(wanted, keys, strict=True):
        contact, place = contacts.get(key, {}), living.get(key, {})
        found[row] = Sealed(
            person=key,
            ward=place.get("ward") or "",
            town=place.get("town") or "",
            identity=identities.get(key, {}).get("sealed"),
            contact=contact.get("sealed"),
            language=PREFERRED.get(contact.get("language") or "", Language.JAPANESE),
            birth=_birth(town, row),
            sex=_sex(town, row),
        )
    return found


def _birth(town: Town, row: int) -> date | None:
    birth = int(town.residents.birth[row])
    return None if birth == UNKNOWN_DATE else day_of(birth)


def _sex(town: Town, row: int) -> str:
    position = int(town.sex[row])
    return town.sexes[position] if 0 <= position < len(town.sexes) else ""


def _by_person(table: pa.Table, keys: Sequence[str] | None = None) -> dict[str, dict[str, Any]]:
    if keys is not None:
        table = table.filter(pc.is_in(table["person"], value_set=pa.array(keys, pa.string())))
    return {row["person"]: row for row in table.to_pylist()}
