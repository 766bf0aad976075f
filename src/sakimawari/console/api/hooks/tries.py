"""When a delivery is tried again: soon, then ever later, for about a day and a half."""

from __future__ import annotations

from datetime import datetime, timedelta

_WAITS = (10, 60, 300, 1_800, 7_200, 21_600, 43_200, 86_400)  # seconds
MOST_TRIES = len(_WAITS) + 1
TAKEN = range(200, 300)
GONE = 410  # the receiver wants no more: the hook ends


def next_try(tries: int, *, at: datetime) -> datetime | None:
    """When to try again after so many tries; None to give up."""
    return None if tries >= MOST_TRIES else at + timedelta(seconds=_WAITS[tries - 1])
