"""What of the consents no longer says anything: words a later one replaced, and ended delegations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, Model, OuterRef, Q

from sakimawari.guard.consents.models import (
    ConsentRow,
    DelegationRow,
    InvitationRow,
    RevocationRow,
    WishesRow,
)
from sakimawari.guard.custody.values import Found, Place, found

_AT_A_TIME = 500


def replaced(place: Place, before: datetime) -> Found:
    """Consents and wishes in whose place another came before."""
    same = {"person": OuterRef("person"), "pk__gt": OuterRef("pk"), "at__lt": before}
    consents = ConsentRow.objects.filter(
        Exists(ConsentRow.objects.filter(**same, to=OuterRef("to")))
    )
    wishes = WishesRow.objects.filter(Exists(WishesRow.objects.filter(**same)))
    return found(
        [
            *(f"consent {id}" for id in consents.values_list("pk", flat=True)),
            *(f"wishes {id}" for id in wishes.values_list("pk", flat=True)),
        ]
    )


def remove_replaced(place: Place, ids: Sequence[str]) -> int:
    """Remove these words."""
    with transaction.atomic():
        return _gone(ConsentRow, _of("consent", ids)) + _gone(WishesRow, _of("wishes", ids))


def ended(place: Place, before: datetime) -> Found:
    """Delegations that ended before, by their day or by revocation, and offers nobody took up."""
    day = before.date()
    revoked = Exists(RevocationRow.objects.filter(delegation=OuterRef("pk"), on__lt=day))
    over = DelegationRow.objects.filter(Q(until__lt=day) | revoked)
    untaken = InvitationRow.objects.filter(used=None, expires__lt=before)
    return found(
        [
            *(f"delegation {id}" for id in over.values_list("pk", flat=True)),
            *(f"invitation {id}" for id in untaken.values_list("pk", flat=True)),
        ]
    )


def remove_ended(place: Place, ids: Sequence[str]) -> int:
    """Remove these delegations with their revocations and offers."""
    delegations = _of("delegation", ids)
    with transaction.atomic():
        gone = _gone(InvitationRow, _of("invitation", ids))
        for at in range(0, len(delegations), _AT_A_TIME):
            some = [int(id) for id in delegations[at : at + _AT_A_TIME]]
            RevocationRow.objects.filter(delegation_id__in=some).delete()
            InvitationRow.objects.filter(used_id__in=some).delete()
        return gone + _gone(DelegationRow, delegations)


def _of(kind: str, ids: Sequence[str]) -> list[int]:
    named = (id.split(" ", 1) for id in ids)
    return [int(id) for word, id in named if word == kind]


def _gone(model: type[Model], ids: Sequence[int]) -> int:
    count = 0
    for at in range(0, len(ids), _AT_A_TIME):
        count += model._default_manager.filter(pk__in=ids[at : at + _AT_A_TIME]).delete()[0]
    return count
