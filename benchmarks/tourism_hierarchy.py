"""Australian tourism, 555 series in eight levels: our members, reconciled, beside AutoETS and MinT.

    python benchmarks/tourism_hierarchy.py --data ../shared/data/forecast --peers --json

Four origins three months apart, twelve months ahead; scaled CRPS over the quantiles .05 … .95, the mean of
levels and of origins. Weights and metric are learned on origins a full horizon before the one
reported. See benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from scipy.special import ndtri

from sakimawari.anticipate.series.classical.members import members
from sakimawari.anticipate.series.combining.backtest import LEVELS, Backtest, seasonal_step
from sakimawari.anticipate.series.joining import joined, weights_of
from sakimawari.anticipate.series.paths import drawn_from
from sakimawari.anticipate.series.reconciling.learning import Past, learn
from sakimawari.anticipate.series.reconciling.reconcile import projected, reconciled, tied_together
from sakimawari.anticipate.series.values import Floats, Frequency, Hierarchy, Panel

HORIZON, PATHS = 12, 500
KEPT = np.unique(np.concatenate([LEVELS, np.arange(1, 40) / 40]))
SCORED = np.arange(1, 20) / 20
PUBLISHED = {"base": 0.1307, "mint": 0.1262}
LEVEL_NAMES = {1: "state", 2: "zone", 3: "region"}


def main() -> None:
    """Score the base and the reconciled forecast of each origin; peers where asked."""
    asked = _asked()
    values, hierarchy = read(Path(asked.data))
    kept = Path(asked.kept)
    kept.mkdir(parents=True, exist_ok=True)
    told: list[dict[str, Any]] = []
    for origin in (int(one) for one in asked.origins.split(",")):
        told.append(of_origin(origin, values, hierarchy, kept, asked.past))
        if asked.peers:
            told[-1] |= peers(origin, values, hierarchy, kept)
        told[-1]["seconds"] = round(told[-1]["seconds"], 2)
        print(f"{origin}: " + "  ".join(f"{k} {_short(v)}" for k, v in told[-1].items()))
    summary = _summary(told, list(hierarchy.levels))
    for key, value in summary.items():
        print(f"{key}: {value}")
    print(f"load {os.getloadavg()[0]:.1f}")
    if asked.json:
        print(json.dumps({"tourism_hierarchy": summary}))


def read(folder: Path) -> tuple[Floats, Hierarchy]:
    """Values (555, 228) and the hierarchy in its eight levels."""
    table = pq.read_table(folder / "tourism_large_data.parquet")
    names = [name for name in table.column_names if not name.startswith("__")]
    values = np.stack([table[name].to_numpy() for name in names]).astype(np.float64)
    matrix = pq.read_table(folder / "tourism_large_aggmat.parquet")
    columns = [name for name in matrix.column_names if not name.startswith("__")]
    sums = np.stack([matrix[name].to_numpy() for name in columns], axis=1).astype(np.float64)
    of = [level_of(name) for name in names]
    levels = {level: np.flatnonzero([one == level for one in of]) for level in dict.fromkeys(of)}
    values = sums @ values[-len(columns) :]  # the totals in the file are rounded
    return values, Hierarchy(sums=sums, levels=levels)


def level_of(name: str) -> str:
    """The level of a node by its name: place, then purpose."""
    place, purpose = name[:-3], name[-3:]
    if place == "Total":
        return "total" if purpose == "All" else "purpose"
    level = LEVEL_NAMES[len(place)]
    return level if purpose == "All" else f"{level} x purpose"


def of_origin(
    origin: int, values: Floats, hierarchy: Hierarchy, kept: Path, past: int
) -> dict[str, Any]:
    """Losses by level of the calibrated combination, and of what is made of it."""
    back = [origin - HORIZON - 3 * step for step in range(past)]
    panel = panel_of(values[:, :origin])
    pasts: dict[str, Backtest] = {}
    place = np.searchsorted(KEPT, LEVELS)
    for member in members(again=False):
        told = [quantiles_of(member, values, at, kept)[..., place] for at in back]
        pasts[member.name] = Backtest(
            origins=np.array(back),
            quantiles=np.stack(told, axis=1),
            actual=np.stack([values[:, at : at + HORIZON] for at in back], axis=1),
            scale=seasonal_step(panel),
        )
    now = {
        member.name: drawn_from(quantiles_of(member, values, origin, kept), KEPT, PATHS)
        for member in members(again=False)
    }
    made_one = joined(panel, pasts, now, weights_of(pasts, hierarchy))
    base, before = made_one.paths, made_one.past
    assert before is not None
    rows = Past(quantiles=before.quantiles, at=LEVELS, actual=before.actual)
    learnt = learn(hierarchy, rows, seed=1)
    tied = tied_together(base, hierarchy, learnt.dependence, seed=1)
    clock = time.process_time()
    made = projected(tied, hierarchy, learnt.metric, kept=learnt.kept)
    seconds = time.process_time() - clock
    assert np.array_equal(made, reconciled(base, hierarchy, learnt, seed=1))
    actual = values[:, origin : origin + HORIZON]
    flat = made.reshape(len(made), -1)
    apart = np.abs(np.asarray(hierarchy.sums @ flat[-hierarchy.bottom :]) - flat).max()
    return {
        "base": losses(base, actual, hierarchy),
        "ours": losses(made, actual, hierarchy),
        "kept": learnt.kept,
        "worst_on_the_past": learnt.worst,
        "least": float(made.min()),
        "apart": float(apart),
        "seconds": seconds,
    }


def panel_of(values: Floats) -> Panel:
    """The past as a panel of months."""
    starts = (np.datetime64("1998-01") + np.arange(values.shape[1])).astype("M8[D]")
    return Panel(
        ids=tuple(map(str, range(len(values)))),
        frequency=Frequency.MONTH,
        starts=starts,
        values=np.ascontiguousarray(values),
        is_count=False,
        season=12,
    )


def quantiles_of(member: Any, values: Floats, origin: int, kept: Path) -> Floats:
    """A member's quantiles at `KEPT` from an origin; kept, so that a run broken off goes on."""
    path = kept / f"{member.name}-{origin}.npy"
    if not path.exists():
        paths = member.paths(panel_of(values[:, :origin]), HORIZON, paths=200, seed=origin)
        told = np.moveaxis(np.quantile(paths, KEPT, axis=1), 0, -1).astype(np.float32)
        np.save(path, told)
    return np.load(path).astype(np.float64)


