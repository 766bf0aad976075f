"""Text that computes values: each end of the range, as docs/explanation/unknown.md has it."""

from __future__ import annotations

from typing import assert_never

from sakimawari.rules.kernel.emit_clock import ticks
from sakimawari.rules.kernel.emit_facts import HIGHEST, LOWEST, emit_fact, emit_yearly
from sakimawari.rules.kernel.emit_groups import emit_gathered
from sakimawari.rules.kernel.emit_products import emit_product
from sakimawari.rules.kernel.emit_tables import emit_table
from sakimawari.rules.kernel.scribe import Frames, Scribe
from sakimawari.rules.kernel.text import Ends, Text
from sakimawari.rules.moments import FALLING
from sakimawari.rules.tree import (
    Arithmetic,
    AsNumber,
    Calendar,
    CalendarValue,
    Choice,
    Extreme,
    FactValue,
    Gathered,
    Literal,
    Operator,
    ParameterValue,
    ReadingDate,
    Rescaled,
    Rounded,
    Rounding,
    TableValue,
    Value,
    VariableValue,
    YearlyFactValue,
)

LIGHT_BRANCH = 2  # weight up to which a branch is computed even where it does not apply


def emit_value(scribe: Scribe, node: Value, frames: Frames) -> Ends:
    """Write what computes a value; its ends."""
    match node:
        case FactValue():
            return emit_fact(scribe, node, frames)
        case YearlyFactValue():
            return emit_yearly(scribe, node, frames)
        case Literal() | VariableValue():
            return scribe.value(node, frames)
        case ParameterValue():
            at = scribe.inputs.parameter(node.parameter)
            return Ends(f"low[{at}]", f"high[{at}]")
        case ReadingDate():
            return Ends("on", "on")
        case Arithmetic():
            return _arithmetic(scribe, node, frames)
        case Rescaled():
            return _both(scribe, scribe.value(node.value, frames), f"{{}} * {10**node.digits}")
        case Rounded():
            return _rounded(scribe, node, frames)
        case Extreme():
            return _extreme(scribe, node, frames)
        case Choice():
            return _choice(scribe, node, frames)
        case CalendarValue():
            return _calendar(scribe, node, frames)
        case Gathered():
            return emit_gathered(scribe, node, frames)
        case TableValue():
            return emit_table(scribe, node, frames)
        case AsNumber():
            return _both(scribe, scribe.truth(node.truth, frames), "1 if {} else 0")
        case _:
            assert_never(node)


def _both(scribe: Scribe, ends: Ends, form: str) -> Ends:
    """The same rising expression for both ends."""
    low = scribe.text.let(form.format(ends.low))
    return Ends(low, low if ends.exact else scribe.text.let(form.format(ends.high)))


def _arithmetic(scribe: Scribe, node: Arithmetic, frames: Frames) -> Ends:
    left, right = scribe.value(node.left, frames), scribe.value(node.right, frames)
    exact = left.exact and right.exact
    text = scribe.text
    match node.operator:
        case Operator.ADD:
            low = text.let(f"{left.low} + {right.low}")
            return Ends(low, low if exact else text.let(f"{left.high} + {right.high}"))
        case Operator.SUBTRACT:
            low = text.let(f"{left.low} - {right.high}")
            return Ends(low, low if exact else text.let(f"{left.high} - {right.low}"))
        case Operator.MULTIPLY:
            return emit_product(scribe, (node.left, left), (node.right, right))
        case _:
            assert_never(node.operator)


def hull(scribe: Scribe, values: list[str]) -> Ends:
    """The range over several known values."""
    if len(values) == 1:
        return Ends(values[0], values[0])
    listed = ", ".join(values)
    return Ends(scribe.text.let(f"min({listed})"), scribe.text.let(f"max({listed})"))


def _rounded(scribe: Scribe, node: Rounded, frames: Frames) -> Ends:
    above = scribe.value(node.numerator, frames)
    below, below_scale = Ends("1", "1"), 0
    if node.denominator is not None:
        below, below_scale = scribe.value(node.denominator, frames), node.denominator.type.scale
    digits = below_scale - node.numerator.type.scale
    factor, divisor = 10 ** max(digits, 0), 10 ** max(-digits, 0) * node.step

    def one(numerator: str, denominator: str) -> str:
        text = scribe.text
        n = numerator if factor == 1 else text.let(f"{numerator} * {factor}")
        d = denominator
        if denominator.isdigit():
            d = str(int(denominator) * divisor)
        elif divisor != 1:
            d = text.let(f"{denominator} * {divisor}")
        whole = text.let(_division(scribe, node.rounding, n, d))
        return whole if node.step == 1 else text.let(f"{whole} * {node.step}")

    if below.exact:
        low = one(above.low, below.low)
        return Ends(low, low if above.exact else one(above.high, below.low))
    ends = dict.fromkeys((n, d) for n in (above.low, above.high) for d in (below.low, below.high))
    return hull(scribe, [one(n, d) for n, d in ends])


