"""The structure of a tree: the parts of a node, and what a rule reads in all.

A variable is one node here; `walk` enters its formula, each variable once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from sakimawari.rules.tree import (
    AllOf,
    AnyOf,
    Arithmetic,
    AsNumber,
    CalendarValue,
    Choice,
    Compared,
    DecisionTable,
    EveryMember,
    Extreme,
    Fact,
    FactTruth,
    FactValue,
    Gathered,
    Holder,
    Literal,
    Not,
    OneOf,
    Parameter,
    ParameterValue,
    ReadingDate,
    Related,
    Rescaled,
    Rounded,
    ServiceRule,
    SomeMember,
    TableValue,
    Truth,
    TruthChoice,
    TruthLiteral,
    Value,
    Variable,
    VariableTruth,
    VariableValue,
    YearlyFactTruth,
    YearlyFactValue,
)

Node = Value | Truth


def parts_of(node: Node) -> tuple[Node, ...]:
    """The nodes directly below one, in their order of reading; a variable's formula is not."""
    match node:
        case (
            Literal()
            | FactValue()
            | VariableValue()
            | ParameterValue()
            | ReadingDate()
            | TruthLiteral()
            | FactTruth()
            | VariableTruth()
            | Related()
        ):
            return ()
        case YearlyFactValue() | YearlyFactTruth():
            return (node.year,)
        case Arithmetic() | Compared():
            return (node.left, node.right)
        case Rescaled() | OneOf():
            return (node.value,)
        case Rounded():
            return _present(node.numerator, node.denominator)
        case Extreme():
            return node.values
        case Choice() | TruthChoice():
            return (node.condition, node.then, node.otherwise)
        case CalendarValue():
            return _present(node.date, node.n)
        case Gathered():
            return _present(node.where, node.value)
        case TableValue():
            return node.inputs
        case AsNumber() | Not():
            return (node.truth,)
        case AllOf() | AnyOf():
            return node.truths
        case SomeMember() | EveryMember():
            return (node.condition,)
    assert_never(node)


def _present(*nodes: Node | None) -> tuple[Node, ...]:
    return tuple(node for node in nodes if node is not None)


def walk(*roots: Node) -> Iterator[Node]:
    """Every node of some trees, formulas of variables included, each variable entered once."""
    entered: set[tuple[Holder, str, str]] = set()
    waiting = list(reversed(roots))
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(parts_of(node)))
        if isinstance(node, VariableValue | VariableTruth):
            key = node.variable.key
            if key not in entered:
                entered.add(key)
                waiting.append(node.variable.formula)


def roots_of(rule: ServiceRule, *, notes: bool = False) -> tuple[Node, ...]:
    """Every tree of a rule: clauses, amount, tier, deadline; its notes too if asked."""
    gifts = tuple(award.value for award in (rule.amount, rule.tier) if award is not None)
    return (
        *(clause.truth for clause in rule.clauses),
        *gifts,
        *_present(rule.deadline),
        *(note.truth for note in rule.notes if notes),
    )


def facts_of(*roots: Node) -> tuple[Fact, ...]:
    """The facts some trees read, each once, in order of first reading."""
    found: dict[tuple[Holder, str], Fact] = {}
    for node in walk(*roots):
        if isinstance(node, FactValue | FactTruth | YearlyFactValue | YearlyFactTruth):
            found.setdefault((node.fact.holder, node.fact.name), node.fact)
    return tuple(found.values())


def parameters_of(*roots: Node) -> tuple[Parameter, ...]:
    """The parameters some trees read, each once."""
    found: dict[str, Parameter] = {}
    for node in walk(*roots):
        if isinstance(node, ParameterValue):
            found.setdefault(node.parameter.name, node.parameter)
    return tuple(found.values())


def tables_of(*roots: Node) -> tuple[DecisionTable, ...]:
    """The decision tables some trees read, each once."""
    found: dict[str, DecisionTable] = {}
    for node in walk(*roots):
        if isinstance(node, TableValue):
            found.setdefault(node.table.name, node.table)
    return tuple(found.values())


def variables_of(*roots: Node) -> tuple[Variable, ...]:
    """The variables some trees read, directly or through others; those read come first."""
    found: dict[tuple[Holder, str, str], Variable] = {}

    def enter(node: Node) -> None:
        if isinstance(node, VariableValue | VariableTruth):
            key = node.variable.key
            if key not in found:
                enter(node.variable.formula)
                found[key] = node.variable
        for part in parts_of(node):
            enter(part)

    for root in roots:
        enter(root)
    return tuple(found.values())


def order_of(variables: Iterable[Variable]) -> tuple[Variable, ...]:
    """Variables, and those they read, in an order in which each follows what it reads."""
    found: dict[tuple[Holder, str, str], Variable] = {}
    for variable in variables:
        for read in (*variables_of(variable.formula), variable):
            found.setdefault(read.key, read)
    return tuple(found.values())
