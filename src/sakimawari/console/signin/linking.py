"""Tying somebody's account at a provider to their record, once: by the code of a letter.

The letter goes to the registered address, and the birth date is asked besides; whoever merely finds
the letter does not get in. Every failure gives one and the same answer.
"""

from __future__ import annotations

import time
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from sakimawari.console.city import city
from sakimawari.console.signin import throttle
from sakimawari.console.signin.entry import enter
from sakimawari.console.signin.keyring import keys
from sakimawari.console.signin.noted import LINKED, TURNED_AWAY, note
from sakimawari.console.signin.refused import refused
from sakimawari.console.signin.ways import safe_next
from sakimawari.fit.care import birth_of
from sakimawari.guard.accounts import code_store, store
from sakimawari.guard.accounts.values import Link
from sakimawari.problems import Problems

PENDING = "pending_link"
PENDING_SECONDS = 900


def keep_pending(request: HttpRequest, link: Link, *, then: str) -> None:
    """Remember whom a provider vouched for until they said which resident they are."""
    request.session.cycle_key()
    request.session[PENDING] = {
        "issuer": link.issuer,
        "subject": link.subject,
        "then": then,
        "at": int(time.time()),
    }


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def link(request: HttpRequest) -> HttpResponse:
    """Ask for the code and the birth date, and sign in whoever knows both."""
    pending = request.session.get(PENDING)
    if pending is None or time.time() - pending["at"] > PENDING_SECONDS:
        return refused(request, "lost")
    if request.method == "GET":
        return render(request, "signin/link.html")
    subject, address = f"{pending['issuer']} {pending['subject']}", throttle.address_of(request)
    throttle.allow_failures(throttle.LINKS, subject)
    throttle.allow_failures(throttle.FAILURES, address)
    code = request.POST.get("code", "")
    person = proven(code, _day(request))
    if person is None:
        throttle.failed(throttle.LINKS, subject)
        note(None, TURNED_AWAY, how="link", allowed=False)
        throttle.failed(throttle.FAILURES, address)
        return render(request, "signin/link.html", {"failed": True}, status=422)
    if not code_store.use(code, keys()):
        return refused(request, "lost")
    id = store.link_resident(person, Link(issuer=pending["issuer"], subject=pending["subject"]))
    note(store.profile(id, keys()), LINKED)
    if not enter(request, id, method="oidc", second_factor=False):
        return refused(request, "closed")
    return redirect(safe_next(pending["then"], "/my/"))


def proven(code: str, born: date | None) -> str | None:
    """The resident a code was sent to, if the birth date is theirs."""
    person = code_store.holder(code, keys())
    if person is None:
        return None
    try:
        right = birth_of(city().desk, person)
    except Problems:
        return None
    if right is None or born != right:
        code_store.missed(code, keys())
        return None
    return person


def _day(request: HttpRequest) -> date | None:
    """The birth date as three numbers; the year as on a calendar (西暦)."""
    try:
        return date(*(int(request.POST.get(part, "")) for part in ("year", "month", "day")))
    except ValueError:
        return None
