"""What channels keep, and when it goes: codes, calls heard, links of people gone, contacts of lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from sakimawari.guard.custody.values import Found, Place, found
from sakimawari.reach.channels.models import (
    ContactRow,
    EntryRow,
    HeardRow,
    LineCodeRow,
    ListRow,
)


def old_codes(place: Place, before: datetime) -> Found:
    """Codes used or too old before a moment."""
    rows = LineCodeRow.objects.filter(Q(used_at__lt=before) | Q(until__lt=before))
    return found(rows.values_list("id", flat=True))


def remove_codes(place: Place, ids: Sequence[str]) -> int:
    """Remove these codes."""
    gone, _ = LineCodeRow.objects.filter(id__in=ids).delete()
    return gone


def old_calls(place: Place, before: datetime) -> Found:
    """Calls of providers heard before a moment."""
    return found(HeardRow.objects.filter(at__lt=before).values_list("id", flat=True))


def remove_calls(place: Place, ids: Sequence[str]) -> int:
    """Forget these calls."""
    gone, _ = HeardRow.objects.filter(id__in=ids).delete()
    return gone


def old_lists(place: Place, before: datetime) -> Found:
    """Lists made before a moment; one that is still worked on stays until it is through."""
    rows = ListRow.objects.filter(made_at__lt=before)
    still = EntryRow.objects.filter(closed_at=None).values("list_id")
    return found(rows.exclude(pk__in=still).values_list("pk", flat=True))


def remove_lists(place: Place, ids: Sequence[str]) -> int:
    """Remove lists with everything that came of them."""
    with transaction.atomic():
        ContactRow.objects.filter(entry__list__in=ids).delete()
        EntryRow.objects.filter(list__in=ids).delete()
        ListRow.objects.filter(pk__in=ids).delete()
    return len(ids)
