"""The first page of signing in, and the personas of the demo."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from sakimawari.console.signin.entry import enter
from sakimawari.console.signin.personas import PERSONA, become, personas_for
from sakimawari.console.signin.providers import providers
from sakimawari.console.signin.times import Ended
from sakimawari.console.signin.ways import HOMES, next_in, safe_next

_ENDED = {ended.value for ended in Ended}


@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """The ways in: by card, by the staff's directory, by passkey; in the demo as somebody invented."""
    why = request.GET.get("why", "")
    told = {
        "ended": f"signin.ended.{why}" if why in _ENDED else "",
        "next": next_in(request),
        "providers": providers(),
        "personas": personas_for(request),
    }
    return render(request, "signin/choose.html", told)


@require_POST
def persona(request: HttpRequest, id: str) -> HttpResponse:
    """Become an invented person; there is no such page but in the demo, on its own machine."""
    for one in personas_for(request):
        if one.id == id:
            enter(request, become(one), method=PERSONA, second_factor=True)
            return redirect(safe_next(next_in(request), HOMES[one.profile.kind]))
    raise Http404
