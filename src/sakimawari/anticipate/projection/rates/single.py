"""From groups of ages to single years, without losing what the groups say."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.interpolate import PchipInterpolator

from sakimawari.anticipate.projection.values import AGES, Floats

_PASSES = 8


def spread(totals: Sequence[float] | Floats, edges: Sequence[int]) -> Floats:
    """Persons by single year of age from persons by group, the groups' sums kept exactly.

    `edges` are the first ages of the groups and, last, the first age that is in none of them. The
    curve through the running total is monotone (Fritsch and Carlson's cubic), so no age is negative.
    """
    running = np.concatenate([[0.0], np.cumsum(np.asarray(totals, np.float64))])
    ages = np.arange(edges[0], edges[-1] + 1)
    curve = PchipInterpolator(np.asarray(edges, np.float64), running)
    return np.asarray(np.maximum(np.diff(curve(ages)), 0.0), np.float64)


def hazards(groups: Floats, lows: Sequence[int]) -> Floats:
    """Hazards by single year 0 ... 100+ from hazards by group, e.g. a life table's mx.

    The logarithm runs monotone through the middles of the groups; then each group is scaled until
    the mean over those still living at each age is the group's own hazard. The first age of
    `lows` is 0; the last group is open.
    """
    lows_ = np.asarray(lows)
    highs = np.append(lows_[1:], AGES)
    middles = (lows_ + highs) / 2.0
    middles[-1] = lows_[-1] + 0.5
    ages = np.arange(AGES) + 0.5
    knots = np.log(np.maximum(groups, 1e-9))
    for _ in range(_PASSES):
        found = np.exp(PchipInterpolator(middles, knots, extrapolate=True)(ages))
        found[0] = groups[0]
        living = np.exp(-np.concatenate([[0.0], np.cumsum(found)[:-1]])) * 1.0
        for at, (low, high) in enumerate(zip(lows_, highs, strict=True)):
            part = slice(low, high)
            mean = float(np.average(found[part], weights=living[part]))
            knots[at] += np.log(max(groups[at], 1e-9) / mean)
    return np.asarray(found, np.float64)


def life_expectancy(hazard: Floats) -> float:
    """Mean years of life at birth under hazards by single year, the last one kept for ever."""
    before = np.exp(-np.concatenate([[0.0], np.cumsum(hazard)[:-1]]))
    lived = before * -np.expm1(-hazard) / hazard
    lived[-1] = before[-1] / hazard[-1]
    return float(lived.sum())
