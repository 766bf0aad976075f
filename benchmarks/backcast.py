"""From targets back to paths: residual, seconds, proof, and whether certificates are right.

* the three worked examples shipped with the package, and a city's size: many services by ward over
  many years, of invented figures (no public tool does this, so there is no peer to run beside it);
* every path is run forward by the plain recursion of its flows, which shares nothing with the
  solver's equations: `residual` is the largest violation of a condition against its size;
* certificates: small targets drawn at random, most of them out of reach. SciPy's solver (HiGHS by
  another road) is asked about every set of conditions: that the set in conflict has no solution,
  that each of it left out has one, and that no smaller giving way would do.

python benchmarks/backcast.py --drawn 200 --json
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

import sakimawari.anticipate.backcast as room
from sakimawari.anticipate.backcast.equations import Equations, equations_of
from sakimawari.anticipate.backcast.reading import read_target
from sakimawari.anticipate.backcast.run import walk_back
from sakimawari.anticipate.backcast.values import Certificate, Row, Target

EXAMPLES = Path(room.__file__).parent / "examples"
Found = dict[str, Any]


def main() -> None:
    """Measure all of it and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--drawn", type=int, default=200, help="small targets for certificates")
    parser.add_argument("--members", type=int, default=210, help="wards × services of the city")
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    found: Found = {}
    for name in ("nursery", "take_up", "hours"):
        found |= _walked(name, read_target(EXAMPLES / f"{name}.yaml"))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "city.yaml"
        for choose in ("least-cost", "smooth"):
            file.write_text(_city(asked.members, asked.years, choose), encoding="utf-8")
            found |= _walked(f"city, {choose}", read_target(file))
        found |= _certificates(Path(folder), asked.drawn)
    residuals = [value for name, value in found.items() if name.endswith("residual")]
    seconds = [value for name, value in found.items() if name.endswith("seconds")]
    found["largest residual / .001"] = round(max(residuals) / 0.001, 6)
    found["longest / 10 s"] = round(max(seconds) / 10.0, 3)
    found["load"] = round(os.getloadavg()[0], 2)
    for name, value in found.items():
        print(f"{name:44} {value}")
    if asked.json:
        print(json.dumps(found))


def _walked(name: str, target: Target) -> Found:
    begun = time.perf_counter()
    outcome = walk_back(target)
    spent = time.perf_counter() - begun
    verified = outcome.verified
    assert outcome.feasible and verified is not None
    return {
        f"{name}: seconds": round(spent, 3),
        f"{name}: residual": float(f"{verified.residual:.3g}"),
        f"{name}: gap to the proven bound": float(f"{outcome.gap:.3g}"),
        f"{name}: chance, with margin": [verified.chance, verified.chance_with_margin],
    }


def _city(members: int, years: int, choose: str) -> str:
    """Places of many services by ward, staff shared by all, a budget; invented, and within reach."""
    rng = np.random.default_rng(5)
    names = [f"m{k}" for k in range(members)]
    start = rng.integers(200, 5_000, members).astype(float)
    need = np.round(start * rng.uniform(0.9, 1.15, members))
    said = {
        "name": "city",
        "periods": {"first": 2026, "last": 2025 + years},
        "choose": choose,
        "draws": 100,
        "groups": {"member": names},
        "tables": {
            "need": {
                "for": "member",
                "doubt": 0.002,
                "values": dict(zip(names, need.tolist(), strict=True)),
            }
        },
        "stocks": {
            "places": {
                "for": "member",
                "retain": 0.99,
                "start": dict(zip(names, start.tolist(), strict=True)),
            },
            "staff": {"start": float(start.sum() / 8), "retain": 0.92},
        },
        "decisions": {
            "open": {"for": "member", "adds": {"places": 1}, "after": 1, "most": 400, "cost": 28},
            "hire": {"adds": {"staff": 1}, "cost": 4},
        },
        "rules": [
            {
                "id": "need",
                "goal": True,
                "for": "member",
                "at": "last",
                "sum": {"places": 1},
                "at_least": "need",
            },
            {"id": "staff", "sum": {"staff": 8, "places": -0.8}, "at_least": 0},
            {"id": "budget", "sum": {"open": 28, "hire": 4}, "at_most": 1_000_000},
        ],
    }
    return json.dumps(said)  # JSON is YAML


