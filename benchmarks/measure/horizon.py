"""The days a calendar covers, and what it says on one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from peers.prepared import COLUMNS
from sakimawari.rules.population import UNKNOWN_NUMBER

Array = npt.NDArray[Any]
ABSENT = {"status": 0, "amount_low": 0, "amount_high": 0, "tier_low": -1, "tier_high": -1}
ABSENT |= {"deadline": int(UNKNOWN_NUMBER)}  # of somebody of whom no interval tells


class Told(Protocol):
    """Intervals as parallel arrays, days counted from 1970-01-01, both included."""

    @property
    def row(self) -> Array: ...
    @property
    def since(self) -> Array: ...
    @property
    def until(self) -> Array: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Horizon:
    """Whole months from the first of a month."""

    on: date
    months: int

    @property
    def firsts(self) -> tuple[date, ...]:
        """The first of every month."""
        start = self.on.year * 12 + self.on.month - 1
        return tuple(
            date(month // 12, month % 12 + 1, 1) for month in range(start, start + self.months)
        )

    @property
    def until(self) -> date:
        """The last day."""
        after = Horizon(on=self.on, months=self.months + 1)
        return after.firsts[-1] - timedelta(days=1)

    @property
    def days(self) -> tuple[date, ...]:
        """Every day."""
        count = (self.until - self.on).days + 1
        return tuple(self.on + timedelta(days=at) for at in range(count))

    def sample(self, count: int) -> tuple[date, ...]:
        """So many days, evenly spread."""
        days = self.days
        places = np.linspace(0, len(days) - 1, min(count, len(days))).astype(int)
        return tuple(days[place] for place in places)


def on_day(told: Told, day: int, *, rows: int) -> dict[str, Array]:
    """By row what intervals say on one day; a row of which none tells has no right.

    Raises ValueError where two intervals of a row hold on the day.
    """
    holds = (told.since <= day) & (day <= told.until)
    row = told.row[holds]
    if len(np.unique(row)) != len(row):
        raise ValueError(f"two intervals of one subject hold on day {day}")
    found = {}
    for name in COLUMNS:
        values = getattr(told, name)
        column = np.full(rows, ABSENT[name], values.dtype)
        column[row] = values[holds]
        found[name] = column
    return found
