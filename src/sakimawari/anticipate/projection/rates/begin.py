"""A projection's beginning from a city's own town tables: areas, residents and rates in one step."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from sakimawari.anticipate.projection.rates.town_fit import Level, TownFit, fit_towns, spans
from sakimawari.anticipate.projection.rates.town_table import read_town_table
from sakimawari.anticipate.projection.rates.town_values import SetAside, TownTable
from sakimawari.anticipate.projection.rates.vital import Vital, read_vital
from sakimawari.anticipate.projection.values import Floats, Rates


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """Where a projection of a city's towns begins.

    `counts` (areas, 2, AGES) are whole people on the first day of `month`, as the table has them by
    group; `rates` begin with that year. `aside` says what the gate did not let pass.
    """

    month: str
    areas: tuple[str, ...]
    counts: npt.NDArray[np.int64]
    rates: Rates
    level: Level
    aside: tuple[SetAside, ...]
    years: int


def begin_from_tables(
    file: Path,
    *,
    month: str | None = None,
    births_deaths: Path | None = None,
    moves: Path | None = None,
    years: int = 30,
) -> Beginning:
    """Read, judge and learn: the last month of the table unless another is named.

    Raises:
        Problems: PROJ020-032, see docs/reference/problems/town-tables.md.
    """
    table = read_town_table(file)
    vital = None if births_deaths is None else read_vital(births_deaths, moves)
    return beginning(table, month or last_month(table), vital, years=years)


def beginning(table: TownTable, month: str, vital: Vital | None, *, years: int = 30) -> Beginning:
    """The same from tables already read."""
    fit = fit_towns(table, month, vital, years=years)
    return Beginning(
        month=month,
        areas=fit.towns,
        counts=whole(_by_year(fit)),
        rates=fit.rates,
        level=fit.level,
        aside=table.aside,
        years=fit.years,
    )


def _by_year(fit: TownFit) -> Floats:
    return np.asarray(fit.people.reshape(len(fit.towns), 2, -1, 12).sum(axis=-1))


def last_month(table: TownTable) -> str:
    """The last month of which every town is known, or else the last of the table."""
    full = np.flatnonzero(np.asarray(table.known.all(axis=1)))
    return table.months[int(full[-1]) if len(full) else -1]


def whole(counts: Floats) -> npt.NDArray[np.int64]:
    """Whole people whose running total over the ages is the nearest to that of `counts`."""
    running = np.rint(np.cumsum(counts, axis=-1))
    return np.asarray(np.diff(running, axis=-1, prepend=0.0), np.int64)


def as_one(begun: Beginning, name: str) -> Beginning:
    """The towns added up to one area: moves between towns no longer show."""
    people = begun.counts.astype(np.float64)
    size = np.maximum(people.sum(axis=0), 1e-9)
    weight = people / size
    given = begun.rates
    leave, death = (
        (getattr(given, event) * weight).sum(axis=1, keepdims=True) for event in ("leave", "death")
    )
    rates = replace(
        given,
        areas=(name,),
        death=death,
        birth=(given.birth * weight[:, 1]).sum(axis=1, keepdims=True),
        leave=leave,
        arrive=given.arrive.sum(axis=1, keepdims=True),
        move=np.zeros_like(leave),
        towards=np.ones((1, 1)),
    )
    counts = begun.counts.sum(axis=0, keepdims=True)
    return replace(begun, areas=(name,), counts=counts, rates=rates)


def rates_of_tables(
    file: Path,
    areas: tuple[str, ...],
    month: str,
    *,
    births_deaths: Path | None = None,
    moves: Path | None = None,
    years: int = 30,
) -> Rates | None:
    """Rates learnt from a town table for some of its towns, in their order; None if it is too short.

    For those who begin with the table's counts and want its rates as well. Less than a year of
    months before `month` teaches nothing.
    """
    table = read_town_table(file)
    if not spans(table, month):
        return None
    vital = None if births_deaths is None else read_vital(births_deaths, moves)
    given = fit_towns(table, month, vital, years=years).rates
    return some_of(given, areas)


def some_of(rates: Rates, areas: tuple[str, ...]) -> Rates:
    """The rates of some areas, in the order given; who moved to one left out moves to these."""
    at = [rates.areas.index(area) for area in areas]
    found = {
        name: getattr(rates, name)[:, at] for name in ("death", "birth", "leave", "arrive", "move")
    }
    if len(at) == 1:
        return replace(
            rates, areas=areas, towards=np.ones((1, 1)), **found | {"move": found["move"] * 0.0}
        )
    towards = rates.towards[np.ix_(at, at)]
    return replace(
        rates, areas=areas, towards=towards / towards.sum(axis=1, keepdims=True), **found
    )
