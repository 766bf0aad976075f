"""Ten thousand weekly series of counts in a hierarchy: read, fit, backtest, 13 weeks, reconcile.

    python benchmarks/ten_thousand_series.py --json
    python benchmarks/ten_thousand_series.py --series 1000 --peers --json

The series are simulated: 100 towns in 10 wards by 100 services, five years, with the Japanese year of
counters, drawn from negative binomials. See benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import time
from importlib.util import find_spec
from typing import Any

import numpy as np

from sakimawari.anticipate.reading.rows import name_of
from sakimawari.anticipate.reading.totals import hierarchy_of
from sakimawari.anticipate.reading.values import Examined
from sakimawari.anticipate.series.run import Order, forecast
from sakimawari.anticipate.series.values import Floats, Frequency, Panel

WEEKS, HORIZON, PATHS = 260, 13, 200
LIMIT_SECONDS, LIMIT_GIB = 120.0, 2.0


def main() -> None:
    """Forecast them all; a sample with statsforecast where asked."""
    asked = _asked()
    examined, future = simulated(asked.series, asked.seed)
    forecast_small(asked.seed)  # compiled before the clock runs
    wall, busy = time.perf_counter(), _spent()
    outcome = forecast(examined, Order(horizon=HORIZON, paths=PATHS, seed=1))
    wall, busy = time.perf_counter() - wall, _spent() - busy
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    tree = outcome.hierarchy
    assert tree is not None
    flat = outcome.paths.reshape(tree.nodes, -1)
    apart = float(np.abs(tree.sparse() @ flat[-tree.bottom :] - flat).max())
    inside = (future >= outcome.quantiles[..., 1]) & (future <= outcome.quantiles[..., 5])
    told: dict[str, Any] = {
        "series": tree.bottom,
        "nodes": tree.nodes,
        "wall_seconds": round(wall, 1),
        "cpu_seconds": round(busy, 1),
        "peak_gib": round(memory, 2),
        "stages": {stage: round(value, 1) for stage, value in outcome.seconds.items()},
        "cover80_of_the_future": round(float(inside.mean()), 3),
        "largest_gap_of_sums": apart,
        "least_sample": float(outcome.paths.min()),
        "load": round(os.getloadavg()[0], 1),
        "seconds_to_limit": round(wall / LIMIT_SECONDS, 3),
        "cpu_seconds_to_limit": round(busy / LIMIT_SECONDS, 3),
        "memory_to_limit": round(memory / LIMIT_GIB, 3),
    }
    if asked.peers:
        told |= peers(examined.panel.values[-tree.bottom :], busy / tree.nodes)
    for key, value in told.items():
        print(f"{key}: {value}")
    if asked.json:
        print(json.dumps({"ten_thousand_series": told}))


def simulated(series: int, seed: int) -> tuple[Examined, Floats]:
    """Counts of towns by services with year, holidays and April; and what is to come (nodes, 13)."""
    drawn = np.random.default_rng(seed)
    services = min(100, series // 10)
    towns = series // services
    keys = [
        (f"ward{town % 10}", f"town{town}", f"service{service}")
        for town in range(towns)
        for service in range(services)
    ]
    starts = np.datetime64("2021-01-04") + 7 * np.arange(WEEKS + HORIZON)
    day = starts.astype("M8[D]").astype(object)
    april = np.array([one.month == 4 for one in day], float)
    closed = np.array(
        [(one.month, one.day) >= (12, 26) or one.timetuple().tm_yday < 3 for one in day]
    )
    year = np.sin(2 * np.pi * np.arange(WEEKS + HORIZON) / 52.18)
    size = np.exp(drawn.normal(1.6, 1.2, len(keys)))
    peak = drawn.gamma(2.0, 0.25, services)[np.arange(len(keys)) % services]
    swing = drawn.normal(0.0, 0.2, services)[np.arange(len(keys)) % services]
    trend = drawn.normal(0.0, 0.15, len(keys))
    mean = size[:, None] * np.exp(
        peak[:, None] * april
        + swing[:, None] * year
        + trend[:, None] * np.linspace(-1, 1, len(year))
    )
    mean *= np.where(closed, 0.4, 1.0)
    figures = drawn.poisson(mean * drawn.gamma(12.0, 1 / 12.0, mean.shape)).astype(np.float64)
    tree, nodes = hierarchy_of(keys, ["ward", "town", "service"])
    assert tree is not None
    whole = np.asarray(tree.sparse() @ figures)
    panel = Panel(
        ids=tuple(name_of(key) for key in nodes),
        frequency=Frequency.WEEK,
        starts=starts[:WEEKS],
        values=np.ascontiguousarray(whole[:, :WEEKS]),
        season=52,
    )
    return Examined(panel=panel, hierarchy=tree), whole[:, WEEKS:]


def forecast_small(seed: int) -> None:
    """Compile every kernel on a handful of series."""
    from sakimawari.anticipate.series.choosing import Cast
    from sakimawari.anticipate.series.counts.member import Counts

    small, _ = simulated(100, seed)
    cast = Cast(members=(Counts(),), origins=2, backtest_paths=20)
    forecast(small, Order(horizon=HORIZON, paths=20, seed=1, cast=cast))


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def peers(bottom: Floats, ours: float) -> dict[str, Any]:
    """DynamicOptimizedTheta and MSTL of statsforecast on a sample: processor seconds a series."""
    if find_spec("statsforecast") is None:
        print("statsforecast is not installed: about .1 processor seconds a series were published")
        return {"peer_is": "published figure", "peer_to_ours": round(0.1 / ours, 1)}
    import pandas as pd
    from statsforecast.core import StatsForecast
    from statsforecast.models import MSTL, DynamicOptimizedTheta

    sample = bottom[:: max(1, len(bottom) // 40)][:40]
    starts = pd.date_range("2021-01-04", periods=WEEKS, freq="W-MON")
    table = pd.DataFrame(
        {
            "unique_id": np.repeat(np.arange(len(sample)), WEEKS),
            "ds": np.tile(starts, len(sample)),
            "y": sample.ravel(),
        }
    )
    told: dict[str, Any] = {
        "peer_is": "measured in this run",
        "ours_cpu_seconds_a_node": round(ours, 4),
    }
    for name, model in (
        ("dot", DynamicOptimizedTheta(season_length=52)),
        ("mstl", MSTL(season_length=52)),
    ):
        run = StatsForecast(models=[model], freq="W-MON", n_jobs=1)
        run.forecast(df=table[table.unique_id < 2], h=HORIZON, level=[80])
        busy = _spent()
        run.forecast(df=table, h=HORIZON, level=[80])
        each = (_spent() - busy) / len(sample)
        told |= {
            f"{name}_cpu_seconds_a_series": round(each, 4),
            f"{name}_to_ours": round(each / ours, 1),
        }
    return told


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--series", type=int, default=10_000, help="series at the bottom")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--peers", action="store_true", help="a sample with statsforecast")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
