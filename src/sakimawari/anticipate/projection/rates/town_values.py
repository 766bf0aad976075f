"""Residents by town, sex and group of ages, month by month, with what was set aside."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sakimawari.anticipate.projection.values import Floats

LOWS = tuple(range(0, 90, 5))  # 0-4 ... 80-84, 85 and over
GROUPS = len(LOWS)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """One row, or one month, the gate did not let pass: where, which problem, and why."""

    month: str
    town: str
    line: int | None
    problem: str
    why: str
    whole: bool = True  # False: only told, the row counts


@dataclass(frozen=True, slots=True, kw_only=True)
class TownTable:
    """Residents (months, towns, 2, 18) with men first; `known` says which rows passed the gate.

    Months are "YYYY-MM", rising, without gaps: a missing month is a month in which no town is
    known. Counts that are not known are zero and must not be read.
    """

    months: tuple[str, ...]
    towns: tuple[str, ...]
    counts: npt.NDArray[np.int32]
    known: npt.NDArray[np.bool_]
    aside: tuple[SetAside, ...]

    def at(self, month: str) -> int:
        """The place of a month, or -1."""
        return self.months.index(month) if month in self.months else -1

    def until(self, month: str) -> TownTable:
        """The table as it was known after `month`: nothing later is left in it."""
        last = self.at(month) + 1
        return TownTable(
            months=self.months[:last],
            towns=self.towns,
            counts=self.counts[:last],
            known=self.known[:last],
            aside=tuple(row for row in self.aside if row.month <= month),
        )

    def city(self, month: str) -> Floats:
        """The towns known at a month added up (2, 18)."""
        at = self.at(month)
        return np.asarray(self.counts[at][self.known[at]].sum(axis=0), np.float64)


def month_number(month: str) -> int:
    """Months since the year zero."""
    year, number = month.split("-")
    return int(year) * 12 + int(number) - 1


def month_name(number: int) -> str:
    """The reverse of `month_number`."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"
