"""Every function of dates, against the standard library's calendar and the letter of the law."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sakimawari.rules import dates
from sakimawari.rules.figures import day_of, days
from sakimawari.rules.moments import ELAPSED, INHERENT, MOVED, calendar_range
from sakimawari.rules.tree import Calendar

ANY_DAY = st.dates(date(1850, 1, 1), date(2200, 12, 31))
BIRTHS = [
    date(2008, 2, 28),
    date(2008, 2, 29),
    date(2008, 3, 1),
    date(2007, 3, 31),
    date(2007, 4, 1),
    date(2007, 4, 2),
    date(1959, 12, 31),
    date(2000, 1, 31),
    date(1900, 1, 1),
]


def exact(day: date, years: int) -> date:
    """The n-th birthday by the standard library, 2/29 falling on 3/1 in common years."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def test_day_numbers_and_civil_dates_agree_with_the_standard_library_for_350_years() -> None:
    for number in range(days(date(1850, 1, 1)), days(date(2200, 12, 31)) + 1):
        day = day_of(number)
        assert dates.civil_of(number) == (day.year, day.month, day.day)
        assert dates.day_number(day.year, day.month, day.day) == number


@pytest.mark.parametrize("birth", BIRTHS)
def test_legal_age_is_reached_on_the_day_before_the_birthday(birth: date) -> None:
    for n in range(1, 101):
        reached = exact(birth, n) - timedelta(days=1)
        assert dates.legal_age(days(birth), days(reached)) == n
        assert dates.legal_age(days(birth), days(reached) - 1) == n - 1
        assert dates.day_of_age(days(birth), n) == days(reached)


@pytest.mark.parametrize("birth", BIRTHS)
def test_birthday_age_is_reached_on_the_birthday_itself(birth: date) -> None:
    for n in range(1, 101):
        assert dates.birthday_age(days(birth), days(exact(birth, n))) == n
        assert dates.birthday_age(days(birth), days(exact(birth, n)) - 1) == n - 1
        assert dates.birthday(days(birth), n) == days(exact(birth, n))


def test_born_on_29_february_legal_age_is_reached_on_28_february_in_every_year() -> None:
    born = days(date(2008, 2, 29))
    for n in range(1, 90):
        assert dates.day_of_age(born, n) == days(date(2008 + n, 2, 28))


def test_born_on_29_february_the_birthday_is_1_march_in_common_years() -> None:
    born = days(date(2008, 2, 29))
    assert dates.birthday(born, 1) == days(date(2009, 3, 1))
    assert dates.birthday(born, 4) == days(date(2012, 2, 29))


@pytest.mark.parametrize(
    ("birth", "age"),
    [(date(2008, 3, 31), 18), (date(2008, 4, 1), 18), (date(2008, 4, 2), 17)],
)
def test_born_on_1_april_one_belongs_to_the_older_school_year(birth: date, age: int) -> None:
    for on in (date(2025, 4, 1), date(2025, 12, 31), date(2026, 3, 31)):
        assert dates.school_year_age(days(birth), days(on)) == age
    assert dates.school_year_age(days(birth), days(date(2026, 4, 1))) == age + 1


@pytest.mark.parametrize(
    ("birth", "age"),
    [(date(2023, 3, 31), 3), (date(2023, 4, 1), 3), (date(2023, 4, 2), 2)],
)
def test_the_class_age_is_counted_by_birthday_on_1_april(birth: date, age: int) -> None:
    assert dates.school_year_start_age(days(birth), days(date(2026, 4, 1))) == age
    assert dates.school_year_start_age(days(birth), days(date(2027, 3, 31))) == age
    assert dates.school_year_start_age(days(birth), days(date(2026, 3, 31))) == age - 1


@given(birth=ANY_DAY, on=ANY_DAY)
@example(birth=date(2008, 2, 29), on=date(2009, 2, 28))
@example(birth=date(2008, 1, 31), on=date(2008, 2, 29))
def test_months_old_twelve_to_the_year_agree_with_birthdays(birth: date, on: date) -> None:
    months = dates.months_old(days(birth), days(on))
    assert months // 12 == dates.birthday_age(days(birth), days(on))
    assert dates.months_old(days(birth), days(birth)) == 0


