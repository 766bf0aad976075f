"""Routes against the best known, as our planner drives PyVRP and through match/visits, beside peers.

    .venv/bin/python benchmarks/routes.py --data ../shared/data/match/vrp [--seconds 30]
        [--instances VRPTW_C1_10_1,…] [--peers ortools,vroom] [--json]

Each side gets the same seconds, one after the other. `pyvrp` is the search as our planner drives it,
on the instance itself; `visits` is the whole of match/visits (worth for prizes, room for loads, its
reasons and its examiner), for the instances it can express: it knows no price of a vehicle and no
longest tour, so MDVRPTW and HFVRP are run as `pyvrp` alone. Costs of every side are reckoned anew here
from the routes, visits left out counted by their prize; a peer that leaves a required visit has no gap,
and the number left is told.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyvrp
from pyvrp.stop import MaxRuntime

from sakimawari.match.visits.solving import Effort, solve
from sakimawari.match.visits.travel import Mode, Travel
from sakimawari.match.visits.values import HIGHEST_WORTH, Shift, Task, Visit, Window
from sakimawari.match.visits.verifying import verify

ROUNDED = {"VRPTW": "dimacs", "PCVRPTW": "dimacs", "MDVRPTW": "exact", "HFVRP": "exact"}
SCALES = {"VRPTW": 10, "PCVRPTW": 1, "MDVRPTW": 1, "HFVRP": 100_000}
EXPRESSED = ("VRPTW", "PCVRPTW")
ALL = (
    "VRPTW_C1_10_1",
    "VRPTW_RC2_10_5",
    "PCVRPTW_R1_10_1",
    "PCVRPTW_RC1_10_5",
    "MDVRPTW_PR11B",
    "HFVRP_X110-HD",
    "HFVRP_X125-HVRP",
)
FAR = 1 << 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """An instance in whole numbers, and what its best known solution costs in them."""

    name: str
    data: Any
    best: float
    scale: float

    @property
    def kind(self) -> str:
        return self.name.split("_")[0]

    @property
    def vehicles(self) -> list[int]:
        """The type of each vehicle."""
        kinds = self.data.vehicle_types()
        return [at for at, kind in enumerate(kinds) for _ in range(kind.num_available)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Routes (type of vehicle, clients from 0), seconds it took, and what it said beside."""

    routes: list[tuple[int, list[int]]]
    seconds: float
    beside: dict[str, Any]


def read(folder: Path, name: str) -> Instance:
    kind = name.split("_", maxsplit=1)[0]
    data = pyvrp.read(folder / f"{name}.vrp", round_func=ROUNDED[kind])
    text = (folder / f"{name}.sol").read_text()
    best = float(text.split("Cost")[1].lstrip(": ").split()[0]) * SCALES[kind]
    return Instance(name=name, data=data, best=best, scale=SCALES[kind])


def cost(instance: Instance, routes: list[tuple[int, list[int]]]) -> tuple[float | None, int]:
    """What routes cost, None where one cannot be or a required client is left; how many are left."""
    data = instance.data
    clients, kinds, depots = data.clients(), data.vehicle_types(), data.depots()
    total, seen = 0, Counter[int]()
    used = Counter(kind for kind, clients_of in routes if clients_of)
    if any(count > kinds[kind].num_available for kind, count in used.items()):
        return None, 0
    for at, order in routes:
        if not order:
            continue
        kind = kinds[at]
        places = [depots[kind.start_depot].location]
        places += [clients[each].location for each in order]
        places.append(depots[kind.end_depot].location)
        ways = data.distance_matrix(kind.profile)
        total += kind.fixed_cost + kind.unit_distance_cost * sum(
            int(ways[one, other]) for one, other in pairwise(places)
        )
        if not _holds(instance, kind, order):
            return None, 0
        seen.update(order)
    if max(seen.values(), default=0) > 1:
        return None, 0
    left = [at for at in range(len(clients)) if not seen[at]]
    if any(clients[at].required for at in left):
        return None, len(left)
    return float(total + sum(clients[at].prize for at in left)), len(left)


def _holds(instance: Instance, kind: Any, order: list[int]) -> bool:
    """Loads, hours and the longest tour; the tour leaves as late as it may."""
    data, clients = instance.data, instance.data.clients()
    for at, room in enumerate(kind.capacity):
        if sum(clients[each].delivery[at] for each in order) > room:
            return False
    times = data.duration_matrix(kind.profile)
    depot = data.depots()[kind.start_depot].location
    place, now, slack, waited = depot, kind.tw_early, FAR, 0
    for each in order:
        client = clients[each]
        arrives = now + int(times[place, client.location])
        begins = max(arrives, client.tw_early)
        if begins > client.tw_late:
            return False
        waited += begins - arrives
        slack = min(slack, waited + client.tw_late - begins)
        place, now = client.location, begins + client.service_duration
    back = now + int(times[place, data.depots()[kind.end_depot].location])
    return back <= kind.tw_late and back - kind.tw_early - min(slack, waited) <= kind.max_duration


