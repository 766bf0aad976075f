"""One set of sample paths from several members': averaged quantile by quantile, ranks kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from sakimawari.anticipate.series.combining.backtest import LEVELS, Backtest
from sakimawari.anticipate.series.values import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """How much each member says: `shares` (series, members), each row adding up to one."""

    names: tuple[str, ...]
    shares: Floats


def equal(names: tuple[str, ...], series: int) -> Weights:
    """Every member says the same: hard to beat where history is short."""
    return Weights(names=names, shares=np.full((series, len(names)), 1 / len(names)))


def weigh(backtests: Mapping[str, Backtest], *, trust: float = 0.5) -> Weights:
    """Weights learned on past origins by pinball loss, shrunk to equal.

    Loss in units of each series' seasonal step, averaged over series; a member's share falls with
    the square of its loss. `trust` 0 gives equal weights, 1 the learned ones.
    """
    names = tuple(backtests)
    series = len(next(iter(backtests.values())).scale)
    losses = np.array([pinball(backtests[name]) for name in names])
    with np.errstate(invalid="ignore"):
        pooled = np.nanmean(losses, axis=1)
    if not np.isfinite(pooled).all():
        return equal(names, series)
    learned = 1 / np.maximum(pooled, 1e-9) ** 2
    share = (1 - trust) / len(names) + trust * learned / learned.sum()
    return Weights(names=names, shares=np.tile(share, (series, 1)))


def pinball(past: Backtest) -> Floats:
    """Mean scaled pinball loss of each series (series,), NaN where nothing was scored."""
    gap = past.actual[..., None] - past.quantiles
    loss = 2 * np.maximum(LEVELS * gap, (LEVELS - 1) * gap).mean(axis=-1)
    seen = np.isfinite(loss)
    count = seen.sum(axis=(1, 2))
    total = np.where(seen, loss, 0.0).sum(axis=(1, 2))
    return np.where(count > 0, total / np.maximum(count, 1) / past.scale, np.nan)


def combine(paths: Mapping[str, Floats], weights: Weights) -> Floats:
    """One set of paths (series, paths, horizon) from the members'.

    At each period ahead the members' quantiles are averaged by weight (an average of values at equal
    rank, which keeps a bell a bell, where a mixture would widen it); which path gets which rank
    follows the ranks of the averaged members' paths, so that good years stay good all year.
    """
    total = np.zeros_like(paths[weights.names[0]])
    ranked = np.zeros_like(total)
    for at, name in enumerate(weights.names):
        share = weights.shares[:, at, None, None]
        total += share * paths[name]
        ranked += share * np.sort(paths[name], axis=1)
    place = np.argsort(np.argsort(total, axis=1, kind="stable"), axis=1, kind="stable")
    return np.take_along_axis(ranked, place, axis=1)


def combined(backtests: Mapping[str, Backtest], weights: Weights) -> Backtest:
    """The backtest the combination would have had."""
    first = backtests[weights.names[0]]
    quantiles = np.zeros_like(first.quantiles)
    for at, name in enumerate(weights.names):
        quantiles += weights.shares[:, at, None, None, None] * backtests[name].quantiles
    return replace(first, quantiles=quantiles)
