"""How long a session lasts, and how long a second factor counts as given just now."""

from __future__ import annotations

from enum import Enum

ABSOLUTE_SECONDS = 8 * 3600  # a working day: after it everybody signs in again
IDLE_SECONDS = 30 * 60
FRESH_SECONDS = 10 * 60  # for approvals, payments and whatever else cannot be taken back
GRACE_SECONDS = 5 * 60  # for sending in what was begun while the second factor was fresh
NOTED_EVERY_SECONDS = 60  # the last sign of life is written no more often than this


class Ended(Enum):
    """Why a session is over. The values are keys of words: `signin.ended.<value>`."""

    IDLE = "idle"
    LONG = "long"


def ended(*, began: int | None, seen: int | None, now: int) -> Ended | None:
    """Whether a session is over (seconds since 1970); one that does not say when it began, is."""
    if began is None or seen is None or not 0 <= now - began < ABSOLUTE_SECONDS:
        return Ended.LONG
    return Ended.IDLE if now - seen >= IDLE_SECONDS else None


def is_fresh(factor_at: int | None, *, now: int, sending: bool = False) -> bool:
    """Whether a second factor was given recently enough to decide something now.

    `sending`: a form that was opened while it was fresh may still be sent a little later.
    """
    allowed = FRESH_SECONDS + (GRACE_SECONDS if sending else 0)
    return factor_at is not None and 0 <= now - factor_at < allowed
