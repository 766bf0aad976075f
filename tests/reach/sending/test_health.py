"""A provider rests after failures and comes back late: the two thresholds never flap."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from sakimawari.reach.sending.backoff import LONGEST_SECONDS, wait_after
from sakimawari.reach.sending.caps import MONTH, WEEK, Contacts
from sakimawari.reach.sending.health import (
    Health,
    Limits,
    Standing,
    after_calls,
    health_from,
    proving,
)
from sakimawari.reach.terms.values import Terms

LIMITS = Limits(
    failures=5, window=60, rest=60, longest_rest=240, successes=4, calm=120, proof_every=10
)
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def after(health: Health, *ended: tuple[float, bool]) -> Health:
    for at, ok in ended:
        health = after_calls(health, at, good=int(ok), bad=int(not ok), limits=LIMITS)
    return health


def rested() -> Health:
    return after(Health(), *((float(at), False) for at in range(5)))


def test_it_rests_after_the_fifth_failure_within_a_minute_and_not_after_the_fourth() -> None:
    four = after(Health(), *((float(at), False) for at in range(4)))
    assert four.standing(5) is Standing.WHOLE
    assert rested().standing(5) is Standing.RESTING
    assert rested().allowance(5, LIMITS) == 0


def test_five_failures_spread_over_more_than_the_window_are_none() -> None:
    slow = after(Health(), *((at * 30.0, False) for at in range(9)))
    assert slow.standing(240) is Standing.WHOLE


def test_five_failures_among_many_good_calls_are_the_ordinary_loss() -> None:
    busy = after_calls(Health(), 1, good=1000, bad=8, limits=LIMITS)
    assert busy.standing(2) is Standing.WHOLE
    half = after_calls(Health(), 1, good=8, bad=8, limits=LIMITS)
    assert half.standing(2) is Standing.RESTING


def test_after_its_rest_it_gets_one_call_now_and_then() -> None:
    health = rested()
    assert health.allowance(63.9, LIMITS) == 0
    assert health.allowance(64, LIMITS) == 1
    health = proving(health, 64)
    assert (health.allowance(73, LIMITS), health.allowance(74, LIMITS)) == (0, 1)


def test_it_is_whole_only_after_enough_successes_over_long_enough() -> None:
    health = after(rested(), *((70.0 + 10 * n, True) for n in range(12)))
    assert health.standing(181) is Standing.PROVING, "twelve successes, but within 110 seconds"
    assert after(health, (190.0, True)).standing(191) is Standing.WHOLE
    few = after(rested(), (70, True), (130, True), (195, True))
    assert few.standing(196) is Standing.PROVING, "long enough, but three"


def test_one_failure_while_proving_means_a_longer_rest() -> None:
    health = after(rested(), (70, True), (80, False))
    assert health.rest_until == 80 + 120
    assert after(health, (205, False)).rest_until == 205 + 240
    assert after(health, (205, False), (450, False)).rest_until == 450 + 240, "bounded"


def test_a_late_answer_from_before_its_rest_proves_nothing() -> None:
    assert after(rested(), (10, True)).good == 0


def test_a_provider_that_fails_every_other_call_does_not_flap() -> None:
    drawn = random.Random(3)
    health, changes, before = Health(), 0, True
    for second in range(6 * 3600):
        allowed = health.allowance(second, LIMITS)
        if allowed == 0:
            continue
        health = proving(health, second)
        ok = drawn.random() < 0.5
        health = after_calls(health, second, good=int(ok), bad=int(not ok), limits=LIMITS)
        whole = health.standing(second) is Standing.WHOLE
        changes += whole != before
        before = whole
    assert changes <= 3


def test_its_memory_is_kept_as_it_is() -> None:
    health = after(rested(), (70, True))
    assert health_from(health.to_json()) == health


def test_waits_grow_end_somewhere_and_are_not_in_step() -> None:
    waits = [wait_after(tries, seed="a").total_seconds() for tries in range(1, 20)]
    assert 15 <= waits[0] <= 30 and waits[-1] <= LONGEST_SECONDS
    assert all(2 * a >= b / 2 for a, b in pairwise(waits))
    assert len({wait_after(3, seed=str(n)) for n in range(100)}) > 90
    assert wait_after(3, seed="a") == wait_after(3, seed="a")
    assert wait_after(1, seed="a", least_seconds=900) == timedelta(seconds=900)


def test_no_seven_days_and_no_thirty_hold_more_wherever_they_begin() -> None:
    terms = Terms(per_person_a_week=1, per_person_a_month=2, per_household_a_week=2)
    held = Contacts()
    held.add("anna", "home", NOON)
    assert held.free_from("anna", "home", NOON + timedelta(days=6), terms) == NOON + WEEK
    assert held.free_from("ben", "home", NOON, terms) == NOON
    held.add("anna", "home", NOON + WEEK)
    assert held.free_from("anna", "home", NOON + 2 * WEEK, terms) == NOON + MONTH
    held.add("ben", "home", NOON + WEEK)
    assert held.free_from("chie", "home", NOON + WEEK, terms) == NOON + 2 * WEEK
