"""Ranges of values: what a missing fact may be, and the arithmetic the readings share.

A range is (low, high), both ends included and both possible. See docs/explanation/unknown.md.
"""

from __future__ import annotations

from collections.abc import Iterable

from sakimawari.rules.figures import widest_range
from sakimawari.rules.tree import Comparison, Fact, Kind, Rounding

Range = tuple[int, int]


def missing_range(fact: Fact) -> Range:
    """What a fact may be while nobody knows it.

    A number: its declared bounds. A date: its declared bounds where both are dates the engine
    knows (1850 to 2200), else all of those. A category: any label. A truth: 0 to 1.
    """
    widest = widest_range(fact.type)
    match fact.type.kind:
        case Kind.NUMBER:
            return fact.low, fact.high
        case Kind.DATE:
            sensible = widest[0] <= fact.low <= fact.high <= widest[1]
            # 0 … is the default of numbers, never meant for a date.
            return (fact.low, fact.high) if sensible else widest
        case Kind.CATEGORY | Kind.TRUTH:
            return widest


def within_bounds(fact: Fact, value: int) -> bool:
    """Whether a value is one the fact may have; populations hold only such values."""
    low, high = missing_range(fact)
    return low <= value <= high


def hull(ranges: Iterable[Range]) -> Range:
    """The least range that holds all the given ones; at least one must be given."""
    held = tuple(ranges)
    return min(low for low, _ in held), max(high for _, high in held)


def product(left: Range, right: Range) -> Range:
    """The range of a product."""
    ends = [a * b for a in left for b in right]
    return min(ends), max(ends)


def rounded(rounding: Rounding, numerator: int, denominator: int) -> int:
    """numerator / denominator as an integer; the denominator is positive."""
    match rounding:
        case Rounding.DOWN:
            return numerator // denominator
        case Rounding.UP:
            return -(-numerator // denominator)
        case Rounding.HALF_UP:
            half = (2 * abs(numerator) + denominator) // (2 * denominator)
            return half if numerator >= 0 else -half


# ---------------------------------------------------------------- truths as ranges

NO: Range = (0, 0)
YES: Range = (1, 1)
UNKNOWN: Range = (0, 1)


def negated(truth: Range) -> Range:
    """not."""
    return 1 - truth[1], 1 - truth[0]


def all_of(truths: Iterable[Range]) -> Range:
    """and: no if one is no, else unknown if one is unknown; of nothing, yes."""
    held = (YES, *truths)
    return min(low for low, _ in held), min(high for _, high in held)


def any_of(truths: Iterable[Range]) -> Range:
    """or: yes if one is yes, else unknown if one is unknown; of nothing, no."""
    held = (NO, *truths)
    return max(low for low, _ in held), max(high for _, high in held)


def compared(comparison: Comparison, left: Range, right: Range) -> Range:
    """A comparison of two ranges."""
    match comparison:
        case Comparison.LESS:
            return int(left[1] < right[0]), int(left[0] < right[1])
        case Comparison.AT_MOST:
            return int(left[1] <= right[0]), int(left[0] <= right[1])
        case Comparison.EQUAL:
            sure = left[0] == left[1] == right[0] == right[1]
            return int(sure), int(left[0] <= right[1] and right[0] <= left[1])
        case Comparison.NOT_EQUAL:
            return negated(compared(Comparison.EQUAL, left, right))
        case Comparison.AT_LEAST:
            return compared(Comparison.AT_MOST, right, left)
        case Comparison.MORE:
            return compared(Comparison.LESS, right, left)


def one_of(value: Range, members: Iterable[int]) -> Range:
    """Whether a value is among some integers."""
    inside = {member for member in members if value[0] <= member <= value[1]}
    return int(len(inside) == value[1] - value[0] + 1), int(bool(inside))
