"""Writes formulas as text: one place that knows what is computed, and what must be handed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from sakimawari.rules.kernel.identity import Identity
from sakimawari.rules.kernel.plan import Home, Plan
from sakimawari.rules.kernel.structure import Structure
from sakimawari.rules.kernel.text import Ends, Text
from sakimawari.rules.tree import (
    DecisionTable,
    Fact,
    Kind,
    Literal,
    Parameter,
    Truth,
    TruthLiteral,
    Value,
    VariableTruth,
    VariableValue,
)
from sakimawari.rules.walk import Node

_T = TypeVar("_T")
Frames = tuple[str, ...]  # the row, in the text, of the person at each depth
Emitter = Callable[["Scribe", Node, Frames], Ends]

YES, NO = Ends("True", "True"), Ends("False", "False")


def is_truth(node: Node) -> bool:
    """Whether a formula is a truth (else a value)."""
    return isinstance(node, Truth)


@dataclass(slots=True)
class Inputs:
    """What the generated function is handed, in the order of its arguments."""

    facts: list[Fact] = field(default_factory=list)
    tables: list[DecisionTable] = field(default_factory=list)
    parameters: list[Parameter] = field(default_factory=list)
    years: list[tuple[Fact, str]] = field(default_factory=list)  # yearly facts, each for one year
    functions: set[str] = field(default_factory=set)  # functions of dates and steps called
    wards: bool = False  # the text asks for the first of the unit who has a guardian
    watched: set[int] = field(default_factory=set)  # constants whose every change is looked at
    turning: set[int] = field(default_factory=set)  # constants whose passing of a value is
    number_slots: int = 0  # rows of scratch for 64-bit numbers
    truth_slots: int = 0  # rows of scratch for truths

    def fact(self, fact: Fact) -> str:
        return f"f{_index(self.facts, fact)}"

    def year(self, fact: Fact, year: str) -> str:
        """The column of a yearly fact for one year: a figure, or the name of a constant."""
        return f"y{_index(self.years, (fact, year))}"

    def table(self, table: DecisionTable) -> str:
        return f"t{_index(self.tables, table)}"

    def parameter(self, parameter: Parameter) -> int:
        return _index(self.parameters, parameter)


def _index(items: list[_T], item: _T) -> int:
    if item not in items:
        items.append(item)
    return items.index(item)


@dataclass(slots=True)
class Scribe:
    """The text in the making. `constants` is None in the text that computes the constants."""

    text: Text
    inputs: Inputs
    identity: Identity
    structure: Structure
    emit: Emitter
    plan: Plan | None = None
    constants: Constants | None = None
    in_calendar: bool = False  # the text also finds out until when what it computes holds

    def ends(self, node: Node, frames: Frames) -> Ends:
        """Write what computes a formula, unless it is known here already; its ends."""
        if isinstance(node, Literal):
            return Ends(str(node.value), str(node.value))
        if isinstance(node, TruthLiteral):
            return YES if node.value else NO
        if self.constants is not None and self.structure.is_constant(node):
            return self.watched(self.constants.ends(node))
        if isinstance(node, VariableValue | VariableTruth):
            return self._variable(node, frames)
        depths = self.structure.depths(node) if self.constants is not None else ()
        if self.plan is not None and self.plan.homes.get(self.identity.of(node)) is Home.UNIT:
            shared = self.text.recall((self.identity.of(node), Home.UNIT))
            if shared is not None:
                return shared
        seen = tuple((depth, frames[depth]) for depth in sorted(depths))
        key = (self.identity.of(node), seen)
        known = self.text.recall(key)
        return known or self.text.remember(key, self.emit(self, node, frames))

    def watched(self, constant: Ends) -> Ends:
        """A constant that is read as it is: what is computed from it holds until it changes."""
        for name in {constant.low, constant.high}:
            if name.startswith("c"):
                self.inputs.watched.add(int(name[1:]))
        return constant

    def call(self, name: str, arguments: str) -> str:
        """A call of a function of dates or of a step."""
        self.inputs.functions.add(name)
        return f"{name}({arguments})"

    def value(self, node: Value, frames: Frames) -> Ends:
        return self.ends(node, frames)

    def truth(self, node: Truth, frames: Frames) -> Ends:
        return self.ends(node, frames)

    def _variable(self, node: VariableValue | VariableTruth, frames: Frames) -> Ends:
        variable = node.variable
        if self.constants is None or self.plan is None:
            return self.ends(variable.formula, frames)
        number = self.identity.of(variable)
        home = self.plan.homes[number]
        row = frames[node.depth] if self.structure.depths(node) else ""
        if home is Home.INLINE:
            return self.ends(variable.formula, (row,))
        known = self.text.recall((number, row if home is Home.MEMBERS else home))
        if known is not None:
            return known
        place = self.text.recall((number, Home.MEMBERS))
        assert place is not None, "a variable is used before it is computed"
        read = self._scratch(place, row, truth=variable.type.kind is Kind.TRUTH)
        return self.text.remember((number, row), read)

    def _scratch(self, place: Ends, row: str, *, truth: bool) -> Ends:
        def look_up(slot: str) -> str:
            at = f"{slot} * width + {row} - a"
            return self.text.let(f"x[{at}] != 0" if truth else f"w[{at}]")

        low = look_up(place.low)
        return Ends(low, low if place.exact else look_up(place.high))


@dataclass(slots=True)
class Constants:
    """Formulas with one value for everyone, computed once a call by a function of their own.

    They are handed to the kernel as one array of 64-bit integers `c`.
    """

    scribe: Scribe
    text: Text
    truths: list[bool] = field(default_factory=list)  # of each constant: is it a truth
    _kept: dict[int, Ends] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)

    def ends(self, node: Node) -> Ends:
        """The names of a constant's ends in the kernel."""
        number = self.scribe.identity.of(node)
        if number not in self._kept:
            found = self.scribe.ends(node, ())
            low = self.keep(found.low, truth=is_truth(node))
            same = found.exact
            self._kept[number] = Ends(
                low, low if same else self.keep(found.high, truth=is_truth(node))
            )
        return self._kept[number]

    def inner(self, node: Node) -> Ends:
        """The names of a constant's ends within the text that computes the constants."""
        return self.scribe.ends(node, ())

    def keep(self, expression: str, *, truth: bool = False) -> str:
        """The name, in the kernel, of one constant figure."""
        if expression.lstrip("-").isdigit():
            return expression
        if expression not in self._names:
            self._names[expression] = f"c{len(self.truths)}"
            self.truths.append(truth)
            self.text.add(f"c.append(int({expression}))")
        return self._names[expression]
