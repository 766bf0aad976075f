"""Types and units of values: what agrees with what, and in which form both meet.

Units must agree. A bare figure (a literal, or arithmetic of literals) takes the unit of the other
side. A product has one factor without unit, or a count: 人 × 円 = 円. Scales are aligned upwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sakimawari.rules.tree import (
    Arithmetic,
    Choice,
    Extreme,
    Gathered,
    Kind,
    Literal,
    Operator,
    Rescaled,
    Rounded,
    Type,
    Value,
)

# Units that count something, and so may multiply an amount.
COUNTS = frozenset({"人", "回", "月", "日", "年"})


class Disagreement(Exception):
    """Two types that cannot meet; `id` and `what` become a Problem with its place."""

    def __init__(self, id: str, what: str, do: str) -> None:
        super().__init__(what)
        self.id, self.what, self.do = id, what, do


def named(type: Type) -> str:
    """A type in words for a message."""
    match type.kind:
        case Kind.NUMBER:
            return "a number without unit" if type.unit is None else f"a number in {type.unit}"
        case Kind.DATE:
            return "a date"
        case Kind.CATEGORY:
            return "one of " + "・".join(type.labels)
        case Kind.TRUTH:
            return "yes or no"


def meet(values: Sequence[Value]) -> tuple[tuple[Value, ...], Type]:
    """Values of one kind, unit and scale, made from values that agree."""
    kinds = {value.type.kind for value in values}
    if len(kinds) > 1:
        listed = " and ".join(sorted({named(value.type) for value in values}))
        raise Disagreement(
            "RULE017", f"puts {listed} together", "compare or combine values of the same kind"
        )
    first = values[0].type
    if first.kind is Kind.CATEGORY and any(value.type.labels != first.labels for value in values):
        raise Disagreement(
            "RULE017",
            "puts categories with different labels together",
            "compare categories of the same list only",
        )
    if first.kind is not Kind.NUMBER:
        return tuple(values), first
    unit = common_unit(values)
    scale = max(value.type.scale for value in values)
    met = tuple(rescaled(_with_unit(value, unit), scale) for value in values)
    return met, Type(kind=Kind.NUMBER, unit=unit, scale=scale)


def common_unit(values: Sequence[Value]) -> str | None:
    """The one unit of some numbers, bare figures aside."""
    units = {value.type.unit for value in values if with_unit(value, "円") is None}
    if len(units) > 1:
        listed = " and ".join(sorted("no unit" if unit is None else unit for unit in units))
        raise Disagreement(
            "RULE016",
            f"puts numbers in {listed} together",
            "units must agree; check which fact or parameter is meant and its `unit`",
        )
    return next(iter(units), None)


def with_unit(value: Value, unit: str) -> Value | None:
    """A bare figure with a unit; None if the value is more than a bare figure."""
    type = replace(value.type, unit=unit)
    match value:
        case Literal() if value.type.kind is Kind.NUMBER and value.type.unit is None:
            return Literal(value.value, type)
        case Arithmetic(operator=Operator.MULTIPLY):
            return _product_with_unit(value, unit)
        case Arithmetic():
            left, right = with_unit(value.left, unit), with_unit(value.right, unit)
            if left is not None and right is not None:
                return replace(value, left=left, right=right, type=type)
        case Rescaled():
            inner = with_unit(value.value, unit)
            return None if inner is None else replace(value, value=inner, type=type)
        case Rounded():
            numerator = with_unit(value.numerator, unit)
            return None if numerator is None else replace(value, numerator=numerator, type=type)
        case Gathered() if value.value is not None and value.type == value.value.type:
            inner = with_unit(value.value, unit)
            return None if inner is None else replace(value, value=inner, type=type)
        case Extreme():
            met = [with_unit(inner, unit) for inner in value.values]
            present = tuple(inner for inner in met if inner is not None)
            if len(present) == len(met):
                return replace(value, values=present, type=type)
        case Choice():
            then, otherwise = with_unit(value.then, unit), with_unit(value.otherwise, unit)
            if then is not None and otherwise is not None:
                return replace(value, then=then, otherwise=otherwise, type=type)
        case _:
            pass
    return None


def _product_with_unit(value: Arithmetic, unit: str) -> Value | None:
    """A figure times a count (10000 × 人数) or times another figure."""
    type = replace(value.type, unit=unit)
    for bare, other in ((value.left, value.right), (value.right, value.left)):
        met = with_unit(bare, unit)
        if met is not None and (other.type.unit in COUNTS or with_unit(other, unit) is not None):
            if bare is value.left:
                return replace(value, left=met, type=type)
            return replace(value, right=met, type=type)
    return None


def _with_unit(value: Value, unit: str | None) -> Value:
    if unit is None or value.type.unit == unit:
        return value
    met = with_unit(value, unit)
    return value if met is None else met


def rescaled(value: Value, scale: int) -> Value:
    """The same number held with `scale` decimal digits, not fewer than it has."""
    digits = scale - value.type.scale
    if digits == 0:
        return value
    type = replace(value.type, scale=scale)
    if isinstance(value, Literal):
        return Literal(value.value * 10**digits, type)
    return Rescaled(value, digits, type)


def multiplied(left: Value, right: Value) -> Arithmetic:
    """A product with its unit; scales add up."""
    unit = _product_unit(left, right)
    scale = left.type.scale + right.type.scale
    type = Type(kind=Kind.NUMBER, unit=unit, scale=scale)
    return Arithmetic(Operator.MULTIPLY, left, right, type)


def _product_unit(left: Value, right: Value) -> str | None:
    mine, other = left.type.unit, right.type.unit
    if mine is None or other is None:
        return other if mine is None else mine
    counting = [unit in COUNTS for unit in (mine, other)]
    if counting == [True, False]:
        return other
    if counting == [False, True]:
        return mine
    raise Disagreement(
        "RULE016",
        f"multiplies {mine} by {other}",
        "one factor must be without unit, or a count (人, 回, 月, 日, 年)",
    )


def quotient_unit(numerator: Type, denominator: Type | None) -> str | None:
    """The unit of a quotient: 円 / no unit = 円, 円 / 人 = 円, 円 / 円 = no unit."""
    if denominator is None or denominator.unit is None:
        return numerator.unit
    if numerator.unit == denominator.unit:
        return None
    if denominator.unit in COUNTS:
        return numerator.unit
    raise Disagreement(
        "RULE016",
        f"divides {named(numerator)} by {named(denominator)}",
        "divide by a number without unit, a count, or a number of the same unit",
    )


def fitted(value: Value, expected: Type) -> Value:
    """A value in the type that is expected of it."""
    if value.type.kind is not expected.kind:
        raise Disagreement(
            "RULE017",
            f"is {named(value.type)}, where {named(expected)} is expected",
            "write a value of that kind",
        )
    if expected.kind is Kind.CATEGORY and value.type.labels != expected.labels:
        raise Disagreement(
            "RULE017",
            f"is {named(value.type)}, where {named(expected)} is expected",
            "use the same list of labels on both sides",
        )
    if expected.kind is not Kind.NUMBER:
        return value
    met = value if expected.unit is None else _with_unit(value, expected.unit)
    if met.type.unit != expected.unit:
        raise Disagreement(
            "RULE016",
            f"is {named(value.type)}, where {named(expected)} is expected",
            "units must agree; check the declared `unit` and the parts of the formula",
        )
    if met.type.scale > expected.scale:
        raise Disagreement(
            "RULE020",
            f"has {met.type.scale} decimal digits, where {expected.scale} are expected",
            "round it: 切り捨て(…), 切り上げ(…) or 四捨五入(…), as the law says",
        )
    return rescaled(met, expected.scale)
