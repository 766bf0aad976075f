"""What the interface for programs keeps and needs no more: tokens, counts, answers, old notices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from sakimawari.console.api.models import Answer, Delivery, Minute, Token
from sakimawari.guard.custody.values import Found, Place, found

_AT_A_TIME = 500
_DONE = ("taken", "given_up")
_KINDS = {"token": Token, "minute": Minute, "answer": Answer, "delivery": Delivery}


def over(place: Place, before: datetime) -> Found:
    """Tokens that ended, minutes counted, answers kept for a repeated request, and sent notices."""
    due = {
        "token": Token.objects.filter(until__lt=before),
        "minute": Minute.objects.filter(minute__lt=int(before.timestamp()) // 60),
        "answer": Answer.objects.filter(at__lt=before),
        "delivery": Delivery.objects.filter(state__in=_DONE, made_at__lt=before),
    }
    return found(
        f"{kind} {id}" for kind, rows in due.items() for id in rows.values_list("pk", flat=True)
    )


def remove(place: Place, ids: Sequence[str]) -> int:
    """Remove these."""
    by_kind: dict[str, list[str]] = {}
    for kind, id in (named.split(" ", 1) for named in ids):
        by_kind.setdefault(kind, []).append(id)
    with transaction.atomic():
        gone = 0
        for kind, some in by_kind.items():
            for at in range(0, len(some), _AT_A_TIME):
                rows = _KINDS[kind]._default_manager.filter(pk__in=some[at : at + _AT_A_TIME])
                gone += rows.delete()[0]
        return gone
