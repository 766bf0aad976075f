"""The small changes of one node of a rule, each of which may be a mistake somebody makes.

A change that makes no difference is not offered: one equal to the node, a bound moved to where
another change moves it too (`< 19` and `<= 18` of whole numbers), rounding what is whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sakimawari.packs.mutants.mutant import Kind as Sort
from sakimawari.rules.sentences import OPPOSITE
from sakimawari.rules.tree import (
    AllOf,
    AnyOf,
    Arithmetic,
    Choice,
    Compared,
    Comparison,
    EveryMember,
    Extreme,
    FactTruth,
    Gathered,
    Gathering,
    Group,
    Kind,
    Literal,
    Not,
    OneOf,
    Operator,
    Related,
    Relation,
    Rounded,
    Rounding,
    SomeMember,
    Truth,
    TruthChoice,
    TruthLiteral,
    VariableTruth,
    YearlyFactTruth,
)
from sakimawari.rules.walk import Node

Variation = tuple[Sort, Node]

_BESIDE = {
    Comparison.LESS: Comparison.AT_MOST,
    Comparison.AT_MOST: Comparison.LESS,
    Comparison.AT_LEAST: Comparison.MORE,
    Comparison.MORE: Comparison.AT_LEAST,
}
_NEGATED = (
    FactTruth | YearlyFactTruth | VariableTruth | OneOf | SomeMember | EveryMember | TruthChoice
)
_GATHERINGS = {
    Gathering.SUM: Gathering.LARGEST,
    Gathering.LARGEST: Gathering.SMALLEST,
    Gathering.SMALLEST: Gathering.LARGEST,
}


def variations(node: Node, *, below: Node | None) -> Iterator[Variation]:
    """The changes of one node; `below` is the node it stands in, None for the root of a formula."""
    match node:
        case Compared():
            yield from _compared(node, denied=_is_denied(node, below))
        case AllOf() | AnyOf():
            yield from _joined(node)
        case Not():
            yield Sort.NEGATION, node.truth
        case Literal() if not isinstance(below, Compared) and not _is_floor(node, below):
            yield from ((Sort.LITERAL, each) for each in _beside(node))
        case Arithmetic(operator=Operator.ADD | Operator.SUBTRACT):
            other = Operator.SUBTRACT if node.operator is Operator.ADD else Operator.ADD
            yield Sort.ARITHMETIC, replace(node, operator=other)
        case Extreme():
            yield from _extreme(node)
        case Rounded():
            yield from _rounded(node)
        case Choice():
            yield Sort.CHOICE, replace(node, then=node.otherwise, otherwise=node.then)
        case Gathered():
            yield from _gathered(node)
        case OneOf():
            yield from _labels(node)
        case TruthLiteral():
            yield Sort.NEGATION, TruthLiteral(not node.value)
        case _:
            pass
    if isinstance(node, SomeMember | EveryMember):
        yield from _quantified(node)
    if isinstance(node, TruthChoice):
        yield Sort.CHOICE, replace(node, then=node.otherwise, otherwise=node.then)
    if isinstance(node, _NEGATED | Related) and not _is_denied(node, below):
        yield Sort.NEGATION, Not(node)


def of_clause(truth: Truth, *, excludes: bool) -> Iterator[Variation]:
    """The changes of a clause as a whole: it always holds; where no part says so, it is denied."""
    yield Sort.CLAUSE, TruthLiteral(not excludes)
    if isinstance(truth, AllOf | AnyOf):
        yield Sort.NEGATION, Not(truth)


def is_made_by_engine(node: Node) -> bool:
    """Whether a node tells what is due to somebody who may be a visitor: no author wrote that."""
    match node:
        case TruthChoice(condition=condition) | Choice(condition=condition):
            pass
        case _:
            return False
    match condition:
        case SomeMember(group=Group.RESIDENTS, condition=Related(relation=Relation.SELF)):
            return True
    return False


def _is_floor(node: Literal, below: Node | None) -> bool:
    """Whether a figure is the 0 of 最大(…, 0): to drop it says more than to make it 1."""
    return isinstance(below, Extreme) and node.value == 0


def _is_denied(node: Node, below: Node | None) -> bool:
    """Whether denying a node is what a change of the node around it does already."""
    if isinstance(below, Not):
        return True
    return isinstance(below, Choice | TruthChoice) and below.condition is node


def _compared(node: Compared, *, denied: bool) -> Iterator[Variation]:
    known = {_canonical(node)}
    for sort, changed in _comparisons(node, denied=denied):
        form = _canonical(changed)
        if form not in known:
            known.add(form)
            yield sort, changed


def _comparisons(node: Compared, *, denied: bool) -> Iterator[tuple[Sort, Compared]]:
    beside = _BESIDE.get(node.comparison)
    if beside is not None:
        yield Sort.COMPARISON, replace(node, comparison=beside)
    if not denied:
        yield Sort.COMPARISON, replace(node, comparison=OPPOSITE[node.comparison])
    for side in ("left", "right"):
        literal = getattr(node, side)
        if isinstance(literal, Literal):
            for each in _beside(literal):
                yield Sort.LITERAL, _with(node, side, each)


def _with(node: Compared, side: str, by: Literal) -> Compared:
    return replace(node, left=by) if side == "left" else replace(node, right=by)


def _canonical(node: Compared) -> Any:
    """A form two comparisons with a whole number, or with yes or no, share if they always agree."""
    turned = {Comparison.LESS: Comparison.MORE, Comparison.AT_MOST: Comparison.AT_LEAST}
    turned |= {to: of for of, to in turned.items()}
    comparison, left, right = node.comparison, node.left, node.right
    if isinstance(left, Literal):
        comparison, left, right = turned.get(comparison, comparison), right, left
    if not isinstance(right, Literal):
        return comparison, left, right
    match comparison:
        case Comparison.NOT_EQUAL if right.type.kind is Kind.TRUTH:
            return Comparison.EQUAL, left, 1 - right.value
        case Comparison.LESS:
            return Comparison.AT_MOST, left, right.value - 1
        case Comparison.MORE:
            return Comparison.AT_LEAST, left, right.value + 1
    return comparison, left, right.value


def step_of(value: int, scale: int) -> int:
    """The unit of the last digit a figure was written with: 1 of 300 yen, 0.1 of 7.5."""
    digits = 0
    while digits < scale and value % 10 ** (digits + 1) == 0:
        digits += 1
    return int(10**digits)


def neighbours(
    value: int, kind: Kind, *, scale: int, labels: int, granule: int = 1
) -> tuple[int, ...]:
    """A figure one smallest unit more and less, a date one day; another label, another truth.

    Where a figure is compared with multiples of a `granule`, it moves by so much. Nothing is made
    one less: who writes 0 means none.
    """
    match kind:
        case Kind.CATEGORY:
            return tuple(at for at in (value - 1, value + 1) if 0 <= at < labels)
        case Kind.TRUTH:
            return (1 - value,)
        case Kind.DATE:
            return value - 1, value + 1
        case Kind.NUMBER:
            step = max(step_of(value, scale), granule)
            return (step,) if value == 0 else (value - step, value + step)


def _beside(node: Literal) -> Iterator[Literal]:
    held = node.type
    for value in neighbours(node.value, held.kind, scale=held.scale, labels=len(held.labels)):
        yield replace(node, value=value)


def _joined(node: AllOf | AnyOf) -> Iterator[Variation]:
    if len(node.truths) > 1:
        other = AnyOf(node.truths) if isinstance(node, AllOf) else AllOf(node.truths)
        yield Sort.LOGIC, other
        for at in range(len(node.truths)):
            rest = (*node.truths[:at], *node.truths[at + 1 :])
            yield Sort.OPERAND, rest[0] if len(rest) == 1 else replace(node, truths=rest)


def _extreme(node: Extreme) -> Iterator[Variation]:
    yield Sort.EXTREME, replace(node, largest=not node.largest)
    for at in range(len(node.values)):
        rest = (*node.values[:at], *node.values[at + 1 :])
        if rest:
            yield Sort.OPERAND, rest[0] if len(rest) == 1 else replace(node, values=rest)


def _rounded(node: Rounded) -> Iterator[Variation]:
    whole = node.denominator is None and node.numerator.type.scale == 0
    if whole and node.step == 1:
        return
    for rounding in Rounding:
        if rounding is not node.rounding:
            yield Sort.ROUNDING, replace(node, rounding=rounding)
    if node.step > 1:
        yield Sort.ROUNDING, replace(node, step=1)


def _gathered(node: Gathered) -> Iterator[Variation]:
    if node.where is not None:
        yield Sort.GROUP, replace(node, where=None)
    other = _GATHERINGS.get(node.gathering)
    if other is not None and node.group is not Group.SPOUSE:  # of whom there is one at most
        empty = 0 if node.empty is None else node.empty
        yield Sort.GROUP, replace(node, gathering=other, empty=empty)
    if node.empty is not None and node.type.kind is Kind.NUMBER:
        yield Sort.LITERAL, replace(node, empty=node.empty + step_of(node.empty, node.type.scale))


def _quantified(node: SomeMember | EveryMember) -> Iterator[Variation]:
    other = EveryMember if isinstance(node, SomeMember) else SomeMember
    yield Sort.GROUP, other(node.group, node.depth, node.condition)
    if node.condition != TruthLiteral(True):
        yield Sort.GROUP, replace(node, condition=TruthLiteral(True))


def _labels(node: OneOf) -> Iterator[Variation]:
    for at in range(len(node.members)):
        yield Sort.LABEL, replace(node, members=(*node.members[:at], *node.members[at + 1 :]))
