"""The Japanese sentence of a truth, ending the sentence (〜である) or before a noun (〜の人)."""

from __future__ import annotations

from typing import assert_never

from sakimawari.rules.amounts import figure
from sakimawari.rules.phrases import Names, of_variable, owned, phrase, yearly
from sakimawari.rules.tree import (
    AllOf,
    AnyOf,
    Calendar,
    CalendarValue,
    Compared,
    Comparison,
    EveryMember,
    FactTruth,
    FactValue,
    Gathered,
    Group,
    Kind,
    Literal,
    Not,
    OneOf,
    Related,
    Relation,
    SomeMember,
    Truth,
    TruthChoice,
    TruthLiteral,
    Value,
    VariableTruth,
    VariableValue,
    YearlyFactTruth,
    YearlyFactValue,
)
from sakimawari.rules.walk import Node, parts_of

OPPOSITE = {
    Comparison.LESS: Comparison.AT_LEAST,
    Comparison.AT_MOST: Comparison.MORE,
    Comparison.EQUAL: Comparison.NOT_EQUAL,
    Comparison.NOT_EQUAL: Comparison.EQUAL,
    Comparison.AT_LEAST: Comparison.LESS,
    Comparison.MORE: Comparison.AT_MOST,
}
# How a bound is said: after the figure, without ending; {である} stands for the ending.
BOUNDS = {
    Comparison.LESS: "未満",
    Comparison.AT_MOST: "以下",
    Comparison.EQUAL: "",
    Comparison.AT_LEAST: "以上",
}
DAY_BOUNDS = {
    Comparison.LESS: "より前",
    Comparison.AT_MOST: "以前",
    Comparison.EQUAL: "",
    Comparison.AT_LEAST: "以後",
    Comparison.MORE: "より後",
}


def sentence(node: Node, *, depth: int | None = None) -> str:
    """A value as a noun phrase, or a truth as a sentence, in Japanese.

    `depth` is that of the person in focus; for a part of a rule out of its context, the deepest
    it names.
    """
    innermost = deepest(node) if depth is None else depth
    names = Names(("本人", *("その人",) * innermost), predicate, attributive)
    return phrase(node, names) if isinstance(node, Value) else predicate(node, names)


def deepest(node: Node) -> int:
    """The deepest person a node names, those bound by its own group forms aside."""
    below = max((deepest(part) for part in parts_of(node)), default=0)
    match node:
        case Gathered() | SomeMember() | EveryMember():
            return node.depth  # inside, only its member stands deeper
        case FactValue() | FactTruth() | VariableValue() | VariableTruth():
            return node.depth
        case YearlyFactValue() | YearlyFactTruth():
            return max(node.depth, below)
        case Related():
            return max(node.depth, node.other)
        case _:
            return below


def predicate(node: Truth, names: Names) -> str:
    """A truth as a sentence without its full stop."""
    match node:
        case TruthLiteral():
            return "常に当てはまる" if node.value else "常に当てはまらない"
        case FactTruth() | VariableTruth() | YearlyFactTruth():
            return f"{subject_of(node, names)}に該当する"
        case Compared():
            return _compared(node, names, ending="である")
        case OneOf():
            return f"{phrase(node.value, names)}が{_listed(node)}のいずれかである"
        case Not():
            return _negated(node.truth, names)
        case AllOf():
            between = _between(node, names)
            if between is not None:
                return f"{between}である"
            return "、かつ、".join(_part(truth, names) for truth in node.truths)
        case AnyOf():
            return "、または、".join(_part(truth, names) for truth in node.truths)
        case TruthChoice():
            condition, then, otherwise = (
                predicate(part, names) for part in (node.condition, node.then, node.otherwise)
            )
            return f"({condition}場合は、{then}。それ以外は、{otherwise})"
        case SomeMember():
            return f"{_some(node, names)}がいる"
        case EveryMember():
            inside = names.inside(node.group, node.depth)
            whole = f"{names.of(node.depth)}{node.group.value}の全員"
            return f"{whole}について、{predicate(node.condition, inside)}"
        case Related():
            return f"{_relation(node)}である"
    assert_never(node)


