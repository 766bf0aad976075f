"""Conditions in an expression: and, or, comparisons and their chains, `in`, choices."""

from __future__ import annotations

import ast

from sakimawari.problems import Problem, Problems
from sakimawari.rules.parse_literals import holds_label
from sakimawari.rules.scope import Reader
from sakimawari.rules.tree import (
    AllOf,
    AnyOf,
    Choice,
    Compared,
    Comparison,
    Literal,
    Not,
    OneOf,
    Truth,
    TruthChoice,
    Type,
    Value,
)
from sakimawari.rules.units import meet
from sakimawari.rules.vocabulary import FALSE, TRUE

COMPARISONS: dict[type[ast.cmpop], Comparison] = {
    ast.Lt: Comparison.LESS,
    ast.LtE: Comparison.AT_MOST,
    ast.Eq: Comparison.EQUAL,
    ast.NotEq: Comparison.NOT_EQUAL,
    ast.GtE: Comparison.AT_LEAST,
    ast.Gt: Comparison.MORE,
}


def read_logic(reader: Reader, part: ast.BoolOp) -> Truth:
    """and, or; the faults of all parts are gathered."""
    truths: list[Truth] = []
    found: list[Problem] = []
    for operand in part.values:
        try:
            truths.append(reader.truth(operand))
        except Problems as problems:
            found.extend(problems.found)
    if found:
        raise Problems(found)
    return AllOf(tuple(truths)) if isinstance(part.op, ast.And) else AnyOf(tuple(truths))


def read_choice(reader: Reader, part: ast.IfExp, expected: Type | None) -> Value | Truth:
    """`a if 条件 else b`, of two values or two conditions."""
    condition = reader.truth(part.test)
    then, otherwise = _pair(reader, part.body, part.orelse, expected)
    if isinstance(then, Truth) and isinstance(otherwise, Truth):
        return TruthChoice(condition, then, otherwise)
    if isinstance(then, Value) and isinstance(otherwise, Value):
        (then, otherwise), type = meet((then, otherwise))
        return Choice(condition, then, otherwise, type)
    raise reader.scope.refuse(
        part,
        id="RULE015",
        what="chooses between a value and a condition",
        do="write two values or two conditions",
    )


def _pair(
    reader: Reader, left: ast.expr, right: ast.expr, expected: Type | None = None
) -> tuple[Value | Truth, Value | Truth]:
    """Two parts, a label on one side taking its list from the other."""
    if expected is None and holds_label(left) and not holds_label(right):
        other = reader.node(right)
        return reader.node(left, _type_of(other)), other
    first = reader.node(left, expected)
    wanted = expected if expected is not None else _type_of(first)
    return first, reader.node(right, wanted if holds_label(right) else expected)


def read_comparisons(reader: Reader, part: ast.Compare) -> Truth:
    """A comparison, or a chain of them."""
    operands = [part.left, *part.comparators]
    truths = tuple(
        _comparison(reader, part, left=left, operator=operator, right=right)
        for left, operator, right in zip(operands, part.ops, part.comparators, strict=False)
    )
    return truths[0] if len(truths) == 1 else AllOf(truths)


def _comparison(
    reader: Reader, part: ast.Compare, *, left: ast.expr, operator: ast.cmpop, right: ast.expr
) -> Truth:
    if isinstance(operator, ast.In | ast.NotIn):
        among = _one_of(reader, left, right)
        return among if isinstance(operator, ast.In) else Not(among)
    comparison = COMPARISONS.get(type(operator))
    if comparison is None:
        raise reader.scope.refuse(
            part, id="RULE011", what="compares by identity", do="write == or !="
        )
    first, second = _pair(reader, left, right)
    if isinstance(first, Truth) or isinstance(second, Truth):
        raise reader.scope.refuse(
            part,
            id="RULE015",
            what="compares a condition",
            do=f"write the condition itself, or `not` before it (== {TRUE} and == {FALSE} are not needed)",
        )
    (met_left, met_right), _ = meet((first, second))
    return Compared(comparison, met_left, met_right)


def _one_of(reader: Reader, part: ast.expr, members: ast.expr) -> Truth:
    if not isinstance(members, ast.Tuple | ast.List) or not members.elts:
        raise reader.scope.refuse(
            members,
            id="RULE011",
            what="is no list of values",
            do="write them in brackets with commas: `in ('要介護1', '要介護2')`, one: `in ('要介護1',)`",
        )
    value = reader.value(part)
    listed = [reader.value(element, value.type) for element in members.elts]
    (value, *met), _ = meet((value, *listed))
    literals = [member for member in met if isinstance(member, Literal)]
    if len(literals) < len(met):
        raise reader.scope.refuse(
            members,
            id="RULE011",
            what="lists more than plain figures, dates and labels after `in`",
            do="compare with == and join the comparisons with `or`",
        )
    return OneOf(value, tuple(sorted({literal.value for literal in literals})))


def _type_of(node: Value | Truth) -> Type | None:
    return node.type if isinstance(node, Value) else None
