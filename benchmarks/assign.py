"""People to sites: ours beside peers on every arc, each a process of its own; optimum, seconds, memory.

assign.py [--people 50000] [--sites 500] [--market town|apart] [--json]
          [--peers ortools,pot,highs,scipy,networkx,households]
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
    """A clustered town of 20 km, sites where people are; capacities log-normal, 1.1 times the people."""
    draw = np.random.default_rng(0)
    middles, weights = draw.uniform(0, 20_000, (12, 2)), draw.dirichlet(np.full(12, 3.0))

    def points(count: int) -> np.ndarray:
        inside = int(count * 0.8)
        near = middles[draw.choice(12, inside, p=weights)] + draw.normal(0, 1_500, (inside, 2))
        return np.vstack((near, draw.uniform(0, 20_000, (count - inside, 2))))

    return points(people), points(sites), rooms(draw, people, sites)


def apart(people: int, sites: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A harder one: half of the sites far from where people are, so that chains are long."""
    draw = np.random.default_rng(0)
    middles = draw.uniform(0, 20_000, (12, 2))
    homes = middles[draw.integers(0, 12, people)] + draw.normal(0, 1_500, (people, 2))
    half = sites // 2
    near = middles[draw.integers(0, 12, half)] + draw.normal(0, 2_000, (half, 2))
    places = np.vstack((near, draw.uniform(0, 20_000, (sites - half, 2))))
    return homes, places, rooms(draw, people, sites)


def rooms(draw: np.random.Generator, people: int, sites: int) -> np.ndarray:
    weights = draw.lognormal(0, 0.6, sites)
    room = np.floor(weights / weights.sum() * 1.1 * people).astype(np.int64)
    room[: max(1, int(1.1 * people) - int(room.sum()))] += 1
    return room


def solid(points: np.ndarray) -> np.ndarray:
    return np.hstack((points, np.zeros((len(points), 1))))


def answered(homes: np.ndarray, places: np.ndarray, room: np.ndarray, sizes: np.ndarray) -> tuple:
    from sakimawari.match.assign.flow.placing import place
    from sakimawari.match.assign.flow.transport import Positions, Transport, one_kind

    kinds, admits = one_kind(len(homes), len(places))
    problem = Transport(
        sizes=sizes,
        capacities=room,
        costs=Positions(units=solid(homes), sites=solid(places)),
        kinds=kinds,
        admits=admits,
    )
    return problem, place(problem)


def ours(homes: np.ndarray, places: np.ndarray, room: np.ndarray) -> int:
    return answered(homes, places, room, np.ones(len(homes), np.int64))[1].cost


def households(homes: np.ndarray, places: np.ndarray, room: np.ndarray) -> int:
    """The same number of people in households of one to six, kept whole; the gap is told too."""
    draw = np.random.default_rng(5)
    sizes = draw.choice(np.arange(1, 7), len(homes), p=(0.35, 0.3, 0.17, 0.12, 0.05, 0.01))
    kept = np.cumsum(sizes) <= len(homes)
    spread = draw.permutation(len(homes))[: kept.sum()]
    _, answer = answered(homes[spread], places, room, sizes[kept])
    print(json.dumps({"units": int(kept.sum()), "gap": answer.gap / answer.objective}))
    return answer.cost


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

    costs = metres(homes, places).astype(float)
    spare = np.zeros((1, len(places)))
    supply = np.append(np.ones(len(homes)), room.sum() - len(homes))
    plan = ot.emd(supply, room.astype(float), np.vstack((costs, spare)), numItermax=10**8)
    return round(float((plan[:-1] * costs).sum()))


def highs(homes: np.ndarray, places: np.ndarray, room: np.ndarray) -> int:
    """The relaxed programme is whole by itself; every pair is a column."""
    from scipy import sparse
    from scipy.optimize import linprog

    n, m = len(homes), len(places)
    person = sparse.kron(sparse.eye(n), np.ones((1, m)), format="csr")
    site = sparse.kron(np.ones((1, n)), sparse.eye(m), format="csr")
    found = linprog(
        metres(homes, places).ravel(),
        A_ub=site,
        b_ub=room,
        A_eq=person,
        b_eq=np.ones(n),
        method="highs",
    )
    return round(float(found.fun))


