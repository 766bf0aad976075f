"""A list of staff handed to the next plan: whoever may list people for outreach, with a reason."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from sakimawari.console.access import actor_of, may, open_list
from sakimawari.console.outreach.plans import store
from sakimawari.console.staff.frame import language_in
from sakimawari.console.staff.lists.handing_out import MOST, SHORTEST_REASON
from sakimawari.console.staff.lists.named import persons_of
from sakimawari.console.staff.lists.opening import LONGEST_REASON
from sakimawari.console.staff.lists.scoped import Scoped, enter, scoped
from sakimawari.console.staff.lists.views import name_of
from sakimawari.console.words import say
from sakimawari.fit.listed.store import page as page_of
from sakimawari.guard.authorise.asked import Action, FieldGroup, Target

OUTREACH = "outreach"


@require_POST
def attach(request: HttpRequest, name: str) -> HttpResponse:
    """Hand the people of a list to the next plan; the audit names them and the reason."""
    enter(request)
    scope = scoped(request, name_of(name), request.POST.get("query", ""))
    language = language_in(request)
    reason = " ".join(request.POST.get("reason", "").split())[:LONGEST_REASON]
    if len(reason) < SHORTEST_REASON:
        return _back(request, scope, "reason")
    rows = page_of(scope.there.run, scope.listing, after=None, size=MOST)
    if rows.following is not None or not scope.chosen:
        return _back(request, scope, "too-long")
    persons = persons_of(scope.there, rows.rows)
    roll = open_list(
        request,
        persons.values(),
        purpose=OUTREACH,
        service=scope.filters.service,
        fields=(FieldGroup.RIGHTS,),
        name=f"{name}: {reason}",
    )
    opened = set(roll)
    entries = [(person, row.service) for row, person in persons.items() if person in opened]
    if not entries:
        return _back(request, scope, "nobody")
    count = store.attach(
        name,
        entries,
        reason=reason,
        by=actor_of(request).id,
        at=timezone.now(),
        keys=scope.there.keys,
    )
    messages.success(request, say("outreach.done.attach", language, count=f"{count:,}"))
    return redirect("outreach:plans")


def _back(request: HttpRequest, scope: Scoped, fault: str) -> HttpResponse:
    words = say(f"outreach.attach.fault-{fault}", language_in(request), most=f"{MOST:,}")
    messages.error(request, words)
    address = reverse("staff:list", args=[scope.filters.name.value])
    return redirect(f"{address}?{scope.filters.written}")


@require_POST
def detach(request: HttpRequest, at: int) -> HttpResponse:
    """Take a list back that no plan has taken up yet."""
    may(request, Action.PROPOSE_PLAN, Target(kind="Plan"))
    if not store.detach(at):
        raise Http404
    messages.success(request, say("outreach.done.detach", language_in(request)))
    return redirect("outreach:plans")
