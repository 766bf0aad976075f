"""Where Django keeps sessions: by a hash of the key the browser holds, with whose they are.

Whoever reads the table, or a copy of it, finds no key that would open a session. The plain columns
(`account`, `began`, `seen`, `browser`, `method`) let people see and end their own sessions.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as KeptSessions
from django.utils import timezone

from sakimawari.guard.accounts.models import Session
from sakimawari.guard.accounts.values import OpenSession

BEGAN, SEEN, BROWSER, METHOD = "began", "seen", "browser", "method"  # in a session's data


def digest_of(session_key: str) -> str:
    """The name under which the session with this key is kept."""
    return hashlib.blake2b(session_key.encode(), digest_size=20, person=b"session").hexdigest()


class SessionStore(KeptSessions):
    """Sessions in the operational store."""

    @classmethod
    def get_model_class(cls) -> type[Any]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        if self.session_key is not None:
            kept = Session.objects.filter(
                session_key=digest_of(self.session_key), expire_date__gt=timezone.now()
            ).first()
            if kept is not None:
                return kept
        self._session_key = None
        return None

    def exists(self, session_key: str) -> bool:
        return Session.objects.filter(session_key=digest_of(session_key)).exists()

    def create_model_instance(self, data: Mapping[str, Any]) -> Session:
        if self._session_key is None:
            self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]
        return Session(
            session_key=digest_of(self._session_key),
            session_data=self.encode(dict(data)),
            expire_date=self.get_expiry_date(),
            account=data.get(SESSION_KEY, ""),
            began=_moment(data.get(BEGAN)),
            seen=_moment(data.get(SEEN)),
            browser=data.get(BROWSER, ""),
            method=data.get(METHOD, ""),
        )

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            Session.objects.filter(session_key=digest_of(key)).delete()


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def sessions_of(account: str, *, here: str) -> tuple[OpenSession, ...]:
    """The open sessions of an account, the last used one first; `here` is the key of this one."""
    own = digest_of(here)
    kept = Session.objects.filter(account=account, expire_date__gt=timezone.now())
    return tuple(
        OpenSession(
            id=one.session_key,
            began=one.began,
            seen=one.seen,
            browser=one.browser,
            method=one.method,
            here=one.session_key == own,
        )
        for one in kept.order_by("-seen")
        if one.began is not None and one.seen is not None
    )


def end_session(account: str, id: str) -> None:
    """End one session of this account."""
    Session.objects.filter(account=account, session_key=id).delete()


def end_sessions_of(account: str) -> None:
    """End every session of this account."""
    Session.objects.filter(account=account).delete()
