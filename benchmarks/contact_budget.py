"""How fast, and how well, the contact budget decides: against one model in HiGHS and against a greedy.

Three questions in one run. A city's size (`--candidates`) by prices: seconds, and how far below the
proven bound. The same model written out whole for HiGHS at `--direct` candidates, with floors:
seconds and value, as whole numbers and relaxed. A greedy that takes the most worth first: its value,
with the same terms. Compiled beforehand; every allocation is verified by code of its own.

python benchmarks/contact_budget.py --candidates 200000 --direct 4000
"""

from __future__ import annotations

import argparse
import json
import os
import time
from dataclasses import replace
from typing import Any

import numpy as np

from measure.bundles import MONDAY, city
from measure.greedy import greedy
from sakimawari.reach.medium import Medium
from sakimawari.reach.plans.budget.allocation import allocate
from sakimawari.reach.plans.budget.blocks import blocks_of
from sakimawari.reach.plans.budget.coupling import coupling_of, crowd_of, shares_of
from sakimawari.reach.plans.budget.days import calendar_of
from sakimawari.reach.plans.budget.direct import Candidates, write
from sakimawari.reach.plans.budget.pricing import caps_of
from sakimawari.reach.plans.budget.solver import solve
from sakimawari.reach.plans.budget.values import Allocation, Bundles
from sakimawari.reach.plans.budget.verify import violations
from sakimawari.reach.terms.values import Floor, Terms, WeekBudget

FLOORS = (
    Floor(by="ward", share=0.45),
    Floor(by="age_band", share=0.5),
    Floor(by="language", share=0.5),
)


def main() -> None:
    """Decide a city, then a small one in three ways, and report."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--candidates", type=int, default=200_000)
    parser.add_argument("--direct", type=int, default=4_000, help="candidates written out whole")
    parser.add_argument("--seconds", type=float, default=120.0, help="the most HiGHS may take")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    allocate(city(2_000, seed=2), terms_for(2_000), start=MONDAY)  # compiles
    found = {**_city(asked.candidates, asked.seed), **_beside(asked)}
    found["load"] = round(os.getloadavg()[0], 2)
    for name, value in found.items():
        print(f"{name:32} {value:,}" if not isinstance(value, str) else f"{name:32} {value}")
    if asked.json:
        print(json.dumps(found))


def terms_for(candidates: int) -> Terms:
    """Terms that pinch at any size: about half of the candidates can be told."""
    part = candidates / 200_000
    budget = WeekBudget(
        postage_yen=int(1_500_000 * part),
        visit_minutes=int(40_000 * part),
        call_minutes=int(30_000 * part),
        counter=int(6_000 * part),
    )
    return Terms(media=frozenset(Medium), budget=budget, floors=FLOORS)


def _city(candidates: int, seed: int) -> dict[str, Any]:
    bundles, terms = city(candidates, seed=seed), terms_for(candidates)
    found = allocate(bundles, terms, start=MONDAY)
    _verify(bundles, terms, found)
    plain = allocate(bundles, replace(terms, floors=()), start=MONDAY)
    _verify(bundles, replace(terms, floors=()), plain)
    taken = greedy(bundles, replace(terms, floors=()), MONDAY)
    return {
        "candidates": candidates,
        "told": int((found.week >= 0).sum()),
        "seconds": round(found.seconds, 2),
        "gap": float(f"{found.gap:.2e}"),
        "floors_missed_persons": sum(one.missing for one in found.shares),
        "seconds_without_floors": round(plain.seconds, 2),
        "gap_without_floors": float(f"{plain.gap:.2e}"),
        "greedy_seconds": round(taken.seconds, 2),
        "ratio_of_value_to_greedy": round(plain.value / taken.value, 4),
    }


def _beside(asked: argparse.Namespace) -> dict[str, Any]:
    bundles, terms = city(asked.direct, seed=asked.seed), terms_for(asked.direct)
    ours = allocate(bundles, terms, start=MONDAY)
    _verify(bundles, terms, ours)
    calendar = calendar_of(MONDAY, terms)
    blocks = blocks_of(bundles, terms, calendar, None)
    person = np.unique(bundles.person[blocks.order], return_inverse=True)[1]
    share = shares_of(bundles, terms)
    coupling = coupling_of(terms, blocks, crowd_of(blocks, person, len(share)), share)
    ask = Candidates(
        blocks=blocks,
        which=np.repeat(np.arange(len(blocks.members)), blocks.members),
        coupling=coupling,
        caps=caps_of(terms),
        room=coupling.limit.reshape(-1),
        need=coupling.need,
    )
    model = write(ask).model
    told: dict[str, Any] = {
        "direct_candidates": asked.direct,
        "direct_columns": len(model.worth),
        "seconds_ours": round(ours.seconds, 2),
        "gap_ours": float(f"{ours.gap:.2e}"),
    }
    short = coupling.penalty * sum(one.missing for one in ours.shares)
    for name, whole in (("milp", True), ("lp", False)):
        begun = time.perf_counter()
        solved = solve(model, whole=whole, seconds=asked.seconds)
        seconds = time.perf_counter() - begun
        told[f"seconds_{name}"] = round(seconds, 2)
        told[f"ratio_of_time_to_{name}"] = round(ours.seconds / seconds, 4)
        told[f"ratio_of_value_to_{name}"] = round(ours.value / (solved.value + short), 6)
    return told


def _verify(bundles: Bundles, terms: Terms, found: Allocation) -> None:
    broken = violations(bundles, terms, found, start=MONDAY)
    if broken:
        raise SystemExit(f"{len(broken)} rules are broken, the first: {broken[0]}")


if __name__ == "__main__":
    main()
