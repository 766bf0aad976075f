"""Rounds of visits: the gap to best known solutions, beside a plain nearest-neighbour plan.

    python benchmarks/visits.py --instances DIR --steps 2000 --json
    python benchmarks/visits.py --visits 200 --workers 10 --json

See benchmarks/README.md for what is measured and how to read it.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from sakimawari.match.visits.plan import Plan, clocks, cost
from sakimawari.match.visits.solving import Effort, solve
from sakimawari.match.visits.timing import Board, timed
from sakimawari.match.visits.travel import Mode, Travel, travel_between
from sakimawari.match.visits.values import Pause, Shift, Task, Visit, Window
from sakimawari.match.visits.verifying import verify

HOUR = 3_600
TENTHS = 10  # instances are measured in tenths, cut off, as their best known solutions are


def main() -> None:
    """Instances where a folder of them is given, else a day of a town."""
    asked = _asked()
    found: list[dict[str, Any]] = []
    if asked.instances:
        for path in sorted(Path(asked.instances).glob("VRPTW_*.vrp")):
            if not asked.only or asked.only in path.name:
                found.append(of_instance(path, asked))
    else:
        found.append(of_town(asked))
    if find_spec("ortools") is None:
        print("OR-Tools is not installed: nothing is measured beside it")
    for each in found:
        print("  ".join(f"{key} {value}" for key, value in each.items()))
    if asked.json:
        print(json.dumps({"visits": found}))


def of_instance(path: Path, asked: argparse.Namespace) -> dict[str, Any]:
    """One public instance (VRPLIB), its best known cost read from the file beside it."""
    task = read_instance(path)
    best = float(path.with_suffix(".sol").read_text().split("Cost")[1].split()[0])
    told = _measured(task, asked)
    gap = 100 * (told.pop("cost") / TENTHS / best - 1)
    plain = nearest(task)
    return {
        "instance": path.stem,
        "best_known": best,
        "gap_percent": round(gap, 2),
        **told,
        "nearest_gap_percent": round(100 * (plain["cost"] / TENTHS / best - 1), 1),
        "nearest_dropped": plain["dropped"],
    }


def of_town(asked: argparse.Namespace) -> dict[str, Any]:
    """A day in a town of clusters: windows, skills, pairs, breaks, parking."""
    task = town(asked.visits, asked.workers)
    told, plain = _measured(task, asked), nearest(task)
    return {
        "visits": asked.visits,
        "workers": asked.workers,
        **told,
        "nearest_cost": plain["cost"],
        "nearest_dropped": plain["dropped"],
    }


def _measured(task: Task, asked: argparse.Namespace) -> dict[str, Any]:
    began, used = time.perf_counter(), time.process_time()
    rounds = solve(task, Effort(steps=asked.steps, seconds=asked.seconds, seed=asked.seed))
    seconds, cpu = time.perf_counter() - began, time.process_time() - used
    wrong = verify(task, rounds)
    if wrong:
        raise SystemExit(f"not certified: {wrong[:3]}")
    return {
        "cost": rounds.cost,
        "dropped": len(rounds.unmade),
        "travel_hours": round(rounds.travel / HOUR, 2),
        "seconds": round(seconds, 1),
        "cpu_seconds": round(cpu, 1),
        "repeatable": rounds.in_time,
    }


def nearest(task: Task) -> dict[str, int]:
    """What staff do by hand: from where one is to the nearest door that still goes, worker by worker."""
    board = Board(task)
    left = set(range(len(board.visits)))
    plan = Plan([[] for _ in board.shifts])
    for at, duty in enumerate(board.shifts):
        room = duty.room
        while True:
            place = board.visits[plan.routes[at][-1]].place if plan.routes[at] else duty.start
            goes = (
                visit
                for visit in sorted(left, key=lambda each: (board.way(at, place, each), each))
                if board.visits[visit].people == 1
                and board.visits[visit].needs <= duty.skills
                and (room is None or board.visits[visit].load <= room)
                and timed(board, at, [*plan.routes[at], visit], {}) is not None
            )
            chosen = next(goes, None)
            if chosen is None:
                break
            plan.routes[at].append(chosen)
            left.discard(chosen)
            room = None if room is None else room - board.visits[chosen].load
    return {"cost": cost(board, plan, clocks(board, plan) or []), "dropped": len(left)}


def town(visits: int, workers: int, seed: int = 1) -> Task:
    """An invented day: visits in clusters, half of them with a window, some that need a skill or two."""
    draw = random.Random(seed)
    centres = [(33.88 + draw.gauss(0, 0.03), 130.87 + draw.gauss(0, 0.04)) for _ in range(8)]
    points = [(33.8834, 130.8752)]
    for _ in range(visits):
        centre = draw.choice(centres)
        points.append((centre[0] + draw.gauss(0, 0.008), centre[1] + draw.gauss(0, 0.01)))
    return Task(
        visits=tuple(_visit(draw, place) for place in range(1, visits + 1)),
        shifts=tuple(_shift(number) for number in range(workers)),
        travel=travel_between(points, apart=180.0),
    )


def _visit(draw: random.Random, place: int) -> Visit:
    kind, need = draw.random(), draw.random()
    windows = [(9, 16.5)] if kind < 0.5 else [(9, 11.5)] if kind < 0.75 else [(13, 16)]
    skills = {"en"} if need < 0.06 else {"手話"} if need < 0.09 else set()
    return Visit(
        id=str(place),
        place=place,
        seconds=draw.choice([10, 10, 15, 20]) * 60,
        windows=tuple(Window(earliest=int(a * HOUR), latest=int(b * HOUR)) for a, b in windows),
        people=2 if draw.random() < 0.03 else 1,
        needs=frozenset(skills),
    )


def _shift(number: int) -> Shift:
    skills = {"en"} if number % 3 == 0 else {"手話"} if number % 4 == 1 else set()
    lunch = Pause(earliest=int(11.5 * HOUR), latest=int(12.5 * HOUR), seconds=HOUR)
    return Shift(
        id=f"w{number}", worker=f"w{number}", begin=int(8.5 * HOUR), end=int(17.25 * HOUR),
        start=0, finish=0, skills=frozenset(skills), pause=lunch, parking=60,
    )  # fmt: skip


def read_instance(path: Path) -> Task:
    """An instance with time windows in the form of VRPLIB."""
    head, sections = _sections(path)
    points = np.asarray([row[1:3] for row in sections["NODE_COORD_SECTION"]], float)
    apart = points[:, None, :] - points[None, :, :]
    ways = np.trunc(TENTHS * np.sqrt((apart**2).sum(axis=2))).astype(np.int64)
    windows = [row[1:3] for row in sections["TIME_WINDOW_SECTION"]]
    demands = [row[1] for row in sections["DEMAND_SECTION"]]
    service = int(float(head["SERVICE_TIME"]) * TENTHS)
    worth = 500_000
    return Task(
        visits=tuple(
            Visit(
                id=str(place),
                place=place,
                seconds=service,
                windows=(
                    Window(
                        earliest=int(windows[place][0] * TENTHS),
                        latest=int(windows[place][1] * TENTHS),
                    ),
                ),
                worth=worth,
                load=int(demands[place]),
            )
            for place in range(1, len(points))
        ),
        shifts=tuple(
            Shift(
                id=str(number), worker=str(number), begin=int(windows[0][0] * TENTHS),
                end=int(windows[0][1] * TENTHS), start=0, finish=0, room=int(head["CAPACITY"]),
            )
            for number in range(int(head["VEHICLES"]))
        ),
        travel=Travel(seconds={Mode.CAR: ways}),
    )  # fmt: skip


def _sections(path: Path) -> tuple[dict[str, str], dict[str, list[list[float]]]]:
    head: dict[str, str] = {}
    sections: dict[str, list[list[float]]] = {}
    name = ""
    for line in path.read_text().splitlines():
        if ":" in line:
            key, _, value = line.partition(":")
            head[key.strip()] = value.strip()
        elif line.strip().endswith("_SECTION"):
            name = line.strip()
        elif line.strip() and line.strip() != "EOF":
            sections.setdefault(name, []).append([float(each) for each in line.split()])
    return head, sections


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--instances", help="folder of VRPTW_*.vrp with their .sol")
    parser.add_argument("--only", default="", help="part of an instance's name")
    parser.add_argument("--visits", type=int, default=200)
    parser.add_argument("--workers", type=int, default=10)
    parser.add_argument("--steps", type=int, default=2_000)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
