"""An application begun for a resident by a clerk: at the counter, by telephone, from a paper.

The form is filled in from the registers like on my page; what the resident says is written beside it.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from sakimawari.cases.run import prefill, standard_of, submit
from sakimawari.cases.standards import is_applied_for
from sakimawari.cases.values import Answers, Application, Channel, Doing, Field, Wish
from sakimawari.console.access import actor_of, may
from sakimawari.console.bearings import bearings
from sakimawari.console.moment import moment_of
from sakimawari.console.record import Record
from sakimawari.console.staff.frame import language_in
from sakimawari.console.staff.people.cases import may_open
from sakimawari.console.staff.people.form import KINDS, answers_in, ask_rows, field_rows
from sakimawari.console.staff.people.head import Tab, opened, opened_household
from sakimawari.console.staff.people.timeline import Line, Standing, chart_of
from sakimawari.console.staff.people.views import OF_FACTS, shown, spoken
from sakimawari.console.staff.purpose import purpose_of
from sakimawari.console.words import say
from sakimawari.fit.care import in_care
from sakimawari.guard.authorise.asked import Action, FieldGroup, Target
from sakimawari.packs.pack import Service
from sakimawari.problems import Problems
from sakimawari.rules.tree import Holder

CHANNELS = (Channel.COUNTER, Channel.PHONE, Channel.PAPER)
WISH = "wish"  # service and subject, as "slug|key"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A service that may be applied for, for the resident, a child in their care, or the household."""

    wish: Wish
    name: str
    whose: str
    standing: Standing | None
    amount: str
    days: int

    @property
    def value(self) -> str:
        return f"{self.wish.service}|{self.wish.subject}"


@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, person: str) -> HttpResponse:
    """Choose services, look through the form, send it in the resident's name."""
    record = opened_household(request, person)
    offers = offers_of(request, record)
    asked = request.POST if request.method == "POST" else request.GET
    chosen = chosen_of(record, offers, [each for each in asked.getlist(WISH) if each])
    if not chosen:
        others = {offer.wish.service for offer in offers}
        return shown(
            request,
            record,
            Tab.CASES,
            "apply_choose.html",
            {
                "offers": offers,
                "others": [one for one in _applied_for(record) if one.slug not in others],
                "may_open": may_open(request, record),
            },
        )
    application = prefill(
        moment_of(record.city),
        applicant=person,
        wishes=[offer.wish for offer in chosen],
        identities=identities_of(record, chosen),
        agreed=frozenset({person}) if record.contact().consent_tax else frozenset(),
    )
    return _form(request, record, application, chosen)


def chosen_of(record: Record, offers: list[Offer], values: list[str]) -> list[Offer]:
    """The services asked for: offered ones, and any other the resident wants to apply for.

    Whatever the calendar says, everybody may apply: a person decides.
    """
    offered = {offer.value: offer for offer in offers}
    found = []
    for value in dict.fromkeys(values):
        slug = value.partition("|")[0]
        service = record.city.catalogue.services.get(slug)
        if value in offered:
            found.append(offered[value])
        elif value == slug and service is not None and is_applied_for(service):
            found.append(_unexpected(record, service))
    return found


def _unexpected(record: Record, service: Service) -> Offer:
    of_household = service.holder is Holder.HOUSEHOLD
    return Offer(
        wish=Wish(
            service=service.slug,
            subject=household_of(record) if of_household else record.person,
        ),
        name=service.name,
        whose="",
        standing=None,
        amount="",
        days=standard_of(record.city.catalogue, service).days,
    )


def household_of(record: Record) -> str:
    """The key of the resident's household."""
    stands = bearings(record.city).of(record.person)
    return stands.household if stands is not None else ""


def as_opened(request: HttpRequest, record: Record, application: Application) -> Application:
    """The form as the clerk may see it: facts whose group stays closed for its services are withheld."""
    opens = {
        one.wish.service: opened(
            request, record.person, fields=OF_FACTS, service=one.wish.service
        ).ruling.fields
        for one in application.wanted
    }
    facts = record.city.catalogue.facts

    def closed(field: Field) -> bool:
        groups = {
            FieldGroup(facts[source.fact].sensitivity.value)
            for source in field.sources
            if source.fact in facts
        }
        return any(not groups <= opens[service] for service in field.services)

    return replace(
        application,
        fields=tuple(
            replace(field, value="", raw="", withheld=True) if closed(field) else field
            for field in application.fields
        ),
    )


