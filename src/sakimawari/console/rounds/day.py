"""The rounds of a day: map and table, what found no place and why; planning begins here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from sakimawari.console.city import City
from sakimawari.console.rounds import tasks
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
from sakimawari.console.rounds.words import needs_in, reason_in, reliefs_in
from sakimawari.console.words import say
from sakimawari.problems import Problems
from sakimawari.reach.rounds import outcome_store, store
from sakimawari.reach.rounds.outcome_store import Kept
from sakimawari.reach.rounds.run import duties_on
from sakimawari.reach.rounds.sketch import COLOURS, Trace, sketch
from sakimawari.reach.rounds.values import Asked, Left, Leg, Walk
from sakimawari.reach.rounds.weighing import needs_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One visit in the table of a round."""

    leg: Leg
    begin: str
    end: str
    name: str
    place: str
    services: tuple[str, ...]
    needs: tuple[str, ...]
    beside: str
    told: tuple[Kept, ...]
    pause_before: str

    @property
    def kind(self) -> str:
        """What came of it, as it stands; empty while nothing was told."""
        return self.told[0].kind.value if self.told else ""

    @property
    def differs(self) -> bool:
        """Whether two different outcomes were told."""
        return len({each.kind for each in self.told}) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One round: who, from when to when, and its visits."""

    worker: str
    name: str
    colour: int
    leave: str
    back: str
    travel: int
    pause_after: str
    lines: tuple[Line, ...]

    @property
    def told(self) -> int:
        """Of how many visits something was told."""
        return sum(bool(line.told) for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftLine:
    """A visit that found no place, with its reason in words."""

    left: Left
    name: str
    place: str
    reason: str
    reliefs: tuple[str, ...]
    proved: bool
    displaces: str


@never_cache
@require_GET
def day(request: HttpRequest) -> HttpResponse:
    """Today's rounds, or those of another day."""
    there = enter(request)
    on = date_in(request, there)
    planned = store.planned(on)
    shown = opened(request, there, on)
    told = outcome_store.outcomes_on(on)
    tables = tables_of(shown, told)
    try:
        staff = len(duties_on(grounds_of(there), on))
    except Problems as problems:
        tell(request, problems)
        staff = 0
    context = {
        "on": on,
        "today": there.today,
        "before": on - timedelta(days=1),
        "after": on + timedelta(days=1),
        "planned": planned,
        "percent": round(100 * planned.share) if planned else 0,
        "faults": [f"rounds.problem.{id.lower()}" for id in planned.faults] if planned else [],
        "tables": tables,
        "left": left_of(request, shown),
        "map": map_of(request, shown, tables),
        "figures": figures_of(planned.figures if planned else {}),
        "waiting": len(outcome_store.waiting_for_the_office(there.today - timedelta(days=30))),
        "staff": staff,
        "efforts": tuple(tasks.STEPS),
    }
    return page(request, "day.html", context)


@require_POST
def plan(request: HttpRequest) -> HttpResponse:
    """Have the rounds of a day drawn up; the page of the day shows how far it is."""
    there = enter(request)
    on, effort = date_in(request, there), request.POST.get("effort", "")
    effort = effort if effort in tasks.STEPS else "ordinary"
    if on < there.today:
        messages.error(request, say("rounds.plan.past", language_in(request)))
    else:
        doing = doer(request)
        store.begin(on, **doing)
        tasks.draw_up.enqueue(on.isoformat(), doing["by"], effort, bool(request.POST.get("anew")))
    return back_to(on)


def back_to(on: date) -> HttpResponse:
    """To the page of a day."""
    return redirect(f"{reverse('rounds:day')}?{urlencode({'on': on.isoformat()})}")


# ------------------------------------------------------------------ what the page shows


def tables_of(shown: Opened, told: Mapping[str, tuple[Kept, ...]]) -> tuple[Table, ...]:
    """Every round with its visits."""
    legs = shown.day.legs
    return tuple(
        Table(
            worker=walk.worker,
            name=shown.worker(walk.worker),
            colour=number % len(COLOURS),
            leave=clock(walk.leave),
            back=clock(walk.back),
            travel=round(walk.travel / 60),
            pause_after=pause_at(walk, len(walk.legs)),
            lines=tuple(
                _line(shown, walk, place, legs[leg.entry], told.get(leg.entry, ()))
                for place, leg in enumerate(walk.legs)
            ),
        )
        for number, walk in enumerate(shown.day.walks)
    )


