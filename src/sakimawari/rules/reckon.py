"""What a rule would come to if: one case read as ranges alone, with some facts supposed otherwise.

The same meaning as `interpret` (docs/explanation/unknown.md), without the proof, and with two
freedoms: a fact may be supposed to lie anywhere in a range, and the reading date anywhere in a span
of days. The result then covers every one of those values and days, so that a "no" over a range of a
million values is one reading. What does not depend on the supposed is read once and kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sakimawari.rules.columns import Span
from sakimawari.rules.compute import calculated, compute
from sakimawari.rules.family import membership
from sakimawari.rules.figures import Figures
from sakimawari.rules.gather import gathered
from sakimawari.rules.held import range_of, read_fact
from sakimawari.rules.lookup import look_up
from sakimawari.rules.moments import FALLING, calendar_range
from sakimawari.rules.proof import MemberStep, Step
from sakimawari.rules.ranges import NO, YES, Range, all_of, any_of, compared, hull, negated
from sakimawari.rules.reads import DAY, Reads
from sakimawari.rules.situation import Situation, Sourced
from sakimawari.rules.tree import (
    AllOf,
    AnyOf,
    Arithmetic,
    CalendarValue,
    Choice,
    Compared,
    Comparison,
    EveryMember,
    Fact,
    FactTruth,
    FactValue,
    Gathered,
    Gathering,
    Group,
    Holder,
    Literal,
    Not,
    ParameterValue,
    ReadingDate,
    Related,
    Relation,
    ServiceRule,
    Shape,
    SomeMember,
    TableValue,
    Truth,
    TruthChoice,
    TruthLiteral,
    VariableTruth,
    VariableValue,
    YearlyFactTruth,
    YearlyFactValue,
)
from sakimawari.rules.walk import Node

Focus = tuple[int | None, ...]
FactNode = FactValue | FactTruth | YearlyFactValue | YearlyFactTruth


@dataclass(frozen=True, slots=True)
class FactAt:
    """One fact of one person (None: the household), of one fiscal year where it is yearly."""

    name: str
    person: int | None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a service comes to: a truth and the ranges of what it gives (None where it is no)."""

    truth: Range
    amount: Range | None = None
    tier: Range | None = None


