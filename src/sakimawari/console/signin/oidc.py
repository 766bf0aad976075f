"""The pages that lead to an identity provider and take in whoever comes back."""

from __future__ import annotations

import base64
import time
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from sakimawari.console.signin import throttle
from sakimawari.console.signin.entry import confirm_factor, enter
from sakimawari.console.signin.exchange import (
    Begun,
    Known,
    address_of,
    begin,
    finish,
    gave_second_factor,
)
from sakimawari.console.signin.items import person_of_items
from sakimawari.console.signin.keyring import keys
from sakimawari.console.signin.linking import keep_pending
from sakimawari.console.signin.noted import LINKED, TURNED_AWAY, note
from sakimawari.console.signin.providers import RESIDENTS, Provider, providers, secret_of
from sakimawari.console.signin.refused import refused
from sakimawari.console.signin.staff import profile_from
from sakimawari.console.signin.ways import HOMES, next_in, safe_next
from sakimawari.guard.accounts import store
from sakimawari.guard.accounts.values import Link
from sakimawari.guard.actor import ActorKind
from sakimawari.problems import Problems

BEGUN = "oidc"
TOKEN, PROVIDER = "id_token", "provider"  # of whoever is signed in: to sign out there too
_BARE = {
    *("iss", "sub", "aud", "exp", "iat", "nbf", "nonce", "acr", "amr", "auth_time"),
    *("azp", "at_hash", "sid", "jti", "typ"),
}


@require_GET
def leave(request: HttpRequest, kind: str) -> HttpResponse:
    """Off to the provider; with `again`, to prove oneself anew there."""
    provider = _provider(kind)
    throttle.allow(throttle.ENTRIES, throttle.address_of(request))
    again = request.GET.get("again") == "1" and request.user.is_authenticated
    begun = begin(provider, then=next_in(request), at=int(time.time()), again=again)
    try:
        address = address_of(provider, begun, back=_back(request, kind))
    except Problems:
        return refused(request, "provider", status=503)
    request.session[BEGUN] = begun.kept()
    return redirect(address)


@require_GET
def back(request: HttpRequest, kind: str) -> HttpResponse:
    """Back from the provider: sign in whoever it vouches for."""
    provider = _provider(kind)
    address = throttle.address_of(request)
    throttle.allow_failures(throttle.FAILURES, address)
    kept = request.session.pop(BEGUN, None)  # once, whatever comes of it
    if kept is None or kept["kind"] != kind:
        return refused(request, "lost")
    begun = Begun(**kept)
    try:
        known = finish(
            provider, begun, request.GET.dict(), back=_back(request, kind), secret=secret_of(kind)
        )
    except Problems:
        throttle.failed(throttle.FAILURES, address)
        note(None, TURNED_AWAY, how=f"oidc {kind}", allowed=False)
        return refused(request, "provider")
    taken_in = _resident_in if kind == RESIDENTS else _staff_in
    return taken_in(request, provider, begun, known)


def _staff_in(request: HttpRequest, provider: Provider, begun: Begun, known: Known) -> HttpResponse:
    link = Link(issuer=provider.issuer, subject=known.subject)
    id = store.account_linked(link)
    profile = profile_from(provider, known.claims, store.profile(id, keys()) if id else None)
    if profile is None:
        note(None, TURNED_AWAY, how="oidc staff, no role", allowed=False)
        return refused(request, "no-role")
    factor = gave_second_factor(provider, known.claims)
    if begun.again:
        return _proved_again(request, id, begun, factor=factor)
    kept = store.keep_staff(profile, keys(), link=link)
    store.vouch(kept.id)
    return _in(request, kept.id, ActorKind.STAFF, begun, known, factor=factor)


def _resident_in(
    request: HttpRequest, provider: Provider, begun: Begun, known: Known
) -> HttpResponse:
    link = Link(issuer=provider.issuer, subject=known.subject)
    id = store.account_linked(link)
    if begun.again:
        return _proved_again(request, id, begun, factor=True)
    if id is None:
        person = person_of_items(provider, known.claims)
        if person is None:
            keep_pending(request, link, then=begun.then)
            return redirect("signin:link")
        id = store.link_resident(person, link)
        note(store.profile(id, keys()), LINKED, how="items")
    factor = gave_second_factor(provider, known.claims)
    return _in(request, id, ActorKind.RESIDENT, begun, known, factor=factor)


def _in(
    request: HttpRequest, id: str, kind: ActorKind, begun: Begun, known: Known, *, factor: bool
) -> HttpResponse:
    if not enter(request, id, method="oidc", second_factor=factor):
        return refused(request, "closed")
    request.session[PROVIDER] = begun.kind
    if known.token_claims <= _BARE:  # a token with a name in it is kept nowhere and sent nowhere
        sealed = keys().seal(id, known.id_token.encode())
        request.session[TOKEN] = base64.b64encode(sealed).decode()
    return redirect(safe_next(begun.then, HOMES[kind]))


def _proved_again(
    request: HttpRequest, id: str | None, begun: Begun, *, factor: bool
) -> HttpResponse:
    """The same account proved itself anew; another one is not let through."""
    own: Any = request.user
    if not own.is_authenticated or own.pk != id or not factor:
        return refused(request, "other")
    confirm_factor(request.session)
    return redirect(safe_next(begun.then, "/"))


def _provider(kind: str) -> Provider:
    provider = providers().get(kind)
    if provider is None:
        raise Http404
    return provider


def _back(request: HttpRequest, kind: str) -> str:
    return request.build_absolute_uri(reverse("signin:back", args=[kind]))
