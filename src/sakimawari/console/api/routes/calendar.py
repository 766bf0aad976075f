"""What a resident of the city is and will be owed; residents are named by opaque keys."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from sakimawari.console.access import open_record
from sakimawari.console.api.refusals import Refused
from sakimawari.console.api.rights import Right, chosen_services, rights_of
from sakimawari.console.api.sandbox import PREFIX, Invented, invented
from sakimawari.console.api.signing import Scope, program_of
from sakimawari.console.city import City, city
from sakimawari.fit.timetable import RightSpan, ServiceTimes
from sakimawari.guard.authorise.asked import FieldGroup
from sakimawari.rules.figures import WIDEST

router = Router(tags=["people"])
_MONTHS = 24


class SpanTold(Schema):
    """Days over which a right stays the same, the last included."""

    since: date
    until: date | None = Field(description="Null: it goes on beyond the calendar")
    status: str = Field(description="yes or unknown")
    amount_low: int | None
    amount_high: int | None
    tier: list[str]
    deadline: date | None
    missing: list[str]
    ended_by: str | None = Field(description="Id of the clause that fails on the day after")


class PaymentTold(Schema):
    """A payment day's month, and what it comes to."""

    month: date = Field(description="First day of the month")
    low: int
    high: int | None


class ServiceTimesTold(Schema):
    """All days of one service for the resident or their household."""

    service: str
    name: str
    department: str
    unit: str
    receives: bool
    spans: list[SpanTold]
    payments: list[PaymentTold]


class Calendar(Schema):
    """A resident's calendar as last night's run has it. What is in no span is owed on no day."""

    person: str
    since: date
    until: date
    services: list[ServiceTimesTold]


class RightsToday(Schema):
    """What a resident is or may be owed on a day of the calendar."""

    person: str
    on: date
    rights: list[Right]


class OnDay(Schema):
    """Which day, and which services."""

    on: date | None = Field(None, description="A day of the calendar; the run's day if left out")
    service: str | None = Field(None, max_length=80)


@router.get("/{person}/rights", response=RightsToday, auth=Scope("rights:read"))
def read_rights(request: HttpRequest, person: str, asked: Query[OnDay]) -> RightsToday:
    """What a resident and their household are owed on a day."""
    if person.startswith(PREFIX):
        return _rehearsed(_test_person(request, person), asked.on)
    record = open_record(request, person, purpose="program", fields=(FieldGroup.RIGHTS,))
    table = record.timetable()
    on = asked.on or table.on
    if not table.on <= on <= table.final:
        raise Refused("API005", f"the day lies outside the calendar, {table.on} to {table.final}")
    found = [
        _right(person, times, span)
        for times in table.services
        for span in times.spans
        if span.since <= on <= span.until and asked.service in (None, times.service)
    ]
    return RightsToday(person=person, on=on, rights=found)


@router.get("/{person}/calendar", response=Calendar, auth=Scope("rights:read"))
def read_calendar(request: HttpRequest, person: str) -> Calendar:
    """Every right of a resident and their household over the months of the calendar."""
    if person.startswith(PREFIX):
        return _rehearsed_calendar(_test_person(request, person))
    table = open_record(request, person, purpose="program", fields=(FieldGroup.RIGHTS,)).timetable()
    return Calendar(
        person=person,
        since=table.on,
        until=table.final,
        services=[_times(times) for times in table.services],
    )


def _right(person: str, times: ServiceTimes, span: RightSpan) -> Right:
    return Right(
        service=times.service,
        name=times.name,
        subject=person,
        status=span.status,
        amount_low=span.amount_low if times.unit else None,
        amount_high=_bounded(span.amount_high) if times.unit else None,
        unit=times.unit or None,
        tier=list(span.tier),
        deadline=span.deadline,
        missing=list(span.missing),
        because=None,
    )


def _times(times: ServiceTimes) -> ServiceTimesTold:
    return ServiceTimesTold(
        service=times.service,
        name=times.name,
        department=times.department,
        unit=times.unit,
        receives=times.receives,
        spans=[
            SpanTold(
                since=span.since,
                until=None if span.goes_on else span.until,
                status=span.status,
                amount_low=span.amount_low if times.unit else None,
                amount_high=_bounded(span.amount_high) if times.unit else None,
                tier=list(span.tier),
                deadline=span.deadline,
                missing=list(span.missing),
                ended_by=span.ended_by,
            )
            for span in times.spans
        ],
        payments=[
            PaymentTold(month=payment.month, low=payment.low, high=_bounded(payment.high))
            for payment in times.payments
        ],
    )


def _bounded(amount: int) -> int | None:
    return None if amount >= WIDEST else amount


# ---------------------------------------------------------------- for test keys


def _test_person(request: HttpRequest, person: str) -> Invented:
    """An example's household; a live key does not meet it."""
    if program_of(request).live:
        raise Refused("API004", "invented residents are for test keys")
    return invented(person, city().catalogue)


def _on(example: Invented, opened: City, on: date) -> Right | None:
    people = example.situation.people
    only = people[example.position].id if people else None
    services = chosen_services(opened.catalogue, [example.service.slug], None)
    found = rights_of(example.situation, services, opened.catalogue.figures(on), only=only)
    return next((one for one in found), None)


def _rehearsed(example: Invented, on: date | None) -> RightsToday:
    day = on or example.on
    found = _on(example, city(), day)
    rights = [] if found is None or found.status == "no" else [found]
    return RightsToday(person=example.key, on=day, rights=rights)


def _rehearsed_calendar(example: Invented) -> Calendar:
    """Read day by day: an example is one household, and one service."""
    opened = city()
    final = example.on + timedelta(days=_MONTHS * 365 // 12)
    days = [example.on + timedelta(days=n) for n in range((final - example.on).days + 1)]
    read = [(day, _on(example, opened, day)) for day in days]
    spans = []
    for right, same in groupby(read, key=lambda pair: pair[1]):
        stretch = [day for day, _ in same]
        if right is not None and right.status != "no":
            spans.append(_span(right, stretch[0], stretch[-1], final))
    told = ServiceTimesTold(
        service=example.service.slug,
        name=example.service.name,
        department=example.service.department,
        unit=example.service.rule.amount.unit if example.service.rule.amount else "",
        receives=False,
        spans=spans,
        payments=[],
    )
    return Calendar(
        person=example.key, since=example.on, until=final, services=[told] if spans else []
    )


def _span(right: Right, since: date, until: date, final: date) -> SpanTold:
    return SpanTold(
        since=since,
        until=None if until == final else until,
        status=right.status,
        amount_low=right.amount_low,
        amount_high=right.amount_high,
        tier=right.tier,
        deadline=right.deadline,
        missing=right.missing,
        ended_by=None,
    )