class Reckoner:
    """Reads a rule for one subject again and again, each time with other things supposed."""

    def __init__(
        self,
        rule: ServiceRule,
        situation: Situation,
        figures: Figures,
        *,
        subject: int,
        reads: Reads,
    ) -> None:
        self._rule, self._situation, self._figures = rule, situation, figures
        self._focus: Focus = (subject if rule.holder is Holder.PERSON else None,)
        self._visitor = rule.holder is Holder.PERSON and not situation.people[subject].is_subject
        self._reads = reads
        self._on: Range = (figures.on, figures.on)
        self._supposed: Mapping[FactAt, Range] = {}
        self._touched: frozenset[int] = frozenset()
        self._steady: dict[tuple[int, Focus], Range] = {}
        self._passing: dict[tuple[int, Focus], Range] = {}
        self.work = 0  # nodes read
        self._ways: dict[type[Any], Callable[[Any, Focus], Range]] = {
            Literal: lambda node, focus: (node.value, node.value),
            TruthLiteral: lambda node, focus: (int(node.value), int(node.value)),
            ReadingDate: lambda node, focus: self._on,
            ParameterValue: lambda node, focus: self._figures.parameters[node.parameter.name],
            FactValue: self._fact,
            FactTruth: self._fact,
            YearlyFactValue: self._fact,
            YearlyFactTruth: self._fact,
            VariableValue: self._variable,
            VariableTruth: self._variable,
            Compared: self._compared,
            Arithmetic: self._arithmetic,
            Not: self._not,
            AllOf: self._all,
            AnyOf: self._any,
            Choice: self._choice,
            TruthChoice: self._choice,
            CalendarValue: self._calendar,
            TableValue: self._table,
            Gathered: self._gathered,
            SomeMember: self._quantified,
            EveryMember: self._quantified,
            Related: self._related,
        }

    # ------------------------------------------------------------ questions

    def suppose(
        self,
        facts: Mapping[FactAt, Range] | None = None,
        *,
        on: Range | None = None,
        clauses: Iterable[int] | None = None,
        gifts: bool = False,
    ) -> Verdict:
        """What the service comes to if these facts lie in these ranges and the date in a span.

        `clauses` names those read first (all are read unless one is surely no); `gifts` reads
        amount and class too. A span of days must lie within one state of the figures.
        """
        self._supposed = facts or {}
        self._on = on or (self._figures.on, self._figures.on)
        names = {fact.name for fact in self._supposed}
        if on is not None:
            names.add(DAY)
        self._touched = self._reads.touched_by(frozenset(names))
        self._passing = {}
        if self._visitor:
            return Verdict(NO)
        order = list(dict.fromkeys([*(clauses or ()), *range(len(self._rule.clauses))]))
        truth: Range = YES
        for at in order:
            truth = all_of([truth, self.clause(at)])
            if truth == NO:
                return Verdict(NO)
        if not gifts:
            return Verdict(truth)
        amount, tier = (
            None if award is None else self.read(award.value, self._focus)
            for award in (self._rule.amount, self._rule.tier)
        )
        return Verdict(truth, amount, tier)

    def clause(self, at: int) -> Range:
        """Whether a clause holds (an exception: does not), under what is supposed now."""
        clause = self._rule.clauses[at]
        truth = self.read(clause.truth, self._focus)
        return negated(truth) if clause.excludes else truth

    # ------------------------------------------------------------ nodes

    def read(self, node: Node, focus: Focus) -> Range:
        """What a node comes to under what is supposed now."""
        at = id(node)
        kept = self._passing if at in self._touched else self._steady
        found = kept.get((at, focus))
        if found is None:
            way = self._ways.get(type(node), self._computed)
            found = kept[at, focus] = way(node, focus)
            self.work += 1
        return found

    def _computed(self, node: Any, focus: Focus) -> Range:
        parts = [self.read(part, focus) for part in self._reads.parts(node)]
        return compute(node, parts, on=self._on[0])

    def _compared(self, node: Compared, focus: Focus) -> Range:
        left, right = self.read(node.left, focus), self.read(node.right, focus)
        match node.comparison:
            case Comparison.LESS:
                return int(left[1] < right[0]), int(left[0] < right[1])
            case Comparison.AT_MOST:
                return int(left[1] <= right[0]), int(left[0] <= right[1])
            case _:
                return compared(node.comparison, left, right)

    def _arithmetic(self, node: Arithmetic, focus: Focus) -> Range:
        return calculated(node.operator, self.read(node.left, focus), self.read(node.right, focus))

    def _not(self, node: Not, focus: Focus) -> Range:
        low, high = self.read(node.truth, focus)
        return 1 - high, 1 - low

    def _all(self, node: AllOf, focus: Focus) -> Range:
        sure = 1
        possible = 1
        for part in node.truths:
            low, high = self.read(part, focus)
            if not high:
                return NO
            sure &= low
            possible &= high
        return sure, possible

    def _any(self, node: AnyOf, focus: Focus) -> Range:
        possible = 0
        for part in node.truths:
            low, high = self.read(part, focus)
            if low:
                return YES
            possible |= high
        return 0, possible

    def _choice(self, node: Choice | TruthChoice, focus: Focus) -> Range:
        condition = self.read(node.condition, focus)
        if condition == YES:
            return self.read(node.then, focus)
        if condition == NO:
            return self.read(node.otherwise, focus)
        return hull([self.read(node.then, focus), self.read(node.otherwise, focus)])

    def _calendar(self, node: CalendarValue, focus: Focus) -> Range:
        day = self.read(node.date, focus)
        n = (0, 0) if node.n is None else self.read(node.n, focus)
        # Every function that looks at the reading date rises with it.
        ends = dict.fromkeys(self._on if node.function in FALLING else self._on[:1])
        return hull(calendar_range(node.function, day, n=n, on=on) for on in ends)

    def _variable(self, node: VariableValue | VariableTruth, focus: Focus) -> Range:
        holder = focus[node.depth] if node.variable.holder is Holder.PERSON else None
        return self.read(node.variable.formula, (holder,))

    def _table(self, node: TableValue, focus: Focus) -> Range:
        inputs = [self.read(value, focus) for value in node.inputs]
        return look_up(node, self._figures.tables.get(node.table.name), inputs)[0]

    # ------------------------------------------------------------ facts

    def _fact(self, node: FactNode, focus: Focus) -> Range:
        fact = node.fact
        person = focus[node.depth] if fact.holder is Holder.PERSON else None
        years: Range | None = None
        if isinstance(node, YearlyFactValue | YearlyFactTruth):
            years = self.read(node.year, focus)
        if years is None or years[0] == years[1]:
            at = FactAt(fact.name, person, None if years is None else years[0])
            supposed = self._supposed.get(at)
            if supposed is not None:
                return supposed
        if fact.shape is Shape.SPANS:
            return self._on_days(fact, person)
        situation = self._situation
        replaced = [at for at in self._supposed if at.name == fact.name and at.person == person]
        for at in replaced:
            situation = with_value(situation, at, fact, value=self._supposed[at][0])
        uses = read_fact(situation, fact, person=person, on=self._figures.on, years=years)
        by_year = {at.year: self._supposed[at] for at in replaced}
        return hull(by_year.get(use.year, (use.low, use.high)) for use in uses)

    def _on_days(self, fact: Fact, person: int | None) -> Range:
        """A fact with spans on any of the days supposed: read wherever it may turn."""
        first, last = self._on
        sourced = self._situation.sourced(fact, -1 if person is None else person)
        turns = {first}
        if sourced is not None and isinstance(sourced.held, tuple) and first < last:
            for span in sourced.held:
                turns |= {day for day in (span.since, span.until + 1) if first < day <= last}
        return hull(
            range_of(read_fact(self._situation, fact, person=person, on=day)) for day in turns
        )

    # ------------------------------------------------------------ groups

    def _gathered(self, node: Gathered, focus: Focus) -> Range:
        in_focus = focus[node.depth]
        inner = focus[: node.depth + 1]
        own: Range | None = None
        if node.gathering is Gathering.RANK and node.value is not None:
            own = self.read(node.value, (*inner, in_focus))
        members = self._members(node.group, inner, node.where, node.value)
        return gathered(node, members, own=own, focus=in_focus)

    def _quantified(self, node: SomeMember | EveryMember, focus: Focus) -> Range:
        inner = focus[: node.depth + 1]
        some = isinstance(node, SomeMember)
        counts = []
        for at, belongs in self._belonging(node.group, inner):
            holds = self.read(node.condition, (*inner, at))
            counts.append(all_of([belongs, holds if some else negated(holds)]))
        found = any_of(counts)
        return found if some else negated(found)

    def _members(
        self, group: Group, inner: Focus, where: Truth | None, value: Any
    ) -> list[MemberStep]:
        found = []
        for at, belongs in self._belonging(group, inner):
            counts = belongs
            if where is not None:
                counts = all_of([belongs, self.read(where, (*inner, at))])
            step = None
            if value is not None and counts[1] == 1:
                low, high = self.read(value, (*inner, at))
                step = Step(node=value, person=at, depth=len(inner), low=low, high=high)
            found.append(MemberStep(person=at, counts=counts, ties=(), where=None, value=step))
        return found

    def _belonging(self, group: Group, inner: Focus) -> Iterable[tuple[int, Range]]:
        for at in range(len(self._situation.people)):
            belongs = membership(self._situation, group, focus=inner[-1], member=at).belongs
            if belongs != NO:
                yield at, belongs

    def _related(self, node: Related, focus: Focus) -> Range:
        member, other = focus[node.depth], focus[node.other]
        if member is None or other is None:
            raise ValueError(f"{node.relation.value} is a relation between people")
        if node.relation is Relation.SELF:
            return YES if member == other else NO
        group = Group.CHILDREN if node.relation is Relation.CHILD else Group.SPOUSE
        return membership(self._situation, group, focus=other, member=member).belongs


