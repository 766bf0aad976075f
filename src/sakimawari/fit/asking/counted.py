"""Chances counted over a city's residents: what people of an age mostly answer.

Only the order of questions rests on them, never a result. What is kept are values without people,
by fact and by band of age, at most `MOST_VALUES` of each; a band with fewer than `LEAST_VALUES`
is left out, so that no share speaks of a few.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from sakimawari.fit.frame import BIRTH_DATE
from sakimawari.rules.dates import plus_years
from sakimawari.rules.population import (
    Column,
    PlainColumn,
    Population,
    SpansColumn,
    YearlyColumn,
    missing_of,
)
from sakimawari.rules.tree import Fact, Holder

Sample = Mapping[tuple[str, int | None], Sequence[int]]  # by fact and band of age, in order

BANDS = (15, 20, 40, 65)  # the ages at which a band begins; the first is from birth
MOST_VALUES, LEAST_VALUES = 5_000, 100


def band_of(birth: int, on: int) -> int:
    """The band of age of somebody born on a day."""
    return sum(birth <= plus_years(on, -age) for age in BANDS)


def count_sample(population: Population, facts: Iterable[Fact], *, on: int) -> Sample:
    """The values people hold on a day, of the latest year where they are held by year."""
    bands = _bands(population, on)
    found: dict[tuple[str, int | None], Sequence[int]] = {}
    for fact in facts:
        values = _values(population, fact, on=on)
        if values is None:
            continue
        known = values != missing_of(fact)
        groups: list[tuple[int | None, npt.NDArray[np.bool_]]] = [(None, known)]
        if fact.holder is Holder.PERSON and bands is not None:
            groups += [(band, known & (bands == band)) for band in range(len(BANDS) + 1)]
        for band, chosen in groups:
            taken = values[chosen]
            if len(taken) >= LEAST_VALUES:
                step = -(-len(taken) // MOST_VALUES)
                found[fact.name, band] = np.sort(taken)[::step].tolist()
    return found


def _bands(population: Population, on: int) -> npt.NDArray[np.int64] | None:
    births = population.columns.get(BIRTH_DATE)
    if not isinstance(births, PlainColumn):
        return None
    days = births.values.astype(np.int64)
    starts = [plus_years(on, -age) for age in BANDS]
    return np.asarray(sum((days <= start).astype(np.int64) for start in starts), np.int64)


def _values(population: Population, fact: Fact, *, on: int) -> npt.NDArray[np.int64] | None:
    column: Column | None = population.columns.get(fact.name)
    match column:
        case None:
            return None
        case PlainColumn(values=values):
            held = values.astype(np.int64)
        case YearlyColumn(values=values):
            held = values[-1].astype(np.int64)
        case SpansColumn():
            held = _on_day(column, fact, on)
    if fact.absent is not None:
        held = np.where(held == missing_of(fact), fact.absent, held)
    return held


def _on_day(column: SpansColumn, fact: Fact, on: int) -> npt.NDArray[np.int64]:
    held = np.full(len(column.starts) - 1, missing_of(fact), np.int64)
    rows = np.repeat(np.arange(len(held)), np.diff(column.starts))
    now = (column.since <= on) & (on <= column.until)
    held[rows[now]] = column.values[now].astype(np.int64)
    return held
