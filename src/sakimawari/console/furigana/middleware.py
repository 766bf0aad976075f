"""Puts readings on the pages of a visitor who asked for them."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from sakimawari.console.display import display_in
from sakimawari.console.furigana.marking import with_readings
from sakimawari.console.furigana.names import noting


class FuriganaMiddleware:
    """Stands right inside `DisplayMiddleware`: it needs the choice, and the finished page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        display = display_in(request)
        if not display.furigana or display.language == "en":
            return self._get_response(request)
        with noting() as names:
            response = self._get_response(request)
        if _is_page(response):
            page = response.content.decode("utf-8")
            response.content = with_readings(page, names).encode("utf-8")
            if response.has_header("Content-Length"):
                response.headers["Content-Length"] = str(len(response.content))
        return response


def _is_page(response: HttpResponse) -> bool:
    kind = response.headers.get("Content-Type", "")
    return not response.streaming and kind.startswith("text/html")
