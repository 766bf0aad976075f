"""Why a ride is not given, found by giving up one condition after the other and trying again.

First alone, in an empty vehicle: what fails there fails in every plan, and is proved. What goes alone
was crowded out; then is tried what would make room, and at which hour it would go beside the plan.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from sakimawari.match.rides.kernel import best_place
from sakimawari.match.rides.laying import has_places, hours_of, may_take
from sakimawari.match.rides.solving import Board
from sakimawari.match.rides.values import Because, Refused, Ride, Task, Window

STEP = 300  # seconds: hours tried one after the other
REACH = 4 * 3_600  # so far from the hour asked for
_WIDE = 3_600  # what an hour told may move when it is asked whether that would help
BOUND = 1 << 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where a ride goes into a plan: by which vehicle, before which of its stops, at what detour."""

    added: int
    vehicle: int
    at: int
    to: int


def best_spot(board: Board, ride: int, *, crowded: bool = False, below: int = BOUND) -> Spot | None:
    """The cheapest spot for a ride in the plan upon the board; the earlier vehicle of equals."""
    best: Spot | None = None
    columns = board.laid
    for vehicle in np.flatnonzero(columns.may[:, ride]):
        added, at, to = best_place(
            ride, board.orders[vehicle], board.counts[vehicle], columns.stops,
            columns.vehicles[vehicle], columns.travel, below, crowded,
            board.work, board.trial, board.lines,
        )  # fmt: skip
        if at >= 0:
            best = Spot(added=int(added), vehicle=int(vehicle), at=int(at), to=int(to))
            below = int(added)
    return best


def refused(board: Board) -> tuple[Refused, ...]:
    """Every ride that is not given, with its reason, in the order of the list."""
    return tuple(reason(board, int(at)) for at in np.flatnonzero(board.by < 0))


def reason(board: Board, number: int) -> Refused:
    """Why a ride is not given by the plan upon the board."""
    task, ride = board.task, board.task.rides[number]
    allowed = [each for each in task.vehicles if may_take(each, ride)]
    found = _alone(task, ride) or _beside_others(board, number)
    if found is Because.NOBODY or found is Because.EXCLUDED or found is Because.LONG:
        return Refused(ride=ride.id, because=found, proved=True, vehicles=len(allowed))
    return Refused(
        ride=ride.id,
        because=found,
        proved=found is Because.WINDOW,
        vehicles=len(allowed),
        free_from=next(iter(_free(board, number, later=True)), None),
        free_until=next(iter(_free(board, number, later=False)), None),
    )


def _alone(task: Task, ride: Ride) -> Because | None:
    having = [each for each in task.vehicles if has_places(each, ride)]
    if not having:
        return Because.NOBODY
    allowed = tuple(each for each in having if may_take(each, ride))
    if not allowed:
        return Because.EXCLUDED
    most = task.rules.on_board(ride, task.direct(ride))
    if most is not None and most < task.direct(ride):
        return Because.LONG
    alone = Board(replace(task, rides=(ride,), vehicles=allowed))
    return Because.WINDOW if best_spot(alone, 0) is None else None


def _beside_others(board: Board, number: int) -> Because:
    if best_spot(board, number) is not None:
        return Because.WORTH
    if best_spot(board, number, crowded=True) is not None:
        return Because.FULL
    if any(ride.told is not None for ride in board.task.rides):
        wider = replace(board.task, rules=replace(board.task.rules, tolerance=_WIDE))
        if best_spot(with_plan_of(board, wider), number) is not None:
            return Because.TOLD
    return Because.BUSY


def with_plan_of(board: Board, task: Task) -> Board:
    """A board of a task with the same vehicles and rides in the same order, the plan taken over."""
    other = Board(task)
    known = len(board.by)
    half = len(other.by)
    for vehicle in range(len(board.counts)):
        count = int(board.counts[vehicle])
        order = board.orders[vehicle, :count]
        other.orders[vehicle, :count] = np.where(order >= known, order - known + half, order)
        other.counts[vehicle] = count
    other.by[:known] = board.by
    return other


def _free(board: Board, number: int, *, later: bool) -> Iterator[int]:
    """Hours of boarding that go beside the plan, from the hour asked for on, or back from it."""
    for spot, other in free_spots(board, number, later=later):
        yield other.boards_at(number, spot)


def free_spots(board: Board, number: int, *, later: bool) -> Iterator[tuple[Spot, Board]]:
    """Spots at other hours, the nearest first; each with the board on which it is one."""
    ride = board.task.rides[number]
    for moved in _moved(board.task, ride, later=later):
        early, late, *_ = hours_of(board.task, moved)
        if early > late:
            continue
        other = board.copied(ride=number, asked=moved)
        spot = best_spot(other, number)
        if spot is not None:
            yield spot, other


def _moved(task: Task, ride: Ride, *, later: bool) -> Iterator[Ride]:
    """The ride at other hours; where both ends are bound, both are moved alike."""
    bare = replace(ride, told=None)
    early, late, *_ = hours_of(task, replace(bare, drop_off=None))
    for by in range(STEP, REACH + 1, STEP):
        shift = by if later else -by
        if ride.pick_up is not None:
            first = late + by - STEP + 1 if later else early - by
            boards = Window(earliest=max(first, 0), latest=max(first, 0) + STEP - 1)
            yield replace(bare, pick_up=boards, drop_off=_shifted(ride.drop_off, shift))
        elif ride.drop_off is not None:
            until = ride.drop_off
            first = until.latest + by - STEP + 1 if later else until.earliest - by
            alights = Window(earliest=max(first, 0), latest=max(first, 0) + STEP - 1)
            yield replace(bare, drop_off=alights)


def _shifted(window: Window | None, by: int) -> Window | None:
    if window is None:
        return None
    return Window(earliest=max(window.earliest + by, 0), latest=max(window.latest + by, 0))
