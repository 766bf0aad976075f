"""What an answer may be, cut into cells, each with the chance that the answer lies in it.

Cells leave no answer out, so what holds in all of them holds; *examples* are single answers, some
for each stretch of a scale, and show what an answer mostly settles.

The chances are a prior, not knowledge of anybody: equal over the labels of a category and over the
cells a rule cuts a number into; by length over the last hundred years for a date. A city may have
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
STRETCHES = 7  # of a scale, for examples
LIFETIME_YEARS = 100


@dataclass(frozen=True, slots=True)
class Cell:
    """A range of answers, and the chance that the answer lies in it."""

    answer: Range
    chance: float


def cells_of(
    fact: Fact, cuts: Sequence[int], *, on: int, sample: Sequence[int] = ()
) -> tuple[Cell, ...]:
    """All an answer may be, without gap or overlap; the chances add up to one."""
    ranges = _ranges(fact, cuts, most=MOST_CUTS)
    weights = _weights(fact, ranges, on=on, sample=sample)
    return tuple(Cell(range, weight) for range, weight in zip(ranges, weights, strict=True))


def examples_of(
    fact: Fact, cuts: Sequence[int], *, on: int, sample: Sequence[int] = ()
) -> tuple[Cell, ...]:
    """Single answers with the chance of the stretch each stands for; all labels of a category.

    Cells between cuts that lie together and are rare share an example.
    """
    ranges = _ranges(fact, cuts, most=len(cuts) + 1)
    weights = _weights(fact, ranges, on=on, sample=sample)
    if fact.type.kind in {Kind.TRUTH, Kind.CATEGORY}:
        return tuple(Cell(range, weight) for range, weight in zip(ranges, weights, strict=True))
    found: list[Cell] = []
    stretch: list[Cell] = []
    for cell in (Cell(range, weight) for range, weight in zip(ranges, weights, strict=True)):
        if stretch and sum(one.chance for one in stretch) + cell.chance > 1 / STRETCHES:
            found.append(_example(fact, stretch, on=on, sample=sample))
            stretch = []
        stretch.append(cell)
    return (*found, _example(fact, stretch, on=on, sample=sample))


def _example(fact: Fact, stretch: Sequence[Cell], *, on: int, sample: Sequence[int]) -> Cell:
    """A usual answer of a stretch, with the chance of all of it."""
    (low, high) = max(stretch, key=lambda cell: cell.chance).answer
    found = sample[bisect_left(sample, low) : bisect_left(sample, high + 1)]
    if found:
        value = found[len(found) // 2]
    elif fact.type.kind is Kind.DATE:
        first, last = (plus_years(on, -LIFETIME_YEARS), plus_years(on, 1))
        value = min(max((max(low, first) + min(high, last)) // 2, low), high)
    else:
        value = low
    return Cell((value, value), sum(cell.chance for cell in stretch))


def _ranges(fact: Fact, cuts: Sequence[int], *, most: int) -> list[Range]:
    low, high = missing_range(fact)
    if fact.type.kind in {Kind.TRUTH, Kind.CATEGORY}:
        return [(value, value) for value in range(low, high + 1)]
    inside = sorted({cut for cut in cuts if low < cut <= high} | _nothing(fact, low, high))
    starts = [low, *_spread(inside, most)]
    return list(zip(starts, [*(start - 1 for start in starts[1:]), high], strict=True))


def _weights(fact: Fact, ranges: Sequence[Range], *, on: int, sample: Sequence[int]) -> list[float]:
    if sample:
        weights = _counted(ranges, sample)
    elif fact.type.kind is Kind.DATE:
        weights = _by_length(ranges, (plus_years(on, -LIFETIME_YEARS), plus_years(on, 1)))
    else:
        weights = [1.0] * len(ranges)
    total = sum(weights)
    return [weight / total for weight in weights]


def cells_of_tie(others: Iterable[int]) -> tuple[Cell, ...]:
    """Who a guardian or spouse may be: each of the others, or nobody of the household."""
    answers = [*others, int(NOBODY)]
    return tuple(Cell((answer, answer), 1 / len(answers)) for answer in answers)


def _nothing(fact: Fact, low: int, high: int) -> set[int]:
    """A number may always be the least there is: no income, no dependants."""
    return {low + 1} if fact.type.kind is Kind.NUMBER and low < high else set()


def _spread(cuts: Sequence[int], most: int) -> list[int]:
    """A few of many cuts, evenly spread over their order."""
    if len(cuts) <= most:
        return list(cuts)
    return [cuts[at * (len(cuts) - 1) // (most - 1)] for at in range(most)]


def _counted(ranges: Sequence[Range], sample: Sequence[int]) -> list[float]:
    """One more than the values found in each range, so that nothing is held impossible."""
    return [1.0 + bisect_left(sample, high + 1) - bisect_left(sample, low) for low, high in ranges]


def _by_length(ranges: Sequence[Range], window: Range) -> list[float]:
    """The days of each range within a window, and one more."""
    return [1.0 + max(0, min(high, window[1]) - max(low, window[0]) + 1) for low, high in ranges]
