"""A tree written back in the language of rules, for the one who has to find the place in a file."""

from __future__ import annotations

from typing import assert_never

from sakimawari.rules.amounts import decimal
from sakimawari.rules.dates import civil_of
from sakimawari.rules.tree import (
    AllOf,
    AnyOf,
    Arithmetic,
    AsNumber,
    CalendarValue,
    Choice,
    Compared,
    EveryMember,
    Extreme,
    Fact,
    FactTruth,
    FactValue,
    Gathered,
    Holder,
    Kind,
    Literal,
    Not,
    OneOf,
    ParameterValue,
    ReadingDate,
    Related,
    Rescaled,
    Rounded,
    SomeMember,
    TableValue,
    Truth,
    TruthChoice,
    TruthLiteral,
    Type,
    Value,
    Variable,
    VariableTruth,
    VariableValue,
    YearlyFactTruth,
    YearlyFactValue,
)
from sakimawari.rules.walk import Node

_COMPOSED = Arithmetic | Choice | Compared | OneOf | Not | AllOf | AnyOf | TruthChoice


def expression(node: Node, depth: int = 0) -> str:
    """A tree as an author would write it. `depth` is that of the person in focus."""
    return _value(node, depth) if isinstance(node, Value) else _truth(node, depth)


def _value(node: Value, depth: int) -> str:
    match node:
        case Literal():
            return _literal(node.value, node.type)
        case FactValue():
            return _owned(node.fact, node.depth, depth)
        case YearlyFactValue():
            return f"{_owned(node.fact, node.depth, depth)}[{_value(node.year, depth)}]"
        case VariableValue():
            return _owned(node.variable, node.depth, depth)
        case ParameterValue():
            return f"P.{node.parameter.name}"
        case ReadingDate():
            return "基準日"
        case Arithmetic():
            left, right = _inner(node.left, depth), _inner(node.right, depth)
            return f"{left} {node.operator.value} {right}"
        case Rescaled():
            return _value(node.value, depth)
        case Rounded():
            return _rounded(node, depth)
        case Extreme():
            listed = ", ".join(_value(each, depth) for each in node.values)
            return f"{'最大' if node.largest else '最小'}({listed})"
        case Choice():
            return _choice(node, depth)
        case CalendarValue():
            number = "" if node.n is None else f", {_value(node.n, depth)}"
            return f"{node.function.value}({_value(node.date, depth)}{number})"
        case Gathered():
            return _gathered(node, depth)
        case TableValue():
            return _table(node, depth)
        case AsNumber():
            return _truth(node.truth, depth)
    assert_never(node)


def _truth(node: Truth, depth: int) -> str:
    match node:
        case TruthLiteral():
            return "真" if node.value else "偽"
        case FactTruth():
            return _owned(node.fact, node.depth, depth)
        case YearlyFactTruth():
            return f"{_owned(node.fact, node.depth, depth)}[{_value(node.year, depth)}]"
        case VariableTruth():
            return _owned(node.variable, node.depth, depth)
        case Compared():
            left, right = _inner(node.left, depth), _inner(node.right, depth)
            return f"{left} {node.comparison.value} {right}"
        case OneOf():
            listed = ", ".join(_literal(each, node.value.type) for each in node.members)
            return f"{_inner(node.value, depth)} in ({listed})"
        case Not():
            return f"not {_inner(node.truth, depth)}"
        case AllOf():
            return " and ".join(_inner(each, depth) for each in node.truths) or "真"
        case AnyOf():
            return " or ".join(_inner(each, depth) for each in node.truths) or "偽"
        case TruthChoice():
            return _choice(node, depth)
        case SomeMember() | EveryMember():
            form = "誰か" if isinstance(node, SomeMember) else "全員"
            return f"{node.group.value}.{form}({_truth(node.condition, node.depth + 1)})"
        case Related():
            return node.relation.value
    assert_never(node)


def _inner(node: Node, depth: int) -> str:
    text = expression(node, depth)
    bare = node.value if isinstance(node, Rescaled) else node
    return f"({text})" if isinstance(bare, _COMPOSED) else text


def _choice(node: Choice | TruthChoice, depth: int) -> str:
    then, condition = expression(node.then, depth), _truth(node.condition, depth)
    return f"{then} if {condition} else {expression(node.otherwise, depth)}"


def _owned(held: Fact | Variable, at: int, depth: int) -> str:
    if held.holder is not Holder.PERSON:
        return f"{held.holder.prefix}{held.name}"
    return held.name if at == depth else f"本人.{held.name}"


def _literal(value: int, type: Type) -> str:
    match type.kind:
        case Kind.CATEGORY:
            return f"'{type.labels[value]}'"
        case Kind.DATE:
            year, month, day = civil_of(value)
            return f"日付({year}, {month}, {day})"
        case Kind.TRUTH:
            return "真" if value else "偽"
        case Kind.NUMBER:
            return decimal(value, type.scale).replace(",", "")


def _rounded(node: Rounded, depth: int) -> str:
    divided = "" if node.denominator is None else f" / {_inner(node.denominator, depth)}"
    step = f", {node.step}" if node.step > 1 else ""
    top = _inner(node.numerator, depth) if divided else _value(node.numerator, depth)
    return f"{node.rounding.value}({top}{divided}{step})"


def _gathered(node: Gathered, depth: int) -> str:
    told = [_value(node.value, node.depth + 1)] if node.value is not None else []
    if node.where is not None:
        told.append(_truth(node.where, node.depth + 1))
    if node.empty is not None:
        told.append(f"なければ={_literal(node.empty, node.type)}")
    return f"{node.group.value}.{node.gathering.value}({', '.join(told)})"


def _table(node: TableValue, depth: int) -> str:
    inputs = (
        f"{column.name}={_value(value, depth)}"
        for column, value in zip(node.table.inputs, node.inputs, strict=True)
    )
    return f"表('{node.table.name}', {', '.join(inputs)}).{node.table.outputs[node.output].name}"
