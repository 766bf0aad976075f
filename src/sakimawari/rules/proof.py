"""The proof of a reading: what each part of a rule came to for one person, and by what facts.

A truth is held as the range 0 to 0 (no), 1 to 1 (yes) or 0 to 1 (unknown), so that truths and
values are one kind of step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sakimawari.rules.figures import DatedValue, TableVersion
from sakimawari.rules.outcome import Status
from sakimawari.rules.ranges import Range
from sakimawari.rules.tree import (
    Adjustment,
    Clause,
    Fact,
    Holder,
    NamedClause,
    VariableTruth,
    VariableValue,
)
from sakimawari.rules.walk import Node

GUARDIAN, SPOUSE = "保護者", "配偶者"  # family ties, named among the facts used


@dataclass(frozen=True, slots=True, kw_only=True)
class FactUse:
    """A fact as it was read: of whom, for which fiscal year, its range and where it comes from.

    `person` is a position in the unit, None for the household. `known` is False where the value
    is missing; `assumed` where the register holds no entry and the declared absence was taken.
    `fact` is None for a family tie (保護者, 配偶者).
    """

    name: str
    person: int | None
    fact: Fact | None
    low: int
    high: int
    known: bool
    assumed: bool = False
    year: int | None = None
    source: str | None = None
    loaded: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureUse:
    """A parameter or table as it was read, with the version in force and its article."""

    name: str
    low: int
    high: int
    in_force: DatedValue | TableVersion | None

    @property
    def settled(self) -> bool:
        """Whether the figure was in force, not repealed, and certain."""
        if self.in_force is None or not self.in_force.provenance.certain:
            return False
        return isinstance(self.in_force, TableVersion) or self.in_force.value is not None

    @property
    def article(self) -> str | None:
        return None if self.in_force is None else self.in_force.provenance.article


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberStep:
    """One member of a group under a quantified form; those surely outside the group are left out.

    `counts` is membership and condition together, as a truth. `ties` are unknown family ties that
    leave the membership open. `value` is read only where the member may count.
    """

    person: int
    counts: Range
    ties: tuple[FactUse, ...]
    where: Step | None
    value: Step | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one node came to, for the person in focus (None: the household) at `depth`."""

    node: Node
    person: int | None
    depth: int
    low: int
    high: int
    parts: tuple[Step, ...] = ()
    members: tuple[MemberStep, ...] = ()
    facts: tuple[FactUse, ...] = ()
    figure: FigureUse | None = None
    rows: tuple[int, ...] = ()  # rows of a decision table that hold or may hold

    @property
    def range(self) -> Range:
        return self.low, self.high

    @property
    def certain(self) -> bool:
        return self.low == self.high

    @property
    def outcome(self) -> Status:
        """What a truth came to."""
        return status_of(self.range)

    def below(self) -> Iterator[Step]:
        """The steps directly under this one."""
        yield from self.parts
        for member in self.members:
            if member.where is not None:
                yield member.where
            if member.value is not None:
                yield member.value


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseReading:
    """A clause with its outcome; for an exception, the outcome of "the exception does not hold"."""

    clause: Clause
    outcome: Status
    step: Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One service read for one subject on one date, with its whole proof.

    The summary fields are those of `Outcomes`. Every clause is read, in the order of the law,
    also after one has failed; `amount_step`, `tier_step`, `deadline_step` are None where the
    status is no. `missing` are the facts worth asking, `unsettled` the figures of the law whose
    uncertainty leaves the result open.
    """

    service: str
    holder: Holder
    subject: int
    on: int
    status: Status
    decided_by: int
    undecided: int
    amount_low: int
    amount_high: int
    tier_low: int
    tier_high: int
    deadline: int
    clauses: tuple[ClauseReading, ...]
    amount_step: Step | None
    tier_step: Step | None
    deadline_step: Step | None
    missing: tuple[FactUse, ...]
    unsettled: tuple[FigureUse, ...]
    notes: tuple[ClauseReading, ...] = ()  # what else to know; empty where the status is no
    adjustments: tuple[Adjustment, ...] = ()  # of the amount; empty where the status is no

    @property
    def amount(self) -> Range:
        return self.amount_low, self.amount_high

    @property
    def tier(self) -> Range:
        return self.tier_low, self.tier_high


def status_of(truth: Range) -> Status:
    """The status of a truth held as a range."""
    if truth[0] == truth[1]:
        return Status(truth[0])
    return Status.UNKNOWN


def steps_in(step: Step) -> Iterator[Step]:
    """A step and all below it, each once: the formula of a variable that is read often too."""
    seen: set[int] = set()
    waiting = [step]
    while waiting:
        held = waiting.pop()
        if id(held) in seen:
            continue
        seen.add(id(held))
        yield held
        for member in reversed(held.members):
            if member.value is not None:
                waiting.append(member.value)
            if member.where is not None:
                waiting.append(member.where)
        if held.parts:
            waiting.extend(reversed(held.parts))


def facts_used(step: Step) -> tuple[FactUse, ...]:
    """The facts a step read, each once."""
    return facts_of_steps(steps_in(step))


def facts_of_steps(steps: Iterable[Step]) -> tuple[FactUse, ...]:
    """The facts some steps read themselves, each once."""
    found: dict[FactUse, None] = {}
    for below in steps:
        if below.facts:
            found.update(dict.fromkeys(below.facts))
        for member in below.members:
            if member.ties:
                found.update(dict.fromkeys(member.ties))
    return tuple(found)


def figures_used(step: Step) -> tuple[FigureUse, ...]:
    """The parameters and tables a step read, each once."""
    found = {below.figure.name: below.figure for below in steps_in(step) if below.figure}
    return tuple(found.values())


def results_in(step: Step) -> tuple[Step, ...]:
    """The amounts and classes of other services a step read, outermost ones only, each once."""
    found: dict[tuple[int, int | None], Step] = {}
    for below in _outermost(step, _is_result):
        found.setdefault((id(below.node), below.person), below)
    return tuple(found.values())


def _is_result(step: Step) -> bool:
    return isinstance(step.node, VariableValue) and step.node.variable.origin is not None


def _outermost(step: Step, wanted: Callable[[Step], bool]) -> Iterator[Step]:
    """A step and those below it that are wanted, each once; nothing is looked for below them."""
    seen: set[int] = set()
    waiting = [step]
    while waiting:
        held = waiting.pop()
        if id(held) in seen:
            continue
        seen.add(id(held))
        if wanted(held):
            yield held
        else:
            waiting.extend(reversed(list(held.below())))


def deciding_clauses(step: Step) -> tuple[tuple[NamedClause, Step], ...]:
    """Of a step that reads whether another service is due: the clauses that made it so.

    All of them for a yes, the unknown ones while it is unknown, for a no the first that fails in
    the order of the law. Empty for any other step.
    """
    origin = step.node.variable.origin if isinstance(step.node, VariableTruth) else None
    if origin is None or not origin.clauses:
        return ()
    clauses = zip(origin.clauses, step.parts[0].parts, strict=True)
    found = tuple((clause, part) for clause, part in clauses if part.outcome == step.outcome)
    return found[:1] if step.outcome == Status.NO else found


def services_read(step: Step) -> Iterator[Step]:
    """The steps that read whether another service is due, outermost ones only, each once."""
    return _outermost(step, lambda below: bool(deciding_clauses(below)))


def open_steps(step: Step) -> Iterator[Step | MemberStep]:
    """The uncertain steps that make a step uncertain, each once; what is decided asks nothing."""
    seen: set[int] = set()
    waiting: list[Step | MemberStep] = [step]
    while waiting:
        held = waiting.pop()
        if isinstance(held, MemberStep):
            if held.counts == (0, 1):
                yield held
            below = [held.where if held.counts == (0, 1) else None, held.value]
            waiting.extend(part for part in reversed(below) if part is not None)
            continue
        if held.certain or id(held) in seen:
            continue
        seen.add(id(held))
        yield held
        waiting.extend(reversed([member for member in held.members if member.counts != (0, 0)]))
        waiting.extend(reversed(held.parts))


def missing_in(step: Step) -> tuple[FactUse, ...]:
    """The missing facts that leave a step uncertain, each once."""
    found: dict[FactUse, None] = {}
    for opened in open_steps(step):
        uses = opened.ties if isinstance(opened, MemberStep) else opened.facts
        found.update(dict.fromkeys(use for use in uses if not use.known))
    return tuple(found)


def unsettled_in(step: Step) -> tuple[FigureUse, ...]:
    """The unsettled figures that leave a step uncertain, each once."""
    found = {
        opened.figure.name: opened.figure
        for opened in open_steps(step)
        if isinstance(opened, Step) and opened.figure and not opened.figure.settled
    }
    return tuple(found.values())
