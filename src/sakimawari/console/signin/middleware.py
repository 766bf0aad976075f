"""Puts the actor on every request: who asks, with roles, second factor, and whom they act for."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from sakimawari.console.city import city
from sakimawari.console.signin.entry import FACTOR_AT
from sakimawari.console.signin.keyring import keys
from sakimawari.fit.care import in_care
from sakimawari.guard.accounts import store
from sakimawari.guard.actor import NOBODY, Actor, ActorKind
from sakimawari.guard.consents import store as acting
from sakimawari.problems import Problems

Response = Callable[[HttpRequest], HttpResponse]


class ActorMiddleware:
    """Sets `request.actor`; read it with `console.access.actor_of`."""

    def __init__(self, get_response: Response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = actor_in(request)  # type: ignore[attr-defined]
        return self.get_response(request)


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
