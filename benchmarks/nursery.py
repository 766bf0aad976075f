"""Nursery places: our engine on markets of a large city's ratio, beside ChilmAI and `matching`.

    python benchmarks/nursery.py --children 8000 --json
    python benchmarks/nursery.py --children 1000 --chilmai PYTHON --local --json

See benchmarks/README.md for what is measured and how to read it.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pandas as pd

from measure.nursery_market import Kind, Town, town_of
from sakimawari.match.allocate.engine.compiling import compiled
from sakimawari.match.allocate.engine.proposing import allocate, solved
from sakimawari.match.allocate.examining.verifying import blocked_families
from sakimawari.match.allocate.market.values import Market, Matching

RUNNER = Path(__file__).parent / "peers" / "chilmai_runner.py"
LIMITS = {8_000: 1.0, 30_000: 2.0}  # seconds from the market to every child's place
Told = dict[str, Any]


def main() -> None:
    """Markets of one size, one seed after another."""
    asked = _asked()
    allocate(town_of(Kind(children=300, local=True)).market)  # compiles; not in the times
    found = []
    for seed in range(asked.seed, asked.seed + asked.markets):
        kind = Kind(
            children=asked.children,
            seed=seed,
            wishes=asked.wishes,
            siblings=asked.siblings,
            local=asked.local,
        )
        found.append(of_market(town_of(kind), seed, asked))
        print("  ".join(f"{key} {value}" for key, value in found[-1].items()), flush=True)
    if asked.json:
        load = round(os.getloadavg()[0], 1)
        print(json.dumps({"nursery": found, "load": load, **ratios(found, asked.children)}))


def of_market(town: Town, seed: int, asked: argparse.Namespace) -> Told:
    """Ours and whoever is there, on one market, all judged by one examiner."""
    market = town.market
    began, worked = time.perf_counter(), time.process_time()
    problem = compiled(market)
    read = time.perf_counter()
    matching = solved(problem)
    ended, done = time.perf_counter(), time.process_time()
    told: Told = {
        "seed": seed,
        "children": len(market.children),
        "facilities": len({pool.facility for pool in market.pools}),
        "arrays_s": round(read - began, 3),
        "engine_s": round(ended - read, 3),
        "whole_s": round(ended - began, 3),
        "processor_s": round(done - worked, 3),
        **judged(market, matching.placed, ""),
        "order": matching.order,
        "said_blocking": len(matching.blocking),
        "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }
    if asked.chilmai:
        told |= beside_chilmai(town, matching, asked.chilmai)
    if asked.matching:
        told |= beside_matching(market)
    return told


def judged(market: Market, placed: dict[str, str | None] | Any, whose: str) -> Told:
    """Children with a new place, first choices, blocking families by the independent examiner."""
    children = {child.id: child for child in market.children}
    facility = {pool.id: pool.facility for pool in market.pools}
    new = {each: pool for each, pool in placed.items() if pool}
    first = sum(facility[pool] == children[each].wishes[0].facility for each, pool in new.items())
    return {
        f"{whose}matched": len(new),
        f"{whose}first_choice": first,
        f"{whose}blocking": len(blocked_families(market, placed)),
    }


def beside_chilmai(town: Town, ours: Matching, python: str) -> Told:
    """ChilmAI on the same market, in a process of its own; strict points, since its ties are rows'."""
    market = town.market
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        write_for_chilmai(town, folder)
        # Isolated (-I), so that nothing of ours lies on its path.
        command = [python, "-I", str(RUNNER), str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"ChilmAI ended with {done.returncode}\n{done.stderr}")
        told = json.loads((folder / "placed.json").read_text())
    found: Told = {
        "chilmai_s": round(told["seconds"], 2),
        "chilmai_peak_mib": round(told["peak_mib"]),
        "chilmai_error": told["error"],
    }
    if told["placed"]:
        placed = {
            child.id: None
            if told["placed"][child.id] in {None, (child.present or "").split("-")[0]}
            else f"{told['placed'][child.id]}-{child.klass}"
            for child in market.children
        }
        found |= judged(market, placed, "chilmai_")
        found["same_as_chilmai"] = sum(placed[each] == ours.placed[each] for each in placed)
    return found


