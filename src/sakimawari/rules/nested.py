"""The other services a proof rests on: which result decided a step, and by which clauses there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sakimawari.rules.outcome import Status
from sakimawari.rules.proof import MemberStep, Step, deciding_clauses
from sakimawari.rules.ranges import YES
from sakimawari.rules.terms import NamedClause, Origin
from sakimawari.rules.tree import (
    AllOf,
    AnyOf,
    EveryMember,
    SomeMember,
    VariableTruth,
    VariableValue,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultRead:
    """What one step read of another service, for whom, and what that rests on.

    `step` reads the result itself; `outcome` says whether the service is due there. `clauses` are
    those that decide it, in the order of its law; `amount` the steps behind what it gives.
    """

    step: Step
    origin: Origin
    outcome: Status
    clauses: tuple[tuple[NamedClause, Step], ...]
    amount: tuple[Step, ...] = ()

    @property
    def key(self) -> tuple[str, str, int | None]:
        """What is read of whom: the same proof stands below each reading of it."""
        return self.origin.service, self.origin.aspect.value, self.step.person

    @property
    def whose(self) -> int | None:
        """The position of the person whose result it is; None for a household's."""
        return self.step.parts[0].person


def results_deciding(step: Step) -> tuple[ResultRead, ...]:
    """The results of other services a step rests on, outermost ones only, each once.

    Parts that did not decide (a clause of 誰か for a member who does not count, say) are left out.
    """
    found: dict[tuple[str, str, int | None], ResultRead] = {}
    seen: set[int] = set()
    waiting = [step]
    while waiting:
        held = waiting.pop()
        if id(held) in seen:
            continue
        seen.add(id(held))
        read = result_read(held)
        if read is None:
            waiting.extend(reversed(list(_deciding(held))))
        else:
            found.setdefault(read.key, read)
    return tuple(found.values())


def result_read(step: Step) -> ResultRead | None:
    """What a step reads of another service itself; None if nothing."""
    node = step.node
    if not isinstance(node, VariableTruth | VariableValue) or node.variable.origin is None:
        return None
    origin = node.variable.origin
    if isinstance(node, VariableTruth):
        return ResultRead(
            step=step, origin=origin, outcome=step.outcome, clauses=deciding_clauses(step)
        )
    due, *given = step.parts[0].parts  # an amount or class is given if the service is due
    return ResultRead(
        step=step,
        origin=origin,
        outcome=due.outcome,
        clauses=deciding_clauses(due),
        amount=tuple(given),
    )


def _deciding(step: Step) -> Iterator[Step]:
    """The steps directly below one that made it what it is."""
    if isinstance(step.node, AllOf | AnyOf):
        alike = tuple(part for part in step.parts if part.outcome == step.outcome)
        yield from alike or step.parts
        return
    yield from step.parts
    for member in _counting(step):
        if member.where is not None:
            yield member.where
        if member.value is not None:
            yield member.value


def _counting(step: Step) -> Iterator[MemberStep]:
    """The members that made a form over people what it is; all of them for a figure."""
    match step.node:
        case SomeMember():
            told = step.outcome
        case EveryMember():  # the members counted are those who fail
            told = {Status.YES: Status.NO, Status.NO: Status.YES}.get(step.outcome, step.outcome)
        case _:
            yield from step.members
            return
    for member in step.members:
        sure = member.counts == YES
        if (told is Status.NO) or (sure if told is Status.YES else member.counts == (0, 1)):
            yield member
