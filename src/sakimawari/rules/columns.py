"""What is held of a fact, from and into one row of a population's column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sakimawari.rules.population import (
    Column,
    PlainColumn,
    SpansColumn,
    YearlyColumn,
    dtype_of,
    missing_of,
)
from sakimawari.rules.tree import Fact, Shape

OPEN_BEGINNING = int(np.iinfo(np.int32).min)
OPEN_END = int(np.iinfo(np.int32).max)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A value with its first and last day of validity (day numbers, both included).

    A `value` of None is an entry of the register whose value is not known.
    """

    value: int | None
    since: int = OPEN_BEGINNING
    until: int = OPEN_END


Held = int | Mapping[int, int] | tuple[Span, ...]


def held_in(fact: Fact, column: Column | None, row: int) -> Held | None:
    """What a row holds of a fact; None if the register has no value for it."""
    missing = missing_of(fact)
    match column:
        case None:
            return None
        case PlainColumn():
            value = int(column.values[row])
            return None if value == missing else value
        case YearlyColumn():
            years = column.values[:, row].tolist()
            known = {
                column.first_year + k: int(year)
                for k, year in enumerate(years)
                if int(year) != missing
            }
            return known or None
        case SpansColumn():
            spans = tuple(
                Span(
                    value=None
                    if int(column.values[entry]) == missing
                    else int(column.values[entry]),
                    since=int(column.since[entry]),
                    until=int(column.until[entry]),
                )
                for entry in range(int(column.starts[row]), int(column.starts[row + 1]))
            )
            return spans or None


def build_column(fact: Fact, rows: Sequence[Held | None]) -> Column:
    """The column of a fact for rows in their order; the shape is the one the fact declares."""
    match fact.shape:
        case Shape.PLAIN:
            return PlainColumn(values=_plain(fact, rows))
        case Shape.YEARLY:
            return _yearly(fact, rows)
        case Shape.SPANS:
            return _spans(fact, rows)


def _plain(fact: Fact, rows: Sequence[Held | None]) -> np.ndarray[tuple[int], np.dtype[np.generic]]:
    missing = missing_of(fact)
    values = [missing if row is None else row for row in rows]
    return np.array(values, dtype_of(fact))


def _yearly(fact: Fact, rows: Sequence[Held | None]) -> YearlyColumn:
    held = [row if isinstance(row, Mapping) else {} for row in rows]
    years = [year for row in held for year in row]
    first, last = (min(years), max(years)) if years else (2000, 1999)
    values = np.full((last - first + 1, len(rows)), missing_of(fact), dtype_of(fact))
    for at, row in enumerate(held):
        for year, value in row.items():
            values[year - first, at] = value
    return YearlyColumn(first_year=first, values=values)


def _spans(fact: Fact, rows: Sequence[Held | None]) -> SpansColumn:
    missing = missing_of(fact)
    held = [row if isinstance(row, tuple) else () for row in rows]
    spans = [span for row in held for span in sorted(row, key=lambda span: span.since)]
    starts = np.concatenate([[0], np.cumsum([len(row) for row in held])]).astype(np.int32)
    values = [missing if span.value is None else span.value for span in spans]
    return SpansColumn(
        starts=starts,
        since=np.array([span.since for span in spans], np.int32),
        until=np.array([span.until for span in spans], np.int32),
        values=np.array(values, dtype_of(fact)),
    )
