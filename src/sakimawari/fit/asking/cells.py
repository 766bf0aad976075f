"""What an answer may be, cut into cells, each with the chance that the answer lies in it.

The chances are a prior, not knowledge of anybody: equal over the labels of a category and over the
cells a rule cuts a number into, but what a register means where it holds no entry is far likelier;
by length over the last hundred years for a date. A city may have
them counted over its residents instead (`counted`), as shares, never of one person.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sakimawari.rules.dates import plus_years
from sakimawari.rules.population import NOBODY
from sakimawari.rules.ranges import Range, missing_range
from sakimawari.rules.tree import Fact, Kind

MOST_CUTS = 6
LIFETIME_YEARS = 100
USUAL = 10.0  # times as likely as all the other answers would be if each counted one


@dataclass(frozen=True, slots=True)
class Cell:
    """A range of answers, and the chance that the answer lies in it."""

    answer: Range
    chance: float


def cells_of(
    fact: Fact, cuts: Sequence[int], *, on: int, sample: Sequence[int] = ()
) -> tuple[Cell, ...]:
    """All an answer may be, without gap or overlap; the chances add up to one."""
    low, high = missing_range(fact)
    if fact.type.kind in {Kind.TRUTH, Kind.CATEGORY}:
        ranges = [(value, value) for value in range(low, high + 1)]
    else:
        inside = sorted({cut for cut in cuts if low < cut <= high} | _nothing(fact, low, high))
        starts = [low, *_spread(inside)]
        ranges = list(zip(starts, [*(start - 1 for start in starts[1:]), high], strict=True))
    if sample:
        weights = _counted(ranges, sample)
    elif fact.type.kind is Kind.DATE:
        weights = _by_length(ranges, (plus_years(on, -LIFETIME_YEARS), plus_years(on, 1)))
    else:
        weights = [_usual(fact, range, len(ranges)) for range in ranges]
    total = sum(weights)
    return tuple(Cell(range, weight / total) for range, weight in zip(ranges, weights, strict=True))


def cells_of_tie(others: Iterable[int]) -> tuple[Cell, ...]:
    """Who a guardian or spouse may be: each of the others, or nobody of the household."""
    answers = [*others, int(NOBODY)]
    return tuple(Cell((answer, answer), 1 / len(answers)) for answer in answers)


def _nothing(fact: Fact, low: int, high: int) -> set[int]:
    """A number may always be the least there is: no income, no dependants."""
    return {low + 1} if fact.type.kind is Kind.NUMBER and low < high else set()


def _spread(cuts: Sequence[int]) -> list[int]:
    """A few of many cuts, evenly spread over their order."""
    if len(cuts) <= MOST_CUTS:
        return list(cuts)
    return [cuts[at * (len(cuts) - 1) // (MOST_CUTS - 1)] for at in range(MOST_CUTS)]


def _usual(fact: Fact, range: Range, count: int) -> float:
    """What a register means where it holds no entry (no certificate …) is what most would say."""
    usual = fact.absent is not None and range[0] <= fact.absent <= range[1]
    return USUAL * count if usual else 1.0


def _counted(ranges: Sequence[Range], sample: Sequence[int]) -> list[float]:
    """One more than the values found in each range, so that nothing is held impossible."""
    return [1.0 + bisect_left(sample, high + 1) - bisect_left(sample, low) for low, high in ranges]


def _by_length(ranges: Sequence[Range], window: Range) -> list[float]:
    """The days of each range within a window, and one more."""
    return [1.0 + max(0, min(high, window[1]) - max(low, window[0]) + 1) for low, high in ranges]
