"""Pages for the IT office: which programs may ask, and what they may do."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from sakimawari.console.access import actor_of, may
from sakimawari.console.api import store
from sakimawari.console.api.scopes import SCOPES
from sakimawari.console.city import city
from sakimawari.console.words import say
from sakimawari.guard.authorise.asked import Action, Target
from sakimawari.problems import Problems

_LONGEST_NAME = 100
_MOST_A_MINUTE = 100_000
_USUAL_A_MINUTE = 600


@require_GET
def programs(request: HttpRequest) -> HttpResponse:
    """Every program, and the form to register one."""
    may(request, Action.KEEP_PROGRAMS, Target(kind="House"))
    return _page(request)


@require_POST
@never_cache
def add(request: HttpRequest) -> HttpResponse:
    """Register a program; the secret is on the answer, once."""
    may(request, Action.KEEP_PROGRAMS, Target(kind="House"))
    given = request.POST
    name = given.get("name", "").strip()[:_LONGEST_NAME]
    if not name:
        return _page(request, error=say("api.programs.no-name", _language(request)), status=400)
    try:
        made = store.add_program(
            name,
            scopes=given.getlist("scope"),
            live=given.get("kind") == "live",
            by=actor_of(request).id,
            at=timezone.now(),
            services=_several(given.get("services", "")) or ("*",),
            wards=_several(given.get("wards", "")) or ("*",),
            hosts=_several(given.get("hosts", "")),
            a_minute=_a_minute(given.get("a_minute", "")),
        )
    except Problems as found:
        return _page(request, error=found.found[0].what, status=400)
    return _page(request, made=(made.client_id, made.secret))


@require_POST
@never_cache
def renew(request: HttpRequest, client_id: str) -> HttpResponse:
    """Replace a secret; the new one is on the answer, once."""
    may(request, Action.KEEP_PROGRAMS, Target(kind="House", id=client_id))
    secret = store.new_secret(client_id)
    if secret is None:
        raise Http404
    return _page(request, made=(client_id, secret))


@require_POST
def end(request: HttpRequest, client_id: str) -> HttpResponse:
    """End a program."""
    may(request, Action.KEEP_PROGRAMS, Target(kind="House", id=client_id))
    if not store.end_program(client_id, at=timezone.now()):
        raise Http404
    messages.success(request, say("api.programs.has-ended", _language(request)))
    return redirect("programs:list")


def _page(
    request: HttpRequest,
    *,
    made: tuple[str, str] | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page of all programs; `made` are credentials to show, this once."""
    held = {
        "programs": store.programs(),
        "scopes": SCOPES,
        "wards": sorted(
            {
                str(ward)
                for ward in city().snapshot.households()["ward"].unique().to_pylist()
                if ward
            }
        ),
        "made": made,
        "error": error,
        "usual_a_minute": _USUAL_A_MINUTE,
    }
    return render(request, "api/programs.html", held, status=status)


def _several(text: str) -> tuple[str, ...]:
    """Words with commas, spaces or line ends between."""
    return tuple(text.replace(",", " ").replace("、", " ").split())


def _a_minute(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() else _USUAL_A_MINUTE
    return min(max(number, 1), _MOST_A_MINUTE)


def _language(request: HttpRequest) -> str:
    return getattr(request, "language", "ja")
