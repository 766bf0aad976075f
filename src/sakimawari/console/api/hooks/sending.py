"""One try of a delivery: signed, sent, and what came of it kept."""

from __future__ import annotations

import json
from datetime import datetime

import httpx

from sakimawari.console.api import hook_store
from sakimawari.console.api.hooks.addresses import check_address
from sakimawari.console.api.hooks.signature import signed_headers
from sakimawari.console.api.hooks.tries import GONE, TAKEN, next_try
from sakimawari.guard.keys import Keys
from sakimawari.problems import Problems

_SECONDS = 5.0


def send_due(keys: Keys, *, at: datetime, client: httpx.Client | None = None) -> int:
    """Try every delivery that is due; how many were tried."""
    tried = hook_store.claim_due(at=at)
    if not tried:
        return 0
    opened = client or httpx.Client(timeout=_SECONDS, follow_redirects=False, trust_env=False)
    try:
        for due in tried:
            _send(due, keys, opened, at=at)
    finally:
        if client is None:
            opened.close()
    return len(tried)


def _send(due: hook_store.Due, keys: Keys, client: httpx.Client, *, at: datetime) -> None:
    body = json.dumps(due.body, ensure_ascii=False, separators=(",", ":")).encode()
    secret = keys.open(due.client_id, due.secret)
    headers = {
        "content-type": "application/json; charset=utf-8",
        "user-agent": "sakimawari-hooks/1",
        **signed_headers(secret, id=due.event_id, at=int(at.timestamp()), body=body),
    }
    try:
        check_address(due.url, due.hosts, live=due.live)  # the city may have struck the host out
        status: int | None = client.post(due.url, content=body, headers=headers).status_code
        words = f"answered {status}"
    except Problems:
        status, words = None, "the host is no longer written down for this key"
    except httpx.HTTPError as trouble:
        status, words = None, type(trouble).__name__
    _note(due, status, words, at=at)


def _note(due: hook_store.Due, status: int | None, words: str, *, at: datetime) -> None:
    if status is not None and status in TAKEN:
        hook_store.note_try(due, state=hook_store.TAKEN, status=status, words=words, next_try=None)
        return
    again = None if status == GONE else next_try(due.tries, at=at)
    state = hook_store.GIVEN_UP if again is None else hook_store.WAITING
    hook_store.note_try(due, state=state, status=status, words=words, next_try=again)
    if status == GONE:
        hook_store.end_gone(due, at=at)
