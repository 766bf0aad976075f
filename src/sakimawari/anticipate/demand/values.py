"""What demand is made of: projected people at a moment, and what the rules owe them, counted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Int64s = npt.NDArray[np.int64]
Int32s = npt.NDArray[np.int32]
Int16s = npt.NDArray[np.int16]
Int8s = npt.NDArray[np.int8]
Bools = npt.NDArray[np.bool_]

NOBODY, NEW = -1, -1
MEN, WOMEN = 0, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Lives:
    """People of a city at a moment, present ones alone, in no order; one entry a person.

    `key` is a number that stays with a person for the whole projection; `row` the row of people in
    the snapshot, NEW for those born or arrived since. `born` is a day number, `area` the ward (as
    `Demand.wards` counts them), `household` any number those who live together share. `partner` and
    `parent` are places among these people or NOBODY; `parent` of a child born since is its mother.
    `came` is the day number of arrival or birth of those not in the snapshot.
    `care` is the level of 要介護認定 (0 none, 1-2 要支援, 3-7 要介護).
    """

    key: Int64s
    row: Int32s
    born: Int32s
    sex: Int8s
    area: Int16s
    household: Int64s
    partner: Int32s
    parent: Int32s
    came: Int32s
    works: Bools
    disabled: Bools
    care: Int8s

    def __len__(self) -> int:
        return len(self.key)

    def where(self, kept: Bools | Int64s) -> Lives:
        """Some of these people; partners and parents who are not among them are NOBODY."""
        rows = np.flatnonzero(kept) if kept.dtype == np.bool_ else kept
        place = np.full(len(self) + 1, NOBODY, np.int32)
        place[rows] = np.arange(len(rows), dtype=np.int32)
        taken = {name: getattr(self, name)[rows] for name in Lives.__slots__}
        taken["partner"], taken["parent"] = place[taken["partner"]], place[taken["parent"]]
        return Lives(**taken)


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
    `noise` is the variance of `entitled`, of `started` and `possible` that comes from reading a
    sample of households (3, services, areas, days), 0 where all were read.
    """

    entitled: Floats
    possible: Floats
    started: Floats
    yen: Floats
    once: Floats
    noise: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """An expected value with the interval it lies in at 90 %: arrays of one shape."""

    mean: Floats
    low: Floats
    high: Floats
