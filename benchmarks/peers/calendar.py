"""The birth days at which an age is reached: found once, so that rules compare days only."""

from __future__ import annotations

from datetime import date, timedelta

from sakimawari.rules.figures import day_of, days


def years_before(day: date, years: int) -> date:
    """The same day so many years earlier (29 February: the 28th where there is none)."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def fiscal_start(on: int) -> date:
    """The 1 April that began the fiscal year."""
    day = day_of(on)
    return date(day.year if day.month >= 4 else day.year - 1, 4, 1)


def born_by(age: int, on: int) -> int:
    """The last birth day with which the legal age is reached by `on`."""
    return days(years_before(day_of(on) + timedelta(days=1), age))


def born_by_year_end(age: int, on: int) -> int:
    """The last birth day with which the legal age is reached by the end of the fiscal year."""
    end = date(fiscal_start(on).year + 1, 4, 1)
    return days(years_before(end, age))


def born_by_year_start(age: int, on: int) -> int:
    """The last birth day with which the birthday of an age is reached by the last 1 April."""
    return days(years_before(fiscal_start(on), age))


def year_from(month: int, on: int) -> int:
    """The calendar year, or the one before until that month."""
    day = day_of(on)
    return day.year if day.month >= month else day.year - 1
