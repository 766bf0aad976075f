"""How a page is shown to one visitor: language, size of text, furigana; kept in a cookie of theirs.

Nothing here says who somebody is: the cookie holds three words and is the same for thousands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from sakimawari.console.words import LANGUAGES

COOKIE = "display"
SIZES = ("ordinary", "large", "largest")
_A_YEAR_SECONDS = 365 * 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Display:
    """One visitor's choice. `furigana` adds readings to Japanese text; English has none to add."""

    language: str = "ja"
    size: str = "ordinary"
    furigana: bool = False

    @property
    def html_language(self) -> str:
        """The language for the `lang` attribute: やさしい日本語 is Japanese."""
        return "en" if self.language == "en" else "ja"

    def written(self) -> str:
        """As the cookie holds it."""
        return ".".join((self.language, self.size, "ruby" if self.furigana else "plain"))


def display_of(cookie: str | None, accept_language: str, preferred: str = "") -> Display:
    """The choice in the cookie; else the language of the account; else what the browser asks for."""
    parts = (cookie or "").split(".")
    if len(parts) == 3 and parts[0] in LANGUAGES and parts[1] in SIZES:
        return Display(language=parts[0], size=parts[1], furigana=parts[2] == "ruby")
    language = preferred if preferred in LANGUAGES else asked_for(accept_language)
    return Display(language=language, furigana=language == "easy")


def asked_for(accept_language: str) -> str:
    """English where the browser puts it before Japanese; Japanese in every other case."""
    ranked: list[tuple[float, int, str]] = []
    for place, entry in enumerate(accept_language.lower().split(",")):
        tag, _, quality = entry.strip().partition(";")
        primary = tag.split("-")[0].strip()
        if primary in {"ja", "en"}:
            ranked.append((-_quality(quality), place, primary))
    return min(ranked)[2] if ranked else "ja"


def _quality(text: str) -> float:
    name, _, number = text.strip().partition("=")
    try:
        return float(number) if name == "q" else 1.0
    except ValueError:
        return 0.0


class DisplayMiddleware:
    """Sets `request.display` and `request.language`; stands after authentication."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        preferred = getattr(getattr(request, "user", None), "language", "")
        display = display_of(
            request.COOKIES.get(COOKIE), request.headers.get("Accept-Language", ""), preferred
        )
        request.display = display  # type: ignore[attr-defined]
        request.language = display.language  # type: ignore[attr-defined]
        response = self._get_response(request)
        response.headers.setdefault("Content-Language", display.html_language)
        patch_vary_headers(response, ("Cookie", "Accept-Language"))
        return response


def display_in(request: HttpRequest) -> Display:
    """The visitor's choice, also on pages that no middleware has touched."""
    found = getattr(request, "display", None)
    return found if isinstance(found, Display) else Display()


def changed(display: Display, form: Mapping[str, str | list[object]]) -> Display:
    """The choice after a form; what it does not name, or names wrongly, stays.

    やさしい日本語 comes with furigana and the other languages without, unless the form says so too.
    """
    fresh = display
    if (language := form.get("language", "")) in LANGUAGES:
        fresh = replace(fresh, language=language, furigana=language == "easy")
    if (size := form.get("size", "")) in SIZES:
        fresh = replace(fresh, size=size)
    if (furigana := form.get("furigana", "")) in {"on", "off"}:
        fresh = replace(fresh, furigana=furigana == "on")
    return fresh


@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """Keep a choice and go back to the page it was made on."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    response = HttpResponseRedirect(back)
    response.set_cookie(
        COOKIE,
        changed(display_in(request), request.POST.dict()).written(),
        max_age=_A_YEAR_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return response
