"""Competition series, their scores, and peers' forecasts of them, for the benchmarks of series."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from scipy.stats import norm

from sakimawari.anticipate.series.values import Floats, Frequency, Panel

QUANTILES = np.array([0.025, *np.arange(1, 20) / 20, 0.975])
TWENTIETHS = slice(1, 20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """Series of one competition: the panel known at the origin, what came, the unit of errors."""

    panel: Panel
    came: Floats
    unit: Floats


def contest(file: Path, frequency: Frequency, season: int, unit_lag: int) -> Contest:
    """Read a competition; series are set side by side so that all end at the origin."""
    table = pl.read_parquet(file).sort("unique_id", "ds")
    ids, known, came = [], [], []
    for (name,), part in table.group_by("unique_id", maintain_order=True):
        ids.append(str(name))
        known.append(part.filter(split="train")["y"].cast(pl.Float64).to_numpy())
        came.append(part.filter(split="test")["y"].cast(pl.Float64).to_numpy())
    longest = max(map(len, known))
    values = np.full((len(ids), longest), np.nan)
    for row, past in zip(values, known, strict=True):
        row[longest - len(past) :] = past
    panel = Panel(
        ids=tuple(ids),
        frequency=frequency,
        starts=np.arange(longest).astype("datetime64[D]"),
        values=values,
        is_count=False,
        season=season,
    )
    unit = [np.abs(past[unit_lag:] - past[:-unit_lag]).mean() for past in known]
    return Contest(panel=panel, came=np.array(came), unit=np.array(unit))


def scores(contest_: Contest, middle: Floats, quantiles: Floats) -> dict[str, Floats]:
    """Per series: MASE, scaled pinball loss at 0.05 to 0.95, and cover of 80 % and 95 %."""
    came, unit = contest_.came, contest_.unit
    levels = QUANTILES[TWENTIETHS]
    gap = came[..., None] - quantiles[..., TWENTIETHS]
    inside = lambda low, high: (  # noqa: E731
        (came >= quantiles[..., low]) & (came <= quantiles[..., high])
    ).mean(axis=1)
    return {
        "mase": np.abs(came - middle).mean(axis=1) / unit,
        "pinball": 2 * np.maximum(levels * gap, (levels - 1) * gap).mean(axis=(1, 2)) / unit,
        "cover80": inside(2, 18),
        "cover95": inside(0, 20),
    }


def told(paths: Floats) -> tuple[Floats, Floats]:
    """Median and quantiles of sample paths."""
    quantiles = np.moveaxis(np.quantile(paths, QUANTILES, axis=1), 0, -1)
    return quantiles[..., 10], quantiles


def rival(
    contest_: Contest, name: str, season: int, kept: Path | None
) -> tuple[Floats, Floats, float]:
    """Middle, quantiles and seconds of one model of statsforecast, in one process.

    With `kept`, an answer of an earlier run on this machine is read instead (its seconds are not known).
    """
    came = contest_.came
    columns = None if kept is None else _kept(kept, name)
    seconds = float("nan")
    if columns is None:
        columns, seconds = _asked(contest_, name, season)
    shape = came.shape
    get = {key: np.asarray(value).reshape(shape) for key, value in columns.items()}
    middle = get["middle"]
    up = (get["hi80"] - middle) / norm.ppf(0.9)
    down = (middle - get["lo80"]) / norm.ppf(0.9)
    bell = norm.ppf(QUANTILES)
    quantiles = middle[..., None] + np.where(bell > 0, up[..., None], down[..., None]) * bell
    quantiles[..., 0], quantiles[..., -1] = get["lo95"], get["hi95"]
    return middle, quantiles, seconds


def _asked(contest_: Contest, name: str, season: int) -> tuple[dict[str, Floats], float]:
    import pandas as pd
    from statsforecast import StatsForecast, models

    made = {
        "SNaive": lambda: models.SeasonalNaive(season),
        "Naive": models.Naive,
        "ETS": lambda: models.AutoETS(season_length=season),
        "DOT": lambda: models.DynamicOptimizedTheta(season_length=season),
        "CES": lambda: models.AutoCES(season_length=season),
        "MSTL": lambda: models.MSTL(season_length=season),
    }[name]()
    rows = [row[np.isfinite(row)] for row in contest_.panel.values]
    frame = pd.DataFrame(
        {
            "unique_id": np.repeat(np.arange(len(rows)), [len(row) for row in rows]),
            "ds": np.concatenate([np.arange(len(row)) for row in rows]),
            "y": np.concatenate(rows),
        }
    )
    begun = time.perf_counter()
    out = StatsForecast([made], freq=1, n_jobs=1).forecast(
        df=frame, h=contest_.came.shape[1], level=[80, 95]
    )
    return _columns(out), time.perf_counter() - begun


def _kept(kept: Path, name: str) -> dict[str, Floats] | None:
    import pandas as pd

    file = kept.with_name(f"{kept.name}_{name}.parquet")
    if not file.exists():
        return None
    return _columns(pd.read_parquet(file).sort_values(["unique_id", "ds"], kind="stable"))


def _columns(out: object) -> dict[str, Floats]:
    table = out if "unique_id" in out else out.reset_index()  # type: ignore[operator, attr-defined]
    name = next(c for c in table if c not in {"unique_id", "ds"})
    asked = {"middle": name}
    asked |= {
        f"{side}{level}": f"{name}-{side}-{level}" for side in ("lo", "hi") for level in (80, 95)
    }
    return {key: table[column].to_numpy() for key, column in asked.items()}
