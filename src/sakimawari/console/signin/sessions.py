"""Where one is signed in: seeing it, ending one of them, or all; and signing out here."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from sakimawari.console.signin.discovery import endpoints
from sakimawari.console.signin.keyring import keys
from sakimawari.console.signin.noted import SIGN_OUT, note
from sakimawari.console.signin.oidc import PROVIDER, TOKEN
from sakimawari.console.signin.pages import page
from sakimawari.console.signin.providers import providers
from sakimawari.console.words import say
from sakimawari.guard.accounts import session_store, store
from sakimawari.problems import Problems


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """The places where one is signed in."""
    own: Any = request.user
    if not own.is_authenticated:
        return redirect("signin:choose")
    here = request.session.session_key or ""
    told = {"sessions": session_store.sessions_of(own.pk, here=here)}
    return page(request, "signin/sessions.html", told)


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """End one of one's own sessions."""
    own: Any = request.user
    if not own.is_authenticated:
        return redirect("signin:choose")
    session_store.end_session(own.pk, request.POST.get("session", ""))
    messages.success(request, say("signin.sessions.ended", request.language))  # type: ignore[attr-defined]
    return redirect("signin:sessions")


@require_POST
def end_all(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere, here too."""
    own: Any = request.user
    if own.is_authenticated:
        store.end_all_sessions(own.pk)
        session_store.end_sessions_of(own.pk)
    return out(request)


@require_POST
def out(request: HttpRequest) -> HttpResponse:
    """Sign out here, and at the provider through which one came."""
    leaving = _provider_exit(request)
    own: Any = request.user
    if own.is_authenticated:
        note(store.profile_of(own, keys()), SIGN_OUT)
    logout(request)
    return redirect(leaving or "signin:left")


@require_GET
def left(request: HttpRequest) -> HttpResponse:
    """Signed out."""
    return render(request, "signin/left.html")


def _provider_exit(request: HttpRequest) -> str | None:
    """Where the provider ends its own session (OpenID Connect RP-Initiated Logout), if it offers it."""
    own: Any = request.user
    provider = providers().get(request.session.get(PROVIDER, ""))
    if provider is None or not own.is_authenticated:
        return None
    try:
        place = endpoints(provider).end_session
    except Problems:  # it cannot be reached: signing out here must not depend on it
        return None
    if place is None:
        return None
    told = {
        "client_id": provider.client,
        "post_logout_redirect_uri": request.build_absolute_uri(reverse("signin:left")),
    }
    sealed = request.session.get(TOKEN)
    if sealed is not None:
        told["id_token_hint"] = keys().open(own.pk, base64.b64decode(sealed)).decode()
    return f"{place}{'&' if '?' in place else '?'}{urlencode(told)}"
