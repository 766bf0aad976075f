"""How often a program may ask: so many requests a minute, told in every answer."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from sakimawari.console.api import store
from sakimawari.console.api.refusals import Refused


def count(request: HttpRequest, known: store.Known) -> None:
    """Count a request; API007 with Retry-After once the minute is full."""
    now = timezone.now()
    asked = store.count_request(known.id, at=now)
    left = 60 - int(now.timestamp()) % 60
    headers = {
        "RateLimit-Limit": str(known.a_minute),
        "RateLimit-Remaining": str(max(known.a_minute - asked, 0)),
        "RateLimit-Reset": str(left),
    }
    request.limits = headers  # type: ignore[attr-defined]
    if asked > known.a_minute:
        raise Refused("API007", headers={"Retry-After": str(left), **headers})


def tell_limits(request: HttpRequest, answer: HttpResponseBase) -> None:
    """Say in an answer what is left of the minute."""
    for name, value in getattr(request, "limits", {}).items():
        answer.headers.setdefault(name, value)
