"""A population laid out for the kernel: columns of facts over people who lie unit by unit.

A *unit* is a household with the people linked to it. Unit u holds the people
`offsets[u] … offsets[u + 1] - 1`. A person linked from another household appears a second time,
as a visitor: visible to the rules of this unit, but not a subject in it.

Missing values are the sentinels below; facts with `absent` set never need them for "no entry".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sakimawari.rules.tree import Fact, Holder, Kind, Shape

Int64s = npt.NDArray[np.int64]
Int32s = npt.NDArray[np.int32]
Int8s = npt.NDArray[np.int8]

UNKNOWN_NUMBER = np.int64(np.iinfo(np.int64).min)
UNKNOWN_DATE = np.int32(np.iinfo(np.int32).min)
UNKNOWN_CATEGORY = np.int8(-128)
NO, YES, UNKNOWN = np.int8(0), np.int8(1), np.int8(2)  # truths
NOBODY, SOMEBODY_UNKNOWN = np.int32(-1), np.int32(-2)  # in guardian and spouse


def dtype_of(fact: Fact) -> np.dtype[np.generic]:
    """The column type of a fact: number int64, date int32, category int8, truth int8."""
    match fact.type.kind:
        case Kind.NUMBER:
            return np.dtype(np.int64)
        case Kind.DATE:
            return np.dtype(np.int32)
        case Kind.CATEGORY | Kind.TRUTH:
            return np.dtype(np.int8)


def missing_of(fact: Fact) -> int:
    """The sentinel that stands for a missing value of this fact."""
    match fact.type.kind:
        case Kind.NUMBER:
            return int(UNKNOWN_NUMBER)
        case Kind.DATE:
            return int(UNKNOWN_DATE)
        case Kind.CATEGORY:
            return int(UNKNOWN_CATEGORY)
        case Kind.TRUTH:
            return int(UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainColumn:
    """One value per holder (row of person or of unit)."""

    values: npt.NDArray[np.generic]


@dataclass(frozen=True, slots=True, kw_only=True)
class YearlyColumn:
    """values[k, row] is the value for fiscal year `first_year + k`; other years are unknown."""

    first_year: int
    values: npt.NDArray[np.generic]  # shape (years, rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpansColumn:
    """Values with validity: row r holds entries starts[r] … starts[r + 1] - 1.

    An entry holds from `since` to `until`, both days included (int32 days since 1970-01-01; an
    open end is the largest int32, an open beginning the smallest). Entries of a row do not overlap
    and lie in order. A day in no entry has the fact's `absent` value, or is unknown.
    """

    starts: Int32s  # rows + 1
    since: Int32s
    until: Int32s
    values: npt.NDArray[np.generic]


Column = PlainColumn | YearlyColumn | SpansColumn


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """Units of people with their columns; immutable by convention, arrays are not to be written.

    `guardian` and `spouse` hold row numbers within this population, NOBODY or SOMEBODY_UNKNOWN.
    `is_subject` is 0 for visitors. `columns` is keyed by the fact's name; a fact without a column
    is unknown (or `absent`) for everyone.
    """

    offsets: Int32s  # units + 1
    guardian: Int32s
    spouse: Int32s
    is_subject: Int8s
    columns: Mapping[str, Column]

    @property
    def people(self) -> int:
        return len(self.guardian)

    @property
    def units(self) -> int:
        return len(self.offsets) - 1

    def rows(self, holder: Holder) -> int:
        """How many rows a column of this holder has."""
        return self.people if holder is Holder.PERSON else self.units


def shape_matches(fact: Fact, column: Column) -> bool:
    """Whether a column has the shape its fact declares."""
    return {Shape.PLAIN: PlainColumn, Shape.YEARLY: YearlyColumn, Shape.SPANS: SpansColumn}[
        fact.shape
    ] is type(column)
