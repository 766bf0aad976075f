"""Paths of all nodes made to add up, path by path; totals are sums of the bottom, to the last digit."""

from __future__ import annotations

import numpy as np

from sakimawari.anticipate.series.paths import Dependence, in_order
from sakimawari.anticipate.series.reconciling.flooring import floored, partitions_of
from sakimawari.anticipate.series.reconciling.learning import Learnt
from sakimawari.anticipate.series.reconciling.projecting import Metric, Projection
from sakimawari.anticipate.series.reconciling.sharing import shared_levels, shared_out
from sakimawari.anticipate.series.values import Floats, Hierarchy

_CELLS = 6_000_000  # figures reconciled at once: a few hundred megabytes at most


def reconciled(
    paths: Floats,
    hierarchy: Hierarchy,
    learnt: Learnt,
    *,
    seed: int = 0,
    lowest: float | None = 0.0,
) -> Floats:
    """Sample paths (nodes, paths, horizon) that add up exactly and never go below `lowest`.

    Ranks are first tied together as past errors were, then each path is projected, clipped and its
    clipped part redistributed, and every total is made the sum of its parts.
    """
    tied = tied_together(paths, hierarchy, learnt.dependence, seed=seed)
    return projected(tied, hierarchy, learnt.metric, lowest=lowest, kept=learnt.kept)


def tied_together(
    paths: Floats, hierarchy: Hierarchy, dependence: Dependence, *, seed: int
) -> Floats:
    """The paths, their marginals as they were, in the order in which errors went together."""
    return in_order(paths, dependence.ranking(hierarchy, paths.shape[1], seed=seed))


def projected(
    paths: Floats,
    hierarchy: Hierarchy,
    metric: Metric,
    *,
    lowest: float | None = 0.0,
    kept: str | None = None,
) -> Floats:
    """Each path projected onto the hierarchy, floored, and summed up; in the paths' own precision.

    The paths of the level `kept` stay as they are, and its parts share them out.
    """
    projection = Projection(hierarchy, metric)
    partitions = partitions_of(hierarchy)
    groups = dict(shared_levels(hierarchy, lowest=lowest)).get(kept) if kept else None
    sums = hierarchy.sparse()
    nodes, count, horizon = paths.shape
    out = np.empty_like(paths)
    step = max(1, _CELLS // (nodes * horizon))
    for first in range(0, count, step):
        part = paths[:, first : first + step].reshape(nodes, -1).astype(np.float64, copy=False)
        bottom = projection.bottom_of(part)
        if lowest is not None:
            bottom = floored(bottom - lowest, partitions) + lowest
        if groups is not None and kept is not None:
            above = np.maximum(part[hierarchy.levels[kept]], 0.0)
            bottom = shared_out(bottom, above, groups)
        bottom = bottom.astype(paths.dtype, copy=False)
        out[:, first : first + step] = (sums @ bottom).reshape(nodes, -1, horizon)
    return out
