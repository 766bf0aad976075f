"""Programs with keys, as tests meet the interface."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from sakimawari.console.api.scopes import SCOPES
from sakimawari.console.api.store import add_program, grant_token
from tests.console.town import Hall


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A program that asks, with a token of its own."""

    client_id: str
    secret: str
    token: str
    client: Client = field(default_factory=lambda: Client(SERVER_NAME="localhost"))

    def get(self, path: str, **asked: str) -> HttpResponse:
        return self.client.get(f"/api/v1{path}", asked, headers=self._headers())

    def post(self, path: str, body: Any, *, key: str | None = None) -> HttpResponse:
        return self.client.post(
            f"/api/v1{path}",
            json.dumps(body),
            content_type="application/json",
            headers=self._headers() | ({"Idempotency-Key": key} if key else {}),
        )

    def delete(self, path: str) -> HttpResponse:
        return self.client.delete(f"/api/v1{path}", headers=self._headers())

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


Register = Callable[..., Caller]


@pytest.fixture
def caller(hall: Hall) -> Register:
    """`caller("rights:read", live=True)`: a program with these scopes; all scopes if none is named."""

    def register(*scopes: str, live: bool = False, **bounds: Any) -> Caller:
        made = add_program(
            "病院の連携システム",
            scopes=scopes or SCOPES,
            live=live,
            by="test",
            at=timezone.now(),
            **bounds,
        )
        granted = grant_token(made.client_id, made.secret, scopes=None, at=timezone.now())
        assert granted is not None
        return Caller(client_id=made.client_id, secret=made.secret, token=granted[0])

    return register
