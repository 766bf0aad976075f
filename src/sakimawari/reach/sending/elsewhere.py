"""Contacts no plan asked for: letters of `sakimawari letters`. They count within the caps like any other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from sakimawari.reach.letters.run import LETTERS
from sakimawari.reach.letters.store import letters_of_no_plan, written_batches
from sakimawari.reach.sending.caps import MONTH, Contacts
from sakimawari.reach.sending.hours import JAPAN
from sakimawari.reach.terms.values import Terms
from sakimawari.registry.store import Snapshot

_POSTED = time(12, 0)  # a letter bears a day; the middle of it stands for the moment


@dataclass(slots=True, kw_only=True)
class Elsewhere:
    """Reads the letters of a city, each batch once."""

    home: Path
    held: dict[str, Contacts] = field(default_factory=dict)

    def lately(self, at: datetime) -> tuple[Contacts, ...]:
        """The contacts of each batch of the last month."""
        letters = self.home / LETTERS
        since = (at - MONTH).astimezone(JAPAN).date()
        names = [each for each in written_batches(letters) if each.on >= since]
        for batch in names:
            if batch.name not in self.held:
                moment = datetime.combine(batch.on, _POSTED, JAPAN)
                self.held[batch.name] = _contacts(letters / batch.name, moment)
        return tuple(self.held[batch.name] for batch in names)


def _contacts(folder: Path, moment: datetime) -> Contacts:
    contacts = Contacts()
    index = letters_of_no_plan(folder)
    pairs = zip(index["person"].to_pylist(), index["household"].to_pylist(), strict=True)
    for person, household in pairs:
        contacts.add(person, household, moment)
    return contacts


def joined(several: Iterable[Contacts]) -> Contacts:
    """Contacts of several kinds as one."""
    found = Contacts()
    for each in several:
        for person, moments in each.of_person.items():
            found.of_person.setdefault(person, []).extend(moments)
        for household, moments in each.of_household.items():
            found.of_household.setdefault(household, []).extend(moments)
    return found


def told_enough(
    contacts: Contacts, snapshot: Snapshot, terms: Terms, *, at: datetime
) -> frozenset[str]:
    """Whom one more contact at a moment would tell more often than the terms allow: by themselves, or
    by the home they live in.
    """
    homes = [h for h in contacts.of_household if contacts.free_from("", h, at, terms) > at]
    people = snapshot.people()
    wanted = pa.array(homes, pa.string())
    here = pc.and_(
        pc.is_in(people["household"].cast(pa.string()), value_set=wanted),
        pc.equal(people["is_subject"], 1),
    )
    of_homes = people.filter(here)["person"].cast(pa.string()).to_pylist()
    mine = (p for p in contacts.of_person if contacts.free_from(p, "", at, terms) > at)
    return frozenset(mine) | frozenset(of_homes)
