"""Pages for what went wrong: what happened in calm words, and what one can do now.

Nothing of the exception is shown but a refusal's own text, which is written for the page. A fault of
the server gets a number that stands in the log too, so that somebody who calls can be helped.
"""

from __future__ import annotations

import logging
import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sakimawari.console.access import Denied
from sakimawari.guard.actor import NOBODY, Actor, ActorKind

_log = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the browser sent what cannot be read."""
    return _page(request, 400)


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the policies, or the order of the house, say no."""
    return _page(request, 403, said=str(exception) if isinstance(exception, Denied) else "")


def expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of another kind: a form that was open too long, or was not ours."""
    return _page(request, 403, words="expired")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing there, or nothing this visitor may know of."""
    return _page(request, 404)


def failed(request: HttpRequest) -> HttpResponse:
    """500: our own fault; even the page that says so must not need anything that may be broken."""
    number = secrets.token_hex(3)
    _log.error("a page failed: %s", number)
    try:
        return _page(request, 500, number=number)
    except Exception:
        _log.exception("the page of failure %s failed too", number)
        return HttpResponse(_LAST_RESORT.format(number=number), status=500)


def _page(
    request: HttpRequest,
    status: int,
    *,
    words: str = "",
    said: str = "",
    number: str = "",
) -> HttpResponse:
    actor = getattr(request, "actor", NOBODY)
    at_desk = isinstance(actor, Actor) and actor.kind is ActorKind.STAFF
    context = {
        "layout": "layout/staff.html" if at_desk else "layout/base.html",
        "words": words or f"e{status}",
        "said": said,
        "number": number,
    }
    return render(request, "errors/page.html", context, status=status)


_LAST_RESORT = """<!doctype html><html lang="ja"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>エラー</title></head><body><main>
<h1>ただいま表示できません</h1>
<p>申し訳ありません。しばらくしてから、もう一度開いてください。お急ぎのときは、お電話ください。</p>
<p lang="en">Sorry, this page cannot be shown just now. Please try again in a while.</p>
<p>番号 {number}</p></main></body></html>"""