def _certificates(folder: Path, drawn: int) -> Found:
    rng = np.random.default_rng(20_261_126)
    counted = {"reachable": 0, "out of reach": 0, "irreducible": 0, "smallest": 0, "agreed": 0}
    seconds = []
    for _ in range(drawn):
        file = folder / "small.yaml"
        file.write_text(_small(rng), encoding="utf-8")
        target = read_target(file)
        equations = equations_of(target)
        possible = _possible(equations, equations.rows)
        begun = time.perf_counter()
        outcome = walk_back(target)
        seconds.append(time.perf_counter() - begun)
        counted["agreed"] += outcome.feasible is possible
        if outcome.feasible:
            counted["reachable"] += 1
            continue
        counted["out of reach"] += 1
        assert outcome.certificate is not None
        counted["irreducible"] += _irreducible(equations, outcome.certificate)
        counted["smallest"] += _smallest(equations, outcome.certificate)
    out = counted["out of reach"]
    return {
        "small targets": drawn,
        "answers another solver agrees with": counted["agreed"] / drawn,
        "out of reach": out,
        "conflicts proven irreducible": counted["irreducible"] / out,
        "joint giving way proven smallest": counted["smallest"] / out,
        "longest of them, seconds": round(max(seconds), 3),
    }


def _small(rng: np.random.Generator) -> str:
    """Two wards, three periods, limits drawn so that most targets are out of reach."""
    most, need = rng.integers(5, 40, 2), rng.integers(60, 190, 2)
    said = {
        "name": "small",
        "periods": ["a", "b", "c"],
        "groups": {"ward": ["x", "y"]},
        "stocks": {
            "places": {"for": "ward", "start": {"x": 80, "y": 70}, "retain": 0.95},
            "staff": {"start": 16, "retain": 0.9},
        },
        "decisions": {
            "open": {
                "for": "ward",
                "adds": {"places": 1},
                "after": int(rng.integers(0, 2)),
                "most": {"x": int(most[0]), "y": int(most[1])},
                "cost": 3,
            },
            "hire": {"adds": {"staff": 1}, "most": int(rng.integers(2, 9)), "cost": 1},
        },
        "rules": [
            {
                "id": "need",
                "goal": True,
                "for": "ward",
                "at": "last",
                "sum": {"places": 1},
                "at_least": {"x": int(need[0]), "y": int(need[1])},
            },
            {"id": "staff", "sum": {"staff": 10, "places": -1}, "at_least": 0, "at": ["b", "c"]},
            {"id": "budget", "sum": {"open": 3}, "at_most": int(rng.integers(30, 220))},
        ],
    }
    return json.dumps(said)


def _ask(equations: Equations, kept: set[int], prices: np.ndarray | None = None) -> Any:
    """SciPy on the balances and the kept rows; with `prices` each kept row may give way at them."""
    rows = [*range(equations.balances), *(equations.balances + k for k in sorted(kept))]
    a = csr_array(
        (equations.value, equations.index, equations.start),
        shape=(len(equations.row_low), len(equations.low)),
    ).toarray()
    upper, right, equal, level = [], [], [], []
    slack = len(kept) if prices is not None else 0
    order = {equations.balances + k: n for n, k in enumerate(sorted(kept))}
    for row in rows:
        low, high = equations.row_low[row], equations.row_high[row]
        extra = np.zeros(slack)
        if slack and row in order:
            extra[order[row]] = -1.0
        if low == high and row not in order:
            equal.append([*a[row], *np.zeros(slack)])
            level.append(low)
            continue
        if np.isfinite(high):
            upper.append([*a[row], *extra])
            right.append(high)
        if np.isfinite(low):
            upper.append([*(-a[row]), *extra])
            right.append(-low)
    cost = np.concatenate([np.zeros(len(equations.low)), prices if prices is not None else []])
    bounds = [*zip(equations.low, equations.high, strict=True), *[(0, None)] * slack]
    return linprog(
        cost, A_ub=upper or None, b_ub=right or None, A_eq=equal, b_eq=level, bounds=bounds
    )


def _possible(equations: Equations, rows: tuple[Row, ...]) -> bool:
    return bool(_ask(equations, set(range(len(rows)))).status == 0)


def _irreducible(equations: Equations, found: Certificate) -> bool:
    kept = {equations.rows.index(row) for row in found.conflict}
    if _ask(equations, kept).status == 0:
        return False
    return all(_ask(equations, kept - {k}).status == 0 for k in kept)


def _smallest(equations: Equations, found: Certificate) -> bool:
    """The giving way told costs no more than the least SciPy finds, each against its own size."""
    prices = np.array([1.0 / row.scale for row in equations.rows])
    least = _ask(equations, set(range(len(equations.rows))), prices).fun
    told = sum(one.by / one.row.scale for one in found.together)
    return bool(abs(told - least) < 1e-5 * max(1.0, least))


if __name__ == "__main__":
    main()
