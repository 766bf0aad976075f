"""Puts the actor on every request, and keeps each room's door.

My page is for residents, the console for staff with a second factor; whoever is not signed in so is
led to sign in, before any view runs. What somebody may see inside, `console.access` decides.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from math import ceil
from urllib.parse import urlencode

from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from sakimawari.console.city import city
from sakimawari.console.signin.entry import FACTOR_AT
from sakimawari.console.signin.keyring import keys
from sakimawari.console.signin.throttle import TooMany
from sakimawari.console.signin.times import NOTED_EVERY_SECONDS, Ended, ended
from sakimawari.fit.care import in_care
from sakimawari.guard.accounts import store
from sakimawari.guard.accounts.session_store import BEGAN, SEEN
from sakimawari.guard.actor import NOBODY, Actor, ActorKind
from sakimawari.guard.consents import store as acting
from sakimawari.problems import Problems

Respond = Callable[[HttpRequest], HttpResponse]
DOORS = {"/my/": ActorKind.RESIDENT, "/staff/": ActorKind.STAFF}


class ActorMiddleware:
    """Sets `request.actor`; read it with `console.access.actor_of`."""

    def __init__(self, get_response: Respond) -> None:
        self._respond = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        over = end_if_over(request)
        actor = request.actor = actor_in(request)  # type: ignore[attr-defined]
        wanted = next((kind for door, kind in DOORS.items() if request.path.startswith(door)), None)
        if wanted is not None and actor.kind is not wanted:
            return led_to(request, "signin:choose", **({"why": over.value} if over else {}))
        if wanted is ActorKind.STAFF and not actor.second_factor:
            return led_to(request, "signin:second-factor")
        return self._respond(request)


class PatienceMiddleware:
    """Answers whoever tries too often, with when to try again."""

    def __init__(self, get_response: Respond) -> None:
        self._respond = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._respond(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page for `TooMany`; other exceptions go their way."""
        if not isinstance(error, TooMany):
            return None
        told = {"minutes": max(1, ceil(error.retry_after / 60))}
        answer = render(request, "signin/too_many.html", told, status=429)
        answer.headers["Retry-After"] = str(error.retry_after)
        return answer


def end_if_over(request: HttpRequest) -> Ended | None:
    """Signs out a session that lasted too long or lay idle; notes a sign of life otherwise."""
    session = request.session
    if SESSION_KEY not in session:
        return None
    now = int(time.time())
    over = ended(began=session.get(BEGAN), seen=session.get(SEEN), now=now)
    if over is not None:
        logout(request)
    elif now - session[SEEN] >= NOTED_EVERY_SECONDS:
        session[SEEN] = now
    return over


def led_to(request: HttpRequest, page: str, **told: str) -> HttpResponse:
    """The way to a page of signing in, and from there back to where somebody wanted to go."""
    wanted = request.get_full_path() if request.method == "GET" else ""
    if request.headers.get("HX-Request") == "true":
        wanted = ""  # a part of a page is nothing to come back to
    query = urlencode({**told, **({"next": wanted} if wanted else {})})
    address = reverse(page) + (f"?{query}" if query else "")
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def actor_in(request: HttpRequest) -> Actor:
    """Who is signed in, as of this moment: roles taken away a second ago are gone."""
    account = request.user
    if not account.is_authenticated:
        return NOBODY
    profile = store.profile_of(account, keys())
    factor = request.session.get(FACTOR_AT) is not None
    if profile.kind is not ActorKind.RESIDENT:
        return profile.actor(second_factor=factor)
    return profile.actor(second_factor=factor, acts_for=acts_for(profile.person))


def acts_for(person: str) -> frozenset[str]:
    """Whom a resident may act for today: minors in their care, and who delegated to them."""
    try:
        there = city()
    except Problems:  # nothing is loaded yet: nobody to act for
        return frozenset()
    return in_care(there.desk, person, there.today) | acting.acts_for(person, there.today)