def with_value(
    situation: Situation, at: FactAt, fact: Fact, *, value: int, on: int | None = None
) -> Situation:
    """The same unit with another value of one fact; of one with spans, on the day `on` alone."""
    sourced = situation.sourced(fact, -1 if at.person is None else at.person)
    held: Any = value
    if fact.shape is Shape.YEARLY:
        years = sourced.held if sourced is not None and isinstance(sourced.held, Mapping) else {}
        held = {**years, at.year: value}
    elif fact.shape is Shape.SPANS:
        spans = sourced.held if sourced is not None and isinstance(sourced.held, tuple) else ()
        held = _with_day(spans, value, on=0 if on is None else on)
    new = Sourced(held=held) if sourced is None else replace(sourced, held=held)
    if at.person is None:
        return replace(situation, household={**situation.household, at.name: new})
    person = situation.people[at.person]
    person = replace(person, facts={**person.facts, at.name: new})
    people = (*situation.people[: at.person], person, *situation.people[at.person + 1 :])
    return replace(situation, people=people)


def _with_day(spans: tuple[Span, ...], value: int, *, on: int) -> tuple[Span, ...]:
    kept = [Span(value=value, since=on, until=on)]
    for span in spans:
        if span.since <= on <= span.until:
            if span.since < on:
                kept.append(replace(span, until=on - 1))
            if on < span.until:
                kept.append(replace(span, since=on + 1))
        else:
            kept.append(span)
    return tuple(sorted(kept, key=lambda span: span.since))
