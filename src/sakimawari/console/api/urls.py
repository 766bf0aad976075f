"""Routes of `console.api`."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path, re_path

from sakimawari.console.api.refusals import Refused, refusal
from sakimawari.console.api.v1 import api


def nowhere(request: HttpRequest, rest: str = "") -> HttpResponse:
    """An address of the interface that is none."""
    return refusal(request, Refused("API004"))


app_name = "api"
urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/", api.urls),
    re_path(r"^(?P<rest>.*)$", nowhere),
]