def test_a_month_without_the_day_counts_from_the_first_of_the_next() -> None:
    born = days(date(2026, 1, 31))
    assert dates.months_old(born, days(date(2026, 2, 28))) == 0
    assert dates.months_old(born, days(date(2026, 3, 1))) == 1
    assert dates.months_old(born, days(date(2026, 3, 30))) == 1
    assert dates.months_old(born, days(date(2026, 3, 31))) == 2


@given(day=ANY_DAY, on=ANY_DAY)
def test_parts_of_a_date_agree_with_the_standard_library(day: date, on: date) -> None:
    number = days(day)
    began = day.year if day.month >= 4 else day.year - 1
    assert dates.year(number) == day.year
    assert dates.month(number) == day.month
    assert dates.fiscal_year(number) == began
    assert dates.fiscal_start(number) == days(date(began, 4, 1))
    assert dates.fiscal_end(number) == days(date(began + 1, 3, 31))
    assert dates.month_start(number) == days(day.replace(day=1))
    last = calendar.monthrange(day.year, day.month)[1]
    assert dates.month_end(number) == days(day.replace(day=last))
    assert dates.days_since(number, days(on)) == (on - day).days
    assert dates.months_since(number, days(on)) == (on.year - day.year) * 12 + on.month - day.month


@given(day=ANY_DAY, n=st.integers(-1200, 1200))
@example(day=date(2026, 1, 31), n=1)
@example(day=date(2024, 2, 29), n=12)
@example(day=date(2026, 12, 31), n=-1)
def test_months_later_keep_the_day_or_fall_on_the_months_end(day: date, n: int) -> None:
    total = day.year * 12 + day.month - 1 + n
    wanted_year, wanted_month = total // 12, total % 12 + 1
    last = calendar.monthrange(wanted_year, wanted_month)[1]
    expected = date(wanted_year, wanted_month, min(day.day, last))
    assert dates.plus_months(days(day), n) == days(expected)


def test_years_later_from_29_february_fall_on_28_february() -> None:
    assert dates.plus_years(days(date(2024, 2, 29)), 1) == days(date(2025, 2, 28))
    assert dates.plus_years(days(date(2024, 2, 29)), 4) == days(date(2028, 2, 29))
    assert dates.plus_days(days(date(2024, 2, 29)), 1) == days(date(2024, 3, 1))


@given(earlier=ANY_DAY, gap=st.integers(0, 800), on=ANY_DAY, n=st.integers(0, 120))
def test_all_but_the_month_are_monotone_so_that_ranges_follow_their_ends(
    earlier: date, gap: int, on: date, n: int
) -> None:
    low, high, at = days(earlier), days(earlier) + gap, days(on)
    for falling in (
        dates.legal_age,
        dates.birthday_age,
        dates.school_year_age,
        dates.school_year_start_age,
        dates.months_old,
        dates.months_since,
        dates.days_since,
    ):
        assert falling(low, at) >= falling(high, at)
    for rising in (dates.fiscal_year, dates.year, dates.month_start, dates.month_end):
        assert rising(low) <= rising(high)
    for rising in (dates.fiscal_start, dates.fiscal_end):
        assert rising(low) <= rising(high)
    for moved in (dates.day_of_age, dates.birthday, dates.plus_months, dates.plus_years):
        assert moved(low, n) <= moved(high, n)
        assert moved(low, n) <= moved(low, n + 1)


def test_every_function_of_dates_has_its_reading() -> None:
    assert {*ELAPSED, *MOVED, *INHERENT} == set(Calendar)
    assert len(ELAPSED) + len(MOVED) + len(INHERENT) == len(Calendar)


def test_the_month_of_an_unknown_day_is_certain_only_within_one_month() -> None:
    on = days(date(2026, 6, 1))

    def months(first: date, last: date) -> tuple[int, int]:
        return calendar_range(Calendar.MONTH, (days(first), days(last)), n=(0, 0), on=on)

    assert months(date(2026, 2, 1), date(2026, 2, 28)) == (2, 2)
    assert months(date(2026, 2, 28), date(2026, 3, 1)) == (1, 12)
    assert months(date(2025, 2, 1), date(2026, 2, 1)) == (1, 12)
