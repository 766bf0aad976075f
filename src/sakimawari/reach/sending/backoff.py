"""How long until something that did not work is tried again: longer each time, and never in step.

The spread comes from the id and the number of tries: the same call always waits the same, and ten
thousand calls that failed together do not come back together.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta

FIRST_SECONDS = 30.0
LONGEST_SECONDS = 4 * 3600.0
_SPREAD = 0.5  # share of the wait that is drawn


def wait_after(tries: int, *, seed: str, least_seconds: float = 0.0) -> timedelta:
    """How long to wait after so many tries in a row (1: the first), at least what was asked for."""
    whole = min(FIRST_SECONDS * 2.0 ** min(max(tries, 1) - 1, 30), LONGEST_SECONDS)
    drawn = int.from_bytes(hashlib.blake2b(f"{seed} {tries}".encode(), digest_size=4).digest())
    seconds = whole * (1.0 - _SPREAD + _SPREAD * drawn / 2**32)
    return timedelta(seconds=max(seconds, least_seconds))
