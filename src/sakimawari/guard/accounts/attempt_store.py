"""Counts tries within a span of time, for all processes together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from sakimawari.guard.accounts.models import Attempts


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """How often something was tried in the running span, and when that ends."""

    times: int
    seconds_left: int


NEVER = Tried(times=0, seconds_left=0)


def count(bucket: str, *, seconds: int) -> Tried:
    """Count one try; the first one begins a span of so many seconds."""
    now = timezone.now()
    with transaction.atomic():
        Attempts.objects.filter(bucket=bucket, until__lte=now).delete()
        if not Attempts.objects.filter(bucket=bucket).update(count=F("count") + 1):
            try:
                with transaction.atomic():
                    Attempts.objects.create(
                        bucket=bucket, count=1, until=now + timedelta(seconds=seconds)
                    )
            except IntegrityError:  # another process began the span at the same moment
                Attempts.objects.filter(bucket=bucket).update(count=F("count") + 1)
        return _tried(Attempts.objects.filter(bucket=bucket).first(), now)


def counted(bucket: str) -> Tried:
    """How often it was tried so far."""
    now = timezone.now()
    return _tried(Attempts.objects.filter(bucket=bucket, until__gt=now).first(), now)


def forget(bucket: str) -> None:
    """Begin anew."""
    Attempts.objects.filter(bucket=bucket).delete()


def _tried(kept: Attempts | None, now: datetime) -> Tried:
    if kept is None:
        return NEVER
    left = max(1, ceil((kept.until - now).total_seconds()))
    return Tried(times=kept.count, seconds_left=left)
