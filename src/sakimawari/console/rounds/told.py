"""What came of visits: what the office has to do after them, and how many of what."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from sakimawari.console.access import open_list
from sakimawari.console.casework.staffing import names_of
from sakimawari.console.rounds.door import PURPOSE, date_in, doer, enter, language_in, page, tell
from sakimawari.console.words import say
from sakimawari.guard.authorise.asked import FieldGroup
from sakimawari.problems import Problems
from sakimawari.reach.rounds import outcome_store, store
from sakimawari.reach.rounds.values import Kind

SINCE_DAYS = 90


@never_cache
@require_http_methods(["GET", "POST"])
def follow_up(request: HttpRequest) -> HttpResponse:
    """Visits after which the office has something to do; each is settled by whoever did it."""
    there = enter(request)
    waiting = outcome_store.waiting_for_the_office(there.today - timedelta(days=SINCE_DAYS))
    roll = open_list(
        request,
        [each.person for each in waiting],
        purpose=PURPOSE,
        fields=(FieldGroup.IDENTITY,),
        name="visits",
    )
    if request.method == "POST":
        return _settle(request, set(roll.people))
    mine = [each for each in waiting if each.person in roll.people]
    notes = outcome_store.notes_of([each.token for each in mine], there.keys)
    names = names_of(there, [each.by for each in mine])
    lines = [
        {
            "kept": each,
            "name": roll.record(each.person).identity().name,
            "note": notes.get(each.token, ""),
            "by": names.get(each.by, each.by),
            "refuses": each.kind is Kind.REFUSES,
        }
        for each in mine
    ]
    return page(request, "follow_up.html", {"lines": lines, "hidden": len(waiting) - len(mine)})


def _settle(request: HttpRequest, shown: set[str]) -> HttpResponse:
    try:
        token = request.POST.get("told", "")[:64]
        if outcome_store.whose(token) not in shown:
            raise Http404
        outcome_store.settle(token, **doer(request))
        messages.success(request, say("rounds.follow.done", language_in(request)))
    except Problems as problems:
        tell(request, problems)
    return redirect("rounds:follow-up")


@never_cache
@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """The last weeks in figures: visits asked for, made, told, and the way they took."""
    there = enter(request)
    until = date_in(request, there)
    since = until - timedelta(days=27)
    days = store.planned_days(since, until)
    outcomes = outcome_store.outcomes_on(since, until=until)
    counted = Counter(each[0].kind.value for each in outcomes.values())
    by_day = Counter(each[0].on for each in outcomes.values())
    lines = [
        {
            "on": day.on,
            "asked": int(day.figures.get("asked", 0)),
            "made": int(day.figures.get("made", 0)),
            "staff": int(day.figures.get("staff", 0)),
            "told": by_day[day.on],
            "hours": round(day.figures.get("travel", 0) / 3_600, 1),
            "minutes": round(
                day.figures.get("travel", 0) / 60 / max(day.figures.get("made", 0), 1)
            ),
        }
        for day in reversed(days)
        if day.figures
    ]
    whole = sum(counted.values())
    kinds = [
        (kind.value, counted[kind.value], round(100 * counted[kind.value] / whole) if whole else 0)
        for kind in Kind
    ]
    return page(
        request,
        "figures.html",
        {"lines": lines, "kinds": kinds, "whole": whole, "since": since, "until": until},
    )
