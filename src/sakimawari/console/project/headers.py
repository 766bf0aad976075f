"""What every answer tells the browser to refuse: foreign scripts, frames, guesses, and copies kept.

The policy allows no inline script and no inline style, so a text that slipped into a page unescaped
would still not run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from sakimawari.console.signin.providers import origins

_FEATURES = (
    "accelerometer",
    "autoplay",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
PERMISSIONS = ", ".join(
    [
        *(f"{feature}=()" for feature in _FEATURES),
        "publickey-credentials-get=(self)",
        "publickey-credentials-create=(self)",
    ]
)


def content_policy(form_targets: Iterable[str] = (), *, secure: bool, workers: bool = False) -> str:
    """The Content-Security-Policy. `form_targets`: origins a form may lead to, beside our own.

    `workers`: the page keeps itself for times without network, by a script of ours beside it.
    """
    rules = [
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-src 'none'",
        "frame-ancestors 'none'",
        "worker-src 'self'" if workers else "worker-src 'none'",
        " ".join(["form-action 'self'", *sorted(form_targets)]),
        "upgrade-insecure-requests" if secure else "",
    ]
    return "; ".join(rule for rule in rules if rule)


class HeadersMiddleware:
    """Sets the headers of every answer; a view that set one itself keeps its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._respond = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._respond(request)
        headers = response.headers
        headers.setdefault(
            "Content-Security-Policy",
            content_policy(origins(), secure=settings.SESSION_COOKIE_SECURE),
        )
        headers.setdefault("Permissions-Policy", PERMISSIONS)
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        headers.setdefault("X-Permitted-Cross-Domain-Policies", "none")
        # Static files carry their own; whatever else is made for one person at one moment.
        headers.setdefault("Cache-Control", "no-store")
        return response
