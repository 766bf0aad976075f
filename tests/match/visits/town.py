"""Small towns on a square of streets, staff, and an exhaustive search to compare with."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import permutations, product

import numpy as np

from sakimawari.match.visits.plan import Plan, fit_together, holds, price
from sakimawari.match.visits.timing import Board
from sakimawari.match.visits.travel import Mode, Travel
from sakimawari.match.visits.values import Pause, Shift, Task, Visit, Window

HOUR = 3_600
NINE, NOON, FIVE = 9 * HOUR, 12 * HOUR, 17 * HOUR
ALL_DAY = (Window(earliest=NINE, latest=FIVE),)
LUNCH = Pause(earliest=int(11.5 * HOUR), latest=13 * HOUR, seconds=HOUR)


def streets(points: Sequence[tuple[int, int]], *, minutes: int = 1) -> Travel:
    """Travel along streets: so many minutes a block, on foot three times as long."""
    grid = np.asarray(points)
    blocks = np.abs(grid[:, None, :] - grid[None, :, :]).sum(axis=2)
    seconds = blocks.astype(np.int64) * 60 * minutes
    return Travel(seconds={Mode.CAR: seconds, Mode.FOOT: seconds * 3})


def line(length: int, *, minutes: int = 10) -> Travel:
    """Places on one street, the office first."""
    return streets([(at, 0) for at in range(length)], minutes=minutes)


def visit(place: int, **changed: object) -> Visit:
    """A visit of twenty minutes at any time of the day."""
    given: dict[str, object] = {
        "id": f"v{place}", "place": place, "seconds": 1_200, "windows": ALL_DAY,
    }  # fmt: skip
    return Visit(**{**given, **changed})  # type: ignore[arg-type]


def shift(worker: str = "sato", **changed: object) -> Shift:
    """A day from the office and back, without a break."""
    given: dict[str, object] = {
        "id": f"{worker}-1", "worker": worker, "begin": NINE, "end": FIVE, "start": 0, "finish": 0,
    }  # fmt: skip
    return Shift(**{**given, **changed})  # type: ignore[arg-type]


def drawn(seed: int) -> Task:
    """A small task with a little of everything: windows, skills, breaks, pairs, wishes."""
    draw = random.Random(seed)
    count = draw.randint(3, 5)
    points = [(0, 0)] + [(draw.randint(-6, 6), draw.randint(-6, 6)) for _ in range(count)]
    visits = tuple(
        visit(
            place,
            seconds=draw.choice([20, 40, 70]) * 60,
            windows=_drawn_windows(draw),
            people=2 if place == 1 and draw.random() < 0.5 else 1,
            needs=frozenset({"手話"}) if draw.random() < 0.2 else frozenset(),
            wished=frozenset({"ito"}) if draw.random() < 0.2 else frozenset(),
            worth=draw.choice([3_600, 14_400]),
        )
        for place in range(1, count + 1)
    )
    shifts = (
        shift("sato", pause=LUNCH, end=draw.choice([14, 17]) * HOUR),
        shift("ito", begin=10 * HOUR, skills=frozenset({"手話"}), parking=120),
    )
    return Task(visits=visits, shifts=shifts, travel=streets(points, minutes=4))


def _drawn_windows(draw: random.Random) -> tuple[Window, ...]:
    kind = draw.random()
    if kind < 0.5:
        return ALL_DAY
    morning = Window(earliest=NINE, latest=10 * HOUR)
    return (morning,) if kind < 0.75 else (morning, Window(earliest=15 * HOUR, latest=16 * HOUR))


def best_price(task: Task) -> int:
    """What the best plan of all costs, by trying every one."""
    board = Board(task)
    prices = (price(board, Plan(routes)) for routes in _every_plan(board))
    return min(each for each in prices if each is not None)


def _every_plan(board: Board) -> Iterator[list[list[int]]]:
    takers = [
        [(), *((at,) for at in range(len(board.shifts))), tuple(range(len(board.shifts)))]
        for _ in board.visits
    ]
    for chosen in product(*takers):
        if any(
            who and not fit_together(board, who, board.visits[number])
            for number, who in enumerate(chosen)
        ):
            continue
        sets = [
            [number for number, who in enumerate(chosen) if at in who]
            for at in range(len(board.shifts))
        ]
        for orders in product(*(permutations(each) for each in sets)):
            routes = [list(order) for order in orders]
            if all(holds(board, at, route) for at, route in enumerate(routes)):
                yield routes
