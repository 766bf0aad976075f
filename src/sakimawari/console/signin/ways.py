"""Where one goes after signing in: back where one came from, never to another site."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from sakimawari.guard.actor import ActorKind

HOMES = {ActorKind.RESIDENT: "/my/", ActorKind.STAFF: "/staff/"}
_LONGEST = 500


def next_in(request: HttpRequest) -> str:
    """The page a request wants to go on to, if it is one of ours."""
    return safe_next(request.POST.get("next") or request.GET.get("next") or "", "")


def safe_next(wanted: str, otherwise: str) -> str:
    """A path of this site, or the other one."""
    ours = (
        wanted.startswith("/")
        and len(wanted) <= _LONGEST
        and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    )
    return wanted if ours else otherwise
