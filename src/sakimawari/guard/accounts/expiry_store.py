"""What of the accounts is over: sessions, codes, counted attempts, and accounts nobody uses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from sakimawari.guard.accounts.models import (
    RESIDENT,
    STAFF,
    Account,
    Attempts,
    LinkCode,
    Session,
)
from sakimawari.guard.custody.values import Found, Place, found

_AT_A_TIME = 500  # values in one statement


def sessions(place: Place, before: datetime) -> Found:
    """Sessions that ended by their time."""
    return found(Session.objects.filter(expire_date__lt=before).values_list("pk", flat=True))


def remove_sessions(place: Place, ids: Sequence[str]) -> int:
    """Remove these sessions."""
    return _removed(Session.objects.all(), ids)


def attempts(place: Place, before: datetime) -> Found:
    """Counted attempts whose span is over."""
    return found(Attempts.objects.filter(until__lt=before).values_list("pk", flat=True))


def remove_attempts(place: Place, ids: Sequence[str]) -> int:
    """Remove these counts."""
    return _removed(Attempts.objects.all(), ids)


def codes(place: Place, before: datetime) -> Found:
    """Codes that were used, or whose last day is past."""
    over = Q(used__lt=before) | Q(until__lt=before)
    return found(LinkCode.objects.filter(over).values_list("pk", flat=True))


def remove_codes(place: Place, ids: Sequence[str]) -> int:
    """Remove these codes."""
    return _removed(LinkCode.objects.all(), ids)


def closed(place: Place, before: datetime) -> Found:
    """Closed accounts of staff that were last used before; the audit keeps naming their id."""
    return _last_used(Account.objects.filter(kind=STAFF, is_active=False), before)


def unused(place: Place, before: datetime) -> Found:
    """Accounts of residents last used before; whoever comes again links their card again."""
    return _last_used(Account.objects.filter(kind=RESIDENT), before)


def remove_accounts(place: Place, ids: Sequence[str]) -> int:
    """Remove these accounts with their passkeys and sessions."""
    with transaction.atomic():
        for some in _parts(ids):
            Session.objects.filter(account__in=some).delete()
        return _removed(Account.objects.all(), ids)


def _last_used(accounts: QuerySet[Account], before: datetime) -> Found:
    never = Q(last_login=None, made__lt=before)
    return found(accounts.filter(Q(last_login__lt=before) | never).values_list("pk", flat=True))


def _removed(rows: QuerySet[Any], ids: Sequence[str]) -> int:
    """How many of these rows went; rows that went with them are not counted."""
    with transaction.atomic():
        gone = 0
        for some in _parts(ids):
            gone += rows.filter(pk__in=some).count()
            rows.filter(pk__in=some).delete()
        return gone


def _parts(ids: Sequence[str]) -> list[Sequence[str]]:
    return [ids[at : at + _AT_A_TIME] for at in range(0, len(ids), _AT_A_TIME)]
