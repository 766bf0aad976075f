"""The standard period: counted, standing still, ending on a day the office is open."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sakimawari.cases.period import Pause, days_left, due, is_open, next_open
from sakimawari.packs.handling import Count

DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))


def test_the_day_of_arrival_is_not_counted() -> None:
    assert due(date(2026, 10, 5), 1, Count.CALENDAR) == date(2026, 10, 6)


def test_a_last_day_on_a_closed_day_moves_to_the_next_open_one() -> None:
    # 31 October 2026 is a Saturday, 3 November a holiday (文化の日)
    assert due(date(2026, 10, 1), 30, Count.CALENDAR) == date(2026, 11, 2)
    assert due(date(2026, 10, 1), 33, Count.CALENDAR) == date(2026, 11, 4)


def test_business_days_leave_out_weekends_holidays_and_the_turn_of_the_year() -> None:
    assert due(date(2026, 12, 28), 1, Count.BUSINESS) == date(2027, 1, 4)
    assert not is_open(date(2026, 12, 29))
    assert is_open(date(2026, 12, 28))
    assert not is_open(date(2027, 1, 1))


def test_the_period_stands_still_while_the_applicant_has_it() -> None:
    undisturbed = due(date(2026, 10, 1), 14, Count.CALENDAR)
    waited = [Pause(since=date(2026, 10, 5), until=date(2026, 10, 9))]  # five days
    assert undisturbed == date(2026, 10, 15)
    assert due(date(2026, 10, 1), 14, Count.CALENDAR, waited) == date(2026, 10, 20)


def test_while_it_stands_still_there_is_no_last_day() -> None:
    assert (
        due(date(2026, 10, 1), 14, Count.CALENDAR, [Pause(since=date(2026, 10, 5), until=None)])
        is None
    )


def test_days_left_count_down_to_the_last_day_and_past_it() -> None:
    assert days_left(date(2026, 10, 5), date(2026, 10, 5)) == 0
    assert days_left(date(2026, 10, 5), date(2026, 10, 6)) == -1
    assert days_left(None, date(2026, 10, 6)) is None


@given(DAYS, st.integers(1, 60), st.sampled_from(list(Count)))
def test_the_last_day_is_open_and_never_before_the_period_has_run(
    arrived: date, days: int, count: Count
) -> None:
    last = due(arrived, days, count)
    assert last is not None
    assert is_open(last)
    assert last >= arrived + timedelta(days=days)


@given(DAYS, st.integers(1, 40), st.integers(0, 30), st.integers(0, 30))
def test_waiting_only_ever_moves_the_last_day_on(
    arrived: date, days: int, begin: int, length: int
) -> None:
    since = arrived + timedelta(days=begin)
    waited = [Pause(since=since, until=since + timedelta(days=length))]
    plain, held = due(arrived, days, Count.CALENDAR), due(arrived, days, Count.CALENDAR, waited)
    assert plain is not None
    assert held is not None
    assert plain <= held <= next_open(plain + timedelta(days=length + 1))