def scipy(homes: np.ndarray, places: np.ndarray, room: np.ndarray) -> int:
    """Every place a column of its own."""
    from scipy.optimize import linear_sum_assignment

    slots = np.repeat(metres(homes, places), room, axis=1)
    return int(slots[linear_sum_assignment(slots)].sum())


def networkx(homes: np.ndarray, places: np.ndarray, room: np.ndarray) -> int:
    import networkx as nx

    graph, cost = nx.DiGraph(), metres(homes, places)
    for i in range(len(homes)):
        graph.add_node(("person", i), demand=-1)
        for j in range(len(places)):
            graph.add_edge(("person", i), ("site", j), weight=int(cost[i, j]), capacity=1)
    graph.add_node("all", demand=len(homes))
    for j, places_here in enumerate(room):
        graph.add_edge(("site", j), "all", weight=0, capacity=int(places_here))
    return int(nx.network_simplex(graph)[0])


ENGINES = {
    "ours": ours,
    "households": households,
    "ortools": ortools,
    "pot": pot,
    "highs": highs,
    "scipy": scipy,
    "networkx": networkx,
}
# beyond these a peer takes many minutes or more memory than the machine has
BEARS = {"highs": 2_000 * 50, "scipy": 5_000 * 100, "networkx": 2_000 * 50}
MARKETS = {"town": town, "apart": apart}


def alone(engine: str, market: str, people: int, sites: int) -> None:
    given = MARKETS[market](people, sites)
    ENGINES[engine](*town(200, 10))  # compiled and imported before the clock starts
    begin, cpu = time.perf_counter(), time.process_time()
    cost = ENGINES[engine](*given)
    figures = {
        "cost": cost,
        "seconds": round(time.perf_counter() - begin, 3),
        "cpu": round(time.process_time() - cpu, 3),
        "mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }
    print(json.dumps(figures))


def run(engine: str, market: str, people: int, sites: int) -> dict[str, float] | None:
    """One engine in a process of its own; what it says, or why it was not run."""
    if people * sites > BEARS.get(engine, people * sites):
        print(f"{engine}: not run, {people} x {sites} is more than it can bear")
        return None
    size = ["--people", str(people), "--sites", str(sites), "--market", market]
    command = [sys.executable, __file__, "--alone", engine, *size]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        print(f"{engine}: not run ({done.stderr.strip().splitlines()[-1:]})")
        return None
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    found = {**(lines[-2] if engine == "households" else {}), **lines[-1]}
    print(f"{people} x {sites}", engine, found, f"load {os.getloadavg()[0]:.1f}", flush=True)
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=50_000)
    parser.add_argument("--sites", type=int, default=500)
    parser.add_argument("--market", default="town", choices=tuple(MARKETS))
    parser.add_argument("--peers", default="ortools")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--alone")
    given = parser.parse_args()
    if given.alone:
        alone(given.alone, given.market, given.people, given.sites)
        return
    found = {}
    for engine in ("ours", *filter(None, given.peers.split(","))):
        told = run(engine, given.market, given.people, given.sites)
        if told:
            found[engine] = told
    if given.json:
        mine = found["ours"]
        ratios = {
            f"{key}_{name}_to_ours": other[key] / mine[key]
            for name, other in found.items()
            for key in ("cost", "seconds", "cpu", "mib")
            if name not in ("ours", "households")
        }
        limits = {
            "seconds_to_limit_5": mine["seconds"] / 5,
            "cpu_to_limit_5": mine["cpu"] / 5,
            "mib_to_limit_1024": mine["mib"] / 1024,
        }
        print(json.dumps({**ratios, **limits, "load": os.getloadavg()[0], "engines": found}))


if __name__ == "__main__":
    main()