def losses(paths: Floats, actual: Floats, hierarchy: Hierarchy) -> list[float]:
    """Scaled CRPS of each level, over 19 quantiles."""
    told = np.quantile(paths, SCORED, axis=1)
    return scaled(np.moveaxis(told, 0, -1), actual, hierarchy)


def scaled(told: Floats, actual: Floats, hierarchy: Hierarchy) -> list[float]:
    """Mean of twice the pinball loss at `SCORED`, over the size of what came, by level."""
    gap = actual[..., None] - told
    loss = (2 * np.maximum(SCORED * gap, (SCORED - 1) * gap)).mean(axis=-1)
    return [
        float(loss[rows].sum() / np.abs(actual[rows]).sum()) for rows in hierarchy.levels.values()
    ]


def peers(origin: int, values: Floats, hierarchy: Hierarchy, kept: Path) -> dict[str, Any]:
    """AutoETS of statsforecast, and MinT (shrinkage) of hierarchicalforecast on it; empty without them."""
    if find_spec("statsforecast") is None or find_spec("hierarchicalforecast") is None:
        print(
            "statsforecast and hierarchicalforecast are not installed: published figures are used"
        )
        return {}
    mean, sigma, fitted = auto_ets(values[:, :origin], kept / f"ets-{origin}.npz")
    actual = values[:, origin : origin + HORIZON]
    normal = ndtri(SCORED)
    from hierarchicalforecast.methods import MinTrace

    method = MinTrace(method="mint_shrink")
    made = method.fit_predict(
        S=hierarchy.sums,
        y_hat=mean,
        y_insample=values[:, :origin],
        y_hat_insample=fitted,
        sigmah=sigma,
        intervals_method="normality",
        level=list(range(10, 100, 10)),
    )
    told = np.asarray(made["quantiles"])
    told = np.sort(told, axis=-1)
    if told.shape[-1] == len(SCORED) - 1:  # without the median
        told = np.insert(told, len(SCORED) // 2, np.asarray(made["mean"]), axis=-1)
    return {
        "ets": scaled(mean[..., None] + sigma[..., None] * normal, actual, hierarchy),
        "mint": scaled(told, actual, hierarchy),
        "mint_least": float(told.min()),
    }


def auto_ets(values: Floats, path: Path) -> tuple[Floats, Floats, Floats]:
    """AutoETS of every node: mean, standard deviation, fitted values."""
    if not path.exists():
        import pandas as pd
        from statsforecast.core import StatsForecast
        from statsforecast.models import AutoETS

        nodes, months = values.shape
        starts = pd.date_range("1998-01-01", periods=months, freq="MS")
        table = pd.DataFrame(
            {
                "unique_id": np.repeat(np.arange(nodes), months),
                "ds": np.tile(starts, nodes),
                "y": values.ravel(),
            }
        )
        fit = StatsForecast(models=[AutoETS(season_length=12)], freq="MS", n_jobs=1)
        told = fit.forecast(df=table, h=HORIZON, level=[80], fitted=True)
        width = told["AutoETS-hi-80"].to_numpy() - told["AutoETS-lo-80"].to_numpy()
        np.savez(
            path,
            mean=told["AutoETS"].to_numpy().reshape(nodes, HORIZON),
            sigma=(width / 2 / ndtri(0.9)).reshape(nodes, HORIZON),
            fitted=fit.forecast_fitted_values()["AutoETS"].to_numpy().reshape(nodes, months),
        )
    told = np.load(path)
    return told["mean"], told["sigma"], told["fitted"]


def _short(figure: Any) -> Any:
    return figure if figure is None or isinstance(figure, str) else np.round(figure, 4)


def _summary(told: list[dict[str, Any]], levels: list[str]) -> dict[str, Any]:
    summary: dict[str, Any] = {"levels": levels}
    for kind in ("ets", "mint", "base", "ours"):
        if all(kind in one for one in told):
            mean = np.mean([one[kind] for one in told], axis=0)
            summary[kind] = [round(float(figure), 4) for figure in mean]
            summary[f"{kind}_mean"] = round(float(mean.mean()), 4)
    base, ours = (np.mean([one[kind] for one in told], axis=0) for kind in ("base", "ours"))
    ratio = ours / base
    mint = summary.get("mint_mean", PUBLISHED["mint"])
    return summary | {
        "mean_to_target_.1225": round(float(ours.mean() / 0.1225), 4),
        "mean_to_mint": round(float(ours.mean()) / mint, 4),
        "mint_is": "measured in this run" if "mint_mean" in summary else "published figure",
        "level_to_its_base": [round(float(one), 4) for one in ratio],
        "worst_level_to_its_base": round(float(ratio.max()), 4),
        "least_sample": min(one["least"] for one in told),
        "largest_gap_of_sums": max(one["apart"] for one in told),
        "reconcile_cpu_seconds": max(one["seconds"] for one in told),
    }


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default="../shared/data/forecast", help="folder of the files")
    parser.add_argument("--kept", default="var/bench/tourism", help="folder of forecasts kept")
    parser.add_argument("--origins", default="216,213,210,207", help="months known, by comma")
    parser.add_argument("--past", type=int, default=3, help="past origins to learn from")
    parser.add_argument("--peers", action="store_true", help="AutoETS and MinT in the same run")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
