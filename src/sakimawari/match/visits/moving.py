"""One visit moved by hand: what comes of it, before anybody says yes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from sakimawari.match.visits.plan import Plan, clocks, cost, fit_together, holds
from sakimawari.match.visits.reasons import unmade
from sakimawari.match.visits.solving import told
from sakimawari.match.visits.timing import Board
from sakimawari.match.visits.values import Rounds, Task


class Refusal(Enum):
    """Why a visit cannot be moved there: WHO those who would come are not who it asks for · BOUNDS
    too many visits, or too much to carry · TIME it does not go by the clock
    """

    WHO = "who"
    BOUNDS = "bounds"
    TIME = "time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arranged:
    """The rounds as they would be; or why they cannot be."""

    rounds: Rounds | None
    refusal: Refusal | None = None


def arranged(
    task: Task,
    routes: Mapping[str, Sequence[str]],
    *,
    not_before: Mapping[str, int] | None = None,
) -> Arranged:
    """Given rounds by the clock: visits in order per shift; `not_before` keeps times people know."""
    board = Board(task)
    plan = Plan(
        [[board.number_of[each] for each in routes.get(duty.id, ())] for duty in board.shifts],
        {board.number_of[each]: at for each, at in (not_before or {}).items()},
    )
    for visit in plan.made:
        if not fit_together(board, plan.shifts_of(visit), board.visits[visit]):
            return Arranged(rounds=None, refusal=Refusal.WHO)
    if not all(holds(board, at, route) for at, route in enumerate(plan.routes)):
        return Arranged(rounds=None, refusal=Refusal.BOUNDS)
    times = clocks(board, plan)
    if times is None:
        return Arranged(rounds=None, refusal=Refusal.TIME)
    rounds = Rounds(
        rounds=told(board, plan),
        unmade=unmade(board, plan),
        cost=cost(board, plan, times),
        steps=0,
        seed=0,
    )
    return Arranged(rounds=rounds)
