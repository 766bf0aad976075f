"""Text of products: with a sign known beforehand, the ends of a product need no comparing."""

from __future__ import annotations

from typing import assert_never

from sakimawari.rules.kernel.scribe import Scribe
from sakimawari.rules.kernel.text import Ends
from sakimawari.rules.ranges import missing_range
from sakimawari.rules.tree import (
    Arithmetic,
    AsNumber,
    CalendarValue,
    Choice,
    Extreme,
    FactValue,
    Gathered,
    Gathering,
    Literal,
    Operator,
    ParameterValue,
    ReadingDate,
    Rescaled,
    Rounded,
    TableValue,
    Truth,
    Value,
    VariableValue,
    YearlyFactValue,
)

_Factor = tuple[Value, Ends]


def emit_product(scribe: Scribe, left: _Factor, right: _Factor) -> Ends:
    """Write the product of two values whose ends are known; its ends."""
    (_, a), (_, b) = left, right
    let = scribe.text.let
    if a.exact and b.exact:
        product = let(f"{a.low} * {b.low}")
        return Ends(product, product)
    if is_never_negative(left[0]) and is_never_negative(right[0]):
        return Ends(let(f"{a.low} * {b.low}"), let(f"{a.high} * {b.high}"))
    for one, other in ((left, right), (right, left)):
        if scribe.structure.is_constant(one[0]) and is_never_negative(other[0]):
            found = _of_constant(scribe, one, other[1])
            if found is not None:
                return found
    ends = f"{a.low}, {a.high}, {b.low}, {b.high}"
    least, most = scribe.call("least_product", ends), scribe.call("most_product", ends)
    return Ends(let(least), let(most))


def _of_constant(scribe: Scribe, constant: _Factor, value: Ends) -> Ends | None:
    """A figure's part above 0 counts with one end of the value, its part below 0 with the other."""
    constants, let = scribe.constants, scribe.text.let
    if constants is None:
        return None
    figure = constants.inner(constant[0])

    def end(figure: str, above: str, below: str) -> str:
        upper, lower = constants.keep(f"max({figure}, 0)"), constants.keep(f"min({figure}, 0)")
        return let(f"{upper} * {above} + {lower} * {below}")

    return Ends(end(figure.low, value.low, value.high), end(figure.high, value.high, value.low))


def is_never_negative(value: Value) -> bool:
    """Whether a value's range surely begins at 0 or above, whatever the facts and figures are."""
    match value:
        case Literal():
            return value.value >= 0
        case FactValue() | YearlyFactValue():
            return min(missing_range(value.fact)[0], value.fact.absent or 0) >= 0
        case VariableValue():
            return not isinstance(value.variable.formula, Truth) and is_never_negative(
                value.variable.formula
            )
        case AsNumber():
            return True
        case Gathered():
            return _gathered_never_negative(value)
        case Extreme():
            found = [is_never_negative(each) for each in value.values]
            return any(found) if value.largest else all(found)
        case Choice():
            return is_never_negative(value.then) and is_never_negative(value.otherwise)
        case Arithmetic():
            rising = value.operator is not Operator.SUBTRACT
            return rising and is_never_negative(value.left) and is_never_negative(value.right)
        case Rescaled():
            return is_never_negative(value.value)
        case Rounded():
            return is_never_negative(value.numerator)
        case ParameterValue() | ReadingDate() | CalendarValue() | TableValue():
            return False
        case _:
            assert_never(value)


def _gathered_never_negative(value: Gathered) -> bool:
    if value.gathering in (Gathering.COUNT, Gathering.RANK):
        return True
    assert value.value is not None, "only a count has no value"
    return (value.empty or 0) >= 0 and is_never_negative(value.value)
