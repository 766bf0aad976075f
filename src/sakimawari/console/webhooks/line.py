"""LINE calls: an account follows, blocks, asks for an end, or sends the code of my page."""

from __future__ import annotations

import logging

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from sakimawari.console.signin import throttle
from sakimawari.console.signin.keyring import keys
from sakimawari.console.signin.throttle import Limit, TooMany
from sakimawari.console.webhooks.calling import call, hook_secret, setup_of_city
from sakimawari.console.words import say
from sakimawari.office import current_office
from sakimawari.problems import Problems
from sakimawari.reach.channels import heard_store, link_store
from sakimawari.reach.channels.line.events import SIGNATURE, Event, Heard, events_in, holds
from sakimawari.reach.channels.link_store import Linking
from sakimawari.reach.channels.setup.credentials import secret_of
from sakimawari.reach.channels.setup.values import Line
from sakimawari.reach.medium import Medium
from sakimawari.reach.sending import optout_store

CODES = Limit(name="line-codes", times=10, seconds=3600)  # wrong codes, by LINE user

_log = logging.getLogger(__name__)


@call
def heard(request: HttpRequest, name: str, body: bytes) -> HttpResponse:
    """Do what some events say, each once. 401 without LINE's signature, 400 for what is no call."""
    line = next((one for one in setup_of_city().line if one.name == name), None)
    if line is None:
        return HttpResponse(status=404)
    secret = hook_secret(name)
    if secret is None:
        return HttpResponse(status=503)
    if not holds(secret, body, request.headers.get(SIGNATURE, "")):
        return HttpResponse(status=401)
    events = events_in(body)
    if events is None:
        return HttpResponse(status=400)
    replies = [(event, done) for event in events if (done := _do(name, event)) is not None]
    for event, word in replies:
        _reply(line, event, word)
    return HttpResponse(status=200)


def _do(name: str, event: Event) -> str | None:
    """Do what an event says; the key of the words to answer with, None where nothing is said."""
    with transaction.atomic():
        known = event.id and not heard_store.first_time(name, event.id.encode(), at=timezone.now())
        if known:
            return None
        match event.heard:
            case Heard.FOLLOWED:
                link_store.resume(event.user, keys(), at=event.at)
                return "channels.line.hello"
            case Heard.BLOCKED:
                link_store.pause(event.user, keys(), at=event.at)
                return None
            case Heard.STOPPED:
                return _stopped(event)
            case Heard.CODE:
                return _linked(event)


def _stopped(event: Event) -> str:
    person = link_store.person_of(event.user, keys())
    if person is not None:
        optout_store.opt_out(
            person, Medium.LINE, at=timezone.now(), source=optout_store.BY_RESIDENT
        )
    return "channels.line.stopped"


def _linked(event: Event) -> str:
    try:
        throttle.allow_failures(CODES, event.user)
    except TooMany:
        return "channels.line.too_many"
    if link_store.link(event.code, event.user, keys(), at=timezone.now()) is Linking.WRONG:
        throttle.failed(CODES, event.user)
        return "channels.line.wrong"
    person = link_store.person_of(event.user, keys())
    if person is not None:  # who links anew wants to hear by LINE again
        optout_store.opt_in(person, Medium.LINE, at=timezone.now())
    return "channels.line.linked"


def _reply(line: Line, event: Event, word: str) -> None:
    """Answer by the token of the event; where that fails, what was done is done all the same."""
    if not event.reply_token:
        return
    from sakimawari.reach.channels.line.carrier import LineCarrier

    try:
        carrier = LineCarrier(line, secret_of(current_office().keys_folder, line.name))
    except Problems as problems:
        _log.error("%s", problems)
        return
    if not carrier.reply(event.reply_token, say(word, "ja")):
        _log.warning("a reply by %s was not taken", line.name)
    carrier.close()
