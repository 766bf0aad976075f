"""Appointments a day: so many that on most days nobody who asks is turned away."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import pdtr
from scipy.stats import nbinom

from sakimawari.problems import fault

Floats = npt.NDArray[np.float64]


def slots_for(
    mean: float, *, dispersion: float = 0.0, level: float = 0.95, no_show: float = 0.0
) -> int:
    """The fewest slots that are enough on a share `level` of days; those who do not come take none.

    Counts are Poisson, or negative binomial with variance mean + dispersion × mean².
    """
    if not (0 < level < 1 and 0 <= no_show < 1 and mean >= 0):
        raise fault(
            "CAP004",
            "a level or a share of people who do not come lies outside of 0 to 1",
            "write 0.95 for 95 of 100 days",
        )
    coming = mean * (1 - no_show)
    if coming == 0:
        return 0
    if dispersion > 0:
        size = 1 / dispersion
        return int(nbinom.ppf(level, size, size / (size + coming)))
    slots = int(coming)
    while pdtr(slots, coming) < level:
        slots += 1
    while slots and pdtr(slots - 1, coming) >= level:
        slots -= 1
    return slots


def slots_from_paths(paths: Floats, *, level: float = 0.95) -> npt.NDArray[np.int64]:
    """The same from sample paths (paths, days): the smallest whole number enough in `level` of them."""
    return np.ceil(np.quantile(paths, level, axis=0, method="higher")).astype(np.int64)
