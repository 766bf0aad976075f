"""Routes of `console.api`."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, URLResolver, path, re_path

from sakimawari.console.api.refusals import Refused, refusal
from sakimawari.console.api.v1 import api


def nowhere(request: HttpRequest, rest: str = "") -> HttpResponse:
    """An address of the interface that is none."""
    return refusal(request, Refused("API004"))


@cache
def description_of_v1() -> dict[str, Any]:
    """The OpenAPI description of version 1."""
    return dict(api.get_openapi_schema(path_prefix="/api/v1/"))


def describe(request: HttpRequest) -> HttpResponse:
    """The OpenAPI description, for everybody: it names operations and nobody."""
    return JsonResponse(description_of_v1(), json_dumps_params={"ensure_ascii": False})


app_name = "api"
urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/openapi.json", describe, name="description"),
    path("v1/", api.urls),
    re_path(r"^(?P<rest>.*)$", nowhere),
]
