"""Fact entries assembled into the columns of a `Population` (pure: arrays in, columns out)."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from sakimawari.registry.dates import FIRST_DAY_EVER, LAST_DAY_EVER
from sakimawari.rules.population import (
    Column,
    PlainColumn,
    SpansColumn,
    YearlyColumn,
    dtype_of,
    missing_of,
)
from sakimawari.rules.ranges import missing_range
from sakimawari.rules.tree import Fact, Shape

Array = npt.NDArray[Any]


def assemble(
    fact: Fact, rows: int, entries: dict[str, Array], *, years: tuple[int, int] | None = None
) -> Column:
    """The column of a fact from its entries, which lie in order of row, then year or day.

    `years`: first and last year of a yearly fact, where they are more than those of the entries.

    A plain or yearly fact without an entry is `absent` where the fact declares that, else missing.
    A value outside the bounds the fact declares is missing: rules are compiled to rely on them.
    """
    entries = entries | {"value": _within_bounds(fact, entries["value"])}
    match fact.shape:
        case Shape.PLAIN:
            values = _blank(fact, (rows,))
            values[entries["row"]] = entries["value"]
            return PlainColumn(values=values)
        case Shape.YEARLY:
            return _yearly(fact, rows, entries, years)
        case Shape.SPANS:
            starts = np.zeros(rows + 1, np.int32)
            np.cumsum(np.bincount(entries["row"], minlength=rows), out=starts[1:])
            return SpansColumn(
                starts=starts,
                since=entries["since"],
                until=entries["until"],
                values=entries["value"].astype(dtype_of(fact), copy=False),
            )


def _within_bounds(fact: Fact, values: Array) -> Array:
    low, high = missing_range(fact)
    outside = (values < low) | (values > high)
    if not outside.any():
        return values
    return np.where(outside, missing_of(fact), values).astype(values.dtype)


def _blank(fact: Fact, shape: tuple[int, ...]) -> Array:
    nothing = missing_of(fact) if fact.absent is None else fact.absent
    return np.full(shape, nothing, dtype_of(fact))


def _yearly(
    fact: Fact, rows: int, entries: dict[str, Array], years: tuple[int, int] | None
) -> YearlyColumn:
    year = entries["year"]
    if years is None and not len(year):
        return YearlyColumn(first_year=0, values=_blank(fact, (1, rows)))
    first, last = (int(year.min()), int(year.max())) if years is None else years
    values = _blank(fact, (last - first + 1, rows))
    values[year - np.int16(first), entries["row"]] = entries["value"]
    return YearlyColumn(first_year=first, values=values)


def unknown_column(fact: Fact, rows: int) -> Column:
    """Unknown for everybody: the register that would tell was not loaded, so nothing is absent."""
    missing = missing_of(fact)
    match fact.shape:
        case Shape.PLAIN:
            return PlainColumn(values=np.full(rows, missing, dtype_of(fact)))
        case Shape.YEARLY:
            return YearlyColumn(first_year=0, values=np.full((1, rows), missing, dtype_of(fact)))
        case Shape.SPANS:
            return SpansColumn(
                starts=np.arange(rows + 1, dtype=np.int32),
                since=np.full(rows, FIRST_DAY_EVER, np.int32),
                until=np.full(rows, LAST_DAY_EVER, np.int32),
                values=np.full(rows, missing, dtype_of(fact)),
            )
