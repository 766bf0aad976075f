"""Who asks: the program behind a request's access token, with the scope an operation needs."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest
from django.utils import timezone
from ninja.security.base import AuthBase

from sakimawari.console.api import store
from sakimawari.console.api.limits import count
from sakimawari.console.api.refusals import Refused
from sakimawari.console.api.scopes import SCOPES

TOKEN_URL = "/api/v1/oauth/token"


class Scope(AuthBase):
    """Asks for an access token with a scope; an empty name asks for any token."""

    openapi_type = "oauth2"
    openapi_flows = {  # noqa: RUF012 - a class attribute is what ninja reads
        "clientCredentials": {"tokenUrl": TOKEN_URL, "scopes": dict(SCOPES)}
    }

    def __init__(self, needed: str = "") -> None:
        self.needed = needed
        super().__init__()

    def __call__(self, request: HttpRequest) -> Any:
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        known = None
        if kind.lower() == "bearer" and token.strip():
            known = store.holder_of(token.strip(), at=timezone.now())
        if known is None:
            raise Refused("API001", headers={"WWW-Authenticate": 'Bearer realm="sakimawari"'})
        request.program = known  # type: ignore[attr-defined]
        request.actor = known.actor  # type: ignore[attr-defined]
        count(request, known)
        if self.needed and self.needed not in known.scopes:
            challenge = (
                f'Bearer realm="sakimawari", error="insufficient_scope", scope="{self.needed}"'
            )
            raise Refused(
                "API002",
                f"the token lacks the scope {self.needed}",
                headers={"WWW-Authenticate": challenge},
            )
        return known


def program_of(request: HttpRequest) -> store.Known:
    """The program that asks, once `Scope` let it in."""
    return cast(store.Known, request.program)  # type: ignore[attr-defined]
