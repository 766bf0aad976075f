"""Turns away what is too large to be a form with papers, before any of it is read."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

MOST_BYTES = 40_000_000  # three papers of the largest size, and a form


class SizeMiddleware:
    """Stands after the language of the page is known, so that the refusal can be read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._respond = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        told = request.META.get("CONTENT_LENGTH") or "0"
        if not told.isdigit() or int(told) > MOST_BYTES:
            most = {"most": MOST_BYTES // 1_000_000}
            return render(request, "signin/too_large.html", most, status=413)
        return self._respond(request)
