"""What a calendar yields: for each subject the stretches of days over which a right stays the same."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from sakimawari.rules.population import Int8s, Int64s
from sakimawari.rules.tree import Holder

NO_DEADLINE = int(np.iinfo(np.int64).min)


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervals:
    """Rights of one service over the days of a timeline, in parallel arrays.

    Only what is YES or UNKNOWN stands here: on a day in no interval the answer is a sure no.
    Intervals of a subject do not overlap and lie in order; two that touch differ in something.

    `row`        row of the subject (of people, or of units) in the population
    `since`, `until`   first and last day, as day numbers, both included and within the timeline
    `ended_by`   index of the clause that surely fails on the day after `until`; -1 where the right
                 goes on, in another amount or status, or past the end of the timeline
    the others   as in `Outcomes`
    """

    service: str
    holder: Holder
    row: Int64s
    since: Int64s
    until: Int64s
    status: Int8s
    ended_by: Int8s
    undecided: Int64s
    amount_low: Int64s
    amount_high: Int64s
    tier_low: Int64s
    tier_high: Int64s
    deadline: Int64s

    def __len__(self) -> int:
        return len(self.row)

    def where(self, kept: npt.NDArray[Any]) -> Intervals:
        """The intervals a mask, or an array of positions, keeps."""
        taken = {name: getattr(self, name)[kept] for name in ARRAYS}
        return Intervals(service=self.service, holder=self.holder, **taken)

    def on(self, day: int) -> Intervals:
        """The intervals that hold on a day: one a subject."""
        return self.where((self.since <= day) & (day <= self.until))


ARRAYS = tuple(f.name for f in fields(Intervals) if f.name not in ("service", "holder"))
