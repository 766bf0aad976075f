"""The plain interpreter: one service read for one subject, keeping the whole proof.

It is the oracle of the kernel: small steps, no cleverness. Its meaning is fixed, node by node, in
docs/explanation/unknown.md.
"""

from __future__ import annotations

from itertools import chain

from sakimawari.rules.figures import Figures
from sakimawari.rules.interpret import Interpreter
from sakimawari.rules.outcome import Status
from sakimawari.rules.population import UNKNOWN_NUMBER
from sakimawari.rules.proof import (
    ClauseReading,
    FactUse,
    FigureUse,
    Reading,
    Step,
    missing_in,
    status_of,
    unsettled_in,
)
from sakimawari.rules.ranges import Range
from sakimawari.rules.situation import Situation
from sakimawari.rules.tree import Award, Clause, Holder, ServiceRule, Value

NO_DEADLINE = int(UNKNOWN_NUMBER)


def read_service(
    rule: ServiceRule, situation: Situation, figures: Figures, *, subject: int = 0
) -> Reading:
    """A service read for the person at position `subject` (ignored for a household's service).

    All clauses are read, in the order of the law. The first that surely fails decides a "no"; a
    visitor is "no" with `decided_by` -2. Amount, tier and deadline are read unless it is "no".
    """
    of_person = rule.holder is Holder.PERSON
    interpreter = Interpreter(situation, figures)
    focus = (subject if of_person else None,)
    clauses = tuple(_read_clause(interpreter, clause, focus) for clause in rule.clauses)
    visitor = of_person and not situation.people[subject].is_subject
    status, decided_by = _decide(clauses, visitor=visitor)
    amount, tier, deadline = (
        interpreter.read(value, focus) if value is not None and status != Status.NO else None
        for value in (_value_of(rule.amount), _value_of(rule.tier), rule.deadline)
    )
    told = () if status == Status.NO else rule.notes
    missing, unsettled = _open_questions(status, clauses, amount=amount, tier=tier)
    return Reading(
        service=rule.service,
        holder=rule.holder,
        subject=subject if of_person else 0,
        on=figures.on,
        status=status,
        decided_by=decided_by,
        undecided=_undecided(status, clauses),
        amount_low=0 if amount is None else amount.low,
        amount_high=0 if amount is None else amount.high,
        tier_low=-1 if tier is None else tier.low,
        tier_high=-1 if tier is None else tier.high,
        deadline=deadline.low if deadline is not None and deadline.certain else NO_DEADLINE,
        clauses=clauses,
        amount_step=amount,
        tier_step=tier,
        deadline_step=deadline,
        missing=missing,
        unsettled=unsettled,
        notes=tuple(_read_clause(interpreter, note, focus) for note in told),
        adjustments=() if amount is None or rule.amount is None else rule.amount.adjustments,
    )


def _value_of(award: Award | None) -> Value | None:
    return None if award is None else award.value


def _read_clause(
    interpreter: Interpreter, clause: Clause, focus: tuple[int | None, ...]
) -> ClauseReading:
    step = interpreter.read(clause.truth, focus)
    holds: Range = (1 - step.high, 1 - step.low) if clause.excludes else step.range
    return ClauseReading(clause=clause, outcome=status_of(holds), step=step)


def _decide(clauses: tuple[ClauseReading, ...], *, visitor: bool) -> tuple[Status, int]:
    if visitor:
        return Status.NO, -2
    outcomes = [reading.outcome for reading in clauses]
    if Status.NO in outcomes:
        return Status.NO, outcomes.index(Status.NO)
    return (Status.UNKNOWN if Status.UNKNOWN in outcomes else Status.YES), -1


def _undecided(status: Status, clauses: tuple[ClauseReading, ...]) -> int:
    if status != Status.UNKNOWN:
        return 0
    unknown = (at for at, reading in enumerate(clauses) if reading.outcome == Status.UNKNOWN)
    return sum(1 << at for at in unknown)


def _open_questions(
    status: Status, clauses: tuple[ClauseReading, ...], *, amount: Step | None, tier: Step | None
) -> tuple[tuple[FactUse, ...], tuple[FigureUse, ...]]:
    if status == Status.NO:
        return (), ()
    opened = [reading.step for reading in clauses if reading.outcome == Status.UNKNOWN]
    opened += [step for step in (amount, tier) if step is not None]
    missing = dict.fromkeys(chain.from_iterable(map(missing_in, opened)))
    unsettled = {figure.name: figure for step in opened for figure in unsettled_in(step)}
    return tuple(missing), tuple(unsettled.values())
