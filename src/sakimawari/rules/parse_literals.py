"""Figures, dates and labels written in an expression."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from datetime import date

from sakimawari.rules.figures import days
from sakimawari.rules.scope import Reader, Scope
from sakimawari.rules.tree import (
    DATE,
    Arithmetic,
    Kind,
    Literal,
    Operator,
    Type,
    Value,
)
from sakimawari.rules.vocabulary import DAY, FALSE, TRUE, closest, normal

DECIMAL = re.compile(r"[0-9][0-9_]*(\.[0-9_]+)?")
MOST_DIGITS = 9  # after the point
LARGEST_FIGURE = 10**15  # as an integer, digits after the point included


def read_constant(scope: Scope, part: ast.Constant, expected: Type | None) -> Literal:
    """A figure or a label."""
    if isinstance(part.value, bool):
        near = f"`{TRUE if part.value else FALSE}`"
        raise scope.refuse(
            part,
            id="RULE011",
            what="is not in the language of rules",
            do=f"write {near}",
            near=near,
        )
    if isinstance(part.value, str):
        return _label(scope, part, part.value, expected)
    if isinstance(part.value, int | float):
        return _figure(scope, part)
    raise scope.refuse(
        part,
        id="RULE011",
        what="is not in the language of rules",
        do="write a figure, a label in quotes, or 日付(年, 月, 日)",
    )


def _figure(scope: Scope, part: ast.Constant) -> Literal:
    written = ast.get_source_segment(scope.text, part) or ""
    if not DECIMAL.fullmatch(written):
        raise scope.refuse(
            part,
            id="RULE024",
            what="is no plain decimal figure",
            do="write digits with at most one point, such as 15000 or 0.0264029",
        )
    whole, _, decimals = written.replace("_", "").partition(".")
    decimals = decimals.rstrip("0")
    value = int(whole + decimals)
    if len(decimals) > MOST_DIGITS or value > LARGEST_FIGURE:
        raise scope.refuse(
            part,
            id="RULE024",
            what="is too large or too fine a figure",
            do=f"use at most {MOST_DIGITS} digits after the point and 15 digits in all",
        )
    return Literal(value, Type(kind=Kind.NUMBER, scale=len(decimals)))


def _label(scope: Scope, part: ast.expr, label: str, expected: Type | None) -> Literal:
    if expected is None or expected.kind is not Kind.CATEGORY:
        raise scope.refuse(
            part,
            id="RULE019",
            what="is a label, but nothing tells of which list",
            do="compare it with a fact, parameter or variable that is a category",
        )
    labels = [" ".join(normal(known).split()) for known in expected.labels]
    wanted = " ".join(label.split())
    if wanted not in labels:
        near = closest(wanted, labels, quote="'")
        raise scope.refuse(
            part,
            id="RULE018",
            what="is none of the labels " + "・".join(labels),
            do="correct the label, or add it to `labels` where the category is declared",
            near=near,
        )
    return Literal(labels.index(wanted), expected)


def read_day(reader: Reader, part: ast.Call) -> Literal:
    """日付(年, 月, 日)."""
    numbers = [
        argument.value
        for argument in part.args
        if isinstance(argument, ast.Constant) and type(argument.value) is int
    ]
    if len(numbers) != 3 or len(part.args) != 3 or part.keywords:
        raise reader.scope.refuse(
            part,
            id="RULE025",
            what="is no date",
            do=f"write year, month and day as figures: {DAY}(2026, 4, 1)",
        )
    year, month, day = numbers
    if not 1850 <= year <= 2200:
        raise reader.scope.refuse(
            part, id="RULE025", what="lies outside 1850 to 2200", do="correct the year"
        )
    try:
        return Literal(days(date(year, month, day)), DATE)
    except ValueError:
        raise reader.scope.refuse(
            part, id="RULE025", what="does not exist in the calendar", do="correct month or day"
        ) from None


def negative(value: Value) -> Value:
    """-value."""
    if isinstance(value, Literal) and value.type.kind is Kind.NUMBER:
        return Literal(-value.value, value.type)
    zero = Literal(0, replace(value.type))
    return Arithmetic(Operator.SUBTRACT, zero, value, value.type)


def holds_label(part: ast.expr) -> bool:
    """Whether a part is a label, or a choice of labels, so that it needs a list to look it up."""
    match part:
        case ast.Constant(value=str()):
            return True
        case ast.IfExp():
            return holds_label(part.body) or holds_label(part.orelse)
        case ast.Call(func=ast.Name(id="最大" | "最小")):
            return any(holds_label(argument) for argument in part.args)
        case _:
            return False
