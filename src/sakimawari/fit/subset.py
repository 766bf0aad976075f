"""A few units taken out of a population, with the way back to their rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sakimawari.rules.population import (
    Column,
    Int32s,
    Int64s,
    PlainColumn,
    Population,
    SpansColumn,
    YearlyColumn,
)
from sakimawari.rules.tree import Holder


@dataclass(frozen=True, slots=True, kw_only=True)
class Subset:
    """Some units of a population, in the given order.

    `people_rows` and `unit_rows` give the row each one has in the whole population.
    """

    population: Population
    people_rows: Int64s
    unit_rows: Int64s

    def origin(self, holder: Holder) -> Int64s:
        """Rows in the whole population of the subjects of this holder."""
        return self.people_rows if holder is Holder.PERSON else self.unit_rows


def select_units(population: Population, units: npt.NDArray[np.integer]) -> Subset:
    """Copy the units named out of a population; guardians and spouses keep their meaning."""
    unit_rows = np.asarray(units, np.int64)
    firsts, lasts = population.offsets[unit_rows], population.offsets[unit_rows + 1]
    sizes = (lasts - firsts).astype(np.int64)
    offsets = np.zeros(len(unit_rows) + 1, np.int32)
    np.cumsum(sizes, out=offsets[1:])
    shifts = np.repeat(firsts.astype(np.int64) - offsets[:-1], sizes)
    people_rows = np.arange(int(offsets[-1]), dtype=np.int64) + shifts
    columns = {
        name: _take(column, population, people_rows, unit_rows)
        for name, column in population.columns.items()
    }
    return Subset(
        population=Population(
            offsets=offsets,
            guardian=_relink(population.guardian, people_rows, shifts),
            spouse=_relink(population.spouse, people_rows, shifts),
            is_subject=population.is_subject[people_rows],
            columns=columns,
        ),
        people_rows=people_rows,
        unit_rows=unit_rows,
    )


def _relink(links: Int32s, rows: Int64s, shifts: Int64s) -> Int32s:
    taken = links[rows].astype(np.int64)
    return np.where(taken >= 0, taken - shifts, taken).astype(np.int32)


def _take(column: Column, population: Population, people: Int64s, units: Int64s) -> Column:
    match column:
        case PlainColumn(values=values):
            return PlainColumn(values=values[_rows(len(values), population, people, units)])
        case YearlyColumn(first_year=first_year, values=values):
            rows = _rows(values.shape[1], population, people, units)
            return YearlyColumn(first_year=first_year, values=np.ascontiguousarray(values[:, rows]))
        case SpansColumn():
            return _take_spans(column, _rows(len(column.starts) - 1, population, people, units))


def _rows(length: int, population: Population, people: Int64s, units: Int64s) -> Int64s:
    """Rows to take from a column, told person or household column by its length."""
    return people if length == population.people else units


def _take_spans(column: SpansColumn, rows: Int64s) -> SpansColumn:
    firsts = column.starts[rows].astype(np.int64)
    sizes = column.starts[rows + 1].astype(np.int64) - firsts
    starts = np.zeros(len(rows) + 1, np.int32)
    np.cumsum(sizes, out=starts[1:])
    entries = np.arange(int(starts[-1]), dtype=np.int64) + np.repeat(firsts - starts[:-1], sizes)
    return SpansColumn(
        starts=starts,
        since=column.since[entries],
        until=column.until[entries],
        values=column.values[entries],
    )
