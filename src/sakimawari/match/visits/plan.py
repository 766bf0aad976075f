"""Who does what in which order, and what it costs; pairs are brought to the door together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sakimawari.match.visits.timing import Board, Clock, timed
from sakimawari.match.visits.values import Visit

ROUNDS_OF_WAITING = 60  # for pairs: each waits for the other so often at most


@dataclass(slots=True)
class Plan:
    """Visits by number, in order, per shift. `floors` are times before which a visit shall not begin
    though it could: what somebody was told.
    """

    routes: list[list[int]]
    floors: dict[int, int] = field(default_factory=dict)

    def copy(self) -> Plan:
        """A plan of its own with the same content."""
        return Plan([list(route) for route in self.routes], dict(self.floors))

    def without(self, visit: int) -> Plan:
        """The plan without a visit."""
        left = [[each for each in route if each != visit] for route in self.routes]
        return Plan(left, {each: at for each, at in self.floors.items() if each != visit})

    def shifts_of(self, visit: int) -> list[int]:
        """The shifts that make a visit."""
        return [at for at, route in enumerate(self.routes) if visit in route]

    @property
    def made(self) -> set[int]:
        """The visits that are made."""
        return {visit for route in self.routes for visit in route}


def clocks(board: Board, plan: Plan) -> list[Clock] | None:
    """Every round by the clock, None where one cannot be. Two at one door begin together."""
    floors = dict(plan.floors)
    found: list[Clock | None] = [
        timed(board, at, route, floors) for at, route in enumerate(plan.routes)
    ]
    pairs = [visit for visit in plan.made if board.visits[visit].people == 2]
    for _ in range(ROUNDS_OF_WAITING if pairs else 0):
        if any(clock is None for clock in found):
            return None
        moved = set()
        for visit in pairs:
            begins = {at: _begin(found[at], plan.routes[at], visit) for at in plan.shifts_of(visit)}
            latest = max(begins.values())
            if any(each < latest for each in begins.values()):
                floors[visit] = latest
                moved |= set(begins)
        if not moved:
            break
        for at in moved:
            found[at] = timed(board, at, plan.routes[at], floors)
    else:
        if pairs:
            return None
    return None if any(clock is None for clock in found) else [each for each in found if each]


def _begin(clock: Clock | None, route: Sequence[int], visit: int) -> int:
    if clock is None:
        raise AssertionError("a round without a clock was read")
    return clock.begin[route.index(visit)]


def fits(board: Board, shift: int, visit: Visit, *, beside: bool = False) -> bool:
    """Whether a worker may make a visit, as the one who leads it or as the second."""
    duty = board.shifts[shift]
    needs = visit.needs_beside if beside else visit.needs
    return (
        needs <= duty.skills
        and duty.worker not in visit.never
        and (not visit.only or duty.worker in visit.only)
    )


def fit_together(board: Board, shifts: Sequence[int], visit: Visit) -> bool:
    """Whether these shifts are who a visit asks for: one, or two different workers."""
    if len(shifts) != visit.people:
        return False
    if visit.people == 1:
        return fits(board, shifts[0], visit)
    one, other = shifts
    if board.shifts[one].worker == board.shifts[other].worker:
        return False
    return leads(board, one, other, visit) is not None


def leads(board: Board, one: int, other: int, visit: Visit) -> int | None:
    """Which of two shifts leads a visit; None where they are not who it asks for."""
    for first, second in ((one, other), (other, one)):
        if fits(board, first, visit) and fits(board, second, visit, beside=True):
            return first
    return None


def holds(board: Board, shift: int, route: Sequence[int]) -> bool:
    """Whether a round is within the bounds on number and room."""
    duty = board.shifts[shift]
    if duty.most is not None and len(route) > duty.most:
        return False
    return duty.room is None or sum(board.visits[each].load for each in route) <= duty.room


def cost(board: Board, plan: Plan, times: Sequence[Clock]) -> int:
    """Travel and what is weighed beside it, without the worth of what is left."""
    total = sum(clock.travel for clock in times)
    seen: dict[str, set[str]] = {}
    for at, route in enumerate(plan.routes):
        worker = board.shifts[at].worker
        for place, number in enumerate(route):
            visit = board.visits[number]
            total += burden(board, visit, worker, times[at].begin[place])
            if visit.client:
                seen.setdefault(visit.client, set()).add(worker)
    several = board.task.weights.same_worker
    asked = _people_asked(board)
    return total + sum(
        several * max(0, len(workers) - asked[client]) for client, workers in seen.items()
    )


def _people_asked(board: Board) -> Mapping[str, int]:
    asked: dict[str, int] = {}
    for visit in board.visits:
        asked[visit.client] = max(asked.get(visit.client, 1), visit.people)
    return asked


def burden(board: Board, visit: Visit, worker: str, begin: int | None) -> int:
    """What it costs that this worker comes, and then; without `begin` the worker alone."""
    weights = board.task.weights
    total = weights.wished if visit.wished and worker not in visit.wished else 0
    if visit.promise is not None:
        if worker not in visit.promise.workers:
            total += weights.told_worker
        if begin is not None and abs(begin - visit.promise.begin) > weights.tolerance:
            total += weights.told_time
    return total


def worth_left(board: Board, plan: Plan) -> int:
    """The worth of all visits not made; of several for one another, of the best less the one made."""
    made = plan.made
    best: dict[str, int] = {}
    total = 0
    for number, visit in enumerate(board.visits):
        if visit.instead_of:
            best[visit.instead_of] = max(best.get(visit.instead_of, 0), visit.worth)
        elif number not in made:
            total += visit.worth
    taken = sum(board.visits[each].worth for each in made if board.visits[each].instead_of)
    return total + sum(best.values()) - taken


def price(board: Board, plan: Plan) -> int | None:
    """What is minimised: cost and worth of what is left. None where the plan cannot be."""
    times = clocks(board, plan)
    return None if times is None else cost(board, plan, times) + worth_left(board, plan)
