"""Until when calls may begin after they were marked: a worker that was frozen calls nobody late.

Whoever slept past its lease (a machine put to rest, a process stopped) wakes between mark and call
while another looks after what it held. Half of the lease is for beginning a call, the other half for
the call itself: when the lease ends, no call is under way.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sakimawari.reach.channels.seam import Answer, Outcome
from sakimawari.reach.sending.call_store import Lease

# Not called at all: whoever has the message now may call it.
LATE = Answer(outcome=Outcome.BUSY, why="late")


def awake() -> float:
    """Seconds that passed on this machine, those in which it slept among them where it counts them."""
    counted = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return time.clock_gettime(counted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fence:
    """Open until half of a lease is over, by the clock of the city and by that of the machine."""

    clock: Callable[[], datetime]
    until: datetime
    awake_until: float

    @property
    def is_open(self) -> bool:
        """Whether a call may begin at this moment."""
        return self.clock() < self.until and awake() < self.awake_until


def fence_of(lease: Lease, clock: Callable[[], datetime]) -> Fence:
    """The fence of a lease that begins now."""
    half = (lease.until - lease.at) / 2
    return Fence(clock=clock, until=lease.at + half, awake_until=awake() + half.total_seconds())
