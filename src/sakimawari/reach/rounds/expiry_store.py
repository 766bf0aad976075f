"""When rounds and what came of them go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from sakimawari.guard.custody.values import Found, Place, found
from sakimawari.reach.rounds.models import (
    DayRow,
    DetailRow,
    DutyRow,
    OutcomeRow,
    VisitRow,
    WalkRow,
)


def old_days(place: Place, before: datetime) -> Found:
    """Days whose rounds were walked before a moment, and what staff said of visits then."""
    days = set(DayRow.objects.filter(on__lt=before.date()).values_list("on", flat=True))
    days |= set(DutyRow.objects.filter(on__lt=before.date()).values_list("on", flat=True))
    details = DetailRow.objects.filter(at__lt=before).values_list("entry", flat=True)
    return found(
        [*(f"day {day.isoformat()}" for day in sorted(days)), *(f"entry {id}" for id in details)]
    )


def remove_days(place: Place, ids: Sequence[str]) -> int:
    """Remove these days with their rounds, and these details."""
    named = [id.split(" ", 1) for id in ids]
    days = [date.fromisoformat(id) for kind, id in named if kind == "day"]
    with transaction.atomic():
        VisitRow.objects.filter(on__in=days).delete()
        WalkRow.objects.filter(on__in=days).delete()
        DutyRow.objects.filter(on__in=days).delete()
        DayRow.objects.filter(on__in=days).delete()
        DetailRow.objects.filter(pk__in=[id for kind, id in named if kind == "entry"]).delete()
    return len(ids)


def old_outcomes(place: Place, before: datetime) -> Found:
    """Outcomes told before a moment; what still waits for the office stays."""
    told = OutcomeRow.objects.filter(at__lt=before)
    done = told.filter(settled_at__isnull=False) | told.exclude(
        kind__in=["follow_up", "refuses", "moved"]
    )
    return found(done.values_list("pk", flat=True).distinct())


def remove_outcomes(place: Place, ids: Sequence[str]) -> int:
    """Remove these outcomes with their notes."""
    return OutcomeRow.objects.filter(pk__in=list(ids)).delete()[0]