# ------------------------------------------------------------------ ours


def by_pyvrp(instance: Instance, seconds: float) -> Found:
    began = time.perf_counter()
    result = pyvrp.solve(instance.data, stop=MaxRuntime(seconds), seed=1, collect_stats=False)
    routes = [
        (route.vehicle_type(), [each.idx for each in route if each.is_client()])
        for route in result.best.routes()
    ]
    return Found(routes=routes, seconds=time.perf_counter() - began, beside={})


def by_visits(instance: Instance, seconds: float) -> Found:
    """Through match/visits: half of the seconds a turn. Visits, shifts, worth, room; examined."""
    task = _task(instance)
    began = time.perf_counter()
    rounds = solve(task, Effort(steps=10**8, seconds=seconds / 2, seed=1))
    took = time.perf_counter() - began
    broken = verify(task, rounds)
    kinds = instance.vehicles
    routes = [
        (kinds[at], [int(stop.visit) for stop in each.stops])
        for at, each in enumerate(rounds.rounds)
    ]
    because = Counter(left.because.value for left in rounds.unmade)
    return Found(
        routes=routes, seconds=took, beside={"broken": len(broken), "because": dict(because)}
    )


def _task(instance: Instance) -> Task:
    data = instance.data
    depots = data.depots()
    visits = tuple(
        Visit(
            id=str(at),
            place=client.location,
            seconds=client.service_duration,
            windows=(Window(earliest=client.tw_early, latest=client.tw_late),),
            worth=HIGHEST_WORTH if client.required else client.prize,
            load=client.delivery[0],
        )
        for at, client in enumerate(data.clients())
    )
    shifts = []
    for number, at in enumerate(instance.vehicles):
        kind = data.vehicle_types()[at]
        shifts.append(
            Shift(
                id=str(number),
                worker=str(number),
                begin=kind.tw_early,
                end=kind.tw_late,
                start=depots[kind.start_depot].location,
                finish=depots[kind.end_depot].location,
                room=kind.capacity[0],
            )
        )
    ways = np.asarray(data.duration_matrix(0), np.int64)
    return Task(visits=visits, shifts=tuple(shifts), travel=Travel(seconds={Mode.CAR: ways}))


# ------------------------------------------------------------------ peers


def by_ortools(instance: Instance, seconds: float) -> Found:
    """OR-Tools routing: guided local search, every visit left out for its prize or much more."""
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    data, clients, kinds = instance.data, instance.data.clients(), instance.vehicles
    types, depots = data.vehicle_types(), data.depots()
    places = [depot.location for depot in depots] + [client.location for client in clients]
    first, count = len(depots), len(kinds)
    starts = [types[kind].start_depot for kind in kinds]
    ends = [types[kind].end_depot for kind in kinds]
    index = pywrapcp.RoutingIndexManager(len(places), count, starts, ends)
    model = pywrapcp.RoutingModel(index)
    grid = np.ix_(places, places)
    ways = np.asarray(data.distance_matrix(0))[grid].tolist()
    times = np.asarray(data.duration_matrix(0))[grid]
    lasts = [0] * first + [client.service_duration for client in clients]
    lasting = (times + np.asarray(lasts)[:, None]).tolist()
    priced: dict[int, int] = {}
    for number, kind in enumerate(kinds):
        unit = int(types[kind].unit_distance_cost)
        if unit not in priced:
            told = [[unit * way for way in row] for row in ways]
            priced[unit] = model.RegisterTransitMatrix(told)
        model.SetArcCostEvaluatorOfVehicle(priced[unit], number)
        model.SetFixedCostOfVehicle(int(types[kind].fixed_cost), number)
    horizon = min(max(kind.tw_late for kind in types), FAR)
    model.AddDimension(model.RegisterTransitMatrix(lasting), horizon, horizon, False, "time")
    clock = model.GetDimensionOrDie("time")
    loads = [0] * first + [int(client.delivery[0]) for client in clients]
    rooms = [int(types[kind].capacity[0]) for kind in kinds]
    model.AddDimensionWithVehicleCapacity(
        model.RegisterUnaryTransitVector(loads), 0, rooms, True, "load"
    )
    for number, kind in enumerate(kinds):
        if types[kind].max_duration < FAR:
            clock.SetSpanUpperBoundForVehicle(int(types[kind].max_duration), number)
    left_out = int(instance.best)
    for at, client in enumerate(clients):
        node = index.NodeToIndex(first + at)
        model.AddDisjunction([node], left_out if client.required else int(client.prize))
        clock.CumulVar(node).SetRange(int(client.tw_early), int(min(client.tw_late, horizon)))
    search = pywrapcp.DefaultRoutingSearchParameters()
    strategy = routing_enums_pb2.FirstSolutionStrategy
    search.first_solution_strategy = strategy.PARALLEL_CHEAPEST_INSERTION
    meta = routing_enums_pb2.LocalSearchMetaheuristic
    search.local_search_metaheuristic = meta.GUIDED_LOCAL_SEARCH
    search.time_limit.FromMilliseconds(int(seconds * 1_000))
    began = time.perf_counter()
    found = model.SolveWithParameters(search)
    took = time.perf_counter() - began
    routes = []
    for number, kind in enumerate(kinds if found is not None else ()):
        at, order = model.Start(number), []
        while not model.IsEnd(at):
            if (node := index.IndexToNode(at)) >= first:
                order.append(node - first)
            at = found.Value(model.NextVar(at))
        routes.append((kind, order))
    return Found(routes=routes, seconds=took, beside={})


