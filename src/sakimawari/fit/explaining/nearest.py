"""The nearest value at which a promise holds, found exactly: no threshold is guessed.

The rule is read over whole ranges of values (`rules.reckon`): where the reading of a range says
"surely not", every value in it is out; where it says "surely", its near end is the answer; else the
range is halved, the near half first. So the first value found is the nearest there is, whatever the
rule is made of.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from sakimawari.rules.ranges import NO, UNKNOWN, YES, Range

Ask = Callable[[Range], Range]
MOST_READINGS = 120  # of one search
MOST_OPEN = 3  # single values a missing fact leaves open, before a search for a sure one ends


@dataclass(slots=True, kw_only=True)
class Budget:
    """How many nodes of a rule may still be read; `reached` once a reading was refused."""

    left: int
    reached: bool = False

    def allows(self) -> bool:
        """Whether one more reading may be made."""
        if self.left <= 0:
            self.reached = True
        return self.left > 0

    def spend(self, nodes: int) -> None:
        """Count a reading that was made."""
        self.left -= nodes + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The nearest value, and whether the promise surely holds there (else it may hold)."""

    value: int
    surely: bool


@dataclass(order=True, frozen=True, slots=True)
class _Open:
    distance: int
    turn: int
    low: int = field(compare=False)
    high: int = field(compare=False)


def nearest(
    ask: Ask,
    *,
    around: int,
    within: Range,
    budget: Budget,
    likely: Iterable[int] = (),
    maybe: bool = True,
) -> Found | None:
    """The value nearest to `around` in a range (itself left out) at which a promise holds.

    `ask` gives the truth of the promise over a range of values. `likely` are values near which it
    may turn; they only save readings. With `maybe`, a single value at which the promise is not sure
    counts too. None if there is none; also, with `budget.reached` set, where the budget ran out,
    where `MOST_READINGS` did not settle it, or where value after value is left open.
    """
    opened = readings = 0
    hints = sorted(set(likely))
    waiting: list[_Open] = []
    turn = 0

    def wait(low: int, high: int) -> None:
        nonlocal turn
        if low <= high:
            turn += 1
            heapq.heappush(waiting, _Open(max(low - around, around - high), turn, low, high))

    wait(within[0], min(around - 1, within[1]))
    wait(max(around + 1, within[0]), within[1])
    while waiting:
        part = heapq.heappop(waiting)
        readings += 1
        if readings > MOST_READINGS or opened >= MOST_OPEN:
            budget.reached = True
            return None
        if not budget.allows():
            return None
        truth = ask((part.low, part.high))
        if truth == NO:
            continue
        near = part.low if part.low > around else part.high
        if truth == YES or (part.low == part.high and truth == UNKNOWN and maybe):
            return Found(value=near, surely=truth == YES)
        opened += part.low == part.high
        if part.low < part.high:
            for low, high in _split(part.low, part.high, hints, around=around):
                wait(low, high)
    return None


def _split(low: int, high: int, hints: list[int], *, around: int) -> list[Range]:
    """Two parts of a range: at the middle one of the likely values inside, else in half."""
    inside = [hint for hint in hints if low < hint < high]
    if inside:
        at = inside[len(inside) // 2]
        return [(low, at - 1), (at, high)] if low > around else [(at + 1, high), (low, at)]
    middle = (low + high) // 2
    return [(low, middle), (middle + 1, high)]
