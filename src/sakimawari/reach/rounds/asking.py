"""Which visits are asked for on a day: open entries of the lists, held against today's registers.

Nobody of a home under protection is ever on a round, nobody who is gone or moved, and nobody who does
not want to hear of services, of this one, or by visits. They are counted, never listed.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from sakimawari.guard.keys import Keys
from sakimawari.reach.addressing.hidden import hidden_people
from sakimawari.reach.channels import list_store
from sakimawari.reach.channels.lists.closing import unwanted
from sakimawari.reach.channels.lists.values import Entry
from sakimawari.reach.medium import Medium
from sakimawari.reach.rounds import store
from sakimawari.reach.rounds.listing import Whereabouts
from sakimawari.reach.rounds.towns import Towns
from sakimawari.reach.rounds.values import Asked, Details
from sakimawari.reach.telling.offer import PREFERRED, Language
from sakimawari.registry.mapped import map_snapshot
from sakimawari.registry.safe import contact_of
from sakimawari.registry.store import Snapshot

# Of some entries those that are not to be done, by what sending knows: no visits wanted, answered.
NoMore = Callable[[Sequence[Entry]], frozenset[str]]
HIDDEN, NO_MORE = "protected_or_gone", "opted_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The visits asked for, and how many were left out why: `closed_on`, no_place."""

    asked: tuple[Asked, ...]
    left_out: Mapping[str, int]


def asked_on(
    snapshot: Snapshot,
    keys: Keys,
    towns: Towns,
    no_more: NoMore,
    *,
    on: date,
    most: int | None = None,
) -> Found:
    """Every open visit of a day, each at its door."""
    entries = [
        entry
        for entry in list_store.open_entries(Medium.VISIT, on=on)
        if entry.on <= on and (entry.again_at is None or entry.again_at.date() <= on)
    ]
    left_out: Counter[str] = Counter()
    closed = closed_on(snapshot, entries, no_more, on=on)
    left_out.update(closed.values())
    kept = [entry for entry in entries if entry.id not in closed][:most]
    details = store.details_of([entry.id for entry in kept], keys)
    places = _places(snapshot, keys, [entry.person for entry in kept])
    asked = []
    for entry in kept:
        ward, town, number = places.get(entry.person, ("", "", ""))
        door = towns.door(ward, town, number)
        if door is None:
            left_out["no_place"] += 1
            continue
        asked.append(
            Asked(
                entry=entry.id,
                person=entry.person,
                household=entry.household,
                ward=ward,
                town=town,
                services=entry.services,
                language=entry.language,
                useful_until=entry.useful_until,
                tries=entry.tries,
                details=details.get(entry.id, Details()),
                point=door[0],
                is_middle=door[1],
            )
        )
    return Found(asked=tuple(asked), left_out=dict(left_out))


def closed_on(
    snapshot: Snapshot, entries: Sequence[Entry], no_more: NoMore, *, on: date
) -> dict[str, str]:
    """Who may not be visited any more, by entry, with why: looked at again whenever rounds are shown.

    What was done already stays where it stands, unless the person may not be shown at all.
    """
    hidden = hidden_people(snapshot, on=on)
    undone = [each for each in entries if not each.is_closed]
    found = dict(unwanted(map_snapshot(snapshot), undone, on=on))
    found |= dict.fromkeys(no_more(undone), NO_MORE)
    return found | {each.id: HIDDEN for each in entries if each.person in hidden}


def whereabouts_of(
    snapshot: Snapshot, persons: Collection[str], *, on: date
) -> dict[str, Whereabouts]:
    """Household, ward and language of people who may be visited; whoever may not is not in it."""
    people = snapshot.people()
    wanted = pa.array(sorted(set(persons) - hidden_people(snapshot, on=on)), pa.string())
    here = pc.and_(
        pc.is_in(people["person"].cast(pa.string()), value_set=wanted),
        pc.equal(people["is_subject"], 1),
    )
    mapped = map_snapshot(snapshot)
    found = {}
    for row in people.filter(here).select(["person", "household", "ward"]).to_pylist():
        held = contact_of(mapped, row["person"])
        found[row["person"]] = Whereabouts(
            household=row["household"] or "",
            ward=row["ward"] or "",
            language=PREFERRED.get(held.language if held else "", Language.JAPANESE).value,
        )
    return found


def _places(
    snapshot: Snapshot, keys: Keys, persons: Sequence[str]
) -> dict[str, tuple[str, str, str]]:
    """Ward, town and 番地 of people, by today's register."""
    people = snapshot.people()
    wanted = pa.array(sorted(set(persons)), pa.string())
    here = pc.and_(
        pc.is_in(people["person"].cast(pa.string()), value_set=wanted),
        pc.equal(people["is_subject"], 1),
    )
    sealed = {
        row["person"]: row["sealed"] for row in snapshot.identities(list(persons)).to_pylist()
    }
    found = {}
    for row in people.filter(here).select(["person", "ward", "town"]).to_pylist():
        identity = sealed.get(row["person"])
        told = json.loads(keys.open(row["person"], identity)) if identity is not None else {}
        number = str(told.get("番地") or "")
        found[row["person"]] = (row["ward"] or "", row["town"] or "", number)
    return found
