"""On which days a city hall is open, and what else a day is in a Japanese year.

Law: 地方自治法 art. 4-2 (a city's days of rest: Saturdays, Sundays, holidays, the turn of the year);
国民の祝日に関する法律 art. 2-3 (holidays, those moved, those between two). お盆 is custom, not law:
13 to 16 August, in which the hall is open and few come.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

import jpholiday
import numpy as np
import numpy.typing as npt

Days = npt.NDArray[np.datetime64]
Flags = npt.NDArray[np.bool_]

_DAY = np.timedelta64(1, "D")
_GOLDEN = ("04-27", "05-08")


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """When a place is closed: its weekly days off (0 is Monday), holidays, and days of its own.

    The turn of the year is 29 December to 3 January unless told otherwise. `own` are days on which
    this one place was closed (an election in the hall, a typhoon, a move).
    """

    weekly: tuple[int, ...] = (5, 6)
    on_holidays: bool = True
    last_day: tuple[int, int] = (12, 28)
    first_day: tuple[int, int] = (1, 4)
    own: frozenset[date] = field(default_factory=frozenset)


CITY_HALL = Closing()


def as_days(days: Days) -> Days:
    """The same dates, in days."""
    return np.asarray(days, dtype="datetime64[D]")


def weekday_of(days: Days) -> npt.NDArray[np.int64]:
    """The day of the week, 0 for Monday to 6 for Sunday."""
    return (as_days(days).astype(np.int64) + 3) % 7


@lru_cache(maxsize=256)
def _holidays(year: int) -> tuple[date, ...]:
    return tuple(day for day, _ in jpholiday.year_holidays(year))


def is_holiday(days: Days) -> Flags:
    """Whether a day is a public holiday (国民の祝日, 振替休日, 国民の休日)."""
    whole = as_days(days)
    if not len(whole):
        return np.zeros(0, dtype=bool)
    first, last = int(str(whole.min())[:4]), int(str(whole.max())[:4])
    known = [day for year in range(first, last + 1) for day in _holidays(year)]
    return np.isin(whole, np.array(known, dtype="datetime64[D]"))


def month_and_day(days: Days) -> npt.NDArray[np.int64]:
    """The date without its year as one number: 1229 is 29 December."""
    whole = as_days(days)
    months = whole.astype("datetime64[M]")
    of_month = (whole - months.astype("datetime64[D]")).astype(np.int64) + 1
    return np.asarray((months.astype(np.int64) % 12 + 1) * 100 + of_month)


def is_turn_of_year(days: Days, closing: Closing = CITY_HALL) -> Flags:
    """Whether a day lies between the last and the first day of work (年末年始)."""
    at = month_and_day(days)
    last = closing.last_day[0] * 100 + closing.last_day[1]
    return (at > last) | (at < closing.first_day[0] * 100 + closing.first_day[1])


def is_open(days: Days, closing: Closing = CITY_HALL) -> Flags:
    """Whether the place is open on a day."""
    shut = np.isin(weekday_of(days), closing.weekly) | is_turn_of_year(days, closing)
    if closing.on_holidays:
        shut |= is_holiday(days)
    if closing.own:
        shut |= np.isin(as_days(days), np.array(sorted(closing.own), dtype="datetime64[D]"))
    return ~shut


def golden_week(year: int, closing: Closing = CITY_HALL) -> tuple[np.datetime64, int]:
    """The first day and the length of a year's Golden Week: its longest run of days off in a row.

    Ten in 2019, five in most years, three when the holidays fall badly.
    """
    first, last = (np.datetime64(f"{year}-{at}", "D") for at in _GOLDEN)
    days = np.arange(first, last + _DAY)
    shut = np.concatenate([[False], ~is_open(days, closing), [False]])
    edges = np.flatnonzero(shut[1:] != shut[:-1])
    if not len(edges):
        return first, 0
    begins, ends = edges[::2], edges[1::2]
    longest = int(np.argmax(ends - begins))
    return days[begins[longest]], int(ends[longest] - begins[longest])
