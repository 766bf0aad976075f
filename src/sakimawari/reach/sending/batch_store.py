"""Batches as the store knows them: which left, by which medium, when, and how many messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sakimawari.reach.medium import Medium
from sakimawari.reach.sending.models import BatchRow

OPEN, PUBLISHED, EMPTY = "open", "published", "empty"


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What left together. `published_at` None: its worker is still at it, or another will be."""

    id: str
    medium: Medium
    on: date
    made_at: datetime
    published_at: datetime | None
    count: int


def begin(batch: str, medium: Medium, *, on: date, claim: str, at: datetime) -> None:
    """Note a batch before anything of it is written; a second time changes nothing."""
    row = BatchRow(id=batch, medium=medium.value, on=on, state=OPEN, claim=claim, made_at=at)
    BatchRow.objects.bulk_create([row], ignore_conflicts=True)


def published(batch: str, *, count: int, at: datetime) -> None:
    """Note that a batch left with so many messages; with none, it never did."""
    BatchRow.objects.filter(pk=batch).update(
        state=PUBLISHED if count else EMPTY, published_at=at, count=count
    )


def day_of(batch: str) -> date | None:
    """The day of a batch: a second writing must bear the same."""
    return BatchRow.objects.filter(pk=batch).values_list("on", flat=True).first()


def batches(*, most: int = 100) -> tuple[Batch, ...]:
    """The latest batches, the newest first."""
    return tuple(
        Batch(
            id=row.pk,
            medium=Medium(row.medium),
            on=row.on,
            made_at=row.made_at,
            published_at=row.published_at,
            count=row.count,
        )
        for row in BatchRow.objects.order_by("-made_at")[:most]
    )
