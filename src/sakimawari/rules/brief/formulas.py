"""Every node of a tree as a small function of a view and the people in focus.

What each node comes to is fixed in docs/explanation/unknown.md; a node that is certain names no
missing facts, whatever lies below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from sakimawari.rules.brief.groups import gathering, some_member
from sakimawari.rules.brief.view import NOTHING, Focus, Formula, Missing, Result, View
from sakimawari.rules.compute import Computed, compute
from sakimawari.rules.lookup import look_up
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
    Group,
    Holder,
    Literal,
    Not,
    OneOf,
    ParameterValue,
    ReadingDate,
    Related,
    Relation,
    Rescaled,
    Rounded,
    SomeMember,
    TableValue,
    TruthChoice,
    TruthLiteral,
    Variable,
    VariableTruth,
    VariableValue,
    YearlyFactTruth,
    YearlyFactValue,
)
from sakimawari.rules.walk import Node, parts_of


class Formulas:
    """Compiles nodes; variables of the same declaration share one formula and its results."""

    def __init__(self) -> None:
        self._variables: dict[int, tuple[Variable, int, Formula]] = {}
        self._slots = 0

    def slot(self) -> int:
        """A place of its own under which a view keeps a result."""
        self._slots += 1
        return self._slots

    def of(self, node: Node) -> Formula:
        """The function a node comes to."""
        match node:
            case Literal() | TruthLiteral():
                return _constant(int(node.value))
            case ReadingDate():
                return lambda view, _: (view.on.figures.on, view.on.figures.on, NOTHING)
            case ParameterValue():
                return _parameter(node.parameter.name)
            case FactValue() | FactTruth():
                return _fact(node.fact, node.depth)
            case YearlyFactValue() | YearlyFactTruth():
                return _yearly(node.fact, node.depth, self.of(node.year))
            case VariableValue() | VariableTruth():
                return self._variable(node.variable, node.depth)
            case TableValue():
                return _table(node, tuple(self.of(part) for part in node.inputs))
            case Choice() | TruthChoice():
                parts = (node.condition, node.then, node.otherwise)
                return _choice(*(self.of(part) for part in parts))
            case Gathered():
                return gathering(node, self._optional(node.where), self._optional(node.value))
            case SomeMember():
                return some_member(node, self.of(node.condition))
            case EveryMember():
                return _negated(some_member(node, _negated(self.of(node.condition))))
            case Related():
                return _related(node)
            case Arithmetic() | Rescaled() | Rounded() | Extreme() | CalendarValue() | AsNumber():
                return self._computed(node)
            case Compared() | OneOf() | Not() | AllOf() | AnyOf():
                return self._computed(node)
        assert_never(node)

    def _optional(self, node: Node | None) -> Formula | None:
        return None if node is None else self.of(node)

    def _computed(self, node: Computed) -> Formula:
        return _computed(node, tuple(self.of(part) for part in parts_of(node)))

    def _variable(self, variable: Variable, depth: int) -> Formula:
        if id(variable) not in self._variables:
            self._variables[id(variable)] = variable, self.slot(), self.of(variable.formula)
        _, slot, formula = self._variables[id(variable)]
        of_person = variable.holder is Holder.PERSON

        def read(view: View, focus: Focus) -> Result:
            return view.once(slot, focus[depth] if of_person else None, formula)

        return read


def _constant(value: int) -> Formula:
    result = (value, value, NOTHING)
    return lambda view, focus: result


def _parameter(name: str) -> Formula:
    def read(view: View, focus: Focus) -> Result:
        low, high = view.on.figures.parameters[name]
        return low, high, NOTHING

    return read


def _fact(fact: Fact, depth: int) -> Formula:
    return lambda view, focus: view.fact(fact, focus[depth])


def _yearly(fact: Fact, depth: int, year: Formula) -> Formula:
    def read(view: View, focus: Focus) -> Result:
        first, last, open_year = year(view, focus)
        low, high, missing = view.yearly(fact, focus[depth], (first, last))
        return low, high, missing if low == high else missing | open_year

    return read


def _table(node: TableValue, inputs: Sequence[Formula]) -> Formula:
    name = node.table.name

    def read(view: View, focus: Focus) -> Result:
        results = [part(view, focus) for part in inputs]
        ranges = [result[:2] for result in results]
        (low, high), _ = look_up(node, view.on.figures.tables.get(name), ranges)
        return low, high, _missing(low, high, results)

    return read


def _choice(condition: Formula, then: Formula, otherwise: Formula) -> Formula:
    def read(view: View, focus: Focus) -> Result:
        low, high, missing = condition(view, focus)
        if low == high:
            return then(view, focus) if low else otherwise(view, focus)
        one, other = then(view, focus), otherwise(view, focus)
        least, most = min(one[0], other[0]), max(one[1], other[1])
        if least == most:
            return least, most, NOTHING
        return least, most, missing | one[2] | other[2]

    return read


def _computed(node: Computed, parts: Sequence[Formula]) -> Formula:
    match node:
        case AllOf():
            return _every(parts)
        case AnyOf():
            return _negated(_every([_negated(part) for part in parts]))
        case Not():
            return _negated(parts[0])
        case Compared() | Arithmetic():
            return _of_two(node, *parts)

    def read(view: View, focus: Focus) -> Result:
        results = [part(view, focus) for part in parts]
        low, high = compute(node, [result[:2] for result in results], on=view.on.figures.on)
        return low, high, _missing(low, high, results)

    return read


def _of_two(node: Compared | Arithmetic, left: Formula, right: Formula) -> Formula:
    def read(view: View, focus: Focus) -> Result:
        l_low, l_high, l_missing = left(view, focus)
        r_low, r_high, r_missing = right(view, focus)
        low, high = compute(node, ((l_low, l_high), (r_low, r_high)), on=view.on.figures.on)
        return low, high, NOTHING if low == high else l_missing | r_missing

    return read


def _negated(part: Formula) -> Formula:
    def read(view: View, focus: Focus) -> Result:
        low, high, missing = part(view, focus)
        return 1 - high, 1 - low, missing

    return read


def _every(parts: Sequence[Formula]) -> Formula:
    """and: reading ends with the first part that surely fails."""

    def read(view: View, focus: Focus) -> Result:
        low, missing = 1, NOTHING
        for part in parts:
            part_low, part_high, part_missing = part(view, focus)
            if part_high == 0:
                return 0, 0, NOTHING
            if part_low == 0:
                low, missing = 0, missing | part_missing
        return low, 1, missing

    return read


def _related(node: Related) -> Formula:
    group = Group.CHILDREN if node.relation is Relation.CHILD else Group.SPOUSE
    same = node.relation is Relation.SELF

    def read(view: View, focus: Focus) -> Result:
        member, other = focus[node.depth], focus[node.other]
        if same:
            return int(member == other), int(member == other), NOTHING
        for at, (low, high), ties in view.members(group, other):
            if at == member:
                return low, high, ties
        return 0, 0, NOTHING

    return read


def _missing(low: int, high: int, parts: Sequence[Result]) -> Missing:
    """What leaves a node uncertain: the missing facts of its parts; nothing if it is certain."""
    return NOTHING if low == high else NOTHING.union(*(part[2] for part in parts))
