"""Facts carried to a later day: what the register would hold of projected people then.

What holds on the day of the snapshot goes on: what ends later is taken to be renewed (its end moves
on with the day), figures of years stand for the years as far from the later day, events of the past
stay where they were. A donor's events of the past lie as far from the birth of whoever is given them
as from the donor's own (of the young), or as far back from the later day (of the grown-up).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sakimawari.rules.dates import fiscal_year
from sakimawari.rules.population import (
    UNKNOWN_DATE,
    Column,
    Int32s,
    Int64s,
    PlainColumn,
    SpansColumn,
    YearlyColumn,
)
from sakimawari.rules.tree import Fact, Kind

OPEN_BEGINNING, OPEN_END = int(np.iinfo(np.int32).min), int(np.iinfo(np.int32).max)
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """From whose row to whom: `source` rows of the snapshot, one for each row to be filled.

    `shift` is by how many days a donor's events are moved (0 where facts are the person's own).
    """

    source: Int64s
    own: Bools
    shift: Int64s


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The day of the snapshot and the later day facts are carried to, as day numbers."""

    on: int
    later: int

    @property
    def ahead(self) -> int:
        return self.later - self.on

    @property
    def years(self) -> int:
        """Fiscal years between the two."""
        return fiscal_year(self.later) - fiscal_year(self.on)


def carry(fact: Fact, column: Column, carried: Carried, days: Days) -> Column:
    """The column of a fact on the later day."""
    match column:
        case YearlyColumn():
            values = np.ascontiguousarray(column.values[:, carried.source])
            return YearlyColumn(first_year=column.first_year + days.years, values=values)
        case SpansColumn():
            return _spans(column, carried, days)
        case PlainColumn():
            values = column.values[carried.source]
            if fact.type.kind is Kind.DATE:
                values = _dates(values.astype(np.int64), carried, days)
            return PlainColumn(values=values)


def _dates(dates: Int64s, carried: Carried, days: Days) -> Int32s:
    known = dates != int(UNKNOWN_DATE)
    past = np.minimum(dates + carried.shift, np.where(carried.own, OPEN_END, days.later))
    moved = np.where(dates > days.on, dates + days.ahead, past)
    kept = np.clip(moved, OPEN_BEGINNING + 1, OPEN_END)
    return np.where(known, kept, int(UNKNOWN_DATE)).astype(np.int32)


def _spans(column: SpansColumn, carried: Carried, days: Days) -> SpansColumn:
    """Entries that have begun; the last of each, where it holds on the snapshot's day, goes on."""
    rows = carried.source
    sizes = (column.starts[rows + 1] - column.starts[rows]).astype(np.int64)
    bounds = np.concatenate([[0], np.cumsum(sizes)])
    entries = np.arange(bounds[-1]) + np.repeat(column.starts[rows] - bounds[:-1], sizes)
    holder = np.repeat(np.arange(len(rows)), sizes)
    since, until = (each[entries].astype(np.int64) for each in (column.since, column.until))
    begun = since <= np.where(carried.own[holder], days.later, days.on)
    holder, entries, since, until = (each[begun] for each in (holder, entries, since, until))
    last = np.append(holder[1:] != holder[:-1], True) if len(holder) else np.empty(0, np.bool_)
    goes_on = last & (until >= days.on)
    shift = np.where(carried.own, 0, carried.shift)[holder]
    since = np.where(since == OPEN_BEGINNING, since, np.minimum(since + shift, days.later))
    over = np.where(until == OPEN_END, until, np.minimum(until + shift, days.later - 1))
    renewed = np.maximum(np.where(until == OPEN_END, until, until + days.ahead), days.later)
    until = np.where(goes_on, renewed, np.where(carried.own[holder], until, over))
    starts = np.concatenate([[0], np.cumsum(np.bincount(holder, minlength=len(rows)))])
    return SpansColumn(
        starts=starts.astype(np.int32),
        since=np.clip(since, OPEN_BEGINNING, OPEN_END).astype(np.int32),
        until=np.clip(until, OPEN_BEGINNING, OPEN_END).astype(np.int32),
        values=column.values[entries],
    )
