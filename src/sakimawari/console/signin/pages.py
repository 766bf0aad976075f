"""Shows the pages one has when signed in within the frame of one's own rooms."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sakimawari.guard.actor import Actor, ActorKind


def page(
    request: HttpRequest, template: str, told: Mapping[str, object], *, status: int = 200
) -> HttpResponse:
    """A page of signing in; staff with a second factor keep their desk around it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at_desk = actor.kind is ActorKind.STAFF and actor.second_factor
    layout = "layout/staff.html" if at_desk else "layout/base.html"
    return render(request, template, {"layout": layout, **told}, status=status)
