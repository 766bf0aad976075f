"""People to sites: ours beside OR-Tools on every arc, each a process of its own; optimum, seconds, memory.

assign.py [--people 50000] [--sites 500] [--peers ortools,pot] [--json]
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time

import numpy as np


def town(people: int, sites: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A clustered town of 20 km; capacities log-normal, 1.1 times the people."""
    draw = np.random.default_rng(0)
    middles = draw.uniform(0, 20_000, (12, 2))
    homes = middles[draw.integers(0, 12, people)] + draw.normal(0, 1_500, (people, 2))
    half = sites // 2
    near = middles[draw.integers(0, 12, half)] + draw.normal(0, 2_000, (half, 2))
    places = np.vstack((near, draw.uniform(0, 20_000, (sites - half, 2))))
    weights = draw.lognormal(0, 0.6, sites)
    room = np.floor(weights / weights.sum() * 1.1 * people).astype(np.int64)
    room[: max(1, int(1.1 * people) - int(room.sum()))] += 1
    return homes, places, room


def ours(homes: np.ndarray, places: np.ndarray, room: np.ndarray) -> int:
    from sakimawari.match.assign.flow.placing import place
    from sakimawari.match.assign.flow.transport import Positions, Transport, one_kind

    def solid(points: np.ndarray) -> np.ndarray:
        return np.hstack((points, np.zeros((len(points), 1))))

    kinds, admits = one_kind(len(homes), len(places))
    problem = Transport(
        sizes=np.ones(len(homes), np.int64),
        capacities=room,
        costs=Positions(units=solid(homes), sites=solid(places)),
        kinds=kinds,
        admits=admits,
    )
    return place(problem).cost


def metres(homes: np.ndarray, places: np.ndarray) -> np.ndarray:
    east = (homes[:, None, 0] - places[None, :, 0]) ** 2
    north = (homes[:, None, 1] - places[None, :, 1]) ** 2
    return np.rint(np.sqrt(east + north)).astype(np.int64)


def ortools(homes: np.ndarray, places: np.ndarray, room: np.ndarray) -> int:
    from ortools.graph.python import min_cost_flow

    n, m = len(homes), len(places)
    flow = min_cost_flow.SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(
        np.repeat(np.arange(n), m),
        np.tile(np.arange(n, n + m), n),
        np.ones(n * m, np.int64),
        metres(homes, places).ravel(),
    )
    flow.add_arcs_with_capacity_and_unit_cost(
        np.arange(n, n + m), np.full(m, n + m), room, np.zeros(m, np.int64)
    )
    flow.set_nodes_supplies(np.arange(n + m + 1), np.r_[np.ones(n), np.zeros(m), -n].astype(int))
    flow.solve()
    return int(flow.optimal_cost())


def pot(homes: np.ndarray, places: np.ndarray, room: np.ndarray) -> int:
    import ot

    costs = np.hstack((metres(homes, places), np.zeros((len(homes), 0)))).astype(float)
    spare = np.zeros((1, len(places)))
    supply = np.append(np.ones(len(homes)), room.sum() - len(homes))
    plan = ot.emd(supply, room.astype(float), np.vstack((costs, spare)), numItermax=10**8)
    return round(float((plan[:-1] * costs).sum()))


ENGINES = {"ours": ours, "ortools": ortools, "pot": pot}


def alone(engine: str, people: int, sites: int) -> None:
    given = town(people, sites)
    ENGINES[engine](*town(200, 10))  # compiled and imported before the clock starts
    begin = time.perf_counter()
    cost = ENGINES[engine](*given)
    seconds = time.perf_counter() - begin
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"cost": cost, "seconds": seconds, "mib": memory}))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=50_000)
    parser.add_argument("--sites", type=int, default=500)
    parser.add_argument("--peers", default="ortools")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--alone")
    given = parser.parse_args()
    if given.alone:
        alone(given.alone, given.people, given.sites)
        return
    found = {}
    for engine in ("ours", *filter(None, given.peers.split(","))):
        size = ["--people", str(given.people), "--sites", str(given.sites)]
        command = [sys.executable, __file__, "--alone", engine, *size]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode:
            print(f"{engine}: not run ({done.stderr.strip().splitlines()[-1:]})")
            continue
        found[engine] = json.loads(done.stdout.splitlines()[-1])
        print(engine, found[engine], f"load {os.getloadavg()[0]:.1f}", flush=True)
    if given.json:
        mine = found["ours"]
        ratios = {
            f"{key}_{name}_to_ours": other[key] / mine[key]
            for name, other in found.items()
            for key in ("cost", "seconds", "mib")
            if name != "ours"
        }
        print(json.dumps({**ratios, "load": os.getloadavg()[0], "engines": found}))


if __name__ == "__main__":
    main()
