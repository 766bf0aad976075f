"""The residents seen last in this session, by opaque key: kept with the session, gone with it."""

from __future__ import annotations

from django.http import HttpRequest

KEY = "recent"
MOST = 8


def remember(request: HttpRequest, person: str) -> None:
    """Put a resident first among those seen."""
    seen = [each for each in seen_last(request) if each != person]
    request.session[KEY] = [person, *seen][:MOST]


def seen_last(request: HttpRequest) -> tuple[str, ...]:
    """Opaque keys, the last first."""
    held = request.session.get(KEY, [])
    return tuple(each for each in held if isinstance(each, str))[:MOST]


def forget_all(request: HttpRequest) -> None:
    """Clear what was seen."""
    request.session.pop(KEY, None)
