"""What a service reads: the facts whose columns must be loaded, its parameters and tables."""

from __future__ import annotations

from sakimawari.rules.moments import FALLING
from sakimawari.rules.tree import (
    CalendarValue,
    DecisionTable,
    Fact,
    FactTruth,
    FactValue,
    Parameter,
    ReadingDate,
    ServiceRule,
    Shape,
    VariableTruth,
    VariableValue,
    YearlyFactTruth,
    YearlyFactValue,
)
from sakimawari.rules.walk import Node, facts_of, parameters_of, parts_of, roots_of, tables_of

_MOST_KEPT = 2000  # sets of names a `Reads` remembers
DAY = "基準日"  # among what a node reads: whatever changes with the reading date


def facts_read(rule: ServiceRule, *, notes: bool = False) -> tuple[Fact, ...]:
    """The facts whose columns a reading of the service needs, each once, in reading order.

    With `notes` those of its notes too, which only the reading of one case looks at; so below.
    """
    return facts_of(*roots_of(rule, notes=notes))


def parameters_read(rule: ServiceRule, *, notes: bool = False) -> tuple[Parameter, ...]:
    """The parameters a reading of the service needs, each once, in reading order."""
    return parameters_of(*roots_of(rule, notes=notes))


def tables_read(rule: ServiceRule, *, notes: bool = False) -> tuple[DecisionTable, ...]:
    """The decision tables a reading of the service needs, each once, in reading order."""
    return tables_of(*roots_of(rule, notes=notes))


class Reads:
    """Which facts (and whether the date) each node of a rule reads, its variables included."""

    def __init__(self, rule: ServiceRule) -> None:
        self.rule = rule  # kept alive: nodes are known by their identity
        self._known: dict[int, frozenset[str]] = {}
        self._touched: dict[frozenset[str], frozenset[int]] = {}
        self._parts: dict[int, tuple[Node, ...]] = {}
        for root in roots_of(rule):
            self.of(root)

    def of(self, node: Node) -> frozenset[str]:
        """The names a node reads, directly or below."""
        known = self._known.get(id(node))
        if known is None:
            known = self._known[id(node)] = self._find(node)
        return known

    def parts(self, node: Node) -> tuple[Node, ...]:
        """The nodes directly below one, as `walk.parts_of`; found once."""
        parts = self._parts.get(id(node))
        if parts is None:
            parts = self._parts[id(node)] = parts_of(node)
        return parts

    def touched_by(self, names: frozenset[str]) -> frozenset[int]:
        """The identities of all nodes that read one of the names."""
        touched = self._touched.get(names)
        if touched is None:
            touched = frozenset(
                node for node, read in self._known.items() if not read.isdisjoint(names)
            )
            if len(self._touched) < _MOST_KEPT:
                self._touched[names] = touched
        return touched

    def _find(self, node: Node) -> frozenset[str]:
        found: set[str] = set()
        for part in parts_of(node):
            found |= self.of(part)
        match node:
            case FactValue() | FactTruth() | YearlyFactValue() | YearlyFactTruth():
                found.add(node.fact.name)
                if node.fact.shape is Shape.SPANS:
                    found.add(DAY)
            case ReadingDate():
                found.add(DAY)
            case CalendarValue() if node.function in FALLING:
                found.add(DAY)
            case VariableValue() | VariableTruth():
                found |= self.of(node.variable.formula)
            case _:
                pass
        return frozenset(found)