def _division(scribe: Scribe, rounding: Rounding, n: str, d: str) -> str:
    match rounding:
        case Rounding.DOWN:
            return f"{n} // {d}"
        case Rounding.UP:
            return f"-(-{n} // {d})"
        case Rounding.HALF_UP:
            return scribe.call("half_up", f"{n}, {d}")
        case _:
            assert_never(rounding)


def _extreme(scribe: Scribe, node: Extreme, frames: Frames) -> Ends:
    values = [scribe.value(value, frames) for value in node.values]
    if len(values) == 1:
        return values[0]
    form = "max" if node.largest else "min"
    low = scribe.text.let(f"{form}({', '.join(value.low for value in values)})")
    if all(value.exact for value in values):
        return Ends(low, low)
    return Ends(low, scribe.text.let(f"{form}({', '.join(value.high for value in values)})"))


def _choice(scribe: Scribe, node: Choice, frames: Frames) -> Ends:
    """Light branches are computed both; a costly one only where it may apply."""
    condition, text = scribe.truth(node.condition, frames), scribe.text
    if all(
        scribe.structure.weight(branch) <= LIGHT_BRANCH for branch in (node.then, node.otherwise)
    ):
        then, other = scribe.value(node.then, frames), scribe.value(node.otherwise, frames)
        flags = f"{condition.low}, {condition.high}"
        low = text.let(scribe.call("low_of", f"{flags}, {then.low}, {other.low}"))
        if condition.exact and then.exact and other.exact:
            return Ends(low, low)
        high = text.let(scribe.call("high_of", f"{flags}, {then.high}, {other.high}"))
        return Ends(low, high)
    low, high = text.name(), text.name()
    start = text.slot()
    with text.block(f"if {condition.high}:"):
        then = scribe.value(node.then, frames)
        text.add(f"{low} = {then.low}")
        text.add(f"{high} = {then.high}")
    with text.block("else:" if condition.exact else f"if not {condition.low}:"):
        other = scribe.value(node.otherwise, frames)
        if condition.exact:
            text.add(f"{low} = {other.low}")
            text.add(f"{high} = {other.high}")
            return Ends(low, low if then.exact and other.exact else high)
        text.add(f"{low} = min({low}, {other.low})")
        text.add(f"{high} = max({high}, {other.high})")
    start.add(f"{low} = {HIGHEST}")
    start.add(f"{high} = {LOWEST}")
    return Ends(low, high)


def _calendar(scribe: Scribe, node: CalendarValue, frames: Frames) -> Ends:
    date, text = scribe.value(node.date, frames), scribe.text
    name = node.function.name.lower()
    scribe.inputs.functions.update({name, "year"} if name == "month" else {name})
    if node.n is not None:
        n = scribe.value(node.n, frames)
        low = text.let(f"{name}({date.low}, {n.low})")
        if date.exact and n.exact:
            return Ends(low, low)
        if n.exact and node.function is not Calendar.PLUS_DAYS:
            return Ends(low, _unless_same(text, date, low, f"{name}({date.high}, {n.high})"))
        return Ends(low, text.let(f"{name}({date.high}, {n.high})"))
    if node.function in FALLING:
        low = text.let(f"{name}({date.high}, on)")
        ticks(scribe, node.function, date)
        return Ends(low, low if date.exact else text.let(f"{name}({date.low}, on)"))
    low = text.let(f"{name}({date.low})")
    if date.exact:
        return Ends(low, low)
    high = _unless_same(text, date, low, f"{name}({date.high})")
    if node.function is Calendar.MONTH:
        with text.block(f"if {low} != {high} or year({date.low}) != year({date.high}):"):
            text.add(f"{low} = 1")
            text.add(f"{high} = 12")
    return Ends(low, high)


def _unless_same(text: Text, date: Ends, low: str, high: str) -> str:
    """The high end, computed only where the date is not known: most dates are."""
    name = text.let(low)
    with text.block(f"if {date.low} != {date.high}:"):
        text.add(f"{name} = {high}")
    return name
