"""Rides fetched in time, seated, brought within their time on board; or told why not, and when."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from sakimawari.match.rides import schedule
from sakimawari.match.rides.calling import answer
from sakimawari.match.rides.planning import plan_rides
from sakimawari.match.rides.schedule import NEVER, timed
from sakimawari.match.rides.solving import Effort
from sakimawari.match.rides.values import Because, Pause, Rules, Runs, Task, Window
from sakimawari.match.rides.verifying import Rule, verify
from sakimawari.problems import Problems
from tests.match.rides.town import (
    ELEVEN,
    HOUR,
    NINE,
    NOON,
    TEN,
    day,
    has_hours,
    ride,
    vehicle,
)

SHORT = Effort(steps=60)


def planned(task: Task) -> Runs:
    runs = plan_rides(task, SHORT)
    assert verify(task, runs) == ()
    return runs


def test_the_eight_steps_find_hours_exactly_where_there_are_any() -> None:
    draw, feasible = random.Random(3), 0
    for _ in range(1_500):
        order, stops, duty, travel = drawn_order(draw)
        work = schedule.table(len(order))
        found = timed(order, len(order), stops, duty, travel, True, work) > 0
        rows = schedule._lay(order, len(order), -1, False, stops, duty, work)
        assert found == has_hours(rows, int(duty[schedule.V_LONGEST]), travel, work)
        feasible += found
    assert 200 < feasible < 1_300


def drawn_order(draw: random.Random):  # type: ignore[no-untyped-def]
    count = draw.randint(1, 4)
    points = np.array([[draw.randint(0, 30), draw.randint(0, 30)] for _ in range(2 * count + 1)])
    apart = ((points[:, None] - points[None]) ** 2).sum(axis=2)
    travel = np.ceil(np.sqrt(apart)).astype(np.int64)
    stops = np.zeros((2 * count, schedule.S_COLUMNS), np.int64)
    for at in range(2 * count):
        early = draw.randint(1, 160) if draw.random() < 0.6 else 0
        late = early + draw.randint(0, 70) if early else 1_000
        stops[at, :4] = [at + 1, early, late, draw.randint(0, 6)]
    for at in range(count):
        direct = int(travel[at + 1, count + at + 1])
        stops[count + at, schedule.S_AT_MOST] = direct + draw.randint(0, 60)
    order: list[int] = []
    aboard: list[int] = []
    waiting = sorted(range(count), key=lambda at: stops[at, 1] + draw.randint(0, 60))
    while waiting or aboard:
        if waiting and (not aboard or draw.random() < 0.5):
            aboard.append(waiting.pop(0))
            order.append(aboard[-1])
        else:
            order.append(count + aboard.pop(draw.randrange(len(aboard))))
    longest = draw.choice([150, 250, NEVER])
    duty = np.array([0, 0, 0, draw.choice([300, 600]), 9, 0, 0, longest, 0, 0, 0])
    return np.array(order), stops, duty, travel


def test_two_ride_together_and_nobody_longer_than_they_may() -> None:
    runs = planned(day(ride("1", 1, 6, TEN), ride("2", 2, 5, TEN)))
    assert runs.given == 2
    assert runs.travel == 12 * 300  # to the sixth stop and back, once
    strict = Rules(factor=1.0)  # who is fetched first may not wait for the other's boarding
    apart = planned(day(ride("1", 1, 6, TEN), ride("2", 2, 5, TEN), rules=strict))
    assert apart.given == 1


def test_the_same_seed_gives_the_same_runs() -> None:
    task = day(*(ride(f"{n}", n % 6 + 1, (n * 3) % 7, NINE + n * 700) for n in (1, 2, 4, 5, 8)))
    assert plan_rides(task, SHORT) == plan_rides(task, SHORT)


def test_a_wheelchair_takes_its_place_and_folds_seats_away() -> None:
    van = vehicle(seats=2, wheelchairs=1, folded=2)
    chair = ride("chair", 1, 6, TEN, seats=0, wheelchairs=1)
    both = planned(day(chair, ride("seat", 1, 6, TEN), cars=(van,)))
    assert both.given == 1
    assert planned(day(chair, ride("seat", 1, 6, TEN), cars=(replace(van, seats=3),))).given == 2
    [left] = planned(day(chair)).refused  # the other vehicle has no place for one at all
    assert left.because is Because.NOBODY and left.proved


def test_the_driver_rests_while_nobody_is_on_board() -> None:
    rest = Pause(earliest=TEN, latest=TEN + 1_800, seconds=1_800)
    [left] = planned(day(ride("1", 1, 7, TEN), cars=(vehicle(pause=rest),))).refused
    assert left.because is Because.WINDOW
    later = planned(day(ride("1", 1, 7, ELEVEN), cars=(vehicle(pause=rest),)))
    rested = later.runs[0].pause
    assert later.given == 1 and rested is not None and TEN <= rested[0] <= TEN + 1_800


def test_a_ride_longer_than_anybody_may_be_on_board_is_proved_impossible() -> None:
    [left] = planned(day(ride("1", 1, 7, TEN), rules=Rules(longest=1_799))).refused
    assert left.because is Because.LONG and left.proved
    assert planned(day(ride("1", 1, 7, TEN), rules=Rules(longest=1_800))).given == 1


def test_an_hour_before_anybody_is_out_is_proved_impossible_and_the_first_hour_told() -> None:
    [left] = planned(day(ride("1", 2, 6, 7 * HOUR))).refused
    assert left.because is Because.WINDOW and left.proved
    assert left.free_from == 8 * HOUR + 600


def test_a_caller_hears_until_when_the_vehicle_is_full_and_other_hours() -> None:
    group = ride("group", 1, 6, TEN, seats=4)
    task = day(group)
    runs = planned(task)
    told = answer(task, runs, ride("call", 2, 5, TEN))
    assert told.offer is None and told.refused is not None
    assert told.refused.because is Because.FULL
    later = [each.boards for each in told.alternatives if each.boards > TEN]
    assert told.refused.free_from in later
    assert min(later) > TEN + 900
    noon = answer(task, runs, ride("call", 2, 5, NOON))
    assert noon.offer is not None and noon.runs is not None and noon.task is not None
    assert verify(noon.task, noon.runs) == ()


def test_hours_told_before_stay_within_the_tolerance() -> None:
    task = day(ride("1", 3, 6, TEN, told=TEN + 300), rules=Rules(tolerance=120))
    told = answer(task, planned(task), ride("call", 1, 2, TEN - 600))
    assert told.runs is not None and told.offer is not None
    [first] = [s for s in told.runs.runs[0].stops if s.ride == "1" and s.boards]
    assert abs(first.begin - TEN - 300) <= 120


def test_what_is_under_way_is_not_moved_and_nobody_is_fetched_in_the_past() -> None:
    task = day(ride("1", 3, 6, TEN))
    runs = planned(task)
    now = TEN + 900
    told = answer(task, runs, ride("call", 6, 1, TEN), now=now)
    for offer in (told.offer, *told.alternatives):
        assert offer is None or offer.boards >= now
        assert offer is None or not offer.moved


@pytest.mark.parametrize(
    ("spoil", "rule"),
    [
        (lambda stop: replace(stop, begin=stop.begin - 600, end=stop.end - 600), Rule.LENGTH),
        (lambda stop: replace(stop, arrive=stop.arrive - 600), Rule.WAY),
        (lambda stop: replace(stop, boards=not stop.boards), Rule.WHOLE),
    ],
)
def test_the_examiner_finds_what_was_spoilt(spoil, rule) -> None:  # type: ignore[no-untyped-def]
    task = day(ride("1", 2, 6, TEN))
    runs = planned(task)
    stops = tuple(spoil(stop) for stop in runs.runs[0].stops)
    broken = replace(runs, runs=(replace(runs.runs[0], stops=stops),))
    assert rule in {each.rule for each in verify(task, broken)}


def test_a_reason_said_to_be_proved_is_held_against_the_task() -> None:
    task = day(ride("1", 2, 6, TEN))
    [left] = planned(day(ride("1", 2, 6, TEN), cars=(vehicle(seats=0),))).refused
    false = Runs(runs=(), refused=(left,))
    assert [each.rule for each in verify(task, false)] == [Rule.PROOF]


def test_a_window_that_closes_before_it_opens_is_named() -> None:
    with pytest.raises(Problems) as raised:
        day(replace(ride("1", 1, 2, TEN), pick_up=Window(earliest=TEN, latest=NINE)))
    assert [each.id for each in raised.value.found] == ["RIDE001"]
