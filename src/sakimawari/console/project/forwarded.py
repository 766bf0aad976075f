"""What a reverse proxy says about a request, believed only of proxies the city named.

Everybody can write such headers. From a proxy in `SAKIMAWARI_PROXIES` the address of the browser is
taken, and that it came by https; from anybody else neither is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse

UNIX = "unix"  # in SAKIMAWARI_PROXIES: whoever reaches the server's socket file
_SENT_ON = (
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_REAL_IP",
    "HTTP_VIA",
)


class ForwardedMiddleware:
    """Stands first: what comes after reads the browser's own address and scheme."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._respond = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        was_sent_on = any(header in request.META for header in _SENT_ON)
        request.was_sent_on = was_sent_on  # type: ignore[attr-defined]
        sender = request.META.get("REMOTE_ADDR", "") or UNIX
        if sender in settings.PROXIES:
            seen = request.META.get("HTTP_X_FORWARDED_FOR", "")
            request.META["REMOTE_ADDR"] = browser_behind(seen, settings.PROXIES) or sender
        else:
            request.META.pop("HTTP_X_FORWARDED_PROTO", None)
        return self._respond(request)


def browser_behind(forwarded_for: str, proxies: Collection[str]) -> str | None:
    """The last address in the list that is no proxy of ours: what stands before it can be invented."""
    for entry in reversed(forwarded_for.split(",")):
        address = entry.strip()
        try:
            ip_address(address)
        except ValueError:
            return None
        if address not in proxies:
            return address
    return None


def was_sent_on(request: HttpRequest) -> bool:
    """Whether any proxy, ours or not, stood between the browser and the server."""
    return bool(getattr(request, "was_sent_on", True))
