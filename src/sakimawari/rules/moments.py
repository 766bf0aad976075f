"""Ranges of functions of dates, found from both ends."""

from __future__ import annotations

from typing import assert_never

from sakimawari.rules import dates
from sakimawari.rules.ranges import Range
from sakimawari.rules.tree import Calendar

# Elapsed time: the later the date, the less.
FALLING = frozenset(
    {
        Calendar.LEGAL_AGE,
        Calendar.BIRTHDAY_AGE,
        Calendar.SCHOOL_YEAR_AGE,
        Calendar.SCHOOL_YEAR_START_AGE,
        Calendar.MONTHS_OLD,
        Calendar.MONTHS_SINCE,
        Calendar.DAYS_SINCE,
    }
)
COUNTED = frozenset(
    {
        Calendar.DAY_OF_AGE,
        Calendar.BIRTHDAY,
        Calendar.PLUS_DAYS,
        Calendar.PLUS_MONTHS,
        Calendar.PLUS_YEARS,
    }
)


def calendar_value(function: Calendar, day: int, *, n: int, on: int) -> int:
    """A function of dates at one date; `n` is read by those in COUNTED, `on` by those in FALLING."""
    match function:
        case Calendar.LEGAL_AGE:
            return dates.legal_age(day, on)
        case Calendar.BIRTHDAY_AGE:
            return dates.birthday_age(day, on)
        case Calendar.SCHOOL_YEAR_AGE:
            return dates.school_year_age(day, on)
        case Calendar.SCHOOL_YEAR_START_AGE:
            return dates.school_year_start_age(day, on)
        case Calendar.MONTHS_OLD:
            return dates.months_old(day, on)
        case Calendar.MONTHS_SINCE:
            return dates.months_since(day, on)
        case Calendar.DAYS_SINCE:
            return dates.days_since(day, on)
        case Calendar.FISCAL_YEAR:
            return dates.fiscal_year(day)
        case Calendar.MONTH:
            return dates.month(day)
        case Calendar.YEAR:
            return dates.year(day)
        case Calendar.DAY_OF_AGE:
            return dates.day_of_age(day, n)
        case Calendar.BIRTHDAY:
            return dates.birthday(day, n)
        case Calendar.PLUS_DAYS:
            return dates.plus_days(day, n)
        case Calendar.PLUS_MONTHS:
            return dates.plus_months(day, n)
        case Calendar.PLUS_YEARS:
            return dates.plus_years(day, n)
        case Calendar.MONTH_START:
            return dates.month_start(day)
        case Calendar.MONTH_END:
            return dates.month_end(day)
        case Calendar.FISCAL_START:
            return dates.fiscal_start(day)
        case Calendar.FISCAL_END:
            return dates.fiscal_end(day)
    assert_never(function)


def calendar_range(function: Calendar, day: Range, *, n: Range, on: int) -> Range:
    """The range of a function of dates over ranges of the date and the number.

    The month of an unknown date is 1 to 12 unless both ends lie in one month of one year.
    """
    if function is Calendar.MONTH and dates.month_start(day[0]) != dates.month_start(day[1]):
        return 1, 12
    first = calendar_value(function, day[0], n=n[0], on=on)
    last = calendar_value(function, day[1], n=n[1], on=on)
    return (last, first) if function in FALLING else (first, last)
