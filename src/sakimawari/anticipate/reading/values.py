"""What reading hands on: series of one frequency on one grid, and how they add up."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

Floats = npt.NDArray[np.float64]
Days = npt.NDArray[np.datetime64]


class Frequency(StrEnum):
    """How long a period is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


EVERY = "(all series)"  # the series of a defect that concerns all of them
WHOLE = "total"  # the name of the sum of all series, and of its level
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

    `levels` maps the name of a level to the rows of its nodes, from the total down. `sums` may be
    a dense array or a sparse one of scipy (tens of thousands of series); `sparse()` gives the
    latter either way.
    """

    sums: Any
    levels: dict[str, npt.NDArray[np.int64]]

    def sparse(self) -> Any:
        """The summing matrix as a `scipy.sparse.csr_array`."""
        return sparse.csr_array(self.sums)

    @property
    def nodes(self) -> int:
        """How many series there are with all totals."""
        return int(self.sums.shape[0])

    @property
    def bottom(self) -> int:
        """How many series add up to all others."""
        return int(self.sums.shape[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Defect:
    """One defect of a series: which kind (an id SERIES0xx), of which series, since when, how it
    reads, and what was done about it. `amount` is the figure read, NaN without one; `count` says
    of how many periods it stands for.
    """

    id: str
    series: str
    period: date | None
    what: str
    done: str
    amount: float = float("nan")
    line: int | None = None
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """A row (or cell) of the file that could not be used, as it was written, and why."""

    line: int
    cells: tuple[str, ...]
    id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """A file of series as read: the panel, how it adds up, each defect, and the rows set aside.

    With a `hierarchy` the panel's rows are its nodes in its order (totals first, the series of the
    file last); without one they are the series of the file. `keys` holds, for each row of the
    panel, the keys by which the file tells its series ("" where a total runs over all of a key).
    """

    panel: Panel
    hierarchy: Hierarchy | None
    defects: tuple[Defect, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    key_names: tuple[str, ...] = ()
    keys: tuple[tuple[str, ...], ...] = ()
    header: tuple[str, ...] = ()
    rows: int = 0
    options: dict[str, str] = field(default_factory=dict)
