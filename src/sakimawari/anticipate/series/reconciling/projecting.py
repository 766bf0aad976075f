"""The projection that makes paths add up, for any weights of the nodes' errors.

A forecast y of all nodes adds up when C y = 0, each row of C a total less its parts. The nearest
coherent forecast in the metric of the errors' covariance W is y − W Cᵀ (C W Cᵀ)⁻¹ C y (Wickramasuriya,
Athanasopoulos and Hyndman 2019). W is a diagonal and, where errors were seen often enough, a
low-rank part; only a matrix as large as the number of totals is ever factored.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from sakimawari.anticipate.series.values import Floats, Hierarchy


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """How uncertain nodes are: variances (nodes,), and common factors (nodes, factors) or None."""

    variances: Floats
    factors: Floats | None = None


class Projection:
    """The projection of one hierarchy in one metric."""

    def __init__(self, hierarchy: Hierarchy, metric: Metric) -> None:
        self._bottom = hierarchy.bottom
        self._totals = totals_of(hierarchy)
        above = hierarchy.nodes - hierarchy.bottom
        variances = np.maximum(metric.variances, 1e-12 * metric.variances.max())
        self._weights = variances[above:, None]
        inner = (self._totals.multiply(variances[None, above:]) @ self._totals.T).toarray()
        inner[np.diag_indices(above)] += variances[:above]
        self._factors = metric.factors
        if metric.factors is not None:
            self._away = metric.factors[:above] - self._totals @ metric.factors[above:]
            inner += self._away @ self._away.T
        inner[np.diag_indices(above)] *= 1 + 1e-10
        self._factored = cho_factor(inner, lower=True, check_finite=False)
        self._above = above

    def bottom_of(self, nodes: Floats) -> Floats:
        """The bottom (bottom, columns) of coherent forecasts nearest to `nodes` (nodes, columns)."""
        above, below = nodes[: self._above], nodes[self._above :]
        return below + self.shift(above - self._totals @ below)

    def shift(self, lacking: Floats) -> Floats:
        """By how much the bottom moves where totals lack (totals, columns) against their parts."""
        solved = cho_solve(self._factored, lacking, check_finite=False).astype(lacking.dtype)
        moved: Floats = self._weights.astype(lacking.dtype) * (self._totals.T @ solved)
        if self._factors is not None:
            moved -= self._factors[self._above :] @ (self._away.T @ solved)
        return moved


def totals_of(hierarchy: Hierarchy) -> Any:
    """The rows of the summing matrix that are totals, sparse."""
    return hierarchy.sparse()[: hierarchy.nodes - hierarchy.bottom]
