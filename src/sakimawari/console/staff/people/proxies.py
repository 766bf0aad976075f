"""Delegations as a clerk reads them, and whom a clerk may choose as a proxy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest

from sakimawari.console.access import open_list
from sakimawari.console.record import Record
from sakimawari.console.refusals import Denied
from sakimawari.console.staff.purpose import purpose_of
from sakimawari.console.staff.search.recent import seen_last
from sakimawari.guard.authorise.asked import Action, FieldGroup
from sakimawari.guard.consents.values import Delegation


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A delegation with the other side's name (empty: not open to the actor) and services in words."""

    delegation: Delegation
    other: str
    name: str
    services: tuple[str, ...]
    holds: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody who may be named as a proxy: of the household, or looked up in this session."""

    person: str
    name: str
    relation: str


def delegations_shown(
    request: HttpRequest, record: Record, delegations: Iterable[Delegation]
) -> list[Shown]:
    """Delegations with names, in one entry of the audit."""
    held = list(delegations)
    others = [_other(each, record.person) for each in held]
    names = names_of(request, others)
    services = record.city.catalogue.services
    return [
        Shown(
            delegation=each,
            other=other if other in names else "",
            name=names.get(other, ""),
            services=tuple(
                services[slug].name if slug in services else slug for slug in sorted(each.services)
            ),
            holds=each.holds(record.city.today),
        )
        for each, other in zip(held, others, strict=True)
    ]


def _other(delegation: Delegation, person: str) -> str:
    return delegation.proxy if delegation.person == person else delegation.person


def candidates(request: HttpRequest, record: Record) -> list[Candidate]:
    """Adults of the household, then those looked up last; nobody else can be chosen."""
    relations = {
        each.person: each.relation
        for each in record.members()
        if each.person != record.person and (each.age is None or each.age >= 18)
    }
    keys = [*relations, *(key for key in seen_last(request) if key != record.person)]
    names = names_of(request, dict.fromkeys(keys))
    return [
        Candidate(person=key, name=names[key], relation=relations.get(key, ""))
        for key in dict.fromkeys(keys)
        if key in names
    ]


def names_of(request: HttpRequest, people: Iterable[str]) -> dict[str, str]:
    """The names of people as far as they are open to the actor; nothing where none are."""
    keys = list(people)
    if not keys:
        return {}
    try:
        roll = open_list(
            request,
            keys,
            action=Action.FIND_PERSON,
            purpose=purpose_of(request),
            fields=(FieldGroup.IDENTITY,),
            name="delegation",
        )
    except Denied:
        return {}
    return {person: roll.record(person).identity().name for person in roll}
