"""Learning from a backtest how far each level is to be trusted, with a guard for every level.

Reconciled forecasts mix what a level says of itself with what the others say of it. How much each is
trusted is its errors' variance on past origins times a factor a level. The factor starts from the number
of nodes: the total is one, its errors are few and its parts err together, so that mixing pays least where
it is trusted least; it starts trusted nearly beyond change, levels of sixteen nodes and more as their
errors say. Where a level is still worse on the past than its own forecast, it is trusted more. Where
that does not help, one level's own paths are kept to the last figure and its parts share them out in
proportion; of all ways that make no level worse by more than the guard allows the best is taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sakimawari.anticipate.series.paths import Dependence, dependence_of, drawn_from, in_order
from sakimawari.anticipate.series.reconciling.projecting import Metric, Projection
from sakimawari.anticipate.series.reconciling.sharing import Groups, shared_levels, shared_out
from sakimawari.anticipate.series.values import Floats, Hierarchy

_ALLOWED = 0.005  # by how much a level's loss may rise on the backtest
GUARD = 0.01  # by how much it may rise at most, if any way of adding up allows it
_STEP = np.log(4.0)
_FEW = 16  # nodes below which a level is trusted beyond what its errors say
LEAST = 1e-6  # scaled loss below which a forecast does not miss at all


@dataclass(frozen=True, slots=True, kw_only=True)
class Learnt:
    """How to reconcile: the metric, what goes together, and what the backtest says of each level.

    `before` and `after` map a level to its scaled loss without and with reconciliation.
    `factors` holds each level's factor on its errors' variance: below 1, trusted more than its errors say.
    `kept` names the level whose own paths are kept as they are, where that was needed.
    """

    metric: Metric
    dependence: Dependence
    factors: dict[str, float]
    before: dict[str, float]
    after: dict[str, float]
    kept: str | None = None

    @property
    def worst(self) -> float:
        """The largest ratio of a level's loss to its own forecast's."""
        return max(self.ratios.values(), default=1.0)

    @property
    def ratios(self) -> dict[str, float]:
        """Each level's loss to that of its own forecast; 1 where neither misses."""
        return {
            one: max(self.after[one], LEAST) / max(self.before[one], LEAST) for one in self.before
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """Forecasts from past origins: `quantiles` (nodes, origins, horizon, levels) at `at`; `actual`
    (nodes, origins, horizon), NaN where not to be scored.
    """

    quantiles: Floats
    at: Floats
    actual: Floats


def learn(
    hierarchy: Hierarchy,
    past: Past,
    *,
    seed: int = 0,
    lowest: float | None = 0.0,
    tries: int = 8,
    samples: int = 21,
) -> Learnt:
    """The metric and dependence of a hierarchy, learned from its backtest."""
    middle = past.quantiles[..., int(np.argmin(np.abs(past.at - 0.5)))]
    errors = past.actual - middle
    variances = variances_of(errors, past)
    dependence = dependence_of(np.swapaxes(errors, 0, 1), np.sqrt(variances))
    trial = _Trial(hierarchy, past, dependence, seed=seed, lowest=lowest, samples=samples)
    levels = list(hierarchy.levels)
    found = _search(trial, variances, [len(rows) for rows in hierarchy.levels.values()], tries)
    metric = trial.metric(variances, found)
    kept, after = _guarded(trial, metric, hierarchy)
    return Learnt(
        metric=metric,
        dependence=dependence,
        factors=dict(zip(levels, np.exp(found).tolist(), strict=True)),
        before=dict(zip(levels, trial.before.mean(axis=1).tolist(), strict=True)),
        after=dict(zip(levels, after.mean(axis=1).tolist(), strict=True)),
        kept=kept,
    )


def _guarded(trial: _Trial, metric: Metric, hierarchy: Hierarchy) -> tuple[str | None, Floats]:
    """The level whose paths are kept, None where the metric alone makes no level worse; the losses.

    Tried are the levels that part the bottom, the total first. Among ways within the guard that of the
    least mean loss is taken; where there is none, that whose worst level is best.
    """
    usual = np.maximum(trial.before.mean(axis=1), 1e-12)

    def rank(after: Floats) -> tuple[bool, float]:
        ratio = after.mean(axis=1) / usual
        within = bool(ratio.max() <= 1 + GUARD)
        return not within, float(ratio.mean() if within else ratio.max())

    name: str | None = None
    best = trial.losses(metric)
    if not rank(best)[0]:
        return None, best
    for level, groups in shared_levels(hierarchy, lowest=trial.lowest):
        after = trial.losses(metric, hierarchy.levels[level], groups)
        if rank(after) < rank(best):
            name, best = level, after
    return name, best


def variances_of(errors: Floats, past: Past) -> Floats:
    """Each node's error variance: what was seen, drawn towards what its forecasts' widths said."""
    seen = np.isfinite(errors)
    count = seen.sum(axis=(1, 2))
    squares = np.where(seen, errors, 0.0) ** 2
    mean = squares.sum(axis=(1, 2)) / np.maximum(count, 1)
    low = past.quantiles[..., int(np.argmin(np.abs(past.at - 0.2)))]
    high = past.quantiles[..., int(np.argmin(np.abs(past.at - 0.8)))]
    widths = ((high - low) / 1.683) ** 2
    counted = np.isfinite(widths)
    told = np.where(counted, widths, 0.0).sum(axis=(1, 2)) / np.maximum(counted.sum(axis=(1, 2)), 1)
    origins = seen.any(axis=2).sum(axis=1)
    share = origins / (origins + 3.0)
    floor = 1e-9 * max(float(np.nanmax(told, initial=0.0)), 1e-9)
    variances: Floats = np.exp(
        share * np.log(np.maximum(mean, floor)) + (1 - share) * np.log(np.maximum(told, floor))
    )
    return variances


class _Trial:
    """One backtest on which metrics are tried."""

    def __init__(
        self,
        hierarchy: Hierarchy,
        past: Past,
        dependence: Dependence,
        *,
        seed: int,
        lowest: float | None,
        samples: int,
    ) -> None:
        self._hierarchy = hierarchy
        self.lowest = lowest
        self._sums = hierarchy.sparse()
        self._actual = past.actual.astype(np.float32)
        nodes, origins, horizon = past.actual.shape
        drawn = []
        for origin in range(origins):
            paths = drawn_from(past.quantiles[:, origin], past.at, samples)
            ranking = dependence.ranking(hierarchy, samples, seed=seed + origin)
            drawn.append(in_order(paths, ranking))
        self._paths = np.stack(drawn, axis=1).reshape(nodes, -1).astype(np.float32)
        above = nodes - hierarchy.bottom
        self._below = self._paths[above:]
        self._totals = self._sums[:above].astype(np.float32)
        self._lacking = self._paths[:above] - self._totals @ self._below
        self._shape = (nodes, origins, samples, horizon)
        self._at = (np.arange(samples) + 0.5) / samples
        self._level = np.zeros(nodes, np.int64)
        for number, rows in enumerate(hierarchy.levels.values()):
            self._level[rows] = number
        seen = np.isfinite(past.actual)
        size = np.where(seen, np.abs(past.actual), 0.0).sum(axis=2)
        self._size = np.maximum(self._by_level(size).mean(axis=1, keepdims=True), 1e-9)
        self.before = self._loss(self._paths)

    def metric(self, variances: Floats, logs: Floats) -> Metric:
        """The diagonal metric with a factor a level."""
        return Metric(variances=variances * np.exp(logs)[self._level])

    def losses(
        self, metric: Metric, rows: Groups | None = None, groups: Groups | None = None
    ) -> Floats:
        """Each level's scaled loss after reconciliation, at each origin (levels, origins).

        With `rows` of a level and the `groups` of the bottom under them, that level's paths are kept.
        """
        bottom = self._below + Projection(self._hierarchy, metric).shift(self._lacking)
        if self.lowest is not None:
            bottom = np.maximum(bottom, self.lowest)
        if rows is not None and groups is not None:
            bottom = shared_out(bottom, np.maximum(self._paths[rows], 0.0), groups)
        return self._loss(np.concatenate([self._totals @ bottom, bottom]))

    def _loss(self, paths: npt.NDArray[np.floating[Any]]) -> Floats:
        gap = np.sort(paths.reshape(self._shape), axis=2)
        np.subtract(self._actual[:, :, None], gap, out=gap)
        at = self._at[:, None].astype(np.float32)
        loss = 2 * np.maximum(at * gap, (at - 1) * gap).mean(axis=2)
        nodes = np.where(np.isfinite(loss), loss, 0.0).sum(axis=2)
        return np.asarray(self._by_level(nodes) / self._size)

    def _by_level(self, nodes: Floats) -> Floats:
        """Sums over the nodes of each level (levels, origins)."""
        return np.stack(
            [np.bincount(self._level, nodes[:, origin]) for origin in range(nodes.shape[1])], axis=1
        )


def prior_factor(nodes: int) -> float:
    """What is assumed of a level before its past is seen: 1 from 16 nodes on, a 4,096th for the total."""
    return min(1.0, nodes / _FEW) ** 3


def _search(trial: _Trial, variances: Floats, nodes: list[int], tries: int) -> Floats:
    """Each level's factor, as a logarithm: the prior's, and where a level is worse for it, less.

    Trusting a level less than its nodes speak for is never tried: gains on a few past origins seldom
    come again, while losses of a level left alone cannot come at all.
    """
    usual = np.maximum(trial.before.mean(axis=1), 1e-12)

    def broken(logs: Floats) -> Floats:
        """By how much each level is worse than its own forecast, its doubt on top where it is."""
        worse = (trial.losses(trial.metric(variances, logs)) - trial.before) / usual[:, None]
        mean: Floats = worse.mean(axis=1)
        return np.maximum(mean - _ALLOWED, 0.0)

    best = np.log([prior_factor(count) for count in nodes])
    over = broken(best)
    for _ in range(tries):
        if not over.any():
            break
        logs = best.copy()
        logs[over > 0] -= _STEP
        found = broken(logs)
        if found.sum() >= over.sum():
            break
        best, over = logs, found
    return best
