"""The head of a resident's page: who they are as far as it may be shown, and what to mind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from django.http import HttpRequest

from sakimawari.console.access import open_record
from sakimawari.console.bearings import bearings
from sakimawari.console.record import Contact, Identity, Member, Record
from sakimawari.console.staff.purpose import purpose_of
from sakimawari.console.staff.search.recent import remember
from sakimawari.guard.authorise.asked import Action, FieldGroup

HEAD = (FieldGroup.IDENTITY, FieldGroup.RIGHTS, FieldGroup.CONTACT)


class Tab(Enum):
    """The pages of one resident, in their order."""

    CALENDAR = "calendar"
    PROOFS = "proofs"
    CASES = "cases"
    NOTICES = "notices"
    CONSENTS = "consents"
    FACTS = "facts"
    LOOKED = "looked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What stands on every page of a resident. `identity` is None where the purpose keeps it closed.

    `relation` is to the head of the household; `others` are the rest of its registered members.
    """

    person: str
    identity: Identity | None
    contact: Contact | None
    age: int | None
    relation: str
    others: tuple[Member, ...]
    household: str
    ward: str
    protected: bool

    @property
    def members(self) -> int:
        """How many are registered in the household."""
        return 1 + sum(not each.visitor for each in self.others)


def opened(
    request: HttpRequest,
    person: str,
    *,
    fields: Iterable[FieldGroup] = (),
    service: str = "",
) -> Record:
    """The record with what every page of a resident shows, and some groups more."""
    return open_record(
        request,
        person,
        purpose=purpose_of(request),
        fields=(*HEAD, *fields),
        service=service,
    )


def opened_household(request: HttpRequest, person: str) -> Record:
    """The record with those of the household beside it: for what concerns a child or all of them."""
    return open_record(
        request,
        person,
        action=Action.READ_HOUSEHOLD,
        purpose=purpose_of(request),
        fields=HEAD,
    )


def head_of(request: HttpRequest, record: Record) -> Head:
    """The head of a record; the resident is kept among those seen in this session."""
    remember(request, record.person)
    members = record.members()
    own = next((each for each in members if each.person == record.person), None)
    stands = bearings(record.city).of(record.person)
    assert stands is not None  # else the record would not have opened
    return Head(
        person=record.person,
        identity=record.identity() if record.opens(FieldGroup.IDENTITY) else None,
        contact=record.contact() if record.opens(FieldGroup.CONTACT) else None,
        age=own.age if own is not None else None,
        relation=own.relation if own is not None else "",
        others=tuple(each for each in members if each.person != record.person),
        household=stands.household,
        ward=stands.ward,
        protected=stands.protected,
    )
