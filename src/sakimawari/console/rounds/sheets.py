"""Rounds on paper: one PDF for everybody, or one worker's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from sakimawari.console.rounds.day import pause_at, services_in
from sakimawari.console.rounds.door import Opened, clock, date_in, enter, opened
from sakimawari.console.rounds.words import needs_in
from sakimawari.console.templatetags.desk import day_in
from sakimawari.reach.channels import list_store
from sakimawari.reach.rounds.sheet import Sheet, SheetStop, sheets_pdf
from sakimawari.reach.rounds.sketch import Trace, sketch
from sakimawari.reach.rounds.values import Leg, Walk
from sakimawari.reach.rounds.weighing import needs_of


@never_cache
@require_GET
def sheets(request: HttpRequest) -> HttpResponse:
    """The sheets of a day, or of one worker (`worker`), as a PDF."""
    there = enter(request)
    on, worker = date_in(request, there), request.GET.get("worker") or None
    shown = opened(request, there, on, worker=worker)
    return pdf_of(shown)


def pdf_of(shown: Opened) -> HttpResponse:
    """The rounds of an opened day as a PDF; 404 where nobody goes."""
    legs = shown.day.legs
    made = [sheet_of(shown, walk, legs) for walk in shown.day.walks if walk.legs]
    if not made:
        raise Http404
    answer = HttpResponse(sheets_pdf(made, on=shown.day.on), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="rounds-{shown.day.on.isoformat()}.pdf"'
    return answer


def sheet_of(shown: Opened, walk: Walk, legs: Mapping[str, Sequence[Leg]]) -> Sheet:
    """One round as its sheet says it; only visits that may be shown."""
    seen = [leg for leg in walk.legs if leg.entry in shown.known]
    trace = Trace(
        start=walk.start,
        doors=tuple(shown.known[leg.entry].point for leg in seen),
        marks=tuple(str(leg.order) for leg in seen),
    )
    office = shown.there.office
    return Sheet(
        day=day_in("ja", shown.day.on, "week"),
        worker=shown.worker(walk.worker),
        city=office.city,
        phone=office.phone,
        leave=clock(walk.leave),
        back=clock(walk.back),
        travel_minutes=round(walk.travel / 60),
        pause_after=pause_at(walk, len(walk.legs)),
        map=sketch([trace], title="略図", description="訪問先", height=280, id="sheet"),
        stops=tuple(_stop(shown, walk, leg, legs[leg.entry]) for leg in seen),
    )


def _stop(shown: Opened, walk: Walk, leg: Leg, together: Sequence[Leg]) -> SheetStop:
    known = shown.known[leg.entry]
    identity = shown.roll.record(leg.person).identity()
    beside = [each.worker for each in together if each.worker != walk.worker]
    return SheetStop(
        number=leg.order,
        begin=clock(leg.begin),
        minutes=known.details.minutes,
        name=identity.name,
        kana=identity.kana,
        address=identity.address,
        is_middle=known.is_middle,
        beside="・".join(shown.worker(each) for each in beside),
        needs=tuple(needs_in("ja", needs_of(known))),
        services=services_in(shown.there, known),
        papers=papers_of(shown, leg),
        say=text_of(shown, leg),
        note=known.details.note,
        pause_before=pause_at(walk, leg.order - 1),
    )


def papers_of(shown: Opened, leg: Leg) -> tuple[str, ...]:
    """The papers the services ask for and the city does not hold."""
    services = shown.there.catalogue.services
    found = (
        paper.name
        for slug in shown.known[leg.entry].services
        if slug in services
        for paper in services[slug].papers
        if not paper.held
    )
    return tuple(dict.fromkeys(found))


def text_of(shown: Opened, leg: Leg) -> str:
    """What is said at the door, as the list holds it."""
    entry = list_store.entry(leg.entry)
    return "" if entry is None else list_store.script(entry, shown.there.keys).text
