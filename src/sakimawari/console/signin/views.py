"""The pages of signing in and out."""

from __future__ import annotations

from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from sakimawari.console.signin.entry import enter
from sakimawari.console.signin.personas import become, personas_for
from sakimawari.guard.actor import ActorKind

HOMES = {ActorKind.RESIDENT: "/my/", ActorKind.STAFF: "/staff/"}


@require_POST
def persona(request: HttpRequest, id: str) -> HttpResponse:
    """Become an invented person; there is no such page but in the demo, on its own machine."""
    for one in personas_for(request):
        if one.id == id:
            enter(request, become(one), method="persona", second_factor=True)
            return redirect(HOMES[one.profile.kind])
    raise Http404


@require_POST
def out(request: HttpRequest) -> HttpResponse:
    """Sign out here."""
    logout(request)
    return redirect("/")
