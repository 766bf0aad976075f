"""Calls in an expression: functions of dates, roundings, extremes, group forms, tables."""

from __future__ import annotations

import ast

from sakimawari.problems import Problems
from sakimawari.rules.moments import COUNTED
from sakimawari.rules.parse_groups import read_group_form
from sakimawari.rules.parse_literals import holds_label, read_day
from sakimawari.rules.parse_results import read_result
from sakimawari.rules.parse_tables import read_output
from sakimawari.rules.scope import Reader
from sakimawari.rules.tree import (
    DATE,
    Calendar,
    CalendarValue,
    Extreme,
    Kind,
    Rounded,
    Truth,
    Type,
    Value,
)
from sakimawari.rules.units import fitted, meet, quotient_unit
from sakimawari.rules.vocabulary import (
    CALENDAR,
    DAY,
    EVERY,
    GATHERINGS,
    GROUPS,
    RESULTS,
    ROUNDINGS,
    SOME,
    TABLE,
    closest,
)

# The unit of what a function of dates yields, where it is a number …
YIELDS = {
    Calendar.LEGAL_AGE: "歳",
    Calendar.BIRTHDAY_AGE: "歳",
    Calendar.SCHOOL_YEAR_AGE: "歳",
    Calendar.SCHOOL_YEAR_START_AGE: "歳",
    Calendar.MONTHS_OLD: "月",
    Calendar.MONTHS_SINCE: "月",
    Calendar.DAYS_SINCE: "日",
    Calendar.FISCAL_YEAR: "年",
    Calendar.MONTH: "月",
    Calendar.YEAR: "年",
}
# … and of the number it takes.
TAKES = {
    Calendar.DAY_OF_AGE: "歳",
    Calendar.BIRTHDAY: "歳",
    Calendar.PLUS_DAYS: "日",
    Calendar.PLUS_MONTHS: "月",
    Calendar.PLUS_YEARS: "年",
}
EXTREMES = {"最大": True, "最小": False}
FUNCTIONS = frozenset({*CALENDAR, *ROUNDINGS, *EXTREMES, TABLE, DAY})


def read_call(reader: Reader, part: ast.Call, expected: Type | None) -> Value | Truth:
    """A call of a listed function, or a form of a group."""
    match part.func:
        case ast.Name(id=name) | ast.Attribute(value=ast.Name(), attr=name) if name in RESULTS:
            return read_result(reader, part, part.func)
        case ast.Attribute():
            return read_group_form(reader, part, part.func)
        case ast.Name(id=name) if name in FUNCTIONS:
            if name == TABLE:
                return read_output(reader, part, output=None)
            if part.keywords:
                raise _wrong_arguments(reader, part, "takes no named values")
            if name == DAY:
                return read_day(reader, part)
            if name in CALENDAR:
                return _calendar(reader, part, CALENDAR[name])
            if name in EXTREMES:
                return _extreme(reader, part, expected, largest=EXTREMES[name])
            return _rounded(reader, part, name)
        case _:
            raise _unknown(reader, part)


def _calendar(reader: Reader, part: ast.Call, function: Calendar) -> Value:
    wanted = 2 if function in COUNTED else 1
    if len(part.args) != wanted:
        what = "takes a date and a number" if wanted == 2 else "takes one date"
        raise _wrong_arguments(reader, part, what)
    day = fitted(reader.value(part.args[0]), DATE)
    unit = YIELDS.get(function)
    type = DATE if unit is None else Type(kind=Kind.NUMBER, unit=unit)
    if wanted == 1:
        return CalendarValue(function, day, None, type)
    number = fitted(reader.value(part.args[1]), Type(kind=Kind.NUMBER, unit=TAKES[function]))
    return CalendarValue(function, day, number, type)


def _extreme(reader: Reader, part: ast.Call, expected: Type | None, *, largest: bool) -> Value:
    if len(part.args) < 2:
        raise _wrong_arguments(reader, part, "takes two or more values")
    listed = [argument for argument in part.args if not holds_label(argument)]
    known = reader.value(listed[0]).type if listed and expected is None else expected
    values = [
        reader.value(argument, known if holds_label(argument) else None) for argument in part.args
    ]
    met, type = meet(values)
    return Extreme(largest, met, type)


def _rounded(reader: Reader, part: ast.Call, name: str) -> Value:
    if not 1 <= len(part.args) <= 2:
        raise _wrong_arguments(reader, part, "takes a value and, if wanted, a step")
    quotient = part.args[0]
    if isinstance(quotient, ast.BinOp) and isinstance(quotient.op, ast.Div):
        numerator = _number(reader, quotient.left)
        denominator: Value | None = _number(reader, quotient.right)
    else:
        numerator, denominator = _number(reader, quotient), None
    unit = quotient_unit(numerator.type, None if denominator is None else denominator.type)
    return Rounded(
        ROUNDINGS[name],
        numerator,
        denominator,
        _rounding_step(reader, part),
        Type(kind=Kind.NUMBER, unit=unit),
    )


def _number(reader: Reader, part: ast.expr) -> Value:
    value = reader.value(part)
    if value.type.kind is Kind.NUMBER:
        return value
    raise reader.scope.refuse(
        part, id="RULE017", what="is no number to be rounded", do="round numbers only"
    )


def _rounding_step(reader: Reader, part: ast.Call) -> int:
    if len(part.args) == 1:
        return 1
    match part.args[1]:
        case ast.Constant(value=int(step)) if type(step) is int and 1 <= step <= 1_000_000:
            return step
        case _:
            raise _wrong_arguments(reader, part, "takes a whole figure from 1 as its step")


def _wrong_arguments(reader: Reader, part: ast.Call, what: str) -> Problems:
    return reader.scope.refuse(
        part, id="RULE014", what=what, do="see docs/reference/rule-language.md for its form"
    )


def _unknown(reader: Reader, part: ast.Call) -> Problems:
    name = part.func.id if isinstance(part.func, ast.Name) else ""
    if name in {*GATHERINGS, SOME, EVERY}:
        near: str | None = f"`世帯.{name}(…)`"
    elif name in GROUPS:
        near = f"`{name}.人数(…)`"
    else:
        near = closest(name, {*FUNCTIONS, *RESULTS})
    return reader.scope.refuse(
        part,
        id="RULE013",
        what="calls something that is no function of the language",
        do="use the functions of docs/reference/rule-language.md; a group form follows a group",
        near=near,
    )