def write_for_chilmai(town: Town, folder: Path) -> None:
    """The market as its two tables; points made strict by the household's rank."""
    owner = {child: family.id for family in town.market.families for child in family.children}
    rows = []
    for child in town.market.children:
        row: Told = {
            "child_id": child.id,
            "household_id": owner[child.id],
            "age": child.klass,
            "sibling_pattern": town.rules[owner[child.id]],
            "enrolled_daycare_id": (child.present or "").split("-")[0] or None,
        }
        for rank, wish in enumerate(child.wishes, 1):
            row[f"pref_{rank}"] = wish.facility
            row[f"score_{rank}"] = wish.points * 1_000_000 - child.keys["household"]
        rows.append(row)
    pd.DataFrame(rows).to_csv(folder / "children.csv", index=False)
    seats: dict[str, Told] = {}
    for pool in town.market.pools:
        row = seats.setdefault(
            pool.facility, {"daycare_id": pool.facility, "daycare_name": pool.facility}
        )
        row[f"capacity_age{min(pool.classes)}"] = pool.seats
    pd.DataFrame(seats.values()).to_csv(folder / "facilities.csv", index=False)


def beside_matching(market: Market) -> Told:
    """`matching` (no siblings, no transfers): seconds or the error it ends with."""
    if find_spec("matching") is None:
        return {"matching": "not installed"}
    from matching.games import HospitalResident  # type: ignore[import-untyped]

    from sakimawari.match.allocate.market.options import options_of
    from sakimawari.match.allocate.market.standing import standing

    options = options_of(market)
    wishes = {child: [o.pool for o in each] for child, each in options.items() if each}
    orders = {pool: list(each) for pool, each in standing(market).items() if each}
    capacity = {pool.id: pool.seats for pool in market.pools if pool.id in orders}
    open_pools = {pool for pool in orders if capacity[pool] > 0}
    wishes = {c: [p for p in each if p in open_pools] for c, each in wishes.items()}
    wishes = {c: each for c, each in wishes.items() if each}
    orders = {pool: [c for c in orders[pool] if c in wishes] for pool in open_pools}
    began = time.perf_counter()
    try:
        game = HospitalResident.create_from_dictionaries(
            wishes, orders, {pool: capacity[pool] for pool in open_pools}
        )
        found = game.solve(optimal="resident")
    except (RecursionError, MemoryError) as error:
        return {"matching": type(error).__name__}
    seconds = time.perf_counter() - began
    placed: dict[str, str | None] = {child.id: None for child in market.children}
    for hospital, residents in found.items():
        placed |= {resident.name: hospital.name for resident in residents}
    return {"matching_s": round(seconds, 2), **judged(market, placed, "matching_")}


def ratios(found: list[Told], children: int) -> Told:
    """Named ratios: time against its limit and the peer, children matched against the peer."""
    slowest = max(each["whole_s"] for each in found)
    told: Told = {"blocking_families": sum(each["blocking"] for each in found)}
    if children in LIMITS:
        told["ratio_of_limit_of_seconds"] = round(slowest / LIMITS[children], 3)
        worked = max(each["processor_s"] for each in found)
        told["ratio_of_limit_of_processor_seconds"] = round(worked / LIMITS[children], 3)
    both = [each for each in found if "chilmai_matched" in each]
    if both:
        told["ratio_matched_to_chilmai"] = round(
            min(each["matched"] / each["chilmai_matched"] for each in both), 5
        )
    timed = [each for each in found if "chilmai_s" in each]
    if timed:
        told["times_as_fast_as_chilmai"] = round(
            min(each["chilmai_s"] / each["whole_s"] for each in timed), 1
        )
        told["chilmai_without_answer"] = sum(bool(each["chilmai_error"]) for each in timed)
    return told


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--children", type=int, default=8_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--markets", type=int, default=1)
    parser.add_argument("--wishes", type=int, default=5)
    parser.add_argument("--siblings", type=float, default=0.1)
    parser.add_argument("--local", action="store_true", help="points for a district")
    parser.add_argument("--chilmai", help="a Python in which ChilmAI is installed")
    parser.add_argument("--matching", action="store_true", help="`matching` beside it")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
