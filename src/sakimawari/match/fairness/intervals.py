"""How far a share seen in few people may lie from what it would be in many."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist


@dataclass(frozen=True, slots=True)
class Interval:
    """A lower and an upper bound."""

    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Whether a value lies within, the bounds included."""
        return self.low <= value <= self.high


def wilson(reached: int, people: int, *, confidence: float = 0.95) -> Interval:
    """Wilson's score interval of a share (E. B. Wilson 1927); nobody at all says nothing: 0 to 1."""
    if people == 0:
        return Interval(0.0, 1.0)
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    share, over = reached / people, z * z / people
    middle = (share + over / 2) / (1 + over)
    half = z * sqrt(share * (1 - share) / people + over / (4 * people)) / (1 + over)
    low = middle - half if reached else 0.0  # exactly, where rounding would leave a trace
    return Interval(low, middle + half if reached < people else 1.0)


def difference(
    one: tuple[int, int], other: tuple[int, int], *, confidence: float = 0.95
) -> Interval:
    """Newcombe's interval of the difference of two shares, each (reached, people) (1998, method 10)."""
    first, second = wilson(*one, confidence=confidence), wilson(*other, confidence=confidence)
    p = one[0] / one[1] if one[1] else 0.5
    q = other[0] / other[1] if other[1] else 0.5
    return Interval(
        p - q - sqrt((p - first.low) ** 2 + (second.high - q) ** 2),
        p - q + sqrt((first.high - p) ** 2 + (q - second.low) ** 2),
    )
