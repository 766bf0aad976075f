"""What a backtest says of a member, series by series and level by level."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sakimawari.anticipate.series.combining.backtest import LEVELS, Backtest
from sakimawari.anticipate.series.values import Floats, Hierarchy


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Scores (series,) on past origins, NaN where none could be scored.

    `mase`: mean absolute error in units of a seasonal step; `loss`: mean pinball loss in them;
    `cover80`, `cover95`: how often the intervals held what came; `bias`: mean error over mean size.
    """

    origins: int
    mase: Floats
    loss: Floats
    cover80: Floats
    cover95: Floats
    bias: Floats


def scores_of(past: Backtest) -> Scores:
    """The scores of one backtest."""
    seen = np.isfinite(past.actual)
    count = seen.sum(axis=(1, 2))

    def mean(figures: Floats) -> Floats:
        total = np.where(seen, figures, 0.0).sum(axis=(1, 2))
        return np.where(count > 0, total / np.maximum(count, 1), np.nan)

    middle = _at(past, 0.5)
    gap = past.actual[..., None] - past.quantiles
    loss = 2 * np.maximum(LEVELS * gap, (LEVELS - 1) * gap).mean(axis=-1)
    size = np.maximum(mean(np.abs(past.actual)), 1e-9)
    return Scores(
        origins=len(past.origins),
        mase=mean(np.abs(past.actual - middle)) / past.scale,
        loss=mean(loss) / past.scale,
        cover80=mean(_within(past, 0.1, 0.9)),
        cover95=mean(_within(past, 0.025, 0.975)),
        bias=mean(past.actual - middle) / size,
    )


def _at(past: Backtest, level: float) -> Floats:
    figures: Floats = past.quantiles[..., int(np.argmin(np.abs(LEVELS - level)))]
    return figures


def _within(past: Backtest, low: float, high: float) -> Floats:
    inside = (past.actual >= _at(past, low)) & (past.actual <= _at(past, high))
    return inside.astype(np.float64)


def level_losses(past: Backtest, hierarchy: Hierarchy) -> dict[str, float]:
    """Scaled loss of each level: pinball loss over all its cells, by the sum of what came."""
    gap = past.actual[..., None] - past.quantiles
    loss = 2 * np.maximum(LEVELS * gap, (LEVELS - 1) * gap).mean(axis=-1)
    seen = np.isfinite(loss)
    loss, size = np.where(seen, loss, 0.0), np.where(seen, np.abs(past.actual), 0.0)
    return {
        level: float(loss[rows].sum() / max(size[rows].sum(), 1e-9))
        for level, rows in hierarchy.levels.items()
    }


def best_of(scores: Mapping[str, Scores]) -> str:
    """The member with the least mean loss."""
    return min(
        scores, key=lambda name: float(np.nan_to_num(np.nanmean(scores[name].loss), nan=np.inf))
    )
