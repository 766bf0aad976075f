"""What a day, a week or a month holds in a Japanese year."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from sakimawari.anticipate.workdays import (
    Closing,
    calendar_of,
    following,
    golden_week,
    is_open,
)


def _days(*of: str) -> np.ndarray:
    return np.array(of, dtype="datetime64[D]")


def test_the_hall_is_closed_on_weekends_holidays_and_at_the_turn_of_the_year() -> None:
    days = _days("2026-12-28", "2026-12-29", "2027-01-03", "2027-01-04", "2026-11-23", "2026-11-28")
    assert is_open(days).tolist() == [True, False, False, True, False, False]


@pytest.mark.parametrize(
    ("monday", "business", "turn"),
    [
        ("2019-11-18", 5, 0),
        ("2019-12-23", 5, 1),  # the 29th is a Sunday
        ("2019-12-30", 0, 5),
        ("2020-01-06", 5, 0),
        ("2019-04-29", 0, 0),  # ten days off
        ("2020-08-10", 4, 0),
    ],
)
def test_a_week_counts_its_business_days(monday: str, business: int, turn: int) -> None:
    week = calendar_of(_days(monday), "week")
    assert (week.business[0], week.turn_of_year[0], week.days[0]) == (business, turn, 7)


def test_golden_week_is_as_long_as_its_longest_run_of_days_off() -> None:
    assert golden_week(2019) == (np.datetime64("2019-04-27"), 10)
    assert golden_week(2026) == (np.datetime64("2026-05-02"), 5)
    weeks = calendar_of(_days("2019-04-22", "2019-04-29", "2019-05-06", "2019-05-13"), "week")
    assert weeks.golden.tolist() == [2, 7, 1, 0]
    assert weeks.golden_length.tolist() == [10, 10, 10, 0]


def test_a_month_knows_its_length_and_the_peak_of_april() -> None:
    months = calendar_of(_days("2024-02-01", "2026-03-01", "2026-04-01", "2026-08-01"), "month")
    assert months.days.tolist() == [29, 31, 30, 31]
    assert months.fiscal_close.tolist() == [0, 9, 0, 0]
    assert months.fiscal_open.tolist() == [0, 0, 10, 0]
    assert months.obon.tolist() == [0, 0, 0, 4]


def test_a_day_knows_its_weekday_and_how_long_it_was_closed_before() -> None:
    days = calendar_of(_days("2026-05-07", "2026-05-08", "2026-05-09", "2026-05-11"), "day")
    assert days.weekday.tolist() == [3, 4, 5, 0]
    assert days.closed_before.tolist() == [5, 0, 0, 2]
    assert days.is_open.tolist() == [True, True, False, True]


def test_days_since_the_year_end_begin_again_after_the_third_of_january() -> None:
    days = calendar_of(_days("2026-01-02", "2026-01-03", "2026-01-04", "2026-12-31"), "day")
    assert days.since_year_end.tolist() == [364, 0, 1, 362]


def test_days_of_its_own_close_one_place_and_no_other() -> None:
    typhoon = Closing(own=frozenset({date(2026, 9, 3)}))
    week = _days("2026-08-31")
    assert calendar_of(week, "week", typhoon).business[0] == 4
    assert calendar_of(week, "week").business[0] == 5


def test_a_place_open_on_sundays_and_holidays_counts_them() -> None:
    library = Closing(weekly=(0,), on_holidays=False)
    assert calendar_of(_days("2026-05-04"), "week", library).business[0] == 6


def test_the_periods_to_come_follow_the_last() -> None:
    assert following(_days("2026-11-01"), "month", 3).tolist() == [
        date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1)
    ]  # fmt: skip
    assert following(_days("2026-12-28"), "week", 1)[0] == np.datetime64("2027-01-04")
    assert len(calendar_of(_days(), "week").business) == 0
