"""Every address of the console, with something real to stand in for each of its parts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from sakimawari.console.api.store import add_program
from sakimawari.console.bearings import bearings
from sakimawari.console.city import city
from sakimawari.console.project.opening import open_counter
from sakimawari.console.signin.personas import personas
from sakimawari.guard.actor import EVERYWHERE, Actor, ActorKind, Role
from sakimawari.reach.addressing.reference import new_reference
from sakimawari.reach.channels import list_store
from sakimawari.reach.channels.seam import Item
from sakimawari.reach.channels.unsubscribe import stop_token
from sakimawari.reach.medium import Medium
from sakimawari.reach.sending.own_id import own_id
from sakimawari.reach.sending.store import record
from sakimawari.reach.sending.values import Outgoing
from sakimawari.registry.mapped import map_snapshot

_PART = re.compile(r"<(?:\w+:)?(?P<name>\w+)>")
API = "api/v1/"
CALL = "0" * 32
MESSAGE = "A" * 26
SLIP = new_reference(lambda count: bytes(range(count)))  # of a letter to the resident


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
    plan: str
    service: str
    aside: str


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
    _told(person)
    batches = cases.batches()
    made = add_program("試し", scopes=["services:read"], live=False, by="test", at=timezone.now())
    return Stock(
        person=person,
        household=cases.case_row(moment, number).household,
        case=number,
        batch=batches[0].number if batches else "P261008-0001",
        program=made.client_id,
        plan=_plan(),
        service="child-allowance",
        aside=_returned(person, cases.case_row(moment, number).household),
    )


def _to_be_called(person: str) -> None:
    """Put the resident on a list of calls of their ward."""
    there = city()
    household = bearings(there).of(person)
    assert household is not None
    services = there.catalogue.services
    same_desk = services["child-allowance"].department
    # Not the one the resident has applied for: nobody is called about what they asked for already.
    service = min(
        slug
        for slug, one in services.items()
        if one.department == same_desk and slug != "child-allowance"
    )
    item = Item(
        id=CALL,
        person=person,
        household=map_snapshot(there.snapshot).household_of_person(person) or "",
        ward=household.ward,
        language="ja",
        services=(service,),
        subjects=(person,),
        subject="",
        text="",
    )
    list_store.make("walk", Medium.CALL, [item], there.keys, on=there.today, at=timezone.now())


def _told(person: str) -> None:
    """An e-mail on its way to the resident, with a link that ends them."""
    record(
        [
            Outgoing(
                id=MESSAGE,
                plan="walk",
                person=person,
                household="",
                ward="",
                language="ja",
                services=("child-allowance",),
                subjects=(person,),
                media=(Medium.EMAIL,),
                send_on=city().today,
                useful_until=None,
            )
        ],
        at=timezone.now(),
    )
    apps.get_model("sending.AttemptRow").objects.create(
        ours=own_id(MESSAGE, Medium.EMAIL),
        message_id=MESSAGE,
        person=person,
        medium=Medium.EMAIL.value,
        provider="smtp",
        state="sent",
        counted_at=timezone.now(),
    )


def _plan() -> str:
    """A plan that somebody proposed."""
    from sakimawari.console.outreach.plans.ground import sources_of
    from sakimawari.reach.plans.order import Order
    from sakimawari.reach.plans.run import make_plan
    from sakimawari.reach.plans.store import propose

    there = city()
    plan = make_plan(there.office.home, Order(on=there.today), sources_of(there, there.today)).plan
    propose(plan, by="somebody", at=timezone.now(), keys=there.keys)
    return plan.name


def _returned(person: str, household: str) -> str:
    """A slip the resident sent back that waits for a clerk, and a page set aside; the page's id."""
    from sakimawari.cases.values import Doing
    from sakimawari.console.moment import moment_of
    from sakimawari.reach.returned import page_store, store
    from sakimawari.reach.returned.letter_of import LetterOf
    from sakimawari.reach.returned.picture_store import NOBODY
    from sakimawari.reach.returned.values import Content, PageState, PageTold

    moment = moment_of()
    doing = Doing(actor=Actor(kind=ActorKind.PROGRAM, id="walk"), at=moment.now)
    letter = LetterOf(
        reference=SLIP, person=person, household=household, ward="", services=("child-allowance",)
    )
    file = page_store.file_of("walk.pdf", b"walk")

    def kept(number: int, owner: str, state: PageState) -> str:
        page = PageTold(number=number, problem="SCAN011", page=b"a picture")
        return page_store.keep(moment, file, page, owner=owner, state=state, doing=doing) or ""

    page = kept(1, person, PageState.READ)
    store.arrive(moment, letter, Content(entries=()), page=page, doing=doing)
    return kept(2, NOBODY, PageState.ASIDE)


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
        ("staff/outreach/plans/", "id"): stock.plan,
        ("sign-in/persona/", "id"): "clerk",
        ("guide/", "id"): "birth",
        ("story/", "id"): "clerk",
        ("staff/calls/", "id"): CALL,
        ("staff/returned/", "reference"): SLIP,
        ("staff/returned/aside/", "id"): stock.aside,
        ("staff/match/", "token"): "0" * 16,
        ("stop/", "token"): stop_token(city().keys, own_id(MESSAGE, Medium.EMAIL)),
    }
    plain = {
        "household": stock.household, "person": stock.person, "slug": stock.service, "service": stock.service,
        "client_id": stock.program, "name": "gap", "kind": "staff", "event": "birth",
        "to": "notices", "step": "take", "paper": "0" * 32, "proposal": "1", "at": "0",
        "clause": "age", "list": "walk", "id": "1", "number": "1", "place": "0",
        "file": "result.csv", "way": "fix", "row": "1",
    }  # fmt: skip

    def part(found: re.Match[str]) -> str:
        for (begins, name), value in special.items():
            if route.startswith(begins) and found["name"] == name:
                return value
        return plain[found["name"]]

    return _PART.sub(part, route)
