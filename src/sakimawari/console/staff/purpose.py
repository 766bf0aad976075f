"""The purpose for which a member of staff looks at records: chosen once, shown on every page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from sakimawari.console.access import actor_of
from sakimawari.guard.actor import Actor, Role
from sakimawari.guard.purposes import AT_THE_COUNTER, PURPOSES, Purpose

KEY = "purpose"


def usual(actor: Actor) -> str:
    """The purpose an actor most often has, until they choose another."""
    if actor.has(Role.CLERK, Role.SUPERVISOR):
        return "counter"
    return "support" if actor.has(Role.CASEWORKER) else "check"


def purpose_of(request: HttpRequest) -> str:
    """The id of the purpose chosen in this session."""
    chosen = request.session.get(KEY, "")
    return chosen if chosen in AT_THE_COUNTER else usual(actor_of(request))


def purposes() -> tuple[Purpose, ...]:
    """What staff choose from."""
    return tuple(PURPOSES[id] for id in AT_THE_COUNTER)


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep another purpose for this session, and go back to the page it was chosen on."""
    chosen = request.POST.get(KEY, "")
    if chosen in AT_THE_COUNTER:
        request.session[KEY] = chosen
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect("staff:today")
    return redirect(back)
