"""One resident: calendar, proofs, facts, notices; each page opens what it shows and no more."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from sakimawari.console.access import actor_of
from sakimawari.console.outreach.messages.history import told_to
from sakimawari.console.record import GROUP_WORDS, Record
from sakimawari.console.staff.frame import language_in, page
from sakimawari.console.staff.people.facts import registers_of
from sakimawari.console.staff.people.head import Tab, head_of, opened
from sakimawari.console.staff.people.proof import proof_of
from sakimawari.console.staff.people.timeline import chart_of
from sakimawari.console.staff.scope import services_of
from sakimawari.fit.language import Language
from sakimawari.guard.authorise.asked import FieldGroup
from sakimawari.packs.pack import Service
from sakimawari.reach.letters.run import LETTERS
from sakimawari.reach.letters.store import written_to
from sakimawari.reach.sending.optout_store import opted_out
from sakimawari.rules.tree import Holder

OF_FACTS = (FieldGroup.BASIC, FieldGroup.TAX, FieldGroup.HEALTH, FieldGroup.WELFARE)


def shown(
    request: HttpRequest,
    record: Record,
    tab: Tab,
    template: str,
    context: dict[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    """A page of a resident, with head and tabs."""
    around = {"head": head_of(request, record), "tab": tab.value, "tabs": list(Tab)}
    return page(request, f"people/{template}", {**around, **context}, status=status)


def spoken(request: HttpRequest) -> Language:
    """The language in which results are told to staff: official Japanese, or English."""
    return Language.EN if language_in(request) == "en" else Language.JA


@require_GET
def calendar(request: HttpRequest, person: str) -> HttpResponse:
    """Every right over the calendar, drawn as a timeline and told as a table."""
    record = opened(request, person)
    chart = chart_of(record.timetable(), record.city.catalogue, spoken(request))
    return shown(
        request,
        record,
        Tab.CALENDAR,
        "calendar.html",
        {"chart": chart, "receiving": record.receiving(), "on": record.city.today},
    )


@require_GET
def proofs(request: HttpRequest, person: str) -> HttpResponse:
    """The services to ask why about: those of the calendar, and all others by name."""
    record = opened(request, person)
    chart = chart_of(record.timetable(), record.city.catalogue, spoken(request))
    told = {line.service for line in chart.lines}
    others = [one for one in _of_residents(record) if one.slug not in told]
    asked = request.GET.get("service", "")
    if asked in record.city.catalogue.services:
        return proof(request, person, asked)
    return shown(
        request, record, Tab.PROOFS, "proofs.html", {"chart": chart, "other_services": others}
    )


@require_GET
def proof(request: HttpRequest, person: str, service: str) -> HttpResponse:
    """Why a service is due, may be, or is not: as the department in charge may see it."""
    record = opened(request, person, fields=OF_FACTS, service=service)
    if service not in record.city.catalogue.services:
        raise Http404
    told = record.city.catalogue.services[service]
    return shown(
        request,
        record,
        Tab.PROOFS,
        "proof.html",
        {
            "proof": proof_of(record.explain(service), spoken(request)),
            "service": told,
            "closed": closed_groups(record),
        },
    )


@require_GET
def facts(request: HttpRequest, person: str) -> HttpResponse:
    """What the registers hold, register by register; groups that stay closed say why."""
    as_service = request.GET.get("service", "")
    record = opened(request, person, fields=OF_FACTS, service=as_service)
    own = services_of(actor_of(request), record.city.catalogue.residents.services)
    return shown(
        request,
        record,
        Tab.FACTS,
        "facts.html",
        {
            "registers": registers_of(record.facts()),
            "closed": closed_groups(record),
            "own_services": sorted(own.values(), key=lambda one: one.name),
            "as_service": as_service,
        },
    )


@require_GET
def notices(request: HttpRequest, person: str) -> HttpResponse:
    """The letters written to the resident, what was sent by other media, and what each told of."""
    record = opened(request, person)
    names = {slug: one.name for slug, one in record.city.catalogue.services.items()}
    letters = [
        (letter, tuple(names.get(slug, slug) for slug in letter.services))
        for letter in written_to(record.city.office.home / LETTERS, (person,))
    ]
    context = {
        "letters": letters,
        "told": told_to(
            person,
            record.city.catalogue.services,
            keys=record.city.keys,
            home=record.city.office.home,
        ),
        "stopped": [medium.value for medium in opted_out(person)],
    }
    return shown(request, record, Tab.NOTICES, "notices.html", context)


def closed_groups(record: Record) -> tuple[tuple[str, str], ...]:
    """The groups of facts that were asked for and not opened: id and name."""
    return tuple((group.value, GROUP_WORDS[group]) for group in OF_FACTS if not record.opens(group))


def _of_residents(record: Record) -> list[Service]:
    services = record.city.catalogue.residents.services.values()
    return sorted(
        (one for one in services if one.holder is not Holder.COMPANY), key=lambda one: one.name
    )
