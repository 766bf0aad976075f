"""Why a visit is not made, found by giving up one condition after the other and trying again.

First alone: on an empty round of each worker, which no plan can better. What fails there fails for
everybody, and is proved. What goes alone was crowded out: then is tried what would make room.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sakimawari.match.visits.inserting import best_insertion
from sakimawari.match.visits.plan import Plan, fits, leads
from sakimawari.match.visits.timing import NEVER, Board, timed
from sakimawari.match.visits.values import (
    DAY,
    Because,
    Relief,
    Shift,
    Task,
    Unmade,
    Visit,
    Window,
)

LATER = 1_800  # seconds of longer duty that are tried


def unmade(board: Board, plan: Plan) -> tuple[Unmade, ...]:
    """Every visit that is not made, with its reason, in the order of the list."""
    left = sorted(set(range(len(board.visits))) - plan.made)
    return tuple(_reason(board, plan, visit) for visit in left)


def _reason(board: Board, plan: Plan, number: int) -> Unmade:
    visit = board.visits[number]
    served = {board.visits[each].instead_of for each in plan.made} - {""}
    if visit.instead_of in served:
        return Unmade(visit=visit.id, because=Because.INSTEAD, proved=False)
    return _alone(board, visit) or _beside_others(board, plan, number)


# ------------------------------------------------------------------ alone: proofs


def _alone(board: Board, visit: Visit) -> Unmade | None:
    """Why no round at all could make it; None where one could, were it the only visit."""
    task = Task(visits=(visit,), shifts=board.shifts, travel=board.task.travel)
    alone = Board(task, like=board)
    until = max(window.latest for window in visit.windows)
    skilled = [at for at, duty in enumerate(board.shifts) if visit.needs <= duty.skills]
    told = {"visit": visit.id, "proved": True, "until": until}
    if not skilled:
        return Unmade(because=Because.NOBODY, lacking=_lacking(board, visit), **told)  # type: ignore[arg-type]
    leading = [at for at in skilled if fits(board, at, visit)]
    if not leading:
        return Unmade(because=Because.EXCLUDED, lacking=tuple(sorted(visit.needs)), **told)  # type: ignore[arg-type]
    if any(_goes(alone, at) for at in leading):
        return _second(alone, visit, leading, until)
    lacking = tuple(sorted(visit.needs))
    if any(_goes(_altered(alone, no_pause=True), at) for at in leading):
        return Unmade(because=Because.PAUSE, lacking=lacking, relief=(Relief.NO_PAUSE,), **told)  # type: ignore[arg-type]
    return Unmade(
        because=Because.WINDOW,
        lacking=lacking,
        free_from=_free_from(alone, leading),
        relief=(Relief.ANY_TIME,) if _any_time(alone, leading) else (),
        **told,  # type: ignore[arg-type]
    )


def _lacking(board: Board, visit: Visit) -> tuple[str, ...]:
    """The needs nobody has; where each has somebody but nobody all of them, all."""
    held = frozenset[str]().union(*(duty.skills for duty in board.shifts))
    return tuple(sorted(visit.needs - held or visit.needs))


def _second(alone: Board, visit: Visit, leading: list[int], until: int) -> Unmade | None:
    """Why no second could be at the door with any of those who could lead."""
    if visit.people == 1:
        return None
    everybody = range(len(alone.shifts))
    empty = Plan([[] for _ in everybody])
    if best_insertion(alone, empty, 0) is not None:
        return None
    pairs = [
        (one, other)
        for one in leading
        for other in everybody
        if alone.shifts[one].worker != alone.shifts[other].worker
        and leads(alone, one, other, visit) is not None
    ]
    return Unmade(
        visit=visit.id,
        because=Because.PAIR if pairs else Because.NOBODY,
        proved=True,
        lacking=tuple(sorted(visit.needs_beside)),
        until=until,
        relief=(Relief.ONE_PERSON,),
    )


def _goes(alone: Board, shift: int) -> bool:
    return timed(alone, shift, [0], {}) is not None


def _any_time(alone: Board, leading: list[int]) -> bool:
    relaxed = _altered(alone, any_time=True)
    return any(_goes(relaxed, at) for at in leading)


def _free_from(alone: Board, leading: list[int]) -> int | None:
    """The earliest anybody who may lead it could begin, at whatever time of day."""
    relaxed = _altered(alone, any_time=True)
    begins = [clock.begin[0] for at in leading if (clock := timed(relaxed, at, [0], {}))]
    return min(begins, default=None)


def _altered(
    board: Board,
    *,
    number: int = 0,
    any_time: bool = False,
    no_pause: bool = False,
    later: int = 0,
    skill: bool = False,
    people: int | None = None,
) -> Board:
    """The same task with one condition given up."""
    visits, shifts = list(board.visits), board.shifts
    visit = visits[number]
    if any_time:
        days = {window.earliest // DAY for window in visit.windows}
        wide = tuple(Window(earliest=d * DAY, latest=(d + 1) * DAY - 1) for d in sorted(days))
        visit = replace(visit, windows=wide, promise=None)
    if people is not None:
        visit = replace(visit, people=people, needs_beside=frozenset())
    visits[number] = visit
    if no_pause or later or skill:
        shifts = tuple(_relaxed(duty, visit, no_pause, later, skill) for duty in shifts)
    task = Task(
        visits=tuple(visits), shifts=shifts, travel=board.task.travel, weights=board.task.weights
    )
    return Board(task, like=board)


def _relaxed(duty: Shift, visit: Visit, no_pause: bool, later: int, skill: bool) -> Shift:
    return replace(
        duty,
        pause=None if no_pause else duty.pause,
        end=duty.end + later,
        skills=duty.skills | (visit.needs | visit.needs_beside if skill else frozenset()),
    )


# ------------------------------------------------------------------ beside others: trials


def _beside_others(board: Board, plan: Plan, number: int) -> Unmade:
    visit = board.visits[number]
    here = best_insertion(board, plan, number)
    if here is not None:
        return Unmade(visit=visit.id, because=Because.WORTH, proved=False)
    relief = list(_reliefs(board, plan, number))
    displaces = _displaces(board, plan, number)
    if displaces:
        relief.append(Relief.DISPLACE)
    because = Because.PAIR if Relief.ONE_PERSON in relief else Because.FULL
    return Unmade(
        visit=visit.id,
        because=because,
        proved=False,
        lacking=tuple(sorted(visit.needs)),
        until=min(max(window.latest for window in visit.windows), NEVER),
        displaces=tuple(board.visits[each].id for each in displaces),
        relief=tuple(relief),
    )


def _reliefs(board: Board, plan: Plan, number: int) -> Iterator[Relief]:
    visit = board.visits[number]
    # Whoever is alone at the door needs what the one who leads needs.
    alone = _altered(board, number=number, people=1)
    if visit.people == 2 and best_insertion(alone, plan, number) is not None:
        yield Relief.ONE_PERSON
    for relief, altered in (
        (Relief.ANY_TIME, _altered(board, number=number, any_time=True)),
        (Relief.LATER, _altered(board, number=number, later=LATER)),
        (Relief.NO_PAUSE, _altered(board, number=number, no_pause=True)),
    ):
        if best_insertion(altered, plan, number) is not None:
            yield relief
    if visit.needs and best_insertion(_altered(board, number=number, skill=True), plan, number):
        yield Relief.SKILL


def _displaces(board: Board, plan: Plan, number: int) -> tuple[int, ...]:
    """One visit that is made and would have to go for this one: the least worthy, if any does."""
    visit = board.visits[number]
    might = {
        each
        for at, route in enumerate(plan.routes)
        if fits(board, at, visit) or fits(board, at, visit, beside=True)
        for each in route
    }
    for each in sorted(might, key=lambda one: (board.visits[one].worth, one)):
        freed = tuple(plan.shifts_of(each)) if visit.people == 1 else None
        tried = best_insertion(board, plan.without(each), number, shifts=freed)
        if tried is not None:
            return (each,)
    return ()
