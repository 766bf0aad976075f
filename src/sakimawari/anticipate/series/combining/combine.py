"""One set of sample paths from several members': averaged quantile by quantile, ranks kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sakimawari.anticipate.series.combining.backtest import LEVELS, Backtest
from sakimawari.anticipate.series.values import Floats

FEWEST_TO_TRIM = 4
ASIDE = {"repeating": 0.15}  # members that are no models: a fixed share, never trimmed
TOGETHER = 256  # series combined at a time, to keep memory small


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """How much each member says: `shares` (series, members), each row adding up to one.

    `trimmed`: at every quantile the lowest and the highest member are left out, so that one member
    run wild moves nothing. Only with four members or more. Members named in `ASIDE` stand beside:
    never trimmed, never counted, never judged.
    """

    names: tuple[str, ...]
    shares: Floats
    trimmed: bool = False


def equal(names: tuple[str, ...], series: int) -> Weights:
    """Every member says the same: hard to beat where history is short."""
    return _shared(names, series, np.ones(len(names)))


def weigh(backtests: Mapping[str, Backtest], *, trust: float = 0.5) -> Weights:
    """Weights learned on past origins by pinball loss, shrunk to equal.

    Loss in units of each series' seasonal step, averaged over series; a member's share falls with
    the square of its loss. `trust` 0 gives equal weights, 1 the learned ones.
    """
    names = tuple(backtests)
    series = len(next(iter(backtests.values())).scale)
    losses = np.array([pinball(backtests[name]) for name in names])
    scored = np.isfinite(losses).all(axis=0)
    if not scored.any():
        return equal(names, series)
    pooled = losses[:, scored].mean(axis=1)
    learned = 1 / np.maximum(pooled, 1e-9) ** 2
    learned /= learned[~_beside(names)].mean() if not _beside(names).all() else 1.0
    return _shared(names, series, (1 - trust) + trust * learned)


def _beside(names: tuple[str, ...]) -> npt.NDArray[np.bool_]:
    return np.array([name in ASIDE for name in names])


def _shared(names: tuple[str, ...], series: int, said: Floats) -> Weights:
    """Shares in the proportion of what was said, those beside at their own fixed share."""
    beside = _beside(names)
    if beside.all():
        beside[:] = False
    fixed = np.array([ASIDE.get(name, 0.0) for name in names])
    rest = np.where(beside, 0.0, said)
    share = np.where(beside, fixed, (1 - fixed[beside].sum()) * rest / rest.sum())
    return Weights(
        names=names,
        shares=np.tile(share, (series, 1)),
        trimmed=int((~beside).sum()) >= FEWEST_TO_TRIM,
    )


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

    At each period ahead the members' quantiles are averaged by weight, trimmed where `weights` says so (an average of values at equal
    rank, which keeps a bell a bell, where a mixture would widen it); which path gets which rank
    follows the ranks of the averaged members' paths, so that good years stay good all year.
    """
    out = np.empty_like(paths[weights.names[0]])
    for first in range(0, len(out), TOGETHER):
        rows = slice(first, first + TOGETHER)
        each = np.stack([paths[name][rows] for name in weights.names])
        shares = weights.shares[rows].T[:, :, None, None]
        place = np.argsort((shares * each).sum(axis=0), axis=1, kind="stable")
        ranked = _averaged(np.sort(each, axis=2), shares, weights)
        np.put_along_axis(out[rows], place, np.sort(ranked, axis=1), axis=1)
    return out


def combined(backtests: Mapping[str, Backtest], weights: Weights) -> Backtest:
    """The backtest the combination would have had."""
    first = backtests[weights.names[0]]
    quantiles = np.empty_like(first.quantiles)
    for start in range(0, len(quantiles), TOGETHER):
        rows = slice(start, start + TOGETHER)
        each = np.stack([backtests[name].quantiles[rows] for name in weights.names])
        shares = weights.shares[rows].T[:, :, None, None, None]
        quantiles[rows] = np.sort(_averaged(each, shares, weights), axis=-1)
    return replace(first, quantiles=quantiles)


def _averaged(each: Floats, shares: Floats, weights: Weights) -> Floats:
    """The weighted average over members (axis 0), without the lowest and the highest where trimmed."""
    shares = np.broadcast_to(shares, each.shape)
    if not weights.trimmed:
        return np.asarray((shares * each).sum(axis=0))
    beside = _beside(weights.names)
    models, said = each[~beside], shares[~beside]
    order = np.argsort(models, axis=0, kind="stable")[1:-1]
    weight = np.take_along_axis(said, order, axis=0)
    kept = (np.take_along_axis(models, order, axis=0) * weight).sum(axis=0) / weight.sum(axis=0)
    if not beside.any():
        return np.asarray(kept)
    return np.asarray(said.sum(axis=0) * kept + (shares[beside] * each[beside]).sum(axis=0))
