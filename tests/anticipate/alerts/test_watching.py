"""Watching holds its rate, finds what is there, and is not taken in by the calendar or the past."""

from __future__ import annotations

from dataclasses import replace

import numba
import numpy as np
import pytest

from sakimawari.anticipate.alerts.values import Watch, Watched
from sakimawari.anticipate.alerts.watching import watch_counts
from sakimawari.anticipate.workdays import calendar_of
from tests.anticipate.alerts.weeks import WATCHED, WEEKS, panel, quiet, starts

SINCE = WEEKS - WATCHED


def watch(values: np.ndarray, **how: object) -> Watched:
    return watch_counts(panel(values), replace(Watch(), **how), since=SINCE)  # type: ignore[arg-type]


def test_quiet_series_alarm_at_about_the_rate_asked_for() -> None:
    alarms = watch(quiet(150), rate=0.02).alarms
    assert 0.01 < alarms.mean() < 0.03


def test_weeks_with_holidays_raise_no_more_alarms_than_others() -> None:
    watched = watch(quiet(150, mean=40.0, seed=8), rate=0.05)
    short = calendar_of(watched.starts, "week").business <= 3
    assert short.sum() >= 2
    assert watched.alarms[:, short].mean() < 1.3 * watched.alarms[:, ~short].mean() + 0.01


def test_an_outbreak_is_found_in_the_week_it_begins_and_a_smaller_one_by_the_scan() -> None:
    values = quiet(2)
    values[0, -6] += 30
    values[1, -6:-3] += 8  # three weeks, none of them striking alone
    watched = watch(values)
    assert watched.alarms[0, -6]
    assert watched.alarms[1, -5:-3].any()
    alone = watch(values, windows=(1,), handicaps=(0.0,), rate=0.001)
    scanned = watch(values, rate=0.001)
    assert scanned.alarms[1, -6:-3].any() and not alone.alarms[1, -6:-3].any()


def test_an_outbreak_that_is_over_raises_no_alarm_any_more() -> None:
    values = quiet(1)
    values[0, -10:-8] += 30
    values[0, -8:] = np.round(values[0, -60:-52])  # as usual again
    assert not watch(values).alarms[0, -8:].any()


def test_an_outbreak_of_the_past_does_not_hide_one_of_today() -> None:
    values = quiet(1)
    values[0, -6] += 28
    before = watch(values)
    values[0, 100:103] += 90
    after = watch(values)
    assert before.alarms[0, -6] and after.alarms[0, -6]
    assert after.expected[0, -6] == pytest.approx(before.expected[0, -6], rel=0.15)


def test_weeks_that_were_not_reported_are_neither_zero_nor_an_alarm() -> None:
    values = quiet(1)
    whole = watch(values)
    values[0, 50:90] = np.nan
    values[0, -4] = np.nan
    watched = watch(values)
    assert np.isnan(watched.score[0, -4]) and not watched.alarms[0, -4]
    assert watched.expected[0, -4] == pytest.approx(whole.expected[0, -4], rel=0.1)


def test_one_case_of_what_never_happens_is_no_alarm_and_three_are() -> None:
    values = np.zeros((2, WEEKS))
    values[0, -5], values[1, -5] = 1, 3
    alarms = watch(values).alarms
    assert not alarms[0].any()
    assert alarms[1, -5]


def test_the_same_bits_for_any_number_of_threads_and_beside_any_other_series() -> None:
    values = quiet(4)
    held = numba.get_num_threads()
    try:
        numba.set_num_threads(1)
        one = watch(values)
        numba.set_num_threads(min(2, numba.config.NUMBA_NUM_THREADS))
        two = watch(values)
    finally:
        numba.set_num_threads(held)
    alone = watch(values[:1])
    assert one.threshold.tobytes() == two.threshold.tobytes()
    assert one.score[0].tobytes() == alone.score[0].tobytes()
    assert starts()[-1] == np.datetime64("2026-09-28")
