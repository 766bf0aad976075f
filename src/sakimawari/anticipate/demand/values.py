"""What demand is made of: the days it is read on, and what the rules owe projected people, counted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Int64s = npt.NDArray[np.int64]
Int32s = npt.NDArray[np.int32]
Int16s = npt.NDArray[np.int16]
Int8s = npt.NDArray[np.int8]
SIGNS = 24  # sets of signs, by which households of two replicates are compared
AGES_TOLD = (0, 3, 5, 15, 18, 20, 65, 75)  # birthdays at which many rights begin
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The days on which demand is read, the first the day of the snapshot.

    `months` counts them from it: a period ends on each later day, and begins after the one before.
    """

    days: tuple[int, ...]  # day numbers
    months: tuple[int, ...]

    @property
    def periods(self) -> int:
        return len(self.days) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What one replicate of a projection comes to: (services, areas, days of the grid) each.

    `entitled` and `possible` stand on the day; `possible` are those of whom a fact is missing, in
    no other count. `started` were entitled on it and not on the day of the grid before. `yen` is
    what those entitled are owed for a month on the day, `once` what those who started are owed once.
    `turned` (AGES_TOLD, areas, days) are those who reached an age since the day before.
    `noise` is the variance of `entitled`, of `started` and `possible` that comes from reading a
    sample of households (3, services, areas, days), 0 where all were read. `signed` (3, services, days,
    SIGNS) adds the counts of households under signs drawn by key: over replicates these sums tell how far
    the same households count again.
    """

    entitled: Floats
    possible: Floats
    started: Floats
    yen: Floats
    once: Floats
    turned: Floats
    noise: Floats
    signed: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """An expected value with the interval it lies in at 90 %: arrays of one shape."""

    mean: Floats
    low: Floats
    high: Floats