def by_vroom(instance: Instance, seconds: float) -> Found:
    """VROOM by pyvroom, its most thorough exploration; VRPTW alone (it knows no prizes)."""
    import vroom

    data = instance.data
    ways = np.asarray(data.duration_matrix(0), np.uint32)
    problem = vroom.Input()
    problem.set_durations_matrix(profile="car", matrix_input=ways)
    for number, kind in enumerate(instance.vehicles):
        duty = data.vehicle_types()[kind]
        place = data.depots()[duty.start_depot].location
        hours = vroom.TimeWindow(0, int(duty.tw_late))
        room = [int(duty.capacity[0])]
        problem.add_vehicle(
            vroom.Vehicle(number, start=place, end=place, capacity=room, time_window=hours)
        )
    for at, client in enumerate(data.clients()):
        hours = vroom.TimeWindow(int(client.tw_early), int(client.tw_late))
        load = [int(client.delivery[0])]
        problem.add_job(
            vroom.Job(at, location=client.location, service=int(client.service_duration),
                      delivery=load, time_windows=[hours])
        )  # fmt: skip
    began = time.perf_counter()
    found = problem.solve(exploration_level=5, nb_threads=1)
    took = time.perf_counter() - began
    routes: dict[int, list[int]] = {}
    for step in found.routes.itertuples():
        if step.type == "job":
            routes.setdefault(int(step.vehicle_id), []).append(int(step.id))
    kinds = instance.vehicles
    return Found(
        routes=[(kinds[number], order) for number, order in routes.items()], seconds=took, beside={}
    )


def sides(instance: Instance, peers: list[str]) -> Iterator[tuple[str, Any]]:
    yield "pyvrp", by_pyvrp
    if instance.kind in EXPRESSED:
        yield "visits", by_visits
    if "ortools" in peers:
        yield "ortools", by_ortools
    if "vroom" in peers and instance.kind == "VRPTW":
        yield "vroom", by_vroom


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, default=Path("../shared/data/match/vrp"))
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--instances", default=",".join(ALL))
    parser.add_argument("--peers", default="ortools,vroom")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    told: dict[str, Any] = {"seconds": given.seconds, "instances": {}}
    for name in given.instances.split(","):
        instance = read(given.data, name)
        row: dict[str, Any] = {"best": instance.best / instance.scale}
        for side, solver in sides(instance, given.peers.split(",")):
            found = solver(instance, given.seconds)
            price, left = cost(instance, found.routes)
            gap = None if price is None else 100 * (price / instance.best - 1)
            row[side] = {"gap": gap, "left": left, "seconds": found.seconds, **found.beside}
            words = "no plan" if gap is None else f"{gap:+.2f} %"
            print(
                f"{name:20}{side:9}{words:>10}  left {left:4}  {found.seconds:6.1f} s  {found.beside or ''}",
                flush=True,
            )
        told["instances"][name] = row
    gaps = {side: [row[side]["gap"] for row in told["instances"].values()
                   if side in row and row[side]["gap"] is not None]
            for side in ("pyvrp", "visits", "ortools", "vroom")}  # fmt: skip
    told["ratios"] = {
        f"{side}_mean_gap_percent": sum(each) / len(each) for side, each in gaps.items() if each
    }
    told["ratios"] |= {
        f"{side}_worst_gap_percent": max(each) for side, each in gaps.items() if each
    }
    told["load"] = os.getloadavg()[0]
    print(told["ratios"], f"load {told['load']:.1f}")
    if given.json:
        print(json.dumps(told))


if __name__ == "__main__":
    main()
