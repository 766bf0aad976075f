"""A plan of the day: the search driven by steps or by the clock, and told as runs."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np

from sakimawari.match.rides.kernel import put, room
from sakimawari.match.rides.laying import Laid, laid, lay_ride
from sakimawari.match.rides.schedule import (
    ARRIVES,
    BEGINS,
    LAID,
    LASTS,
    PAUSE,
    fits_aboard,
    table,
    timed,
    way,
)
from sakimawari.match.rides.searching import INS, OUTS, price, search, seeded
from sakimawari.match.rides.values import Ride, Run, Stop, Task

STEPS = 4_000
ROUND = 12_000  # steps over which the chance of going on from a worse plan falls
PIECE = 50  # steps between two looks at the clock

Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How long is searched: `steps`, at most `seconds` (the result then depends on the machine)."""

    steps: int = STEPS
    seconds: float = 120.0
    seed: int = 1


class Spotted(Protocol):
    """Where a ride goes: by which vehicle, before which of its stops it boards and alights."""

    @property
    def vehicle(self) -> int: ...
    @property
    def at(self) -> int: ...
    @property
    def to(self) -> int: ...


class Board:
    """A task laid out for the search, with a plan upon it: orders of stops by vehicle.

    Stop n < rides is the boarding of ride n, stop rides + n its alighting; `by` names the vehicle of
    each ride, -1 none.
    """

    def __init__(self, task: Task) -> None:
        self.task = task
        self.laid: Laid = laid(task)
        count, cars = len(task.rides), len(task.vehicles)
        self.orders: Any = np.zeros((cars, 2 * count), np.int64)
        self.counts: Any = np.zeros(cars, np.int64)
        self.by: Any = np.full(count, -1, np.int64)
        self.work: Any = table(2 * count)
        self.trial, self.lines = room(2 * count)
        self.number_of = {ride.id: at for at, ride in enumerate(task.rides)}
        self.vehicle_of = {vehicle.id: at for at, vehicle in enumerate(task.vehicles)}

    def copied(self, *, ride: int | None = None, asked: Ride | None = None) -> Board:
        """A board of its own with the same plan; one ride asked for at other hours instead."""
        other = copy(self)
        other.orders, other.counts = self.orders.copy(), self.counts.copy()
        other.by = self.by.copy()
        if ride is not None and asked is not None:
            stops = self.laid.stops.copy()
            lay_ride(self.task, asked, stops[ride], stops[len(self.by) + ride])
            other.laid = replace(self.laid, stops=stops)
        return other

    def timed(self, vehicle: int, *, thorough: bool = False) -> int:
        """Rows of `work` by the clock for a vehicle's order, 0 where it cannot be."""
        found: int = timed(
            self.orders[vehicle],
            self.counts[vehicle],
            self.laid.stops,
            self.laid.vehicles[vehicle],
            self.laid.travel,
            thorough,
            self.work,
        )
        return found

    def price(self) -> int:
        """Seconds under way and the worth of what is left."""
        columns = self.laid
        found: int = price(
            self.orders,
            self.counts,
            columns.stops,
            columns.vehicles,
            columns.travel,
            columns.worth,
            self.by,
        )
        return found

    def put(self, ride: int, vehicle: int, at: int, to: int) -> None:
        """Put a ride into a run, boarding before its stop `at`, alighting before its stop `to`."""
        put(ride, vehicle, at, to, self.orders, self.counts, self.trial)
        self.by[ride] = vehicle

    def boards_at(self, ride: int, spot: Spotted) -> int:
        """When boarding would begin, were the ride put there; the plan stays as it is."""
        kept, count = self.orders[spot.vehicle].copy(), int(self.counts[spot.vehicle])
        self.put(ride, spot.vehicle, spot.at, spot.to)
        rows = self.timed(spot.vehicle, thorough=True)
        begins = [
            int(self.work[BEGINS, row]) for row in range(rows) if self.work[LAID, row] == ride
        ]
        self.orders[spot.vehicle], self.counts[spot.vehicle] = kept, count
        self.by[ride] = -1
        return begins[0]

    def begin_with(self, routes: Mapping[str, Sequence[tuple[str, bool]]]) -> None:
        """Lay an older plan upon the board: ids of rides and whether they board, by vehicle. A run
        that cannot be any more is left out whole, and its rides with it."""
        half = len(self.task.rides)
        for name, stops in routes.items():
            vehicle = self.vehicle_of.get(name)
            if vehicle is None:
                continue
            order = [
                self.number_of[ride] + (0 if boards else half)
                for ride, boards in stops
                if ride in self.number_of
            ]
            self.orders[vehicle, : len(order)] = order
            self.counts[vehicle] = len(order)
            if self._sound(vehicle):
                self.by[[stop for stop in order if stop < half]] = vehicle
            else:
                self.counts[vehicle] = 0

    def _sound(self, vehicle: int) -> bool:
        order, count = self.orders[vehicle], int(self.counts[vehicle])
        half = len(self.task.rides)
        if not all(self.laid.may[vehicle, stop % half] for stop in order[:count]):
            return False
        columns = self.laid
        aboard = fits_aboard(order, count, columns.stops, columns.vehicles[vehicle])
        return bool(aboard) and self.timed(vehicle) > 0


