"""How members would have done: forecasts from earlier origins beside what came.

A backtest is kept as quantiles, not as paths: a thousandth of the room, and enough for weights and
calibration. Members see nothing after an origin; what they would have been told then is cut off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sakimawari.anticipate.series.values import Floats, Member, Panel

LEVELS: Floats = np.array([0.005, 0.025, 0.05, *np.arange(1, 10) / 10, 0.95, 0.975, 0.995])


@dataclass(frozen=True, slots=True, kw_only=True)
class Backtest:
    """Quantiles of forecasts from past origins, and what was then counted.

    `origins` (origins,) says how many periods of the panel were known. `quantiles` is (series,
    origins, horizon, levels) at `LEVELS`; `actual` is (series, origins, horizon), NaN where nothing
    was reported or the series was too young at the origin: such cells are never scored. `scale`
    (series,) is the mean size of a seasonal step of the series, to compare series with each other.
    """

    origins: npt.NDArray[np.int64]
    quantiles: Floats
    actual: Floats
    scale: Floats


def past_origins(panel: Panel, horizon: int, *, count: int, step: int | None = None) -> list[int]:
    """Origins to look back from, latest first, `step` periods apart (default: half the horizon).

    The latest leaves one full horizon to be scored. Fewer come back where the panel is short.
    """
    periods = panel.values.shape[1]
    apart = step or max(1, horizon // 2)
    least = max(4, min(2 * panel.season, periods // 2))
    found = [periods - horizon - apart * back for back in range(count)]
    return [origin for origin in found if origin >= least]


def backtest(
    member: Member,
    panel: Panel,
    horizon: int,
    *,
    origins: Sequence[int],
    paths: int = 200,
    seed: int = 0,
) -> Backtest:
    """Let a member forecast from each origin what has come since."""
    series, periods = panel.values.shape
    quantiles = np.full((series, len(origins), horizon, len(LEVELS)), np.nan)
    actual = np.full((series, len(origins), horizon), np.nan)
    for at, origin in enumerate(origins):
        drawn = member.paths(until(panel, origin, horizon), horizon, paths=paths, seed=seed + at)
        quantiles[:, at] = np.moveaxis(np.quantile(drawn, LEVELS, axis=1), 0, -1)
        ahead = min(horizon, periods - origin)
        actual[:, at, :ahead] = panel.values[:, origin : origin + ahead]
        actual[_too_young(panel, origin), at] = np.nan
    return Backtest(
        origins=np.asarray(origins, dtype=np.int64),
        quantiles=quantiles,
        actual=actual,
        scale=seasonal_step(panel),
    )


def until(panel: Panel, origin: int, horizon: int) -> Panel:
    """The panel as it was known at an origin; exposure is kept for the horizon, being projected."""
    exposure = None if panel.exposure is None else panel.exposure[:, : origin + horizon]
    return replace(
        panel,
        starts=panel.starts[:origin],
        values=np.ascontiguousarray(panel.values[:, :origin]),
        exposure=exposure,
    )


def seasonal_step(panel: Panel) -> Floats:
    """Mean absolute difference to one season before (series,): the unit of scaled errors.

    Where a series has no such pair, its mean absolute step from period to period; 1 as a last resort.
    """
    scale = _mean_step(panel.values, panel.season)
    lacking = ~(scale > 0)
    if lacking.any():
        scale[lacking] = _mean_step(panel.values[lacking], 1)
    return np.where(scale > 0, scale, 1.0)


def _mean_step(values: Floats, lag: int) -> Floats:
    if values.shape[1] <= lag:
        return np.full(len(values), np.nan)
    steps = np.abs(values[:, lag:] - values[:, :-lag])
    seen = np.isfinite(steps)
    total = np.where(seen, steps, 0.0).sum(axis=1)
    return np.where(seen.any(axis=1), total / np.maximum(seen.sum(axis=1), 1), np.nan)


def _too_young(panel: Panel, origin: int) -> npt.NDArray[np.bool_]:
    known = np.isfinite(panel.values[:, :origin]).sum(axis=1)
    return np.asarray(known < max(4, min(2 * panel.season, panel.season + 6)))
