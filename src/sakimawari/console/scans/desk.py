"""The desk: files in, what waits, what the day came to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from sakimawari.console.access import actor_of, open_list
from sakimawari.console.casework.door import purpose
from sakimawari.console.city import City
from sakimawari.console.moment import moment_of
from sakimawari.console.scans import tasks
from sakimawari.console.scans.asides import listed
from sakimawari.console.scans.door import (
    bound_of,
    desk_of,
    enter,
    language_in,
    page,
    since_morning,
    yesterday,
)
from sakimawari.console.words import say
from sakimawari.guard.authorise.asked import FieldGroup
from sakimawari.reach.returned import page_store, store, upload_store
from sakimawari.reach.returned.upload_store import Reading
from sakimawari.reach.returned.values import Done, PageState, Sheet

MOST_LINES = 100
MOST_FILES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A slip that waits, as the desk lists it."""

    sheet: Sheet
    name: str
    services: str


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """Everything that waits, the oldest first, and the figures of the day."""
    there = enter(request)
    moment = moment_of(there)
    bound = bound_of(there, actor_of(request))
    waiting = store.waiting(bound)
    return page(
        request,
        "desk.html",
        {
            **_uploads(request, there),
            "lines": _lines(request, there, waiting[:MOST_LINES]),
            "waiting": len(waiting),
            "asides": len(listed(request, moment)),
            "consults": len(store.consults(bound)),
            "figures": figures(moment.now),
            "most": MOST_FILES,
        },
    )


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Take files in; they are read beside the page."""
    there = enter(request)
    work = desk_of(request, there)
    files = request.FILES.getlist("files")[:MOST_FILES]
    for file in files:
        id = upload_store.keep(work.moment, file.name or "", file.read(), work.doing)
        tasks.read_upload.enqueue(id)
    word = "scans.upload.taken" if files else "scans.upload.none"
    messages.info(request, say(word, language_in(request), count=len(files)))
    return redirect("scans:desk")


@require_GET
def progress(request: HttpRequest) -> HttpResponse:
    """How far the reading of one's files is: the part of the page alone."""
    return page(request, "uploads.html", _uploads(request, enter(request)))


def _uploads(request: HttpRequest, there: City) -> Mapping[str, object]:
    moment = moment_of(there)
    held = upload_store.latest(
        moment, by=actor_of(request).id, since=yesterday(moment.now), most=MOST_FILES
    )
    return {"uploads": held, "running": any(one.state is not Reading.DONE for one in held)}


def figures(now: object) -> Mapping[str, int]:
    """The day in counts: pages, slips nobody had to look at, carried out, set aside, and followed."""
    since = since_morning(now)  # type: ignore[arg-type]
    pages, slips = page_store.counted_since(since), store.counted_since(since)
    read = (PageState.READ.value, PageState.TWICE.value, PageState.CLEARED.value)
    return {
        "pages": sum(pages.values()),
        "silent": slips["silent"],
        "done": slips["done"],
        "aside": sum(count for key, count in pages.items() if key not in read),
        "twice": pages.get(PageState.TWICE.value, 0),
        "cases": slips.get(Done.CASE.value, 0),
        "declined": slips.get(Done.DECLINED.value, 0) + slips.get(Done.OBJECTED.value, 0),
        "consults": slips.get(Done.CONSULT.value, 0),
    }


def _lines(request: HttpRequest, there: City, sheets: Sequence[Sheet]) -> list[Line]:
    if not sheets:
        return []
    roll = open_list(
        request,
        [sheet.person for sheet in sheets],
        purpose=purpose(request),
        fields=(FieldGroup.IDENTITY,),
        name="returned",
    )
    names = {key: roll.record(key).identity().name for key in roll}
    services = there.catalogue.services
    return [
        Line(
            sheet=sheet,
            name=names[sheet.person],
            services="・".join(services[slug].name for slug in sheet.services if slug in services),
        )
        for sheet in sheets
        if sheet.person in names  # protected, gone or of another ward: not even their number
    ]
