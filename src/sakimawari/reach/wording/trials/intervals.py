"""Shares with what chance leaves open: intervals for one, for a difference, and how many it takes.

Wilson (1927) for one share, Newcombe's hybrid of two such intervals (1998, his method 10) for a
difference; both stay sound where few or none replied. Sample sizes by the usual normal approximation.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

LEVEL = 0.95
POWER = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """An estimate with its lower and upper end, as shares (a difference: from -1 to 1)."""

    estimate: float
    low: float
    high: float

    @property
    def leaves_out_zero(self) -> bool:
        """Whether chance alone would hardly make such a difference."""
        return self.low > 0 or self.high < 0


def share(hits: int, of: int, *, level: float = LEVEL) -> Interval:
    """A share with Wilson's interval; of none it may be anything."""
    if not 0 <= hits <= of:
        raise ValueError("a share counts some of what there is")
    if of == 0:
        return Interval(estimate=0.0, low=0.0, high=1.0)
    z, p = _z(level), hits / of
    middle = (p + z * z / (2 * of)) / (1 + z * z / of)
    half = z * math.sqrt(p * (1 - p) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    low = 0.0 if hits == 0 else max(0.0, middle - half)
    high = 1.0 if hits == of else min(1.0, middle + half)
    return Interval(estimate=p, low=low, high=high)


def difference(one: tuple[int, int], other: tuple[int, int], *, level: float = LEVEL) -> Interval:
    """How much greater the first share is than the second, each as (hits, of)."""
    first, second = share(*one, level=level), share(*other, level=level)
    if not one[1] or not other[1]:
        return Interval(estimate=0.0, low=-1.0, high=1.0)
    gap = first.estimate - second.estimate
    below = math.hypot(first.estimate - first.low, second.high - second.estimate)
    above = math.hypot(first.high - first.estimate, second.estimate - second.low)
    return Interval(estimate=gap, low=max(-1.0, gap - below), high=min(1.0, gap + above))


def sample_needed(
    base: float, smallest: float, *, level: float = LEVEL, power: float = POWER
) -> int:
    """How many of each variant it takes to see a difference of `smallest` from a share of `base`.

    Two-sided; both are shares: base 0.12 and smallest 0.03 is 12% against 15%.
    """
    other = base + smallest
    if not (0 < base < 1 and 0 < other < 1 and smallest):
        raise ValueError("shares lie between 0 and 1, and differ")
    spread = base * (1 - base) + other * (1 - other)
    reach = _z(level) + NormalDist().inv_cdf(power)
    return math.ceil(reach * reach * spread / (smallest * smallest))


def _z(level: float) -> float:
    return NormalDist().inv_cdf(0.5 + level / 2)
