"""What a node comes to from the ranges of its parts alone: arithmetic, dates, comparisons, logic."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from sakimawari.rules.moments import calendar_range
from sakimawari.rules.ranges import (
    Range,
    all_of,
    any_of,
    compared,
    negated,
    one_of,
    product,
    rounded,
)
from sakimawari.rules.tree import (
    AllOf,
    AnyOf,
    Arithmetic,
    AsNumber,
    CalendarValue,
    Compared,
    Extreme,
    Not,
    OneOf,
    Operator,
    Rescaled,
    Rounded,
)

Computed = (
    Arithmetic
    | Rescaled
    | Rounded
    | Extreme
    | CalendarValue
    | AsNumber
    | Compared
    | OneOf
    | Not
    | AllOf
    | AnyOf
)


def compute(node: Computed, parts: Sequence[Range], *, on: int) -> Range:
    """The range of a node from the ranges of its parts, in the order of `walk.parts_of`."""
    match node:
        case Arithmetic():
            return calculated(node.operator, parts[0], parts[1])
        case Rescaled():
            factor: int = 10**node.digits
            return parts[0][0] * factor, parts[0][1] * factor
        case Rounded():
            return quotient(node, parts[0], parts[1] if len(parts) > 1 else (1, 1))
        case Extreme():
            pick = max if node.largest else min
            return pick(low for low, _ in parts), pick(high for _, high in parts)
        case CalendarValue():
            n = parts[1] if len(parts) > 1 else (0, 0)
            return calendar_range(node.function, parts[0], n=n, on=on)
        case AsNumber():
            return parts[0]
        case Compared():
            return compared(node.comparison, parts[0], parts[1])
        case OneOf():
            return one_of(parts[0], node.members)
        case Not():
            return negated(parts[0])
        case AllOf():
            return all_of(parts)
        case AnyOf():
            return any_of(parts)
    assert_never(node)


def calculated(operator: Operator, left: Range, right: Range) -> Range:
    """Sum, difference or product of two ranges."""
    match operator:
        case Operator.ADD:
            return left[0] + right[0], left[1] + right[1]
        case Operator.SUBTRACT:
            return left[0] - right[1], left[1] - right[0]
        case Operator.MULTIPLY:
            return product(left, right)


def quotient(node: Rounded, numerator: Range, denominator: Range) -> Range:
    """numerator / denominator rounded to a multiple of the step; the denominator is positive.

    The scales cancel first, so that neither part grows more than it must.
    """
    digits = node.numerator.type.scale - denominator_scale(node)
    up, down = 10 ** max(0, -digits), 10 ** max(0, digits) * node.step
    results = [
        rounded(node.rounding, n * up, d * down) * node.step for n in numerator for d in denominator
    ]
    return min(results), max(results)


def denominator_scale(node: Rounded) -> int:
    """Decimal digits held in the denominator; a denominator of 1 holds none."""
    return 0 if node.denominator is None else node.denominator.type.scale
