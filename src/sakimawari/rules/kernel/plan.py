"""The order of computing: which formula is computed where, and before which step.

A service is a row of *steps*: the parts of its clauses in the order of the law, then amount, class
and deadline. A step is reached only if no earlier part is a sure no. So a variable is computed
right before the first step that needs it, and for a subject who fails earlier not at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from sakimawari.rules.kernel.identity import Identity
from sakimawari.rules.kernel.structure import Structure
from sakimawari.rules.tree import (
    AllOf,
    AnyOf,
    Gathered,
    Gathering,
    Holder,
    Not,
    ServiceRule,
    Truth,
    TruthLiteral,
    Variable,
    VariableTruth,
    VariableValue,
)
from sakimawari.rules.walk import Node, parts_of

LIGHT = 11  # weight up to which a formula is written out wherever it is used


class Home(Enum):
    """Where a variable, or a form shared by the whole unit, is computed.

    INLINE   where it is used        SUBJECT  once a subject
    MEMBERS  once for each member    UNIT     once a unit
    """

    INLINE = "inline"
    SUBJECT = "subject"
    MEMBERS = "members"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class Item:
    """A formula computed once and looked up afterwards; `number` is its identity."""

    number: int
    formula: Node
    holder: Holder
    home: Home


@dataclass(frozen=True, slots=True)
class Step:
    """One part of a clause (its index in `clause`), or an award (None)."""

    clause: int | None
    part: Node
    items: tuple[Item, ...]  # to be computed before this step, in this order


@dataclass(frozen=True, slots=True)
class _Use:
    by_subject: bool  # within what is computed per subject, not per unit
    of_subject: bool  # and it is the subject's own value
    ranked: bool  # inside the value of a rank, which is read for two people


@dataclass(slots=True)
class _Reference:
    number: int
    formula: Node
    holder: Holder
    depth: int
    ranked: bool


@dataclass(slots=True)
class Plan:
    """Homes of all variables and shared forms of a service, and its steps."""

    identity: Identity
    structure: Structure
    homes: dict[int, Home] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()

    def reference(self, node: Node) -> tuple[int, Node, Holder] | None:
        """The item a node stands for: a variable or a form shared by the unit."""
        if isinstance(node, VariableValue | VariableTruth):
            return _of_variable(self.identity, node.variable)
        if self.structure.is_shared(node):
            return self.identity.of(node), node, Holder.HOUSEHOLD
        return None

    def references(self, node: Node, *, ranked: bool = False) -> Iterator[_Reference]:
        """The items a formula uses directly."""
        if self.structure.is_constant(node):
            return
        found = self.reference(node)
        if found is not None:
            depth = node.depth if isinstance(node, VariableValue | VariableTruth) else 0
            yield _Reference(*found, depth, ranked)
            return
        yield from self.inner_references(node, ranked=ranked)

    def inner_references(self, node: Node, *, ranked: bool = False) -> Iterator[_Reference]:
        """The items the parts of a formula use."""
        for part in parts_of(node):
            in_rank = isinstance(node, Gathered) and node.gathering is Gathering.RANK
            yield from self.references(part, ranked=ranked or in_rank)

    def uses_of(self, item: _Reference) -> Iterator[_Reference]:
        """The items an item's own formula uses."""
        if self.structure.is_shared(item.formula):
            yield from self.inner_references(item.formula)
        else:
            yield from self.references(item.formula)


def _of_variable(identity: Identity, variable: Variable) -> tuple[int, Node, Holder]:
    return identity.of(variable), variable.formula, variable.holder


def plan(rule: ServiceRule, identity: Identity, structure: Structure) -> Plan:
    """Lay out the steps of a service."""
    made = Plan(identity, structure)
    found = _steps(rule)
    order = _dependencies_first(made, [part for _, part in found])
    _settle(made, rule, [part for _, part in found], order)
    done: set[int] = set()
    steps = []
    for clause, part in found:
        items = tuple(_needed(made, made.references(part), done))
        steps.append(Step(clause, part, items))
    made.steps = tuple(steps)
    return made


def _steps(rule: ServiceRule) -> list[tuple[int | None, Node]]:
    steps: list[tuple[int | None, Node]] = []
    for index, clause in enumerate(rule.clauses):
        truth = Not(clause.truth) if clause.excludes else clause.truth
        steps.extend((index, part) for part in conjuncts(truth))
    for award in (rule.amount, rule.tier):
        if award is not None:
            steps.append((None, award.value))
    if rule.deadline is not None:
        steps.append((None, rule.deadline))
    return steps


def conjuncts(truth: Truth) -> tuple[Truth, ...]:
    """The parts of a truth that must all hold, in order."""
    match truth:
        case AllOf(truths):
            return tuple(part for inner in truths for part in conjuncts(inner)) or (
                TruthLiteral(True),
            )
        case Not(AnyOf(truths)):
            return tuple(part for inner in truths for part in conjuncts(Not(inner))) or (
                TruthLiteral(True),
            )
        case Not(Not(inner)):
            return conjuncts(inner)
        case _:
            return (truth,)


def _dependencies_first(made: Plan, formulas: list[Node]) -> list[_Reference]:
    order: dict[int, _Reference] = {}

    def enter(reference: _Reference) -> None:
        if reference.number not in order:
            for inner in made.uses_of(reference):
                enter(inner)
            order.setdefault(reference.number, reference)

    for formula in formulas:
        for reference in made.references(formula):
            enter(reference)
    return list(order.values())


def _settle(made: Plan, rule: ServiceRule, formulas: list[Node], order: list[_Reference]) -> None:
    """Give every item its home, those that use others first."""
    by_person = rule.holder is Holder.PERSON
    uses: dict[int, list[_Use]] = {reference.number: [] for reference in order}
    for formula in formulas:
        for inner in made.references(formula):
            own = by_person and inner.depth == 0 and inner.holder is Holder.PERSON
            uses[inner.number].append(_Use(by_person, own, inner.ranked))
    for item in reversed(order):
        home = _home(made, item, uses[item.number])
        made.homes[item.number] = home
        for inner in made.uses_of(item):
            own = inner.depth == 0 and item.holder is Holder.PERSON
            if home is Home.INLINE:
                uses[inner.number].extend(
                    _Use(use.by_subject, own and use.of_subject, inner.ranked or use.ranked)
                    for use in uses[item.number]
                )
            else:
                subject = home is Home.SUBJECT
                uses[inner.number].append(_Use(subject, own and subject, inner.ranked))


def _home(made: Plan, item: _Reference, uses: list[_Use]) -> Home:
    light = made.structure.weight(item.formula) <= LIGHT
    if light:
        return Home.INLINE
    if item.holder is not Holder.PERSON:
        return Home.UNIT
    if len(uses) == 1 and not uses[0].ranked:
        return Home.INLINE
    if all(use.by_subject and use.of_subject for use in uses):
        return Home.SUBJECT
    return Home.MEMBERS


def _needed(made: Plan, found: Iterator[_Reference], done: set[int]) -> Iterator[Item]:
    """Items not computed before, in the order of their dependence."""
    for reference in found:
        if reference.number in done:
            continue
        done.add(reference.number)
        yield from _needed(made, made.uses_of(reference), done)
        home = made.homes[reference.number]
        if home is not Home.INLINE:
            yield Item(reference.number, reference.formula, reference.holder, home)
