"""Every address of the console, with something real to stand in for each of its parts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from sakimawari.console.api.store import add_program
from sakimawari.console.bearings import bearings
from sakimawari.console.city import city
from sakimawari.console.project.opening import open_counter
from sakimawari.console.signin.personas import personas
from sakimawari.guard.actor import EVERYWHERE, Actor, ActorKind, Role
from sakimawari.reach.channels import list_store
from sakimawari.reach.channels.seam import Item
from sakimawari.reach.channels.unsubscribe import stop_token
from sakimawari.reach.medium import Medium

_PART = re.compile(r"<(?:\w+:)?(?P<name>\w+)>")
API = "api/v1/"
CALL = "0" * 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One address: its route as the code writes it, and an address that is there."""

    route: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """What the addresses are about: a resident, their household, a case, a batch, a program."""

    person: str
    household: str
    case: str
    batch: str
    program: str
    service: str


def stocked() -> Stock:
    """Open the counter of the small city, and pick what belongs to the resident and the clerk."""
    from sakimawari.cases import run as cases
    from sakimawari.cases.run import QueueFilter
    from sakimawari.cases.values import Answers, Doing, Wish
    from sakimawari.console.moment import moment_of

    open_counter(most=12)
    person = next(one.profile.person for one in personas(city()) if one.id == "resident")
    moment = moment_of()
    everybody = Actor(
        kind=ActorKind.STAFF,
        id="demo-supervisor",
        roles=frozenset({Role.SUPERVISOR}),
        departments=frozenset({EVERYWHERE}),
        wards=frozenset({EVERYWHERE}),
        services=frozenset({EVERYWHERE}),
    )
    own = cases.queue(moment, QueueFilter(person=person, everything=True), actor=everybody).rows
    if own:
        number = own[0].number
    else:
        form = cases.prefill(
            moment,
            applicant=person,
            wishes=[Wish(service="child-allowance", subject=person)],
            identities={},
        )
        doing = Doing(actor=Actor(kind=ActorKind.RESIDENT, id=person), at=moment.now)
        from sakimawari.cases.values import Account

        answers = Answers(account=Account(public=True))
        taken = cases.submit(
            moment, form, answers, client_key="walk-of-every-address-1", doing=doing
        )
        number = taken.cases[0]
    _to_be_called(person)
    batches = cases.batches()
    made = add_program("試し", scopes=["services:read"], live=False, by="test", at=timezone.now())
    return Stock(
        person=person,
        household=cases.case_row(moment, number).household,
        case=number,
        batch=batches[0].number if batches else "P261008-0001",
        program=made.client_id,
        service="child-allowance",
    )


def _to_be_called(person: str) -> None:
    """Put the resident on a list of calls of their ward."""
    there = city()
    household = bearings(there).of(person)
    assert household is not None
    item = Item(
        id=CALL,
        person=person,
        household="",
        ward=household.ward,
        language="ja",
        services=("child-allowance",),
        subjects=(person,),
        subject="",
        text="",
    )
    list_store.make("walk", Medium.CALL, [item], there.keys, on=there.today, at=timezone.now())


def places(stock: Stock) -> tuple[Place, ...]:
    """Every address but those of the interface for programs, whose tests walk them."""
    found = {}
    for route in _routes(get_resolver().url_patterns, ""):
        if not route.startswith("api/"):
            found[route] = Place(route=route, address="/" + _filled(route, stock))
    return tuple(found[route] for route in sorted(found))


def _routes(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[str]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, route)
        else:
            yield route


def _filled(route: str, stock: Stock) -> str:
    """The address of a route, by where the part stands and what it is called."""
    special: Mapping[tuple[str, str], str] = {
        ("my/cases/", "number"): stock.case,
        ("my/receipts/", "receipt"): stock.case.rpartition("-")[0],
        ("staff/cases/payments/", "number"): stock.batch,
        ("staff/cases/", "number"): stock.case,
        ("staff/people/", "person"): stock.person,
        ("staff/accounts/", "id"): "demo-clerk",
        ("staff/services/changes/", "id"): "none",
        ("sign-in/persona/", "id"): "clerk",
        ("guide/", "id"): "birth",
        ("story/", "id"): "clerk",
        ("staff/calls/", "id"): CALL,
        ("stop/", "token"): stop_token(city().keys, "0" * 32),
    }
    plain = {
        "household": stock.household, "person": stock.person, "slug": stock.service, "service": stock.service,
        "client_id": stock.program, "name": "gap", "kind": "staff", "event": "birth",
        "to": "notices", "step": "take", "paper": "0" * 32, "proposal": "1", "at": "0",
        "clause": "age", "list": "walk", "id": "1", "number": "1",
    }  # fmt: skip

    def part(found: re.Match[str]) -> str:
        for (begins, name), value in special.items():
            if route.startswith(begins) and found["name"] == name:
                return value
        return plain[found["name"]]

    return _PART.sub(part, route)