def _line(
    shown: Opened, walk: Walk, place: int, together: tuple[Leg, ...], told: tuple[Kept, ...]
) -> Line:
    leg = walk.legs[place]
    known = shown.known.get(leg.entry)
    others = [each.worker for each in together if each.worker != walk.worker]
    return Line(
        leg=leg,
        begin=clock(leg.begin),
        end=clock(leg.end),
        name=shown.name(leg.person),
        place=place_in(known),
        services=services_in(shown.there, known),
        needs=tuple(needs_in("ja", needs_of(known))) if known else (),
        beside="・".join(shown.worker(each) for each in others),
        told=told,
        pause_before=pause_at(walk, place),
    )


def pause_at(walk: Walk, place: int) -> str:
    """The break as 11:40–12:40, where it lies before the visit at a place (or after the last)."""
    if walk.pause is None:
        return ""
    before = sum(leg.begin < walk.pause[0] for leg in walk.legs)
    return f"{clock(walk.pause[0])}–{clock(walk.pause[1])}" if before == place else ""


def place_in(known: Asked | None) -> str:
    """Ward and town of a visit that was opened."""
    return f"{known.ward}{known.town}" if known is not None else ""


def services_in(there: City, known: Asked | None) -> tuple[str, ...]:
    """The names of the services a visit is about."""
    services = there.catalogue.services
    slugs = known.services if known is not None else ()
    return tuple(services[slug].name if slug in services else slug for slug in slugs)


def left_of(request: HttpRequest, shown: Opened) -> tuple[LeftLine, ...]:
    """Visits that found no place."""
    language = language_in(request)
    reasons = store.reasons(shown.day.on, shown.there.keys, persons=shown.roll.people)
    persons = {leg.entry: leg.person for walk in shown.day.walks for leg in walk.legs}
    found = []
    for left in shown.day.left:
        told = reasons.get(left.entry, {})
        names = [shown.name(persons.get(each, "")) for each in told.get("displaces", ())]
        found.append(
            LeftLine(
                left=left,
                name=shown.name(left.person),
                place=place_in(shown.known.get(left.entry)),
                reason=reason_in(language, left.because, told)
                if told
                else say("rounds.hidden", language),
                reliefs=reliefs_in(language, told),
                proved=bool(told.get("proved")),
                displaces="・".join(name for name in names if name),
            )
        )
    return tuple(found)


def map_of(request: HttpRequest, shown: Opened, tables: tuple[Table, ...]) -> SafeString:
    """The map of all rounds whose doors may be shown."""
    language = language_in(request)
    traces = [
        Trace(
            start=walk.start,
            doors=tuple(shown.known[leg.entry].point for leg in legs),
            marks=tuple(str(leg.order) for leg in legs),
            colour=COLOURS[table.colour],
        )
        for walk, table in zip(shown.day.walks, tables, strict=True)
        for legs in ([leg for leg in walk.legs if leg.entry in shown.known],)
    ]
    if not any(trace.doors for trace in traces):
        return mark_safe("")
    visits = sum(len(trace.doors) for trace in traces)
    return mark_safe(
        sketch(
            traces,
            title=say("rounds.map.title", language),
            description=say("rounds.map.text", language, rounds=len(traces), visits=visits),
        )
    )


def _summed(figures: Mapping[str, float], *names: str) -> int:
    return int(sum(figures.get(name, 0) for name in names))


def figures_of(figures: Mapping[str, float]) -> dict[str, float]:
    """The figures of a day as the page shows them: travel in hours."""
    return {
        "asked": int(figures.get("asked", 0)),
        "made": int(figures.get("made", 0)),
        "staff": int(figures.get("staff", 0)),
        "hours": round(figures.get("travel", 0) / 3_600, 1),
        "protected_or_gone": _summed(figures, "out_protected_or_gone", "out_moved"),
        "opted_out": _summed(figures, "out_opted_out", "out_declined"),
        "no_place": int(figures.get("out_no_place", 0)),
        "middles": int(figures.get("middles", 0)),
    }