def attributive(node: Truth, names: Names) -> str:
    """A truth before a noun: 「年度末年齢が18歳以下の」."""
    match node:
        case Compared():
            return _compared(node, names, ending="の")
        case AllOf():
            between = _between(node, names)
            if between is not None:
                return f"{between}の"
            *first, last = node.truths
            return "、かつ、".join(
                [*(_part(truth, names) for truth in first), attributive(last, names)]
            )
        case Related():
            return f"{_relation(node)}である"
        case _:
            return predicate(node, names)


def subject_of(node: FactTruth | VariableTruth | YearlyFactTruth, names: Names) -> str:
    """The yes/no fact or variable itself, with its owner."""
    match node:
        case FactTruth():
            return owned(node.fact.holder, node.fact.name, node.depth, names)
        case VariableTruth():
            return of_variable(node.variable, node.depth, names)
        case YearlyFactTruth():
            return yearly(node.fact, node.year, node.depth, names=names)
    assert_never(node)


def _compared(node: Compared, names: Names, *, ending: str) -> str:
    left = _beside(node.left, node.right, names)
    right = _beside(node.right, node.left, names)
    days = node.left.type.kind is Kind.DATE or _is_month(node.left)
    if node.comparison is Comparison.NOT_EQUAL:
        return f"{left}が{right}でない"
    if node.comparison is Comparison.MORE and not days:
        return f"{left}が{right}を超える"
    bound = (DAY_BOUNDS if days else BOUNDS)[node.comparison]
    return f"{left}が{right}{bound}{ending}"


def _between(node: AllOf, names: Names) -> str | None:
    """「年齢が3歳以上18歳未満」, of a chain 3 <= 年齢 < 18."""
    rising = (Comparison.LESS, Comparison.AT_MOST)
    match node.truths:
        case (Compared() as first, Compared() as second):
            pass
        case _:
            return None
    if first.comparison not in rising or second.comparison not in rising:
        return None
    if first.right != second.left or first.left.type.kind is Kind.DATE:
        return None
    value, low = phrase(first.right, names), _beside(first.left, first.right, names)
    high = _beside(second.right, second.left, names)
    if _is_month(first.right) and second.comparison is Comparison.AT_MOST:
        return f"{value}が{low}から{high}まで"
    above = f"{low}以上" if first.comparison is Comparison.AT_MOST else f"{low}超"
    return f"{value}が{above}{high}{BOUNDS[second.comparison]}"


def _is_month(value: Value) -> bool:
    return isinstance(value, CalendarValue) and value.function is Calendar.MONTH


def _beside(value: Value, beside: Value, names: Names) -> str:
    """A value as it is said beside another: the month 11 of a year is 11月, no span of 11か月."""
    if isinstance(value, Literal) and _is_month(beside):
        return f"{value.value}月"
    return phrase(value, names)


def _listed(node: OneOf) -> str:
    return "・".join(figure(member, node.value.type) for member in node.members)


def _part(node: Truth, names: Names) -> str:
    """A part of a longer sentence, in brackets where it is itself joined."""
    text = predicate(node, names)
    joined = isinstance(node, AnyOf) or (isinstance(node, AllOf) and _between(node, names) is None)
    return f"({text})" if joined else text


def _some(node: SomeMember, names: Names) -> str:
    condition = attributive(node.condition, names.inside(node.group, node.depth))
    whose = names.of(node.depth)
    if node.group is Group.SPOUSE:
        return f"{whose}{condition}配偶者"
    return f"{whose}{node.group.value}のうち、{condition}人"


def _relation(node: Related) -> str:
    match node.relation:
        case Relation.SELF:
            return "本人"
        case Relation.CHILD:
            return "本人の子"
        case Relation.SPOUSE:
            return "本人の配偶者"


def _negated(node: Truth, names: Names) -> str:
    match node:
        case TruthLiteral():
            return predicate(TruthLiteral(not node.value), names)
        case FactTruth() | VariableTruth() | YearlyFactTruth():
            return f"{subject_of(node, names)}に該当しない"
        case Compared():
            opposite = Compared(OPPOSITE[node.comparison], node.left, node.right)
            return predicate(opposite, names)
        case OneOf():
            return f"{phrase(node.value, names)}が{_listed(node)}のいずれでもない"
        case Not():
            return predicate(node.truth, names)
        case SomeMember():
            return f"{_some(node, names)}がいない"
        case Related():
            return f"{_relation(node)}でない"
        case AllOf() | AnyOf() | TruthChoice() | EveryMember():
            return f"「{predicate(node, names)}」ということはない"
    assert_never(node)
