"""How the rooms of rounds open a day: who may, who still may be visited, and what the page is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sakimawari.console.access import Roll, actor_of, may, open_list
from sakimawari.console.casework.staffing import names_of
from sakimawari.console.city import City, city
from sakimawari.console.moment import moment_of
from sakimawari.console.words import say
from sakimawari.guard.authorise.asked import Action, FieldGroup, Target
from sakimawari.problems import Problems
from sakimawari.reach.medium import Medium
from sakimawari.reach.rounds import store
from sakimawari.reach.rounds.run import Grounds, still_permitted
from sakimawari.reach.rounds.values import Asked, Day
from sakimawari.reach.sending.whom_store import no_more

PURPOSE = "outreach"
_SESSION = "purpose"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A day as far as it may be shown: its rounds, whom it names, what is known of their visits."""

    there: City
    day: Day
    roll: Roll
    known: Mapping[str, Asked]
    workers: Mapping[str, str]  # names by account

    def name(self, person: str) -> str:
        """A name where it may be shown, else nothing."""
        return self.roll.record(person).identity().name if person in self.roll.people else ""

    def worker(self, id: str) -> str:
        """A member of staff by name; the id where there is no account."""
        return self.workers.get(id) or id


def enter(request: HttpRequest) -> City:
    """Let somebody in who may plan rounds; the purpose of the session becomes the one of this room."""
    may(request, Action.PLAN_ROUNDS, Target(kind="List", id="rounds"), purpose=PURPOSE)
    take_purpose(request)
    return city()


def take_purpose(request: HttpRequest) -> None:
    """What the head of the page shows as the purpose is what is logged here."""
    before = request.session.get(_SESSION, "")
    if before != PURPOSE:
        request.session[_SESSION] = PURPOSE
        if before:
            messages.info(request, say("rounds.purpose-changed", language_in(request)))


def grounds_of(there: City) -> Grounds:
    """What a day is planned on, of the city that is open."""
    return Grounds(
        home=there.office.home,
        snapshot=there.snapshot,
        keys=there.keys,
        no_more=partial(no_more, Medium.VISIT),
        invented=there.office.is_demo,
    )


def opened(request: HttpRequest, there: City, on: date, *, worker: str | None = None) -> Opened:
    """A day, or one worker's round: whoever may not be visited any more is taken off first."""
    day = still_permitted(grounds_of(there), store.day(on, worker=worker), on=there.today)
    persons = {leg.person for walk in day.walks for leg in walk.legs}
    persons |= {left.person for left in day.left}
    roll = open_list(
        request,
        sorted(persons),
        purpose=PURPOSE,
        fields=(FieldGroup.IDENTITY,),
        name="rounds" if worker is None else "round",
    )
    return Opened(
        there=there,
        day=day,
        roll=roll,
        known=store.opened(on, there.keys, persons=roll.people),
        workers=names_of(there, workers_in(day)),
    )


def workers_in(day: Day) -> Iterable[str]:
    """The accounts of those who walk."""
    return sorted({walk.worker for walk in day.walks})


def date_in(request: HttpRequest, there: City) -> date:
    """The day the address or form names; today where it names none."""
    sent = request.POST.get("on") or request.GET.get("on") or ""
    try:
        return date.fromisoformat(sent)
    except ValueError:
        return there.today


def clock(seconds: int | None) -> str:
    """Seconds of a day as 9:05."""
    if seconds is None:
        return ""
    minutes = round(seconds / 60)
    return f"{minutes // 60}:{minutes % 60:02}"


def doer(request: HttpRequest) -> dict[str, Any]:
    """Who does it and when, as the stores take it."""
    return {"by": actor_of(request).id, "at": moment_of().now}


def tell(request: HttpRequest, problems: Problems) -> None:
    """Show what was wrong at the head of the next page."""
    for problem in problems.found:
        known = problem.id.lower() if problem.id.startswith("VISIT") else "other"
        messages.error(request, say(f"rounds.problem.{known}", language_in(request)))


def language_in(request: HttpRequest) -> str:
    """The language of the page."""
    return str(getattr(request, "language", "ja"))


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page of this room."""
    return render(request, f"rounds/{template}", dict(context), status=status)
