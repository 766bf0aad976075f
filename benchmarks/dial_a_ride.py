"""Rides on demand against the best known plans, beside OR-Tools in the same run; answers to calls.

    .venv/bin/python benchmarks/dial_a_ride.py --data ../shared/data/kotsu/darp [--seconds 30]
        [--instances a2-16,R1a] [--peers] [--calls 200] [--json]

Instances of Cordeau (2006, a and b) and Cordeau and Laporte (2003, R); the files are not shipped. Both
sides get the same seconds and one thread; every plan is walked again here in floating point, apart from
either solver. What is compared is the length of all ways. Ours starts each instance from nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import time
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from sakimawari.match.rides.calling import answer
from sakimawari.match.rides.planning import plan_rides
from sakimawari.match.rides.solving import Effort
from sakimawari.match.rides.values import Pause, Ride, Rules, Runs, Task, Vehicle, Window
from sakimawari.match.rides.verifying import verify

LEFT_OUT = 10**9  # what OR-Tools pays for a ride it leaves out: without that it often finds no plan
UNIT = 10_000  # of a minute: so fine that rounding costs nothing
# Optima of a and b by branch and cut (Cordeau 2006; Ropke, Cordeau and Laporte 2007), best known of R
# (Parragh, Doerner and Hartl 2010; Braekers, Caris and Janssens 2014; Gschwind and Drexl 2019).
BEST_KNOWN = {
    "a2-16": 294.25,
    "a2-20": 344.83,
    "a2-24": 431.12,
    "a3-24": 344.83,
    "a3-30": 494.85,
    "a4-32": 485.50,
    "a4-48": 668.82,
    "a6-60": 819.25,
    "a8-64": 747.46,
    "b2-16": 309.41,
    "b4-48": 673.81,
    "R1a": 190.02,
    "R7a": 291.71,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """An instance as it is written: vehicles, places on board, bounds, and a row a stop."""

    name: str
    vehicles: int
    duration: float
    places: int
    on_board: float
    rows: np.ndarray

    @property
    def rides(self) -> int:
        return (len(self.rows) - 1) // 2


def read(path: Path) -> Instance:
    lines = [line.split() for line in path.read_text().splitlines() if line.strip()]
    vehicles, stops, duration, places, on_board = (float(each) for each in lines[0])
    rows = np.array([[float(cell) for cell in line] for line in lines[1 : int(stops) + 2]])
    return Instance(
        name=path.stem,
        vehicles=int(vehicles),
        duration=duration,
        places=int(places),
        on_board=on_board,
        rows=rows,
    )


def lengths(instance: Instance) -> np.ndarray:
    points = instance.rows[:, 1:3]
    return np.sqrt(((points[:, None] - points[None]) ** 2).sum(axis=2))


def task_of(instance: Instance) -> Task:
    def window(row: np.ndarray) -> Window:
        return Window(earliest=round(row[5] * UNIT), latest=round(row[6] * UNIT))

    half, rows = instance.rides, instance.rows
    rides = tuple(
        Ride(
            id=str(at),
            origin=at,
            destination=half + at,
            pick_up=window(rows[at]),
            drop_off=window(rows[half + at]),
            boarding=round(rows[at][3] * UNIT),
            alighting=round(rows[half + at][3] * UNIT),
            seats=int(rows[at][4]),
            longest=round(instance.on_board * UNIT),
            worth=10**10,
        )
        for at in range(1, half + 1)
    )
    vehicles = tuple(
        Vehicle(
            id=str(at),
            begin=round(rows[0][5] * UNIT),
            end=round(rows[0][6] * UNIT),
            start=0,
            finish=0,
            seats=instance.places,
            longest=round(instance.duration * UNIT),
        )
        for at in range(instance.vehicles)
    )
    travel = np.rint(lengths(instance) * UNIT).astype(np.int64)
    return Task(rides=rides, vehicles=vehicles, travel=travel)


def ours(instance: Instance, seconds: float) -> list[list[int]]:
    """Stops in order by vehicle."""
    task = task_of(instance)
    runs = plan_rides(task, Effort(steps=10**8, seconds=seconds, seed=1))
    assert not verify(task, runs)
    half = instance.rides
    return [
        [int(stop.ride) + (0 if stop.boards else half) for stop in run.stops] for run in runs.runs
    ]


def theirs(instance: Instance, seconds: float) -> list[list[int]]:
    """The same by OR-Tools: guided local search from parallel cheapest insertion."""
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    fine = 1_000
    half, rows, cars = instance.rides, instance.rows, instance.vehicles
    ways = np.rint(lengths(instance) * fine).astype(int)
    last = [round(row[3] * fine) for row in rows]
    index = pywrapcp.RoutingIndexManager(len(rows), cars, 0)
    model = pywrapcp.RoutingModel(index)

    def way(one: int, other: int) -> int:
        return int(ways[index.IndexToNode(one), index.IndexToNode(other)])

    def lasting(one: int, other: int) -> int:
        return way(one, other) + last[index.IndexToNode(one)]

    model.SetArcCostEvaluatorOfAllVehicles(model.RegisterTransitCallback(way))
    horizon = int(rows[:, 6].max() * fine)
    model.AddDimension(model.RegisterTransitCallback(lasting), horizon, horizon, False, "time")
    clock = model.GetDimensionOrDie("time")
    load = model.RegisterUnaryTransitCallback(lambda one: int(rows[index.IndexToNode(one)][4]))
    model.AddDimension(load, 0, instance.places, True, "load")
    solver = model.solver()
    for car in range(cars):
        clock.SetSpanUpperBoundForVehicle(int(instance.duration * fine), car)
    for at in range(1, half + 1):
        one, other = index.NodeToIndex(at), index.NodeToIndex(half + at)
        model.AddDisjunction([one], LEFT_OUT)
        model.AddDisjunction([other], LEFT_OUT)
        model.AddPickupAndDelivery(one, other)
        solver.Add(model.VehicleVar(one) == model.VehicleVar(other))
        solver.Add(clock.CumulVar(one) <= clock.CumulVar(other))
        most = int(instance.on_board * fine) + last[at]
        solver.Add(clock.CumulVar(other) - clock.CumulVar(one) <= most)
        for node in (at, half + at):
            early, late = int(rows[node][5] * fine), int(rows[node][6] * fine)
            clock.CumulVar(index.NodeToIndex(node)).SetRange(early, late)
    search = pywrapcp.DefaultRoutingSearchParameters()
    first = routing_enums_pb2.FirstSolutionStrategy
    search.first_solution_strategy = first.PARALLEL_CHEAPEST_INSERTION
    meta = routing_enums_pb2.LocalSearchMetaheuristic
    search.local_search_metaheuristic = meta.GUIDED_LOCAL_SEARCH
    search.time_limit.FromMilliseconds(int(seconds * 1_000))
    found = model.SolveWithParameters(search)
    if found is None:
        return []
    routes = []
    for car in range(cars):
        at, stops = model.Start(car), []
        while not model.IsEnd(at):
            if node := index.IndexToNode(at):
                stops.append(node)
            at = found.Value(model.NextVar(at))
        routes.append(stops)
    return routes


def walked(instance: Instance, orders: list[list[int]]) -> float | None:
    """The length of all ways; None where somebody is left, or no hours fit (to a hundredth of a
    minute). Hours are looked for from nothing: each as early as it may, and later only as it must.
    """
    half, ways = instance.rides, lengths(instance)
    total = 0.0
    for order in orders:
        if order and not _has_hours(instance, [0, *order, 0], ways):
            return None
        path = [0, *order, 0]
        total += sum(ways[one, other] for one, other in pairwise(path))
    served = sorted(node for order in orders for node in order)
    return float(total) if served == list(range(1, 2 * half + 1)) else None


def _has_hours(instance: Instance, path: list[int], ways: np.ndarray) -> bool:
    half, rows, slack = instance.rides, instance.rows, 0.01
    load = np.cumsum([rows[node][4] for node in path])
    if load.max() > instance.places:
        return False
    begins = [rows[node][5] for node in path]
    opened = {node: at for at, node in enumerate(path) if 0 < node <= half}
    changed = True
    while changed:
        changed = False
        for at in range(1, len(path)):
            node, before = path[at], path[at - 1]
            least = begins[at - 1] + rows[before][3] + ways[before, node]
            if begins[at] < least - 1e-9:
                begins[at], changed = least, True
            if node > half:
                if node - half not in opened or opened[node - half] > at:
                    return False
                first = opened[node - half]
                least = begins[at] - instance.on_board - rows[path[first]][3]
                if begins[first] < least - slack / 2:
                    begins[first], changed = least, True
        if begins[0] < begins[-1] - instance.duration - slack / 2:
            begins[0], changed = begins[-1] - instance.duration, True
        if any(begin > rows[node][6] + slack for begin, node in zip(begins, path, strict=True)):
            return False
    return True


def town(rides: int, vehicles: int, seed: int) -> Task:
    """A day of a town for the calls: half of the rides to the doctor by an hour, half home."""
    draw = random.Random(seed)
    points = np.array([[draw.uniform(0, 8_000), draw.uniform(0, 8_000)] for _ in range(61)])
    apart = np.sqrt(((points[:, None] - points[None]) ** 2).sum(axis=2))
    travel = np.ceil(apart * 1.3 / 7).astype(np.int64)
    asked = []
    for at in range(rides):
        origin, end = draw.sample(range(1, 61), 2)
        hour = 8 * 3_600 + draw.randrange(96) * 300
        to, back = (
            Window(earliest=hour - 1_200, latest=hour),
            Window(earliest=hour, latest=hour + 900),
        )
        chair = draw.random() < 0.1
        asked.append(
            Ride(
                id=f"R{at}",
                origin=origin,
                destination=end,
                pick_up=back if at % 2 else None,
                drop_off=None if at % 2 else to,
                seats=0 if chair else 1,
                wheelchairs=int(chair),
            )
        )
    cars = tuple(
        Vehicle(
            id=f"V{at}",
            begin=8 * 3_600,
            end=17 * 3_600,
            start=0,
            finish=0,
            seats=8,
            wheelchairs=1,
            folded=2,
            pause=Pause(earliest=11 * 3_600, latest=13 * 3_600, seconds=2_700),
        )
        for at in range(vehicles)
    )
    rules = Rules(factor=2.0, allowance=900)
    return Task(rides=tuple(asked), vehicles=cars, travel=travel, rules=rules)


def calls(count: int) -> dict[str, Any]:
    """Seconds to answer a call beside a running day of 200 rides and 8 vehicles, half-way through it."""
    task = town(200, 8, 1)
    runs: Runs = plan_rides(task, Effort(steps=300, seconds=60))
    draw, took, outcome = random.Random(7), [], {"offer": 0, "alternative": 0, "reason": 0}
    for at in range(count):
        hour = 9 * 3_600 + draw.randrange(84) * 300
        call = Ride(
            id=f"C{at}",
            origin=draw.randrange(1, 31),
            destination=draw.randrange(31, 61),
            pick_up=Window(earliest=hour, latest=hour + 600),
        )
        call = replace(call, wheelchairs=1, seats=0) if at % 5 == 0 else call
        began = time.perf_counter()
        told = answer(task, runs, call, now=hour - 1_800)
        took.append(time.perf_counter() - began)
        if told.offer is not None:
            outcome["offer"] += 1
            assert told.runs is not None and told.task is not None
            assert not verify(told.task, told.runs)
        else:
            assert told.refused is not None
            outcome["alternative" if told.alternatives else "reason"] += 1
    took.sort()
    return {
        "p50": took[len(took) // 2],
        "p95": took[int(len(took) * 0.95)],
        "max": took[-1],
        **outcome,
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, default=Path("../shared/data/kotsu/darp"))
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--instances", default=",".join(BEST_KNOWN))
    parser.add_argument("--peers", action="store_true", help="OR-Tools beside ours")
    parser.add_argument("--calls", type=int, default=100)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    plan_rides(town(4, 1, 1), Effort(steps=60))  # compiled before anything is timed
    told: dict[str, Any] = {"seconds": given.seconds, "instances": {}}
    print(
        f"{'':8}{'best':>9}{'ours':>9}{'gap':>8}{'OR-Tools':>10}{'gap':>8}  (load {os.getloadavg()[0]:.1f})"
    )
    for name in given.instances.split(","):
        instance = read(given.data / f"{name}.txt")
        best = BEST_KNOWN[name]
        own = walked(instance, ours(instance, given.seconds))
        peer = walked(instance, theirs(instance, given.seconds)) if given.peers else None
        gaps = [None if each is None else 100 * (each / best - 1) for each in (own, peer)]
        told["instances"][name] = {
            "best": best, "ours": own, "ortools": peer, "gap": gaps[0], "gap_ortools": gaps[1],
        }  # fmt: skip
        words = [("-" if x is None else f"{x:.2f}") for x in (own, gaps[0], peer, gaps[1])]
        print(
            f"{name:8}{best:9.2f}{words[0]:>9}{words[1]:>7}%{words[2]:>10}{words[3]:>7}%",
            flush=True,
        )
    if given.calls:
        told["calls"] = calls(given.calls)
        print("calls: " + ", ".join(f"{key} {value:.3g}" for key, value in told["calls"].items()))
    known = [each["gap"] for each in told["instances"].values() if each["gap"] is not None]
    told["ratios"] = {
        "mean_gap_percent": sum(known) / len(known) if known else None,
        "worst_gap_percent": max(known, default=None),
        "without_a_plan": len(told["instances"]) - len(known),
        "worst_gap_against_2.5": max(known) / 2.5 if known else None,
        "slowest_call_against_2_seconds": told["calls"]["max"] / 2 if given.calls else None,
    }
    told["load"] = os.getloadavg()[0]
    if given.json:
        print(json.dumps(told))


if __name__ == "__main__":
    main()
