"""Where somebody can be reached by a medium: from the sealed contacts, and from what they linked.

Nobody of a home under protection, and nobody who is gone, has an address here, whoever asks.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sakimawari.guard.keys import Keys
from sakimawari.reach.addressing.hidden import hidden_people
from sakimawari.reach.channels import link_store
from sakimawari.reach.channels.mail.address import mail_address
from sakimawari.reach.channels.telephone import dialled, mobile_e164
from sakimawari.reach.medium import Medium
from sakimawari.registry.mapped import map_snapshot
from sakimawari.registry.safe import contact_of
from sakimawari.registry.store import Snapshot

PHONE, EMAIL = "電話番号", "メールアドレス"  # as the register of contacts writes them


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressBook:
    """The addresses of a city on a day. `contact` gives the sealed entry of the register, `lines`
    the LINE users that some residents linked; `hidden` are the people who have no address for anybody.
    """

    contact: Callable[[str], bytes | None]
    unseal: Callable[[str, bytes], bytes]
    lines: Callable[[Collection[str]], Mapping[str, str]]
    hidden: Collection[str]

    def address_of(self, person: str, medium: Medium) -> str | None:
        """An address a carrier of the medium takes; None where there is none, or it cannot be one.

        An E.164 number for text messages (mobiles alone), a number as it is dialled for calls. For
        letters, visits and the portal, whose writers find the place themselves, the person's key.
        """
        if person in self.hidden:
            return None
        match medium:
            case Medium.EMAIL:
                return mail_address(self._told(person, EMAIL))
            case Medium.SMS:
                return mobile_e164(self._told(person, PHONE))
            case Medium.CALL:
                return dialled(self._told(person, PHONE))
            case Medium.LINE:
                return self.lines([person]).get(person)
            case Medium.LETTER | Medium.VISIT | Medium.PORTAL:
                return person

    def addresses_of(self, persons: Collection[str], medium: Medium) -> dict[str, str | None]:
        """The same for many people, in few questions to the store."""
        if medium is not Medium.LINE:
            return {person: self.address_of(person, medium) for person in persons}
        shown = [person for person in persons if person not in self.hidden]
        users = self.lines(shown)
        return {person: users.get(person) for person in persons}

    def _told(self, person: str, name: str) -> str:
        sealed = self.contact(person)
        if sealed is None:
            return ""
        told: dict[str, Any] = json.loads(self.unseal(person, sealed))
        return str(told.get(name) or "")


def open_book(snapshot: Snapshot, keys: Keys, *, on: date) -> AddressBook:
    """The address book by today's snapshot; made anew each day, as protections begin."""
    mapped = map_snapshot(snapshot)

    def contact(person: str) -> bytes | None:
        held = contact_of(mapped, person)
        return None if held is None else held.sealed

    return AddressBook(
        contact=contact,
        unseal=keys.open,
        lines=lambda persons: link_store.users_of(persons, keys),
        hidden=hidden_people(snapshot, on=on),
    )
