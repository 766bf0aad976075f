"""Plain arrays out of a population, and what a hand-written rule does with a missing value.

A range is two numbers (low, high), a truth two booleans (surely, possibly): one pass over people
computes both ends at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeVar, cast

import numpy as np
import numpy.typing as npt
from numba import njit

from sakimawari.rules.figures import Figures
from sakimawari.rules.population import (
    UNKNOWN,
    UNKNOWN_CATEGORY,
    UNKNOWN_DATE,
    UNKNOWN_NUMBER,
    PlainColumn,
    Population,
    SpansColumn,
    YearlyColumn,
)

Array = npt.NDArray[Any]
Compiled = TypeVar("Compiled", bound=Callable[..., Any])
YEN = 100_000_000_000  # the most a missing amount may be
EARLIEST, LATEST = -43_829, 84_370  # 1850-01-01 and 2200-12-31: a missing date
NOBODY_KNOWS_WHO = -2
# Without reference counts: a tuple of arrays would else be counted up and down, array by array, at
# every call, which made these rivals ten times slower. So no array is made inside.
_OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "_nrt": False}


def fast(rule: Compiled) -> Compiled:
    """Compile a loop over units."""
    return cast(Compiled, njit(**_OPTIONS)(rule))


def inlined(rule: Compiled) -> Compiled:
    """Compile a part of a rule into every loop that calls it."""
    return cast(Compiled, njit(forceinline=True, **_OPTIONS)(rule))


class Spans(NamedTuple):
    """Entries with their first and last day."""

    starts: Array
    since: Array
    until: Array
    values: Array


class Unit(NamedTuple):
    """Who lies where, and who is whose child and spouse."""

    offsets: Array
    guardian: Array
    spouse: Array
    subject: Array


def units(population: Population) -> Unit:
    """Households and their people."""
    return Unit(population.offsets, population.guardian, population.spouse, population.is_subject)


def _plain(population: Population, name: str, missing: np.generic) -> Array:
    column = population.columns.get(name)
    if column is None:
        return np.full(population.people, missing)
    assert isinstance(column, PlainColumn)
    return column.values


def truths(population: Population, name: str) -> Array:
    """A plain yes/no fact."""
    return _plain(population, name, UNKNOWN)


def dates(population: Population, name: str) -> Array:
    """A plain date."""
    return _plain(population, name, UNKNOWN_DATE)


def numbers(population: Population, name: str) -> Array:
    """A plain number."""
    return _plain(population, name, UNKNOWN_NUMBER)


def classes(population: Population, name: str) -> Array:
    """A plain category."""
    return _plain(population, name, UNKNOWN_CATEGORY)


def yearly(population: Population, name: str, year: int, missing: np.generic) -> Array:
    """A yearly fact in one fiscal year."""
    column = population.columns.get(name)
    if column is None:
        return np.full(population.people, missing)
    assert isinstance(column, YearlyColumn)
    at = year - column.first_year
    held = 0 <= at < len(column.values)
    return column.values[at] if held else np.full(population.people, missing)


def money(population: Population, name: str, year: int) -> Array:
    """A yearly amount or count in one fiscal year."""
    return yearly(population, name, year, UNKNOWN_NUMBER)


def spans(population: Population, name: str) -> Spans:
    """A fact with validity."""
    column = population.columns.get(name)
    if column is None:
        none = np.empty(0, np.int32)
        starts = np.zeros(population.people + 1, np.int32)
        return Spans(starts, none, none, np.empty(0, np.int8))
    assert isinstance(column, SpansColumn)
    return Spans(column.starts, column.since, column.until, column.values)


def figure(figures: Figures, name: str) -> int:
    """A parameter that is certain on the date."""
    low, high = figures.parameters[name]
    assert low == high, name
    return low


def figures_of(figures: Figures, named: Mapping[str, str]) -> dict[str, Any]:
    """Certain parameters, each under the name a rule gives it."""
    return {name: figure(figures, parameter) for name, parameter in named.items()}


def money_of(population: Population, year: int, named: Mapping[str, str]) -> dict[str, Any]:
    """Yearly amounts and counts, each under the name a rule gives it."""
    return {name: money(population, fact, year) for name, fact in named.items()}


def certificates(population: Population) -> dict[str, Any]:
    """The three certificates of disability."""
    return {
        "physical": spans(population, "身体障害者手帳等級"),
        "intellectual": spans(population, "療育手帳判定"),
        "mental": spans(population, "精神障害者保健福祉手帳等級"),
    }


@inlined
def held(spans: Spans, row: int, on: int) -> int:
    """The value that holds on a day; 0 (no, none) without an entry."""
    for at in range(spans.starts[row], spans.starts[row + 1]):
        if spans.since[at] <= on <= spans.until[at]:
            return int(spans.values[at])
    return 0


@inlined
def truth(value: int) -> tuple[bool, bool]:
    """A yes/no value as surely, possibly."""
    return value == 1, value != 0


@inlined
def day(value: int) -> tuple[int, int]:
    """A date as a range."""
    if value == UNKNOWN_DATE:
        return EARLIEST, LATEST
    return int(value), int(value)


@inlined
def number(value: int, low: int, high: int) -> tuple[int, int]:
    """A number as a range; missing, it is from low to high."""
    if value == UNKNOWN_NUMBER:
        return low, high
    return value, value


@inlined
def label(value: int, last: int) -> tuple[int, int]:
    """A category as a range of label positions."""
    if value == UNKNOWN_CATEGORY:
        return 0, last
    return value, value


@inlined
def child(unit: Unit, member: int, parent: int) -> tuple[bool, bool]:
    """Whether a member is the child of another person of the unit."""
    guardian = unit.guardian[member]
    other = member != parent
    if guardian == NOBODY_KNOWS_WHO:
        return False, other
    return other and guardian == parent, other and guardian == parent


@inlined
def has_wards(unit: Unit, a: int, b: int) -> bool:
    """Whether anybody of the unit has, or may have, a guardian."""
    m = a
    while m < b and unit.guardian[m] == -1:
        m += 1
    return m < b


@inlined
def status(surely: bool, possibly: bool) -> int:
    """no, yes, unknown as 0, 1, 2."""
    if surely:
        return 1
    return 2 if possibly else 0


@inlined
def _days_in(month: int, year: int) -> int:
    """Days of a month (March is 0) of the year that began in March."""
    if month == 11:
        leap = (year + 1) % 4 == 0 and ((year + 1) % 100 != 0 or (year + 1) % 400 == 0)
        return 29 if leap else 28
    return 31 if month % 5 % 2 == 0 else 30


@inlined
def month_after(day: int) -> int:
    """The same day of the next month, or its last day where it has no such day."""
    since = day + 719_468  # 0000-03-01: years that begin in March end with the leap day
    within = since % 146_097
    year = (within - within // 1_460 + within // 36_524 - within // 146_096) // 365
    of_year = within - (365 * year + year // 4 - year // 100)
    month = (5 * of_year + 2) // 153
    of_month = of_year - (153 * month + 2) // 5
    next_month = _days_in((month + 1) % 12, year)
    return day - of_month + _days_in(month, year) + min(of_month, next_month - 1)
