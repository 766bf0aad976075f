"""A request sent twice counts once: the answer to an Idempotency-Key is kept and given again.

A key is claimed before the work and the answer kept after it, sealed. If the process dies between,
the key is free again after a while, and the work itself must bear being done twice: handing in an
application takes the same key as its own.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from sakimawari.console.api import store
from sakimawari.console.api.refusals import Refused
from sakimawari.console.api.signing import program_of
from sakimawari.console.city import city

_KEY = re.compile(r"[A-Za-z0-9_.:-]{8,100}")


def key_of(request: HttpRequest) -> str:
    """The Idempotency-Key of a request. API010 where there is none of the right shape."""
    key = request.headers.get("Idempotency-Key", "")
    if not _KEY.fullmatch(key):
        raise Refused("API010")
    return key


def once(request: HttpRequest, work: Callable[[], HttpResponse]) -> HttpResponse:
    """Do the work of a request, or answer a repeated one as before."""
    program, key = program_of(request), key_of(request)
    kept = store.begin_answer(program.id, key, _digest(request), at=timezone.now())
    if kept is not None:
        return _again(request, program.client_id, kept)
    try:
        answer = work()
    except BaseException:
        store.drop_answer(program.id, key)
        raise
    sealed = city().keys.seal(program.client_id, answer.content)
    store.keep_answer(program.id, key, status=answer.status_code, sealed=sealed)
    return answer


def _digest(request: HttpRequest) -> str:
    told = hashlib.sha256(f"{request.method} {request.path}\n".encode())
    told.update(_canonical(request.body))
    return told.hexdigest()


def _canonical(body: bytes) -> bytes:
    """The same for bodies that differ in spaces and order alone."""
    try:
        return json.dumps(json.loads(body), sort_keys=True, ensure_ascii=False).encode()
    except ValueError:
        return body


def _again(request: HttpRequest, client_id: str, kept: store.Kept) -> HttpResponse:
    if kept.request_digest != _digest(request):
        raise Refused("API008")
    if kept.status == 0:
        raise Refused("API009", headers={"Retry-After": "2"})
    content = city().keys.open(client_id, kept.sealed)
    answer = HttpResponse(content, status=kept.status, content_type="application/json")
    answer["Idempotent-Replayed"] = "true"
    return answer
