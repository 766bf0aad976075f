"""Sample paths: the common currency. What is told of them, and how their ranks are tied together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from sakimawari.anticipate.series.values import Floats, Hierarchy

TOLD: Floats = np.array([0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975])


def told_of(paths: Floats) -> tuple[Floats, Floats]:
    """Mean (series, horizon) and quantiles at `TOLD` (series, horizon, 7) of paths."""
    ordered = np.sort(paths, axis=1)
    place = TOLD * (paths.shape[1] - 1)
    low = place.astype(np.int64)
    share = (place - low)[:, None, None]
    high = np.minimum(low + 1, paths.shape[1] - 1)
    low_values, high_values = (
        np.moveaxis(ordered[:, low], 1, 0),
        np.moveaxis(ordered[:, high], 1, 0),
    )
    quantiles = low_values + share * (high_values - low_values)
    return paths.mean(axis=1), np.moveaxis(quantiles, 0, -1)


def drawn_from(quantiles: Floats, levels: Floats, count: int) -> Floats:
    """Ordered samples (…, count, horizon) of what quantiles (…, horizon, levels) describe.

    Between levels straight lines over the normal score; beyond the outermost level its last slope.
    """
    at = ndtri((np.arange(count) + 0.5) / count)
    scores = ndtri(levels)
    right = np.clip(np.searchsorted(scores, at), 1, len(levels) - 1)
    share = (at - scores[right - 1]) / (scores[right] - scores[right - 1])
    samples = quantiles[..., right - 1] * (1 - share) + quantiles[..., right] * share
    return np.ascontiguousarray(np.swapaxes(samples, -1, -2))


def in_order(paths: Floats, ranking: Floats) -> Floats:
    """The figures of `paths` (series, paths, horizon) laid out in the order of `ranking`.

    At each series and period the path with the largest ranking gets the largest figure, and so on
    (Schaake shuffle): the marginal of each series and period stays what it was.
    """
    place = np.argsort(np.argsort(ranking, axis=1), axis=1)
    ordered: Floats = np.take_along_axis(np.sort(paths, axis=1), place, axis=1)
    return ordered


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependence:
    """How errors went together in the past: standardised errors (times, nodes, horizon).

    `trust` is the share of the dependence told by them; the rest is each series' own noise, whose
    sums over the hierarchy are taken as they add up.
    """

    errors: Floats
    spread: Floats
    trust: float

    def ranking(self, hierarchy: Hierarchy, count: int, *, seed: int) -> Floats:
        """A ranking (nodes, count, horizon) of paths: normal scores with the errors' dependence."""
        times, nodes, horizon = self.errors.shape
        drawn = np.random.Generator(np.random.Philox(seed))
        weights = drawn.standard_normal((count, times))
        own = np.empty((hierarchy.bottom, count, horizon), np.float32)
        steady = drawn.standard_normal((hierarchy.bottom, count), dtype=np.float32)
        loose = drawn.standard_normal((hierarchy.bottom, count, horizon), dtype=np.float32)
        np.multiply(loose, np.sqrt(np.float32(0.75)), out=own)
        own += np.sqrt(np.float32(0.25)) * steady[:, :, None]
        size = self.spread[-hierarchy.bottom :, None].astype(np.float32)
        flat = own.reshape(hierarchy.bottom, -1)
        totals = hierarchy.sparse()[: nodes - hierarchy.bottom].astype(np.float32)
        above = totals @ (size * flat)
        norm = np.sqrt(totals @ (size**2))
        above /= np.maximum(norm, np.float32(1e-9))
        ranking = np.concatenate([above, flat]).reshape(nodes, count, horizon)
        ranking *= np.float32(np.sqrt(1 - self.trust))
        if times and self.trust > 0:
            known = np.float32(np.sqrt(self.trust / times))
            shared = np.tensordot(
                self.errors.astype(np.float32), weights.astype(np.float32), ([0], [1])
            )
            ranking += known * np.swapaxes(shared, 1, 2)
        return ranking


def dependence_of(errors: Floats, spread: Floats, *, most_trust: float = 0.85) -> Dependence:
    """Learn from past errors (times, nodes, horizon), NaN where nothing was scored.

    With few times the errors tell little, and the trust in them is small.
    """
    seen = np.isfinite(errors)
    kept = seen.any(axis=(1, 2))
    errors, seen = errors[kept], seen[kept]
    times = len(errors)
    size = np.abs(np.where(seen, errors, 0.0)).sum(axis=0) / np.maximum(seen.sum(axis=0), 1)
    size = np.maximum(size.mean(axis=-1, keepdims=True), 1e-9) * 1.2533  # of a bell: to its width
    standard = np.clip(np.where(seen, errors, 0.0) / size, -4.0, 4.0)
    trust = most_trust * times / (times + 4.0)
    return Dependence(
        errors=standard, spread=np.maximum(spread, 1e-9), trust=trust if times else 0.0
    )
