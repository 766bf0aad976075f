"""Where somebody can be reached by a medium: from the sealed contacts, and from what they linked.

Nobody of a home under protection, and nobody who is gone, has an address here, whoever asks.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
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
    """The addresses of a city on a day. `contact` gives the sealed entry of the register, `line`
    the LINE user a resident linked; `hidden` are the people who have no address for anybody.
    """

    contact: Callable[[str], bytes | None]
    unseal: Callable[[str, bytes], bytes]
    line: Callable[[str], str | None]
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
                return self.line(person)
            case Medium.LETTER | Medium.VISIT | Medium.PORTAL:
                return person

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
        line=lambda person: link_store.user_of(person, keys),
        hidden=hidden_people(snapshot, on=on),
    )
