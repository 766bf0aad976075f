"""Members tried on the past made into one forecast: weighed by level, calibrated, made to add up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sakimawari.anticipate.series.calibration.calibrate import (
    calibrate,
    calibrated,
    calibrated_past,
)
from sakimawari.anticipate.series.combining.backtest import LEVELS, Backtest
from sakimawari.anticipate.series.combining.combine import (
    ASIDE,
    Weights,
    combine,
    combined,
    pinball,
    weigh,
)
from sakimawari.anticipate.series.reconciling.learning import Learnt, Past, learn
from sakimawari.anticipate.series.reconciling.reconcile import reconciled
from sakimawari.anticipate.series.values import Floats, Hierarchy, Panel

Report = Callable[[str, int, int], None]
MUCH_WORSE = (
    1.15  # a member that loses so many times what the best of its level loses is not heard there
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Paths (series, paths, horizon) of the members' combination, and its backtest as calibrated.

    `past` is None where nothing of the past could be scored.
    """

    paths: Floats
    past: Backtest | None


def joined(
    panel: Panel, pasts: Mapping[str, Backtest], drawn: Mapping[str, Floats], weights: Weights
) -> Joined:
    """The members' paths combined and, as far as their past tells how, calibrated.

    Intervals of counts are only ever widened: one of small whole numbers holds more than it says.
    """
    paths = combine(drawn, weights) if len(drawn) > 1 else next(iter(drawn.values()))
    past = combined(pasts, weights)
    if not np.isfinite(past.actual).any():
        return Joined(paths=paths, past=None)
    floor = lowest_of(panel)
    calibration = calibrate(past, season=panel.season, narrowing=not panel.is_count)
    return Joined(
        paths=calibrated(paths, calibration, floor=floor),
        past=calibrated_past(past, calibration, floor=floor),
    )


def lowest_of(panel: Panel) -> float | None:
    """Zero where no figure was ever below it, None where some were."""
    never = panel.is_count or bool((panel.values[np.isfinite(panel.values)] >= 0).all())
    return 0.0 if never else None


def weights_of(pasts: Mapping[str, Backtest], hierarchy: Hierarchy | None) -> Weights:
    """Each member's share, learned for each level of a hierarchy by itself, half way to equal.

    The best member differs by level: trees over many series know the parts, calendars the totals. One
    much worse than the best of its level is left out there, and then nothing is trimmed anywhere.
    """
    whole = weigh(pasts)
    shares = whole.shares.copy()
    levels = [np.arange(len(shares))] if hierarchy is None else [*hierarchy.levels.values()]
    for rows in levels:
        shares[rows] = _shares({name: _rows(past, rows) for name, past in pasts.items()})
    return replace(whole, shares=shares, trimmed=whole.trimmed and bool((shares > 0).all()))


def _shares(pasts: Mapping[str, Backtest]) -> Floats:
    weights = weigh(pasts)
    losses = np.stack([pinball(one) for one in pasts.values()])
    scored = np.isfinite(losses).all(axis=0)
    judged = np.array([name not in ASIDE for name in weights.names])
    if not scored.any() or not judged.any():
        return weights.shares
    mean = losses[:, scored].mean(axis=1)
    left_out = judged & (mean > MUCH_WORSE * mean[judged].min())
    shares = np.where(left_out, 0.0, weights.shares)
    freed = weights.shares[:, left_out].sum(axis=1, keepdims=True)
    heard = np.where(judged, shares, 0.0)
    return np.asarray(shares + freed * heard / heard.sum(axis=1, keepdims=True))


def _rows(past: Backtest, rows: npt.NDArray[np.int64]) -> Backtest:
    return replace(
        past, quantiles=past.quantiles[rows], actual=past.actual[rows], scale=past.scale[rows]
    )


def adding_up(
    hierarchy: Hierarchy | None,
    paths: Floats,
    past: Backtest | None,
    *,
    seed: int,
    lowest: float | None,
    progress: Report,
) -> tuple[Floats, Learnt | None]:
    """The paths made to add up as the past teaches; sums of the bottom where there is no past."""
    if hierarchy is None:
        return paths, None
    if past is None:
        return summed(hierarchy, paths[-hierarchy.bottom :]), None
    progress("making totals and parts agree", 0, 2)
    rows = Past(quantiles=past.quantiles, at=LEVELS, actual=past.actual)
    learnt = learn(hierarchy, rows, seed=seed, lowest=lowest)
    progress("making totals and parts agree", 1, 2)
    made = reconciled(paths, hierarchy, learnt, seed=seed, lowest=lowest)
    progress("making totals and parts agree", 2, 2)
    return made, learnt


def summed(hierarchy: Hierarchy, bottom: Floats) -> Floats:
    """All nodes (nodes, paths, horizon) as sums of the bottom."""
    nodes, count, horizon = hierarchy.nodes, bottom.shape[1], bottom.shape[2]
    return np.asarray(hierarchy.sparse() @ bottom.reshape(len(bottom), -1)).reshape(
        nodes, count, horizon
    )
