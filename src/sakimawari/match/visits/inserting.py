"""A visit put into rounds that exist: wherever it costs least, everything else kept in its order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from sakimawari.match.visits.plan import Plan, burden, clocks, fits, holds, price
from sakimawari.match.visits.timing import Board, timed
from sakimawari.match.visits.values import Visit

PAIRS_TRIED = 200  # places for two tried in earnest, the cheapest first


def best_insertion(
    board: Board, plan: Plan, visit: int, *, shifts: tuple[int, ...] | None = None
) -> Plan | None:
    """The plan with a visit put in at the cheapest place that works; None where there is none.

    `shifts` bounds who may take it. Ties go to the earlier shift and place.
    """
    asked = board.visits[visit]
    served = {board.visits[each].instead_of for each in plan.made} - {""}
    if visit in plan.made or asked.instead_of in served:
        return None
    allowed = range(len(board.shifts)) if shifts is None else shifts
    if asked.people == 2:
        return _best_for_two(board, plan, visit, allowed)
    together = any(board.visits[each].people == 2 for each in plan.made)
    for floor, (_, shift, place) in _floored(board, asked, plan, visit, allowed):
        route = plan.routes[shift]
        with_it = [*route[:place], visit, *route[place:]]
        floors = plan.floors if floor is None else {**plan.floors, visit: floor}
        if not holds(board, shift, with_it) or timed(board, shift, with_it, floors) is None:
            continue  # what does not go alone does not go where one waits for another
        tried = Plan([*plan.routes], dict(floors))
        tried.routes[shift] = with_it
        if not together or clocks(board, tried) is not None:
            return tried
    return None


Place = tuple[int, int, int]  # what it adds, shift, place in its order


def _floored(
    board: Board, asked: Visit, plan: Plan, visit: int, allowed: range | tuple[int, ...]
) -> Iterator[tuple[int | None, Place]]:
    """Places in the order of their cost; where a time was promised, first not before that time."""
    places = sorted(_places(board, plan, visit, allowed))
    if asked.promise is not None:
        floor = asked.promise.begin - board.task.weights.tolerance
        yield from ((floor, each) for each in places)
    yield from ((None, each) for each in places)


def _places(
    board: Board, plan: Plan, visit: int, allowed: range | tuple[int, ...], *, beside: bool = False
) -> Iterator[Place]:
    asked = board.visits[visit]
    for shift in allowed:
        if not fits(board, shift, asked, beside=beside):
            continue
        route = plan.routes[shift]
        extra = burden(board, asked, board.shifts[shift].worker, None)
        for place in range(len(route) + 1):
            yield board.detour(shift, route, visit, place) + extra, shift, place


def _best_for_two(
    board: Board, plan: Plan, visit: int, allowed: range | tuple[int, ...]
) -> Plan | None:
    everywhere = range(len(board.shifts))
    leading = [
        one
        for one in sorted(_places(board, plan, visit, allowed))
        if _goes(board, plan, visit, one)
    ]
    if not leading:
        return None
    seconding = [
        one
        for one in sorted(_places(board, plan, visit, everywhere, beside=True))
        if _goes(board, plan, visit, one)
    ]
    ordered = sorted(
        (one[0] + other[0], one, other)
        for one, other in product(leading, seconding)
        if board.shifts[one[1]].worker != board.shifts[other[1]].worker
    )
    for _, one, other in ordered[:PAIRS_TRIED]:
        tried = plan.copy()
        for _, shift, place in (one, other):
            tried.routes[shift].insert(place, visit)
        if clocks(board, tried) is not None:
            return tried
    return None


def _goes(board: Board, plan: Plan, visit: int, where: Place) -> bool:
    """Whether a visit goes there as far as that round alone can tell."""
    _, shift, place = where
    route = plan.routes[shift]
    tried = [*route[:place], visit, *route[place:]]
    return holds(board, shift, tried) and timed(board, shift, tried, plan.floors) is not None


def filled(board: Board, plan: Plan) -> Plan:
    """The plan with every visit put in that still finds a place, the worthiest first."""
    left = sorted(
        set(range(len(board.visits))) - plan.made,
        key=lambda each: (-board.visits[each].worth, each),
    )
    for visit in left:
        tried = best_insertion(board, plan, visit)
        if tried is None:
            continue
        before, after = price(board, plan), price(board, tried)
        if before is not None and after is not None and after < before:
            plan = tried
    return plan
