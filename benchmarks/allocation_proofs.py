"""Proofs about nursery places: the examiner, a stable plan's proof, the fewest blocking families.

    python benchmarks/allocation_proofs.py --examine 8000,30000 --prove 1000 --json
    python benchmarks/allocation_proofs.py --disputed 1000 --seeds 1,2,3 --effort 20 --json

See benchmarks/README.md for what is measured and how to read it. The peer is what one would write
first: a single soft model of the whole market in CP-SAT, fewest blocking families, as many seconds of
the clock as ours took (and no fewer than `--least`).
"""

from __future__ import annotations

import argparse
import json
import os
import time
from dataclasses import replace
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from measure.nursery_market import Kind, town_of
from sakimawari.match.allocate.engine.proposing import allocate
from sakimawari.match.allocate.examining.terms import terms_of
from sakimawari.match.allocate.examining.verifying import examine
from sakimawari.match.allocate.market.values import Market
from sakimawari.match.allocate.proofs.clauses import Clauses, Effort, lists_of
from sakimawari.match.allocate.proofs.proving import prove

LIMITS = {8_000: 1.0, 30_000: 2.5}  # seconds to examine a plan, on a busy machine
Told = dict[str, Any]


def main() -> None:
    """What is asked for, one part after another."""
    asked = _asked()
    allocate(town_of(Kind(children=300, local=True)).market)  # compiles; not in the times
    told: Told = {"examined": [], "proved": [], "disputed": []}
    for children in asked.examine:
        told["examined"].append(_shown(examined(children)))
    for children in asked.prove:
        told["proved"].append(_shown(proved(children, asked.effort)))
    for seed in asked.seeds if asked.disputed else ():
        found = disputed(asked.disputed, seed, asked)
        if found:
            told["disputed"].append(_shown(found))
    if asked.json:
        print(json.dumps({"load": round(os.getloadavg()[0], 1), **told, **ratios(told)}))


def examined(children: int) -> Told:
    """The engine's plan, examined, and one that is spoiled: everybody without a place."""
    market = town_of(Kind(children=children)).market
    placed = allocate(market).placed
    examine(market, placed)  # compiles
    began = time.perf_counter()
    found = examine(market, placed)
    ended = time.perf_counter()
    spoiled = examine(market, dict.fromkeys(placed))
    return {
        "children": children,
        "examine_s": round(ended - began, 2),
        "blocking": len(found.blocked),
        "sound": found.certificate.sound,
        "spoiled_s": round(time.perf_counter() - ended, 2),
        "spoiled_blocking": len(spoiled.blocked),
    }


def proved(children: int, effort: float) -> Told:
    """What is proved of a stable plan, and how long it takes."""
    market = town_of(Kind(children=children)).market
    placed = allocate(market).placed
    began = time.perf_counter()
    proof = prove(market, placed, effort=Effort(seconds=effort))
    return {
        "children": children,
        "prove_s": round(time.perf_counter() - began, 1),
        "blocking": proof.blocking,
        "not_bettered": proof.not_bettered,
        "best_for_each": proof.best_for_each,
        "bettered": proof.bettered,
        "work": proof.work,
    }


def disputed(children: int, seed: int, asked: argparse.Namespace) -> Told | None:
    """A market with points of districts where the engine leaves families blocked; None: it does not."""
    kind = Kind(children=children, seed=seed, local=True, siblings=asked.siblings)
    market = noisy(town_of(kind).market, asked.noise, seed)
    began = time.perf_counter()
    matching = allocate(market)
    engine = time.perf_counter() - began
    if not matching.blocking:
        return None
    began = time.perf_counter()
    proof = prove(market, matching.placed, effort=Effort(seconds=asked.effort))
    took = time.perf_counter() - began
    seen = examine(market, proof.placed)
    assert len(seen.blocked) == proof.blocking, "the examiner counts otherwise"
    return {
        "children": children,
        "seed": seed,
        "engine_s": round(engine, 2),
        "engine_blocking": len(matching.blocking),
        "prove_s": round(took, 1),
        "blocking": proof.blocking,
        "at_least": proof.at_least,
        "exists": proof.exists,
        "groups": [len(group) for group in proof.groups],
        **(soft(market, max(took, asked.least)) if asked.peer else {}),
    }


def noisy(market: Market, most: int, seed: int) -> Market:
    """The market with up to `most` points more for every child at every facility, by chance."""
    draw = np.random.default_rng(seed)
    children = [
        replace(
            child,
            wishes=tuple(
                replace(wish, points=wish.points + int(draw.integers(most + 1)))
                for wish in child.wishes
            ),
        )
        for child in market.children
    ]
    return replace(market, children=tuple(children))


def soft(market: Market, seconds: float) -> Told:
    """The peer: one soft model of the whole market, without a hint, two workers."""
    terms = terms_of(market)
    began = time.perf_counter()
    clauses = Clauses(terms=terms, lists=lists_of(terms))
    clauses.model.minimize(sum(clauses.blocks.values()))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 2
    solver.parameters.max_time_in_seconds = seconds
    status = solver.solve(clauses.model)
    solved = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return {
        "soft_s": round(time.perf_counter() - began, 1),
        "soft_blocking": round(solver.objective_value) if solved else None,
        "soft_at_least": round(solver.best_objective_bound) if solved else 0,
    }


def ratios(told: Told) -> Told:
    """Times against their limits; closed cases (fewest proved) of ours and of the peer."""
    found: Told = {
        f"examine_{each['children']}_of_limit": round(
            each["examine_s"] / LIMITS[each["children"]], 2
        )
        for each in told["examined"]
        if each["children"] in LIMITS
    }
    cases = told["disputed"]
    if cases:
        found["disputed"] = len(cases)
        found["closed"] = sum(each["blocking"] == each["at_least"] for each in cases)
        found["blocking"] = sum(each["blocking"] for each in cases)
        peers = [each for each in cases if "soft_s" in each]
        found["soft_closed"] = sum(
            each["soft_blocking"] is not None and each["soft_blocking"] == each["soft_at_least"]
            for each in peers
        )
        found["soft_blocking"] = sum(each["soft_blocking"] or 0 for each in peers)
    return found


def _shown(found: Told) -> Told:
    print("  ".join(f"{key} {value}" for key, value in found.items()), flush=True)
    return found


def _numbers(text: str) -> list[int]:
    return [int(each) for each in text.split(",") if each]


def _asked() -> argparse.Namespace:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--examine", type=_numbers, default=[])
    asked.add_argument("--prove", type=_numbers, default=[])
    asked.add_argument("--disputed", type=int, default=0)
    asked.add_argument("--seeds", type=_numbers, default=list(range(1, 9)))
    asked.add_argument("--effort", type=float, default=20.0)
    asked.add_argument("--siblings", type=float, default=0.1)
    asked.add_argument("--noise", type=int, default=0)
    asked.add_argument("--least", type=float, default=30.0)
    asked.add_argument("--peer", action="store_true")
    asked.add_argument("--json", action="store_true")
    return asked.parse_args()


if __name__ == "__main__":
    main()
