"""The months a calendar covers, and the calendar on one of their days against the same by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from measure.calendars import demand_same, made_ready, readings
from measure.horizon import Horizon, on_day
from measure.town import ON, Town, draw
from sakimawari.rules.intervals import ARRAYS, NO_DEADLINE, Intervals
from sakimawari.rules.population import YES, Population
from sakimawari.rules.tree import Holder

SERVICES = ("child-medical",)  # the rest: `make bench`


def intervals(*told: tuple[int, int, int]) -> Intervals:
    """Rights to 10 yen of a row from a first to a last day."""
    arrays = {name: np.zeros(len(told), np.int64) for name in ARRAYS}
    for at, name in enumerate(("row", "since", "until")):
        arrays[name] = np.array([one[at] for one in told], np.int64)
    arrays["status"] = np.ones(len(told), np.int8)
    arrays["amount_low"] = arrays["amount_high"] = np.full(len(told), 10)
    return Intervals(service="x", holder=Holder.PERSON, **arrays)


def test_a_horizon_is_whole_months_to_the_day_before_the_first_of_the_next() -> None:
    horizon = Horizon(on=date(2026, 10, 1), months=24)
    assert (horizon.firsts[0], horizon.firsts[3]) == (date(2026, 10, 1), date(2027, 1, 1))
    assert (len(horizon.firsts), horizon.firsts[-1]) == (24, date(2028, 9, 1))
    assert horizon.until == date(2028, 9, 30)
    assert len(horizon.days) == 731  # a leap day lies within


def test_sampled_days_reach_from_the_first_to_the_last() -> None:
    horizon = Horizon(on=date(2026, 10, 1), months=2)
    sample = horizon.sample(3)
    assert (sample[0], sample[-1], len(sample)) == (date(2026, 10, 1), date(2026, 11, 30), 3)
    assert horizon.sample(1_000) == horizon.days


def test_on_one_day_a_row_has_what_holds_first_and_last_day_included() -> None:
    told = intervals((0, 5, 7), (2, 8, 9))
    assert [on_day(told, day, rows=3)["status"].tolist() for day in (4, 5, 7, 8, 10)] == [
        [0, 0, 0],
        [1, 0, 0],
        [1, 0, 0],
        [0, 0, 1],
        [0, 0, 0],
    ]
    assert on_day(told, 5, rows=3)["amount_high"].tolist() == [10, 0, 0]
    assert on_day(told, 4, rows=3)["deadline"].tolist() == [NO_DEADLINE] * 3


def test_two_rights_of_one_row_on_one_day_are_noticed() -> None:
    with pytest.raises(ValueError, match="two intervals"):
        on_day(intervals((0, 5, 7), (0, 7, 9)), 7, rows=1)


def test_the_calendar_agrees_with_the_same_by_hand_on_the_first_of_every_month(
    small: tuple[Town, Population],
) -> None:
    city, population = small
    horizon = Horizon(on=ON, months=14)
    months = made_ready(city, population, horizon, SERVICES, sample=1)
    assert (
        demand_same(months) == 14 * population.people * 4
    )  # status, tier or amount: two ends, deadline
    assert len(months.intervals(SERVICES[0])) > 0, "nobody has a right: nothing was compared"


def test_a_right_that_ends_a_day_too_early_ends_the_benchmark(
    small: tuple[Town, Population],
) -> None:
    city, population = small
    months = made_ready(city, population, Horizon(on=ON, months=2), SERVICES, sample=1)
    late = replace(months, timeline=city.edition.timeline(ON, months.horizon.firsts[-2]))
    with pytest.raises(SystemExit, match="cells that differ"):
        demand_same(late)


def test_a_unit_is_read_at_least_once_and_far_less_often_than_every_day(
    small: tuple[Town, Population],
) -> None:
    city, population = small
    few = draw(population, 100, seed=1)
    months = made_ready(city, few, Horizon(on=ON, months=14), SERVICES, sample=1)
    count = readings(months.calendars[SERVICES[0]], few, months.timeline)
    assert few.units <= count < 5 * few.units


def test_a_draw_is_of_whole_households_and_stops_when_there_are_enough(
    small: tuple[Town, Population],
) -> None:
    population = small[1]
    few = draw(population, 100, seed=1)
    living = int((few.is_subject == YES).sum())
    assert 100 <= living < 110
    sizes, drawn = np.diff(population.offsets).tolist(), np.diff(few.offsets).tolist()
    assert all(sizes.count(size) >= drawn.count(size) for size in drawn)
    assert draw(population, 10_000, seed=1) is population
