"""sCRPS, coverage of 80 % intervals and the seasonal naive forecast, level by level."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from sakimawari.anticipate.series.values import Floats

AT = np.arange(1, 20) / 20
_LOW, _HIGH = 1, 17


def scored(
    quantiles: list[Floats], actual: list[Floats], levels: dict[str, np.ndarray]
) -> dict[str, dict[str, float]]:
    """Per level, over all origins together: scrps, cov80. Quantiles are (nodes, horizon, 19).

    sCRPS: twice the mean pinball loss at .05 to .95, summed, over the sum of what came.
    """
    found = {}
    for name, rows in levels.items():
        loss = whole = inside = cells = 0.0
        for said, came in zip(quantiles, actual, strict=True):
            gap = came[rows, :, None] - said[rows]
            loss += 2 * np.maximum(AT * gap, (AT - 1) * gap).mean(axis=-1).sum()
            whole += came[rows].sum()
            held = (came[rows] >= said[rows, :, _LOW]) & (came[rows] <= said[rows, :, _HIGH])
            inside += held.sum()
            cells += held.size
        found[name] = {"scrps": float(loss / whole), "cov80": float(inside / cells)}
    return found


def seasonal_naive(past: Floats, horizon: int) -> Floats:
    """Last year's weeks, with a bell as wide as its own errors were (nodes, horizon, 19)."""
    middle = past[:, -52:][:, :horizon]
    wide = np.sqrt(np.mean((past[:, 52:] - past[:, :-52]) ** 2, axis=1))
    return middle[..., None] + wide[:, None, None] * ndtri(AT)
