"""What kind of thing is told: a right that is owed, one that begins or ends, something to hand in."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum


class Occasion(Enum):
    """How a right is told.

    OWED     owed, or possibly owed, and not received · COMING  it begins on a day
    ENDING   it is received, and ends on a day · RENEWAL  it is received, and something must be
    handed in by a day for it to go on · NOTICE  staff have something to say about it: whether
    anything is owed is not said
    """

    OWED = "owed"
    COMING = "coming"
    ENDING = "ending"
    RENEWAL = "renewal"
    NOTICE = "notice"

    @property
    def offers(self) -> bool:
        """Whether there is something to get; otherwise no amount, reason or form is told."""
        return self in {Occasion.OWED, Occasion.COMING}


# As what a plan's occasion (`plans.values.Why`) is told where it does not stand in the gap.
BEYOND_THE_GAP: Mapping[str, Occasion] = {
    "coming": Occasion.COMING,
    "ending": Occasion.ENDING,
    "deadline": Occasion.RENEWAL,
    "alert": Occasion.NOTICE,
    "list": Occasion.NOTICE,
}
# What is told by this even where the gap holds something of the same name: it is received.
RECEIVED_WHY = frozenset({"ending"})
# Before a service on a slip that is asked about, not applied for: a yes is a wish to be called, a no
# declines nothing.
ABOUT = "about:"
