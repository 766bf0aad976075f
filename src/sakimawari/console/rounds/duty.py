"""Who is on duty on a day: the week's pattern, and what differs."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sakimawari.console.casework.staffing import names_of
from sakimawari.console.rounds.door import (
    clock,
    date_in,
    doer,
    enter,
    grounds_of,
    language_in,
    page,
    tell,
)
from sakimawari.console.rounds.words import needs_in
from sakimawari.console.words import say
from sakimawari.problems import Problems
from sakimawari.reach.rounds import store
from sakimawari.reach.rounds.run import duties_on, patterns_of
from sakimawari.reach.rounds.staff import Change, Pattern, hours_of


@never_cache
@require_http_methods(["GET", "POST"])
def duty(request: HttpRequest) -> HttpResponse:
    """Show who goes out on a day; change one member's day."""
    there = enter(request)
    on, grounds = date_in(request, there), grounds_of(there)
    patterns: tuple[Pattern, ...] = ()
    try:
        patterns = patterns_of(grounds)
        if request.method == "POST":
            store.say_duty(on, _change(request, patterns), **doer(request))
            messages.success(request, say("rounds.duty.done", language_in(request)))
            return redirect(f"{reverse('rounds:duty')}?on={on.isoformat()}")
    except Problems as problems:
        tell(request, problems)
    going = {each.worker: each for each in duties_on(grounds, on)} if patterns else {}
    names = names_of(there, [each.duty.worker for each in patterns])
    changes = {each.worker: each for each in store.changes_on(on)}
    lines = [
        {
            "worker": each.duty.worker,
            "name": names.get(each.duty.worker, each.duty.worker),
            "going": each.duty.worker in going,
            "hours": f"{clock(d.begin)}–{clock(d.end)}",
            "begin": f"{d.begin // 3600:02}:{d.begin % 3600 // 60:02}",
            "end": f"{d.end // 3600:02}:{d.end % 3600 // 60:02}",
            "by": d.mode.value,
            "skills": tuple(needs_in(language_in(request), tuple(sorted(d.skills)))),
            "changed": each.duty.worker in changes,
            "away": each.duty.worker in changes and changes[each.duty.worker].away,
        }
        for each in patterns
        for d in (going.get(each.duty.worker, each.duty),)
    ]
    return page(request, "duty.html", {"on": on, "lines": lines, "today": there.today})


def _change(request: HttpRequest, patterns: tuple[Pattern, ...]) -> Change:
    """What the form says; whoever is not of the staff that goes out is not changed."""
    worker = request.POST.get("worker", "")[:64]
    known = {each.duty.worker for each in patterns}
    what = request.POST.get("what", "")
    if worker not in known or what == "usual":
        return Change(worker=worker)
    if what == "away":
        return Change(worker=worker, away=True)
    begin, end = request.POST.get("begin", ""), request.POST.get("end", "")
    return Change(worker=worker, hours=hours_of(f"{begin}-{end}"))
