"""Small panels of invented weeks."""

from __future__ import annotations

import numpy as np

from sakimawari.anticipate.series.values import Frequency, Hierarchy, Panel
from sakimawari.anticipate.workdays import calendar_of

WEEKS = 280
WATCHED = 40


def starts(weeks: int = WEEKS) -> np.ndarray:
    """Mondays up to September 2026."""
    return np.datetime64("2026-09-28") - 7 * np.arange(weeks)[::-1]


def quiet(series: int, mean: float = 12.0, seed: int = 3, weeks: int = WEEKS) -> np.ndarray:
    """Counts of an office that is open on business days, with a mild season."""
    rng = np.random.default_rng(seed)
    days = starts(weeks)
    season = 1 + 0.2 * np.cos(2 * np.pi * np.arange(weeks) / 52.18)
    open_share = (calendar_of(days, "week").business + 0.3) / 5.3
    return rng.negative_binomial(mean * season * open_share * 2, 2 / 3, (series, weeks)).astype(
        np.float64
    )


def panel(values: np.ndarray, ids: tuple[str, ...] | None = None) -> Panel:
    """A weekly panel that ends in September 2026."""
    names = ids or tuple(f"系列{k}" for k in range(len(values)))
    return Panel(ids=names, frequency=Frequency.WEEK, starts=starts(values.shape[1]), values=values)


def city_of_wards(wards: np.ndarray) -> tuple[Panel, Hierarchy]:
    """A total over its wards."""
    count = len(wards)
    sums = np.vstack([np.ones((1, count)), np.eye(count)])
    levels = {"市": np.array([0]), "区": np.arange(1, count + 1)}
    names = ("市全体", *(f"区{k + 1}" for k in range(count)))
    return panel(sums @ wards, names), Hierarchy(sums=sums, levels=levels)
