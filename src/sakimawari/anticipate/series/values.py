"""The common currency of forecasts: a panel of series, and sample paths of their future."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Days = npt.NDArray[np.datetime64]


class Frequency(StrEnum):
    """How long a period is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


SEASON = {"day": 7, "week": 52, "month": 12, "quarter": 4, "year": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Series of one frequency on one grid: `values` is (series, periods).

    NaN means not reported (never zero); a series that began late has NaN before. `starts` holds the
    first day of each period. `is_count` series are whole numbers, never below zero. `exposure`
    (series, periods + horizon), where given, counts the people at risk.
    """

    ids: tuple[str, ...]
    frequency: Frequency
    starts: Days
    values: Floats
    is_count: bool = True
    season: int = 1
    exposure: Floats | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hierarchy:
    """Which series add up to which: `sums` is (nodes, bottom) of 0 and 1; the bottom comes last.

    `levels` maps the name of a level to the rows of its nodes, from the total down.
    """

    sums: npt.NDArray[np.float64]
    levels: dict[str, npt.NDArray[np.int64]]


class Member(Protocol):
    """One way of forecasting: the past of a panel in, sample paths of its future out."""

    name: str

    def paths(self, panel: Panel, horizon: int, *, paths: int, seed: int) -> Floats:
        """Sample paths (series, paths, horizon), finite, the same for the same seed."""
