"""Lists opened in a session: what was asked for, why, so that a second page needs no second form."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.http import HttpRequest

from sakimawari.guard.purposes import AT_THE_COUNTER

KEY = "opened-lists"
MOST = 6
LONGEST_REASON = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A list that was opened: its name and filters as an address, the purpose, why in words."""

    token: str
    name: str
    query: str
    purpose: str
    reason: str


def keep(request: HttpRequest, name: str, query: str, purpose: str, reason: str) -> Opened | None:
    """Remember a list as opened; None where the purpose is none of the staff's."""
    if purpose not in AT_THE_COUNTER:
        return None
    opened = Opened(
        token=secrets.token_urlsafe(12),
        name=name,
        query=query,
        purpose=purpose,
        reason=" ".join(reason.split())[:LONGEST_REASON],
    )
    held = request.session.get(KEY, [])
    row = [opened.token, opened.name, opened.query, opened.purpose, opened.reason]
    request.session[KEY] = [row, *held][:MOST]
    return opened


def opened(request: HttpRequest, token: str) -> Opened | None:
    """A list opened before in this session."""
    for row in request.session.get(KEY, []):
        if row[0] == token:
            return Opened(token=row[0], name=row[1], query=row[2], purpose=row[3], reason=row[4])
    return None