def improve(board: Board, effort: Effort, progress: Progress = lambda _: None) -> bool:
    """Better the plan upon the board by searching; whether the search ended by its steps."""
    if not len(board.by) or not len(board.counts):
        return True
    orders, counts, by = board.orders.copy(), board.counts.copy(), board.by.copy()
    prices = np.array([board.price()] * 2, np.int64)
    weights, scores = np.ones((2, max(OUTS, INS))), np.zeros((4, max(OUTS, INS)))
    state = seeded(effort.seed)
    columns = board.laid
    done, began = 0, time.perf_counter()
    while done < effort.steps:
        piece = min(PIECE, effort.steps - done)
        search(
            done, piece, min(ROUND, effort.steps), columns.stops, columns.vehicles,
            columns.travel, columns.may, columns.worth, orders, counts, by,
            board.orders, board.counts, board.by, prices, weights, scores, state,
            board.work, board.trial, board.lines,
        )  # fmt: skip
        done += piece
        progress(done / effort.steps)
        if time.perf_counter() - began > effort.seconds:
            break
    return done >= effort.steps


def told(board: Board) -> tuple[Run, ...]:
    """The plan upon the board as runs by the clock, in the order of the vehicles: each run as short,
    and each time on board as short, as the hours allow."""
    return tuple(_run(board, at) for at in range(len(board.task.vehicles)))


def _run(board: Board, vehicle: int) -> Run:
    duty = board.task.vehicles[vehicle]
    if board.counts[vehicle] == 0:
        return Run(
            vehicle=duty.id, leave=duty.begin, stops=(), back=duty.begin, pause=None, travel=0
        )
    rows = board.timed(vehicle, thorough=True)
    if rows == 0:
        raise AssertionError("the plan that was kept cannot be")
    work, half = board.work, len(board.task.rides)
    pause, stops = None, []
    for row in range(1, rows - 1):
        begins, laid_as = int(work[BEGINS, row]), int(work[LAID, row])
        ends = begins + int(work[LASTS, row])
        if laid_as == PAUSE:
            pause = (begins, ends)
            continue
        stops.append(
            Stop(
                ride=board.task.rides[laid_as % half].id,
                boards=laid_as < half,
                arrive=int(work[ARRIVES, row]),
                begin=begins,
                end=ends,
            )
        )
    columns = board.laid
    under_way = way(
        board.orders[vehicle],
        board.counts[vehicle],
        columns.stops,
        columns.vehicles[vehicle],
        columns.travel,
    )
    return Run(
        vehicle=duty.id,
        leave=int(work[BEGINS, 0]),
        stops=tuple(stops),
        back=int(work[BEGINS, rows - 1]),
        pause=pause,
        travel=int(under_way),
    )
