"""Ranges of functions of dates, found from both ends."""

from __future__ import annotations

from collections.abc import Callable

from sakimawari.rules import dates
from sakimawari.rules.ranges import Range
from sakimawari.rules.tree import Calendar

# Elapsed time to the reading date: the later the date, the less.
ELAPSED: dict[Calendar, Callable[[int, int], int]] = {
    Calendar.LEGAL_AGE: dates.legal_age,
    Calendar.BIRTHDAY_AGE: dates.birthday_age,
    Calendar.SCHOOL_YEAR_AGE: dates.school_year_age,
    Calendar.SCHOOL_YEAR_START_AGE: dates.school_year_start_age,
    Calendar.MONTHS_OLD: dates.months_old,
    Calendar.MONTHS_SINCE: dates.months_since,
    Calendar.DAYS_SINCE: dates.days_since,
}
# Dates moved by a number.
MOVED: dict[Calendar, Callable[[int, int], int]] = {
    Calendar.DAY_OF_AGE: dates.day_of_age,
    Calendar.BIRTHDAY: dates.birthday,
    Calendar.PLUS_DAYS: dates.plus_days,
    Calendar.PLUS_MONTHS: dates.plus_months,
    Calendar.PLUS_YEARS: dates.plus_years,
}
# What a date has by itself.
INHERENT: dict[Calendar, Callable[[int], int]] = {
    Calendar.FISCAL_YEAR: dates.fiscal_year,
    Calendar.MONTH: dates.month,
    Calendar.YEAR: dates.year,
    Calendar.MONTH_START: dates.month_start,
    Calendar.MONTH_END: dates.month_end,
    Calendar.FISCAL_START: dates.fiscal_start,
    Calendar.FISCAL_END: dates.fiscal_end,
}
FALLING = frozenset(ELAPSED)
COUNTED = frozenset(MOVED)


def calendar_value(function: Calendar, day: int, *, n: int, on: int) -> int:
    """A function of dates at one date; `n` is read by those in COUNTED, `on` by those in FALLING."""
    if function in ELAPSED:
        return ELAPSED[function](day, on)
    if function in MOVED:
        return MOVED[function](day, n)
    return INHERENT[function](day)


def calendar_range(function: Calendar, day: Range, *, n: Range, on: int) -> Range:
    """The range of a function of dates over ranges of the date and the number.

    The month of an unknown date is 1 to 12 unless both ends lie in one month of one year.
    """
    if function is Calendar.MONTH and dates.month_start(day[0]) != dates.month_start(day[1]):
        return 1, 12
    first = calendar_value(function, day[0], n=n[0], on=on)
    last = calendar_value(function, day[1], n=n[1], on=on)
    return (last, first) if function in FALLING else (first, last)
