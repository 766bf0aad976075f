"""Checks a rule beyond its syntax: sizes of numbers, denominators, depths, number of clauses.

`circular` and `declare_variables` (from `declare`) and `order_of` (from `walk`) are offered here
too, since they are what a pack's checker asks for next.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sakimawari.problems import Place, Problem
from sakimawari.rules.declare import VariableDeclaration, circular, declare_variables
from sakimawari.rules.figures import DatedParameter, DatedTable
from sakimawari.rules.magnitude import Excess, Magnitudes
from sakimawari.rules.tree import (
    EveryMember,
    FactTruth,
    FactValue,
    Gathered,
    Gathering,
    Group,
    Holder,
    Related,
    ServiceRule,
    SomeMember,
    VariableTruth,
    VariableValue,
    YearlyFactTruth,
    YearlyFactValue,
)
from sakimawari.rules.walk import Node, order_of, parts_of, variables_of
from sakimawari.rules.words import sentence

__all__ = [
    "VariableDeclaration",
    "check_rule",
    "circular",
    "declare_variables",
    "order_of",
]

MOST_CLAUSES = 62  # one bit each in the mask of undecided clauses
ANYONES = frozenset({Group.UNIT, Group.RESIDENTS})


def check_rule(
    rule: ServiceRule,
    *,
    parameters: Sequence[DatedParameter] = (),
    tables: Sequence[DatedTable] = (),
    place: Place | None = None,
) -> list[Problem]:
    """What keeps a rule from being computed safely; empty if nothing does.

    With the dated parameters and tables of the pack given, their real sizes count; without them a
    figure may be as large as its type allows.
    """
    found: list[Problem] = []
    if len(rule.clauses) > MOST_CLAUSES:
        found.append(
            Problem(
                id="RULE034",
                what=f"`{rule.service}` has {len(rule.clauses)} clauses, more than {MOST_CLAUSES}",
                do="join clauses that belong together, or split the service",
                where=place,
            )
        )
    magnitudes = Magnitudes(parameters, tables)
    for name, root in _named_roots(rule):
        for depth, holder, node in _stands(rule.holder, root):
            if not _reachable(node, depth, holder):
                found.append(_unreachable(name, node, place))
        magnitudes.range_of(root)
        found.extend(_too_large(name, excess, place) for excess in magnitudes.excesses)
        magnitudes.excesses.clear()
    return found


def _named_roots(rule: ServiceRule) -> Iterator[tuple[str, Node]]:
    for clause in rule.clauses:
        yield f"the clause `{clause.id}`", clause.truth
    for name, award in (("the amount", rule.amount), ("the tier", rule.tier)):
        if award is not None:
            yield name, award.value
    if rule.deadline is not None:
        yield "the deadline", rule.deadline


def _stands(holder: Holder, root: Node) -> Iterator[tuple[int, Holder, Node]]:
    """Every node with the innermost depth around it and the holder of its rule or variable."""
    yield from _below(holder, root, depth=0)
    for variable in variables_of(root):
        yield from _below(variable.holder, variable.formula, depth=0)


def _below(holder: Holder, node: Node, *, depth: int) -> Iterator[tuple[int, Holder, Node]]:
    yield depth, holder, node
    binds = isinstance(node, Gathered | SomeMember | EveryMember)
    inner = node.depth + 1 if isinstance(node, Gathered | SomeMember | EveryMember) else depth
    for part in parts_of(node):
        yield from _below(holder, part, depth=inner if binds else depth)


def _reachable(node: Node, depth: int, holder: Holder) -> bool:
    """Whether every person a node names stands in focus there."""

    def person_at(wanted: int) -> bool:
        return 0 <= wanted <= depth and (wanted > 0 or holder is Holder.PERSON)

    match node:
        case FactValue() | FactTruth() | YearlyFactValue() | YearlyFactTruth():
            return node.fact.holder is not Holder.PERSON or person_at(node.depth)
        case VariableValue() | VariableTruth():
            return node.variable.holder is not Holder.PERSON or person_at(node.depth)
        case Gathered():
            anyone = node.group in ANYONES and node.gathering is not Gathering.RANK
            return 0 <= node.depth <= depth if anyone else person_at(node.depth)
        case SomeMember() | EveryMember():
            anyone = node.group in ANYONES
            return 0 <= node.depth <= depth if anyone else person_at(node.depth)
        case Related():
            return person_at(node.depth) and person_at(node.other)
        case _:
            return True


def _unreachable(name: str, node: Node, place: Place | None) -> Problem:
    return Problem(
        id="RULE033",
        what=f"{name} reads 「{sentence(node)}」 of someone who is not in focus there",
        do="reach the person by a group form around it",
        where=place,
    )


def _too_large(name: str, excess: Excess, place: Place | None) -> Problem:
    if excess.denominator:
        return Problem(
            id="RULE032",
            what=(
                f"{name} divides by something that can be {excess.range[0]}: "
                f"「{sentence(excess.node)}」"
            ),
            do="make the denominator at least 1, for example 最大(1, …), or declare `min: 1`",
            where=place,
        )
    return Problem(
        id="RULE031",
        what=(
            f"{name} can become too large to compute exactly (about "
            f"{max(abs(end) for end in excess.range):.0e}): 「{sentence(excess.node)}」"
        ),
        do="declare `max` for the facts it multiplies, or round an intermediate result",
        where=place,
    )
