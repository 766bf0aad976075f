"""Entering and leaving: what a session holds about who signed in, how, and when.

Every entry gets a fresh session (nothing of the visitor's is carried over), so that a session key
somebody planted before is worth nothing after.
"""

from __future__ import annotations

import time

from django.contrib.auth import login
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from sakimawari.console.signin.keyring import keys
from sakimawari.console.signin.noted import SIGN_IN, TURNED_AWAY, note
from sakimawari.guard.accounts import store
from sakimawari.guard.accounts.session_store import BEGAN, BROWSER, METHOD, SEEN

FACTOR_AT = "factor_at"  # seconds since 1970 of the last second factor; absent: none was given
_BROWSERS = (
    ("Edg/", "Edge"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_DEVICES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


class Accounts:
    """Django's way from a session to its account. It signs nobody in by itself."""

    def authenticate(self, request: HttpRequest | None, **given: object) -> None:
        """Nobody: signing in is the work of `console.signin` alone."""

    def get_user(self, user_id: str) -> AbstractBaseUser | None:
        """The account of a session, unless it was closed."""
        found = store.account(user_id)
        return found if found is not None and found.is_active else None


def enter(request: HttpRequest, account_id: str, *, method: str, second_factor: bool) -> bool:
    """Sign an account in; False if there is none, or it was closed."""
    account = store.account(account_id)
    if account is None or not account.is_active:
        closed = store.profile_of(account, keys()) if account is not None else None
        note(closed, TURNED_AWAY, how=method, allowed=False)
        return False
    request.session.flush()
    login(request, account, backend=f"{__name__}.{Accounts.__name__}")
    now = int(time.time())
    request.session[BEGAN] = request.session[SEEN] = now
    request.session[METHOD] = method
    request.session[BROWSER] = browser_of(request.META.get("HTTP_USER_AGENT", ""))
    if second_factor:
        confirm_factor(request.session)
    note(store.profile_of(account, keys()), SIGN_IN, how=method)
    return True


def confirm_factor(session: SessionBase) -> None:
    """Note that a second factor was given just now."""
    session[FACTOR_AT] = int(time.time())
    session.cycle_key()


def browser_of(agent: str) -> str:
    """Browser and device in two words, for people to recognise their own; no more is kept."""
    named = [
        next((name for mark, name in marks if mark in agent), "") for marks in (_BROWSERS, _DEVICES)
    ]
    return " ".join(word for word in named if word)
