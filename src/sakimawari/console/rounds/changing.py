"""A visit moved, fixed or let go by hand: what comes of it is shown before it is saved."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from sakimawari.console.casework.staffing import names_of
from sakimawari.console.rounds.day import back_to, place_in
from sakimawari.console.rounds.door import (
    Opened,
    clock,
    date_in,
    doer,
    enter,
    grounds_of,
    language_in,
    opened,
    page,
    tell,
)
from sakimawari.console.words import say
from sakimawari.problems import Problems
from sakimawari.reach.rounds import store
from sakimawari.reach.rounds.run import Consequences, Move, consequences, duties_on, wards_of
from sakimawari.reach.rounds.values import Duty


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One visit that would change, as the page shows it."""

    name: str
    place: str
    before: str
    after: str
    worker_before: str
    worker_after: str


@never_cache
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest) -> HttpResponse:
    """Ask for a move and see its consequences (GET), make it (POST)."""
    there = enter(request)
    on = date_in(request, there)
    shown = opened(request, there, on)
    planned, asked = store.planned(on), _asked(request)
    if planned is None or asked.entry not in shown.known:
        raise Http404
    duties = duties_on(grounds_of(there), on)
    chosen = bool(asked.worker) or request.POST.get("off") == "1" or request.GET.get("off") == "1"
    comes = None
    if chosen:
        wards = wards_of(there.keys, duties)
        comes = consequences(asked, shown.day, shown.known, duties, wards=wards)
    if len(shown.known) < len({*shown.day.legs, *(left.entry for left in shown.day.left)}):
        # Somebody on the rounds may not be shown here: their visits cannot be moved about unseen.
        messages.error(request, say("rounds.move.not-all", language_in(request)))
        return back_to(on)
    if request.method == "POST" and comes is not None and comes.day is not None:
        sent = request.POST.get("version", "")
        try:
            store.keep(
                comes.day,
                [*shown.known.values()],
                there.keys,
                version=int(sent) if sent.isascii() and sent.isdigit() else planned.version,
                **doer(request),
            )
        except Problems as problems:
            tell(request, problems)
            return back_to(on)
        if request.POST.get("lock"):
            store.lock(on, asked.entry, locked=True)
        messages.success(request, say("rounds.move.done", language_in(request)))
        return back_to(on)
    return page(
        request,
        "move.html",
        _context(request, shown, asked, comes, duties=duties, version=planned.version),
    )


def _asked(request: HttpRequest) -> Move:
    sent = request.POST if request.method == "POST" else request.GET
    place = sent.get("place", "1")
    return Move(
        entry=sent.get("visit", "")[:64],
        worker=sent.get("worker", "")[:64],
        place=int(place) if place.isascii() and place.isdigit() and len(place) < 4 else 1,
        instead_of=sent.get("instead_of", "")[:64],
    )


def _context(
    request: HttpRequest,
    shown: Opened,
    asked: Move,
    comes: Consequences | None,
    *,
    duties: tuple[Duty, ...],
    version: int,
) -> dict[str, object]:
    legs = shown.day.legs.get(asked.entry, ())
    known = shown.known[asked.entry]
    names = {**names_of(shown.there, [duty.worker for duty in duties]), **shown.workers}
    return {
        "on": shown.day.on,
        "asked": asked,
        "name": shown.name(known.person),
        "place": place_in(known),
        "legs": [(clock(leg.begin), names.get(leg.worker, leg.worker), leg.worker) for leg in legs],
        "two": known.details.people == 2,
        "locked": any(leg.locked for leg in legs),
        "workers": [(duty.worker, names.get(duty.worker, duty.worker)) for duty in duties],
        "most": max((len(walk.legs) for walk in shown.day.walks), default=0) + 1,
        "comes": comes,
        "minutes": abs(round(comes.travel / 60)) if comes else 0,
        "longer": bool(comes and comes.travel > 0),
        "refusal": f"rounds.move.refusal.{comes.refusal.value}" if comes and comes.refusal else "",
        "changes": _changes(shown, comes, names) if comes else (),
        "off": request.GET.get("off") == "1" or request.POST.get("off") == "1",
        "version": version,
    }


def _changes(shown: Opened, comes: Consequences, names: dict[str, str]) -> tuple[Change, ...]:
    def who(ids: str) -> str:
        return "・".join(names.get(id, id) for id in ids.split("、") if id)

    return tuple(
        Change(
            name=shown.name(each.person),
            place=place_in(shown.known.get(each.entry)),
            before=clock(each.before),
            after=clock(each.after),
            worker_before=who(each.worker_before),
            worker_after=who(each.worker_after),
        )
        for each in comes.shifted
    )


@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    """Fix a visit to who makes it and when, or let it be planned freely again."""
    there = enter(request)
    on = date_in(request, there)
    entry, locked = request.POST.get("visit", "")[:64], request.POST.get("locked") == "1"
    store.lock(on, entry, locked=locked)
    messages.success(
        request, say("rounds.locked" if locked else "rounds.unlocked", language_in(request))
    )
    return back_to(on)
