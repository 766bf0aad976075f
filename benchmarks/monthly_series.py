"""2,411 monthly series of M1, M3 and tourism: accuracy, honest widths and milliseconds a series.

    python benchmarks/monthly_series.py --data DIR [--peers] [--json]

See benchmarks/README.md for what is measured and how to read it.
"""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

import numpy as np

from measure.competition import Contest, contest, rival, scores, told
from measure.forecast_road import ours, warmed
from sakimawari.anticipate.series.classical.members import members
from sakimawari.anticipate.series.combining.backtest import past_origins
from sakimawari.anticipate.series.values import Floats, Frequency

SETS = {"m1": "m1_monthly", "m3": "m3_monthly", "tour": "tourism_competition_monthly"}
PEERS = ("SNaive", "ETS", "DOT", "CES", "MSTL")
GOALS = {"mase": 0.960, "pinball": 0.740, "m3 mase": 0.822, "m3 pinball": 0.628}
PUBLISHED = {"mase": 0.971, "pinball": 0.753}


def main() -> None:
    """Forecast every set once from its own origin; print a table; the last line is JSON."""
    asked = _asked()
    found: dict[str, dict[str, dict[str, Floats]]] = {}
    cost: dict[str, float] = {}
    sets = {key: _set(asked, file) for key, file in SETS.items()}
    warmed(members(12), sets["m1"])
    for key, one in sets.items():
        origins = past_origins(one.panel, one.came.shape[1], count=3, step=12)
        drawn, spent, weights = ours(one, members(12), origins=origins)
        print(
            key,
            "weights",
            weights,
            "ms",
            {name: round(ms, 1) for name, ms in spent.items()},
            flush=True,
        )
        for name, paths in drawn.items():
            found.setdefault(name, {})[key] = scores(one, *told(paths))
        for name, ms in spent.items():
            cost[name] = cost.get(name, 0.0) + ms * len(one.unit)
    total = sum(len(one.unit) for one in sets.values())
    cost = {name: ms / total for name, ms in cost.items()}
    if asked.peers:
        _peers(asked, sets, found, cost, total)
    told_ = {name: _line(name, by_set, cost.get(name)) for name, by_set in found.items()}
    best = told_["calibrated"]
    peer = told_.get("ENS4", PUBLISHED)
    ratios = {
        f"ratio_{name}_to_ENS4{'' if asked.peers else '_published'}": round(
            best[name] / peer[name], 4
        )
        for name in ("mase", "pinball")
    }
    ratios |= {
        f"ratio_{name.replace(' ', '_')}_to_goal": round(best[name] / goal, 4)
        for name, goal in GOALS.items()
    }
    print(f"load {os.getloadavg()[0]:.1f}; " + "; ".join(f"{k} {v}" for k, v in ratios.items()))
    if asked.json:
        print(json.dumps({"series": total, "models": told_, **ratios}))


def _peers(asked, sets: dict[str, Contest], found, cost, total: int) -> None:  # type: ignore[no-untyped-def]
    held = {}
    for name in PEERS:
        for key, one in sets.items():
            kept = Path(asked.kept) / key if asked.kept else None
            held[name, key] = rival(one, name, 12, kept)
            found.setdefault(f"peer {name}", {})[key] = scores(one, *held[name, key][:2])
            cost[f"peer {name}"] = cost.get(f"peer {name}", 0.0) + held[name, key][2] / total * 1e3
    four = PEERS[1:]
    for key, one in sets.items():
        middle = np.mean([held[name, key][0] for name in four], axis=0)
        quantiles = np.mean([held[name, key][1] for name in four], axis=0)
        found.setdefault("ENS4", {})[key] = scores(one, middle, quantiles)


def _line(name: str, by_set: dict[str, dict[str, Floats]], ms: float | None) -> dict[str, float]:
    told_ = {
        what: round(float(np.concatenate([one[what] for one in by_set.values()]).mean()), 4)
        for what in ("mase", "pinball", "cover80", "cover95")
    }
    for key, one in by_set.items():
        told_ |= {f"{key} {what}": round(float(values.mean()), 4) for what, values in one.items()}
    told_["ms"] = round(ms, 2) if ms is not None else float("nan")
    print(
        f"{name:<16} MASE {told_['mase']:.4f} (m1 {told_['m1 mase']:.3f} m3 {told_['m3 mase']:.3f}"
        f" tourism {told_['tour mase']:.3f})  pinball {told_['pinball']:.4f}"
        f" (m3 {told_['m3 pinball']:.3f})  cover {told_['cover80']:.3f} {told_['cover95']:.3f}"
        f"  {told_['ms']} ms"
    )
    return told_


def _set(asked: argparse.Namespace, file: str) -> Contest:
    found = contest(Path(asked.data) / f"{file}.parquet", Frequency.MONTH, 12, 12)
    if asked.every == 1:
        return found
    from dataclasses import replace

    rows = slice(None, None, asked.every)
    panel = replace(found.panel, ids=found.panel.ids[rows], values=found.panel.values[rows])
    return Contest(panel=panel, came=found.came[rows], unit=found.unit[rows])


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", required=True, help="the folder with the competitions' files")
    parser.add_argument(
        "--peers", action="store_true", help="statsforecast in the same run (many minutes)"
    )
    parser.add_argument("--kept", help="a folder with peers' forecasts of an earlier run")
    parser.add_argument("--every", type=int, default=1, help="only every n-th series (no peers)")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
