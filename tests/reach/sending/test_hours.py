"""Nothing rings at night, on days off, or in a person's quiet hours; what does not ring may go."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time

import pytest

from sakimawari.guard.consents.values import Wishes
from sakimawari.reach.medium import Medium
from sakimawari.reach.sending.hours import JAPAN, allowed_from, is_day_off
from sakimawari.reach.terms.values import Terms

TERMS = Terms()


def at(day: int, hour: int, minute: int = 0, month: int = 6) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=JAPAN)


@pytest.mark.parametrize(
    ("asked", "free"),
    [
        (at(2, 12), at(2, 12)),
        (at(2, 8, 59), at(2, 9)),
        (at(2, 9), at(2, 9)),
        (at(2, 19, 59), at(2, 19, 59)),
        (at(2, 20), at(3, 9)),
        (at(5, 20), at(8, 9)),  # Friday evening: Monday
        (at(6, 12), at(8, 9)),
        (at(3, 12, month=11), at(4, 9, month=11)),  # 文化の日
    ],
)
def test_what_rings_waits_for_the_hours_of_the_city(asked: datetime, free: datetime) -> None:
    assert allowed_from(Medium.SMS, asked, TERMS) == free
    assert allowed_from(Medium.CALL, asked, TERMS) == free
    assert allowed_from(Medium.LETTER, asked, TERMS) == asked
    assert allowed_from(Medium.PORTAL, asked, TERMS) == asked


def test_a_city_may_send_on_days_off() -> None:
    assert allowed_from(Medium.SMS, at(6, 12), replace(TERMS, on_holidays=True)) == at(6, 12)
    assert is_day_off(at(6, 0).date()) and not is_day_off(at(5, 0).date())


def test_a_person_s_own_quiet_hours_bind_messages_and_not_the_list_of_calls() -> None:
    early = Wishes(quiet_from=time(18), quiet_until=time(10, 30))
    assert allowed_from(Medium.LINE, at(2, 9), TERMS, early) == at(2, 10, 30)
    assert allowed_from(Medium.LINE, at(2, 18), TERMS, early) == at(3, 10, 30)
    assert allowed_from(Medium.CALL, at(2, 9), TERMS, early) == at(2, 9)


def test_where_no_minute_is_left_it_never_goes() -> None:
    all_day = Wishes(quiet_from=time(9), quiet_until=time(20))
    assert allowed_from(Medium.EMAIL, at(2, 12), TERMS, all_day) is None


def test_the_time_is_that_of_japan_wherever_the_clock_stands() -> None:
    assert allowed_from(Medium.SMS, datetime(2026, 6, 2, 12, tzinfo=UTC), TERMS) == at(3, 9)
