"""Reads a tree for one unit, one node at a time, and keeps every step.

`focus` is the stack of people a node is read in: focus[0] the subject or holder (None: the
household), focus[1] the member of the outermost quantified form, and so on.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from sakimawari.rules.compute import Computed, compute
from sakimawari.rules.family import Membership, membership
from sakimawari.rules.figures import Figures
from sakimawari.rules.gather import gathered
from sakimawari.rules.held import range_of, read_fact
from sakimawari.rules.lookup import look_up
from sakimawari.rules.proof import GUARDIAN, SPOUSE, FactUse, FigureUse, MemberStep, Step
from sakimawari.rules.ranges import (
    NO,
    YES,
    Range,
    all_of,
    any_of,
    hull,
    negated,
)
from sakimawari.rules.situation import Situation
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
    FactTruth,
    FactValue,
    Gathered,
    Gathering,
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
from sakimawari.rules.walk import Node, parts_of

Focus = tuple[int | None, ...]


class Interpreter:
    """Reads nodes for one unit on one date; a variable is read once for each holder."""

    def __init__(self, situation: Situation, figures: Figures) -> None:
        self._situation = situation
        self._figures = figures
        self._variables: dict[tuple[tuple[Holder, str, str], int | None], Step] = {}

    def read(self, node: Node, focus: Focus) -> Step:
        """What a node comes to, with the steps below it."""
        match node:
            case Literal() | TruthLiteral():
                return _step(node, focus, (int(node.value), int(node.value)))
            case ReadingDate():
                return _step(node, focus, (self._figures.on, self._figures.on))
            case FactValue() | FactTruth():
                return self._fact(node, focus, depth=node.depth, year=None)
            case YearlyFactValue() | YearlyFactTruth():
                return self._fact(node, focus, depth=node.depth, year=self.read(node.year, focus))
            case VariableValue() | VariableTruth():
                formula = self._variable(node.variable, focus[node.depth])
                return _step(node, focus, formula.range, formula)
            case ParameterValue():
                return self._parameter(node, focus)
            case TableValue():
                return self._table(node, focus)
            case Gathered():
                return self._gathered(node, focus)
            case SomeMember() | EveryMember():
                return self._quantified(node, focus)
            case Related():
                return self._related(node, focus)
            case Choice() | TruthChoice():
                return self._choice(node, focus)
            case Arithmetic() | Rescaled() | Rounded() | Extreme() | CalendarValue() | AsNumber():
                return self._computed(node, focus)
            case Compared() | OneOf() | Not() | AllOf() | AnyOf():
                return self._computed(node, focus)
        assert_never(node)

    def _fact(
        self,
        node: FactValue | FactTruth | YearlyFactValue | YearlyFactTruth,
        focus: Focus,
        *,
        depth: int,
        year: Step | None,
    ) -> Step:
        fact = node.fact
        uses = read_fact(
            self._situation,
            fact,
            person=focus[depth] if fact.holder is Holder.PERSON else None,
            on=self._figures.on,
            years=None if year is None else year.range,
        )
        parts = () if year is None else (year,)
        return _step(node, focus, range_of(uses), *parts, facts=uses)

    def _variable(self, variable: Variable, person: int | None) -> Step:
        holder = person if variable.holder is Holder.PERSON else None
        key = (variable.key, holder)
        if key not in self._variables:
            self._variables[key] = self.read(variable.formula, (holder,))
        return self._variables[key]

    def _parameter(self, node: ParameterValue, focus: Focus) -> Step:
        name = node.parameter.name
        low, high = self._figures.parameters[name]
        use = FigureUse(name=name, low=low, high=high, in_force=self._figures.in_force.get(name))
        return _step(node, focus, (low, high), figure=use)

    def _table(self, node: TableValue, focus: Focus) -> Step:
        name = node.table.name
        inputs = tuple(self.read(value, focus) for value in node.inputs)
        ranges = [step.range for step in inputs]
        (low, high), rows = look_up(node, self._figures.tables.get(name), ranges)
        use = FigureUse(name=name, low=low, high=high, in_force=self._figures.in_force.get(name))
        return Step(
            node=node,
            person=focus[-1],
            depth=len(focus) - 1,
            low=low,
            high=high,
            parts=inputs,
            figure=use,
            rows=rows,
        )

    def _choice(self, node: Choice | TruthChoice, focus: Focus) -> Step:
        condition = self.read(node.condition, focus)
        if condition.certain:
            chosen = self.read(node.then if condition.range == YES else node.otherwise, focus)
            return _step(node, focus, chosen.range, condition, chosen)
        both = self.read(node.then, focus), self.read(node.otherwise, focus)
        return _step(node, focus, hull(step.range for step in both), condition, *both)

    def _computed(self, node: Computed, focus: Focus) -> Step:
        parts = tuple(self.read(part, focus) for part in parts_of(node))
        result = compute(node, [part.range for part in parts], on=self._figures.on)
        return _step(node, focus, result, *parts)

    # ------------------------------------------------------------ groups

    def _gathered(self, node: Gathered, focus: Focus) -> Step:
        own: Step | None = None
        in_focus = focus[node.depth]
        inner = focus[: node.depth + 1]
        if node.gathering is Gathering.RANK and node.value is not None:
            own = self.read(node.value, (*inner, in_focus))
        members = tuple(self._members(node.group, inner, condition=node.where, value=node.value))
        own_range = None if own is None else own.range
        result = gathered(node, members, own=own_range, focus=in_focus)
        parts = () if own is None else (own,)
        return _step(node, focus, result, *parts, members=members)

    def _quantified(self, node: SomeMember | EveryMember, focus: Focus) -> Step:
        inner = focus[: node.depth + 1]
        if isinstance(node, SomeMember):
            members = tuple(self._members(node.group, inner, condition=node.condition))
            result = any_of(member.counts for member in members)
        else:
            # Everyone satisfies it if nobody of the group fails it.
            failing = Not(node.condition)
            members = tuple(self._members(node.group, inner, condition=failing))
            result = negated(any_of(member.counts for member in members))
        return _step(node, focus, result, members=members)

    def _members(
        self, group: Group, inner: Focus, *, condition: Truth | None, value: Value | None = None
    ) -> Iterator[MemberStep]:
        for at in range(len(self._situation.people)):
            belongs = membership(self._situation, group, focus=inner[-1], member=at)
            if belongs.belongs == NO:
                continue
            where = None if condition is None else self.read(condition, (*inner, at))
            counts = all_of([belongs.belongs, *([] if where is None else [where.range])])
            wanted = value is not None and counts[1] == 1
            yield MemberStep(
                person=at,
                counts=counts,
                ties=_ties(belongs),
                where=where,
                value=self.read(value, (*inner, at)) if wanted and value is not None else None,
            )

    def _related(self, node: Related, focus: Focus) -> Step:
        member, other = focus[node.depth], focus[node.other]
        if member is None or other is None:
            raise ValueError(f"{node.relation.value} is a relation between people")
        if node.relation is Relation.SELF:
            return _step(node, focus, YES if member == other else NO)
        group = Group.CHILDREN if node.relation is Relation.CHILD else Group.SPOUSE
        belongs = membership(self._situation, group, focus=other, member=member)
        return _step(node, focus, belongs.belongs, facts=_ties(belongs))


def _step(
    node: Node,
    focus: Focus,
    result: Range,
    *parts: Step,
    members: tuple[MemberStep, ...] = (),
    facts: tuple[FactUse, ...] = (),
    figure: FigureUse | None = None,
) -> Step:
    return Step(
        node=node,
        person=focus[-1],
        depth=len(focus) - 1,
        low=result[0],
        high=result[1],
        parts=parts,
        members=members,
        facts=facts,
        figure=figure,
    )


def _ties(belongs: Membership) -> tuple[FactUse, ...]:
    """The unknown family ties that leave a membership open, as missing facts."""
    named = [(GUARDIAN, person) for person in belongs.guardian_of]
    named += [(SPOUSE, person) for person in belongs.spouse_of]
    return tuple(
        FactUse(name=name, person=person, fact=None, low=0, high=1, known=False)
        for name, person in named
    )
