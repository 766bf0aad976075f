"""The pages of passkeys: sign in with one, prove a second factor, and keep one's own."""

from __future__ import annotations

import time
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from sakimawari.console.signin import throttle
from sakimawari.console.signin.ceremonies import ask_to_make, ask_to_prove, make, proven_by, site_of
from sakimawari.console.signin.entry import FACTOR_AT, confirm_factor, enter
from sakimawari.console.signin.keyring import keys
from sakimawari.console.signin.noted import ADDED, REMOVED, TURNED_AWAY, note
from sakimawari.console.signin.pages import page
from sakimawari.console.signin.personas import PERSONA, personas_allowed
from sakimawari.console.signin.providers import RESIDENTS, STAFF, providers
from sakimawari.console.signin.refused import refused
from sakimawari.console.signin.times import FRESH_SECONDS, is_fresh
from sakimawari.console.signin.ways import HOMES, next_in, safe_next
from sakimawari.console.words import say
from sakimawari.guard.accounts import code_store, passkey_store, store
from sakimawari.guard.accounts.session_store import BEGAN, METHOD
from sakimawari.guard.accounts.values import Profile
from sakimawari.guard.actor import ActorKind
from sakimawari.office import current_office


@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in with a passkey of this site, without saying who one is."""
    address = throttle.address_of(request)
    throttle.allow_failures(throttle.FAILURES, address)
    failed = False
    if request.method == "POST":
        account = proven_by(request.session, site_of(request), request.POST.get("answer", ""))
        if account is not None and not store.is_vouched_for(account):
            return refused(request, "vouch")
        if account is not None and enter(request, account, method="passkey", second_factor=True):
            profile = store.profile(account, keys())
            home = HOMES[profile.kind] if profile is not None else "/"
            return redirect(safe_next(next_in(request), home))
        throttle.failed(throttle.FAILURES, address)
        note(None, TURNED_AWAY, how="passkey", allowed=False)
        failed = True
    options = ask_to_prove(request.session, site_of(request))
    told = {"options": options, "failed": failed, "next": next_in(request)}
    return render(request, "signin/passkey.html", told, status=422 if failed else 200)


@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """The second factor of whoever is signed in with one."""
    return _prove(request, "signin/second_factor.html")


@require_http_methods(["GET", "POST"])
def again(request: HttpRequest) -> HttpResponse:
    """The second factor once more, before something that cannot be taken back."""
    return _prove(request, "signin/again.html")


def _prove(request: HttpRequest, template: str) -> HttpResponse:
    profile = _own(request)
    if profile is None:
        return redirect("signin:choose")
    throttle.allow_failures(throttle.FACTORS, profile.id)
    failed = False
    if request.method == "POST":
        clicked = click_suffices(request) and "click" in request.POST
        answer = request.POST.get("answer", "")
        if clicked or proven_by(request.session, site_of(request), answer) == profile.id:
            throttle.forgive(throttle.FACTORS, profile.id)
            confirm_factor(request.session)
            return redirect(safe_next(next_in(request), HOMES[profile.kind]))
        throttle.failed(throttle.FACTORS, profile.id)
        note(profile, TURNED_AWAY, how="second factor", allowed=False)
        failed = True
    held = passkey_store.passkeys(profile.id)
    kind = STAFF if profile.kind is ActorKind.STAFF else RESIDENTS
    told = {
        "options": ask_to_prove(request.session, site_of(request), held=held) if held else "",
        "provider": kind if kind in providers() else "",
        "click": click_suffices(request),
        "failed": failed,
        "next": next_in(request),
    }
    return page(request, template, told, status=422 if failed else 200)


def click_suffices(request: HttpRequest) -> bool:
    """The demo's invented people hold no passkey: on its own machine a click stands for one."""
    return request.session.get(METHOD) == PERSONA and personas_allowed(request)


@require_http_methods(["GET", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """One's own passkeys: see them, and add one."""
    profile = _own(request)
    if profile is None:
        return redirect("signin:choose")
    held = passkey_store.passkeys(profile.id)
    by_code = needs_code(request, profile, held=bool(held))
    if not by_code and not may_add(request, profile):
        return redirect("signin:again")
    failed = request.method == "POST" and not _added(request, profile, by_code=by_code)
    if request.method == "POST" and not failed:
        messages.success(request, say("signin.passkeys.added", request.language))  # type: ignore[attr-defined]
        return redirect(safe_next(next_in(request), "/sign-in/passkeys/"))
    options = ask_to_make(
        request.session,
        site_of(request),
        account=profile.id,
        name=profile.name or say("signin.passkeys.resident", request.language),  # type: ignore[attr-defined]
        city=current_office().city,
        held=held,
    )
    told = {
        "options": options,
        "held": held,
        "by_code": by_code,
        "failed": failed,
        "next": next_in(request),
    }
    return page(request, "signin/passkeys.html", told, status=422 if failed else 200)


def needs_code(request: HttpRequest, profile: Profile, *, held: bool) -> bool:
    """Whether a first passkey is added with a code on paper.

    Staff whose directory asks for one factor alone: whoever stole that one must not add the second.
    """
    one_factor = request.session.get(FACTOR_AT) is None
    return profile.kind is ActorKind.STAFF and one_factor and not held


def may_add(request: HttpRequest, profile: Profile) -> bool:
    """Whether somebody proved recently enough who they are to add a way in."""
    now = int(time.time())
    if is_fresh(request.session.get(FACTOR_AT), now=now, sending=request.method == "POST"):
        return True
    began = request.session.get(BEGAN, 0)
    return profile.kind is ActorKind.RESIDENT and now - began < FRESH_SECONDS


def _added(request: HttpRequest, profile: Profile, *, by_code: bool) -> bool:
    code, answer = request.POST.get("code", ""), request.POST.get("answer", "")
    if by_code:
        throttle.allow_failures(throttle.FACTORS, profile.id)
        if code_store.holder(code, keys()) != profile.id:
            throttle.failed(throttle.FACTORS, profile.id)
            return False
    label = request.POST.get("label", "").strip()
    if not make(request.session, site_of(request), answer, account=profile.id, label=label):
        return False
    if by_code:
        code_store.use(code, keys())
    note(profile, ADDED)
    confirm_factor(request.session)
    return True


@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """Forget one of one's own passkeys."""
    profile = _own(request)
    if profile is None:
        return redirect("signin:choose")
    if not may_add(request, profile):
        return redirect("signin:again")
    if passkey_store.remove(profile.id, request.POST.get("credential", "")):
        note(profile, REMOVED)
    return redirect("signin:passkeys")


def _own(request: HttpRequest) -> Profile | None:
    account: Any = request.user
    return store.profile_of(account, keys()) if account.is_authenticated else None
