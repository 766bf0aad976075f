"""Arithmetic on day numbers (days since 1970-01-01), whole columns at a time."""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt

from sakimawari.rules import figures

Days = npt.NDArray[np.int32]
Ints = npt.NDArray[np.int64]

day_number = figures.days
day_of = figures.day_of

NO_DAY = np.int32(np.iinfo(np.int32).min)  # an empty cell


def split(days: Days) -> tuple[Ints, Ints, Ints]:
    """Year, month and day of the month of each day."""
    whole = days.astype("datetime64[D]")
    months = whole.astype("datetime64[M]")
    years = whole.astype("datetime64[Y]").astype(np.int64) + 1970
    month = months.astype(np.int64) % 12 + 1
    day = (whole - months.astype("datetime64[D]")).astype(np.int64) + 1
    return years, month, day


def month_index(days: Days) -> Ints:
    """Months since January 1970."""
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def first_of_month(months: Ints) -> Days:
    """The first day of each month, given months since January 1970."""
    starts = months.astype("datetime64[M]").astype("datetime64[D]")
    return starts.astype(np.int64).astype(np.int32)


def end_of_month(months: Ints) -> Days:
    """The last day of each month, given months since January 1970."""
    return first_of_month(months + 1) - np.int32(1)


def shift_years(days: Days, years: npt.ArrayLike) -> Days:
    """The same day so many years later; 29 February becomes 28 February where there is none."""
    _, _, day = split(days)
    months = month_index(days) + np.asarray(years, np.int64) * 12
    return np.minimum(first_of_month(months) + (day - 1).astype(np.int32), end_of_month(months))


def reached(birth: Days, age: npt.ArrayLike) -> Days:
    """The day at whose end an age is reached: the day before the birthday.

    Law: 年齢計算ニ関スル法律; a birthday on 29 February is reached on 28 February.
    """
    _, month, day = split(birth)
    leapling = (month == 2) & (day == 29)
    return shift_years(birth, age) - np.where(leapling, 0, 1).astype(np.int32)


def legal_age(birth: Days, on: int) -> Ints:
    """Age in whole years at the end of a day, as the law counts it."""
    today = np.full(len(birth), on, np.int32)
    years = split(today)[0] - split(birth)[0]
    return years - (reached(birth, years) > on)


def school_year(on: int) -> int:
    """The calendar year in which the school year (April to March) of a day begins."""
    day = day_of(on)
    return day.year if day.month >= 4 else day.year - 1


def school_year_end(on: int) -> int:
    """31 March that ends the school year of a day."""
    return day_number(date(school_year(on) + 1, 3, 31))


def last_school_day(birth: Days, age: int) -> Days:
    """31 March after an age is reached: the end of eligibility counted by school years."""
    years, month, _ = split(reached(birth, age))
    ends = (years + (month >= 4) - 1970) * 12 + 3
    return first_of_month(ends) - np.int32(1)


def birthdays(ages: npt.NDArray[np.int16], on: int, luck: npt.NDArray[np.float64]) -> Days:
    """A birth date for each age in whole years on a day; `luck` in [0, 1) picks the day."""
    today = np.full(len(ages), on, np.int32)
    latest = shift_years(today, -ages.astype(np.int64))
    earliest = shift_years(today, -ages.astype(np.int64) - 1) + np.int32(1)
    result: Days = earliest + np.floor(luck * (latest - earliest + 1)).astype(np.int32)
    return result
