"""How many were told by each variant of words, and how many of them acted: for trials of words."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Q

from sakimawari.reach.sending.models import MessageRow
from sakimawari.reach.sending.values import State

HELD_OUT = "held_out"


def by_variant(plan: str) -> tuple[tuple[str, int, int], ...]:
    """For each variant of a plan: its name, how many messages went out, how many were answered.

    Those held out stand last under `held_out`, counted whole, with those who acted all the same.
    """
    return tuple(_told(plan))


def _told(plan: str) -> Iterator[tuple[str, int, int]]:
    rows = MessageRow.objects.filter(plan=plan)
    answered = Count("pk", filter=Q(replied_at__isnull=False))
    told = rows.exclude(state=State.HELD_OUT.value).filter(sent_at__isnull=False)
    yield from (
        told.values_list("variant").annotate(of=Count("pk"), replied=answered).order_by("variant")
    )
    held = rows.filter(state=State.HELD_OUT.value).aggregate(of=Count("pk"), replied=answered)
    if held["of"]:
        yield HELD_OUT, held["of"], held["replied"]