def _form(
    request: HttpRequest, record: Record, application: Application, chosen: list[Offer]
) -> HttpResponse:
    errors: dict[str, str] = {}
    sent: Mapping[str, str] = request.POST.dict()
    if request.method == "POST" and sent.get("send"):
        for offer in chosen:
            _may_open(request, record, offer)
        try:
            return _sent(request, record, application, answers_in(application, sent))
        except Problems as problems:
            errors = {
                (found.where.column or "" if found.where is not None else ""): found.do
                for found in problems.found
            }
    context: dict[str, Any] = {
        "application": application,
        "chosen": chosen,
        "rows": list(field_rows(as_opened(request, record, application), sent, errors)),
        "asks": list(ask_rows(application, sent, errors)),
        "errors": errors,
        "sent": sent,
        "client_key": sent.get("client_key") or uuid.uuid4().hex,
        "channels": [channel.value for channel in CHANNELS],
        "account_kinds": KINDS,
    }
    return shown(
        request,
        record,
        Tab.CASES,
        "apply.html",
        context,
        status=422 if errors else 200,
    )


def _may_open(request: HttpRequest, record: Record, offer: Offer) -> None:
    service = record.city.catalogue.services[offer.wish.service]
    target = Target(
        kind="Person",
        person=record.person,
        service=offer.wish.service,
        department=service.department,
    )
    may(request, Action.OPEN_CASE, target, purpose=purpose_of(request))


def _sent(
    request: HttpRequest, record: Record, application: Application, answers: Answers
) -> HttpResponse:
    moment = moment_of(record.city)
    told = request.POST.get("channel", "")
    channel = next((each for each in CHANNELS if each.value == told), Channel.COUNTER)
    submitted = submit(
        moment,
        application,
        answers,
        client_key=request.POST.get("client_key", ""),
        doing=Doing(actor=actor_of(request), at=moment.now),
        channel=channel,
    )
    words = say("staff.apply.sent", language_in(request), receipt=submitted.receipt)
    messages.success(request, words)
    return redirect("staff:cases", person=record.person)


def offers_of(request: HttpRequest, record: Record) -> list[Offer]:
    """What the calendar says may be applied for now, the most pressing first; then what comes."""
    household = household_of(record)
    children = in_care(record.city.desk, record.person, record.city.today)
    relations = {each.person: each.relation for each in record.members()}
    found: dict[tuple[str, str], Offer] = {}
    for person in (record.person, *sorted(children)):
        table = replace(record, person=person).timetable()
        for line in chart_of(table, record.city.catalogue, spoken(request)).lines:
            subject = household if line.of_household else person
            whose = "" if person == record.person or line.of_household else relations[person]
            offer = _offer(record, line, subject, whose)
            if offer is not None:
                found.setdefault((line.service, subject), offer)
    order = list(Standing)
    return sorted(
        found.values(),
        key=lambda one: (order.index(one.standing) if one.standing else 9, one.name, one.whose),
    )


def _offer(record: Record, line: Line, subject: str, whose: str) -> Offer | None:
    service = record.city.catalogue.services[line.service]
    if line.standing is Standing.RECEIVING or not is_applied_for(service):
        return None
    return Offer(
        wish=Wish(service=line.service, subject=subject),
        name=line.name,
        whose=whose,
        standing=line.standing,
        amount=line.amount,
        days=standard_of(record.city.catalogue, service).days,
    )


def _applied_for(record: Record) -> list[Service]:
    services = record.city.catalogue.residents.services.values()
    return sorted((one for one in services if is_applied_for(one)), key=lambda one: one.name)


def identities_of(record: Record, chosen: list[Offer]) -> dict[str, dict[str, str]]:
    """Who the applicant and the subjects are, as far as it was opened, in the words of the forms."""
    people = {record.person, *(offer.wish.subject for offer in chosen if offer.whose)}
    return {person: _identity(replace(record, person=person)) for person in people}


def _identity(record: Record) -> dict[str, str]:
    if not record.opens(FieldGroup.IDENTITY):
        return {}
    who = record.identity()
    born = f"{who.born.year}年{who.born.month}月{who.born.day}日" if who.born else ""
    told = {
        "氏名": who.name,
        "カナ": who.kana,
        "住所": who.address,
        "生年月日": born,
        "性別": who.sex,
    }
    if record.opens(FieldGroup.CONTACT):
        told["電話番号"] = record.contact().phone
    return {name: value for name, value in told.items() if value}
