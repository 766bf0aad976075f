"""Which open entries of a list are not to be done any more, by what was said and moved since.

A list is made on one day and worked through on others: what may end it in between is asked again
whenever it is read. Protection and departure are asked by whoever names the people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sakimawari.cases import decline_store
from sakimawari.guard.consents.store import preferences_of_many
from sakimawari.guard.consents.values import ConsentTo
from sakimawari.reach.addressing.said import registered_of
from sakimawari.reach.channels.lists.values import Entry
from sakimawari.registry.mapped import MappedSnapshot

OPTED_OUT, DECLINED, MOVED = "opted_out", "declined", "moved"


def unwanted(mapped: MappedSnapshot, entries: Sequence[Entry], *, on: date) -> Mapping[str, str]:
    """The entries that are not to be done, by id, each with why.

    OPTED_OUT wants to hear of nothing · DECLINED not of something the entry speaks of: its words
    were written whole, so it falls whole · MOVED does not live where the list was made for.
    """
    persons = {entry.person for entry in entries}
    said = preferences_of_many({each: registered_of(mapped, each) for each in persons}, on)
    declined = decline_store.of_people(persons)
    found = {}
    for entry in entries:
        if said[entry.person].refuses(ConsentTo.NOTICES):
            found[entry.id] = OPTED_OUT
        elif not declined.get(entry.person, frozenset()).isdisjoint(entry.services):
            found[entry.id] = DECLINED
        elif mapped.household_of_person(entry.person) != entry.household:
            found[entry.id] = MOVED
    return found
