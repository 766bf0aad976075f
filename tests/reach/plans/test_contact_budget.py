"""The contact budget: what no schedule may break, and that none is better."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from benchmarks.measure.bundles import LABELS, MONDAY, city
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sakimawari.reach.medium import Medium
from sakimawari.reach.plans.budget import duals
from sakimawari.reach.plans.budget.allocation import allocate
from sakimawari.reach.plans.budget.days import number_of
from sakimawari.reach.plans.budget.values import (
    BECAUSE,
    MEDIA,
    NEVER,
    Because,
    Bundles,
    Earlier,
    mask_of,
    ranks_of,
)
from sakimawari.reach.plans.budget.verify import violations
from sakimawari.reach.terms.values import COSTS, Cost, Floor, Terms, WeekBudget
from tests.reach.plans.brute import best_of_all, missing

EVERY = frozenset(Medium)
QUICK = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


def people(count: int, **columns: object) -> Bundles:
    """Persons alike, each alone in a household, whom a letter reaches."""
    usual: dict[str, object] = {
        "key": np.arange(count, dtype=np.uint64) * np.uint64(977) + np.uint64(5),
        "person": np.arange(count),
        "household": np.arange(count),
        "ward": np.zeros(count, np.int16),
        "age_band": np.zeros(count, np.int16),
        "language": np.zeros(count, np.int16),
        "labels": LABELS,
        "yen": np.full(count, 60_000),
        "deadline": np.full(count, NEVER, np.int32),
        "earliest": np.full(count, number_of(MONDAY), np.int32),
        "media": np.full(count, mask_of([Medium.LETTER]), np.uint8),
        "rank": np.zeros((count, len(MEDIA)), np.int8),
        "factor": np.ones(count),
    }
    return Bundles(**{**usual, **columns})  # type: ignore[arg-type]


def shuffled(bundles: Bundles, order: np.ndarray) -> Bundles:
    columns = [name for name in Bundles.__slots__ if name != "labels"]
    return replace(bundles, **{name: getattr(bundles, name)[order] for name in columns})


def reasons(allocation: object) -> set[Because]:
    return {BECAUSE[code] for code in allocation.because if code >= 0}  # type: ignore[attr-defined]


@st.composite
def small(draw: st.DrawFn) -> tuple[Bundles, Terms, Earlier | None]:
    """A handful of bundles and terms that pinch."""
    count = draw(st.integers(1, 4))
    household = np.array(draw(st.lists(st.integers(0, 2), min_size=count, max_size=count)))
    person = household * 2 + np.array(
        draw(st.lists(st.integers(0, 1), min_size=count, max_size=count))
    )

    def many(values: st.SearchStrategy[int]) -> np.ndarray:
        return np.array(draw(st.lists(values, min_size=count, max_size=count)))

    day = number_of(MONDAY)
    bundles = people(
        count,
        key=np.array(draw(st.permutations(range(count))), np.uint64),
        person=person,
        household=household,
        ward=(household % 2).astype(np.int16),
        age_band=(person % 2).astype(np.int16),
        yen=many(st.sampled_from([0, 60_000, 900_000])),
        deadline=many(st.sampled_from([day + 1, day + 9, day + 25, int(NEVER)])).astype(np.int32),
        earliest=(day + many(st.sampled_from([0, 0, 5, 8, 20]))).astype(np.int32),
        media=many(st.sampled_from([mask_of([Medium.LETTER]), mask_of([Medium.LETTER, Medium.CALL]), mask_of([Medium.EMAIL, Medium.LETTER]), 0])).astype(np.uint8),
        factor=many(st.sampled_from([1, 2])) / 2,
        rank=np.array([ranks_of([Medium.EMAIL]) if draw(st.booleans()) else [0] * 7 for _ in range(count)], np.int8),
    )  # fmt: skip
    budget = WeekBudget(
        postage_yen=draw(st.sampled_from([None, 0, 110, 250])),
        call_minutes=draw(st.sampled_from([None, 0, 12])),
        counter=draw(st.sampled_from([None, 0, 1])),
    )
    floors = draw(st.sampled_from([(), (Floor(by="ward", share=0.5),), (Floor(by="ward", share=1.0), Floor(by="age_band", share=0.4))]))  # fmt: skip
    terms = Terms(
        weeks=2,
        per_person_a_week=draw(st.integers(1, 2)),
        per_person_a_month=draw(st.integers(1, 2)),
        per_household_a_week=draw(st.integers(1, 2)),
        budget=budget,
        floors=floors,
        media=frozenset({Medium.EMAIL, Medium.LETTER, Medium.CALL}),
    )
    past = draw(st.lists(st.tuples(st.integers(0, count - 1), st.integers(-4, 1)), max_size=2))
    earlier = Earlier(
        person=np.array([person[row] for row, _ in past], np.int64),
        household=np.array([household[row] for row, _ in past], np.int64),
        week=np.array([week for _, week in past], np.int32),
    )
    return bundles, terms, earlier if past else None


@QUICK
@given(small())
@pytest.mark.parametrize("whole", [300, 0], ids=["one model", "by prices"])
def test_no_schedule_at_all_is_better(
    whole: int, asked: tuple[Bundles, Terms, Earlier | None]
) -> None:
    bundles, terms, earlier = asked
    found = allocate(bundles, terms, start=MONDAY, earlier=earlier, whole=whole)
    assert not violations(bundles, terms, found, start=MONDAY, earlier=earlier)
    best = best_of_all(bundles, terms, MONDAY, earlier, found)
    assert missing(bundles, terms, found.week) == best.missing
    assert found.value == pytest.approx(best.value, abs=0.02)
    assert found.bound >= best.value - 0.02


@QUICK
@given(small(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(
    asked: tuple[Bundles, Terms, Earlier | None], rng: object
) -> None:
    bundles, terms, earlier = asked
    order = np.array(rng.sample(range(len(bundles)), len(bundles)))  # type: ignore[attr-defined]
    one = allocate(bundles, terms, start=MONDAY, earlier=earlier)
    other = allocate(shuffled(bundles, order), terms, start=MONDAY, earlier=earlier)
    for column in ("week", "medium", "day", "because"):
        assert (getattr(one, column)[order] == getattr(other, column)).all()


@QUICK
@given(small(), st.sampled_from([110, 220, 1_000]))
def test_more_money_is_never_worth_less(
    asked: tuple[Bundles, Terms, Earlier | None], more: int
) -> None:
    bundles, terms, earlier = asked
    budget = replace(terms.budget, postage_yen=(terms.budget.postage_yen or 0) + more)
    poor = allocate(
        bundles,
        replace(terms, budget=replace(budget, postage_yen=budget.postage_yen - more)),
        start=MONDAY,
        earlier=earlier,
    )  # type: ignore[operator]
    rich = allocate(bundles, replace(terms, budget=budget), start=MONDAY, earlier=earlier)
    short = [sum(one.missing for one in found.shares) for found in (poor, rich)]
    assert short[1] <= short[0]
    if short[1] == short[0]:
        assert rich.value >= poor.value - 0.01


def test_more_money_reaches_more_where_all_are_worth_the_same() -> None:
    asked = people(40)
    told = [
        int(
            (
                allocate(asked, Terms(budget=WeekBudget(postage_yen=yen)), start=MONDAY).week >= 0
            ).sum()
        )
        for yen in (0, 109, 110, 330, 1_100, 10_000)
    ]
    assert told == [0, 0, 4, 12, 40, 40]


def test_equals_are_chosen_by_key_and_not_by_row() -> None:
    asked, terms = people(40), Terms(weeks=1, budget=WeekBudget(postage_yen=550))
    told = np.flatnonzero(allocate(asked, terms, start=MONDAY).week >= 0)
    turned = allocate(shuffled(asked, np.arange(40)[::-1]), terms, start=MONDAY).week[::-1]
    assert len(told) == 5
    assert (np.flatnonzero(turned >= 0) == told).all()


@pytest.fixture(scope="module", params=["no floors", "floors"])
def town(request: pytest.FixtureRequest) -> tuple[Bundles, Terms]:
    floors = (
        Floor(by="ward", share=0.5),
        Floor(by="age_band", share=0.52),
        Floor(by="language", share=0.5),
    )
    budget = WeekBudget(postage_yen=13_000, visit_minutes=400, call_minutes=600, counter=65)
    terms = Terms(media=EVERY, budget=budget, floors=() if request.param == "no floors" else floors)
    return city(2_000, seed=3), terms


def test_a_town_is_decided_within_its_terms_and_near_the_bound(town: tuple[Bundles, Terms]) -> None:
    bundles, terms = town
    found = allocate(bundles, terms, start=MONDAY)
    assert not violations(bundles, terms, found, start=MONDAY)
    assert all(one.missing == 0 or one.lacks for one in found.shares)
    assert found.gap < 2e-3
    assert ((found.week >= 0) == (found.because < 0)).all()


def test_prices_that_were_never_found_exceed_no_budget(
    town: tuple[Bundles, Terms], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The search is cut off after a round, long before it knows anything."""
    monkeypatch.setattr(duals, "_ROUNDS", 1)
    monkeypatch.setattr(duals, "_MOST_ROUNDS", 1)
    bundles, terms = town
    found = allocate(bundles, terms, start=MONDAY)
    assert not violations(bundles, terms, found, start=MONDAY)
    assert 0 < found.value <= found.bound


def test_nobody_waits_for_a_budget_that_is_left_over(town: tuple[Bundles, Terms]) -> None:
    bundles, terms = town
    generous = replace(terms, budget=WeekBudget(), floors=())
    found = allocate(bundles, generous, start=MONDAY)
    assert not reasons(found) & {Because.POSTAGE, Because.STAFF, Because.COUNTER}
    assert {one.price for one in found.resources} == set()


def test_a_floor_that_cannot_be_met_says_what_would_do() -> None:
    """Twenty in 若松区 of whom the floor wants twelve; the postage of four weeks pays eight."""
    asked = people(20, ward=np.full(20, LABELS["ward"].index("若松区"), np.int16))
    terms = Terms(floors=(Floor(by="ward", share=0.6),), budget=WeekBudget(postage_yen=220))
    found = allocate(asked, terms, start=MONDAY)
    (missed,) = [one for one in found.shares if one.missing]
    assert (missed.group, missed.needed, missed.reached) == ("若松区", 12, 8)
    (lack,) = missed.lacks
    assert (lack.because, lack.more, lack.unit) == (Because.POSTAGE, 440.0, "yen")


def test_a_floor_takes_from_those_worth_more() -> None:
    ward = np.repeat([0, 1], 10).astype(np.int16)
    asked = people(20, ward=ward, yen=np.where(ward == 0, 900_000, 0))
    terms = Terms(weeks=1, budget=WeekBudget(postage_yen=1_100))
    assert (allocate(asked, terms, start=MONDAY).week[:10] >= 0).all()
    fair = allocate(asked, replace(terms, floors=(Floor(by="ward", share=0.3),)), start=MONDAY)
    assert [(fair.week[half] >= 0).sum() for half in (slice(10), slice(10, 20))] == [7, 3]
    assert fair.shares[1].price > 0


def test_one_more_letter_is_worth_what_the_first_who_waits_is_worth() -> None:
    yen = np.array([900_000, 60_000, 0])
    found = allocate(
        people(3, yen=yen), Terms(weeks=1, budget=WeekBudget(postage_yen=110)), start=MONDAY
    )
    (postage,) = found.resources
    worth = 0.30 * 1_000 * 1.85 - 110  # a stake of 60,000 yen
    assert postage.price * 110 == pytest.approx(worth, abs=0.5)


def test_a_household_hears_once_a_week() -> None:
    asked = people(3, household=np.zeros(3, np.int64))
    found = allocate(asked, Terms(weeks=2), start=MONDAY)
    assert sorted(found.week) == [-1, 0, 1]
    assert reasons(found) == {Because.HOUSEHOLD}


def test_an_earlier_contact_counts_against_the_cap() -> None:
    earlier = Earlier(person=np.array([0, 0]), household=np.array([0, 0]), week=np.array([-2, -1]))
    found = allocate(people(1), Terms(weeks=1), start=MONDAY, earlier=earlier)
    assert reasons(found) == {Because.CAP}
    later = allocate(people(1), Terms(weeks=4), start=MONDAY, earlier=earlier)
    assert later.week[0] == 2  # four weeks after the first of the two


def test_what_an_earlier_plan_will_spend_is_not_there_a_second_time() -> None:
    terms = Terms(weeks=2, budget=WeekBudget(postage_yen=330))
    spent = np.zeros((4, 2))
    spent[0, 0] = 220  # two letters of the first week are promised
    nobody = np.array([], np.int64)
    earlier = Earlier(person=nobody, household=nobody, week=nobody, spent=spent)
    found = allocate(people(6), terms, start=MONDAY, earlier=earlier)
    assert np.bincount(found.week[found.week >= 0]).tolist() == [1, 3]
    assert [(each.used, each.limit) for each in found.resources] == [(330.0, 330.0)] * 2


def test_what_rings_does_not_ring_on_new_years_day() -> None:
    start = date(2026, 12, 28)
    asked = people(
        1,
        earliest=np.array([number_of(date(2026, 12, 29))], np.int32),
        media=np.array([mask_of([Medium.SMS])], np.uint8),
    )
    terms = Terms(weeks=1, media=EVERY)
    assert reasons(allocate(asked, terms, start=start)) == {Because.HOLIDAY}
    assert allocate(asked, replace(terms, on_holidays=True), start=start).week[0] == 0


def test_a_wish_is_passed_over_only_for_much() -> None:
    """A wished e-mail stands for a small right; a large one that lapses is worth the letter."""
    day = number_of(MONDAY)
    asked = people(
        2,
        yen=np.array([0, 990_000]),
        deadline=np.array([NEVER, day + 40], np.int32),
        media=np.full(2, mask_of([Medium.EMAIL, Medium.LETTER]), np.uint8),
        rank=np.array([ranks_of([Medium.EMAIL])] * 2, np.int8),
    )
    terms = Terms(media=EVERY)
    assert [MEDIA[one] for one in allocate(asked, terms, start=MONDAY).medium] == [
        Medium.EMAIL,
        Medium.LETTER,
    ]
    binding = replace(terms, passed_over=0.0)
    assert {MEDIA[one] for one in allocate(asked, binding, start=MONDAY).medium} == {Medium.EMAIL}


def test_those_whose_deadline_presses_come_first() -> None:
    day = number_of(MONDAY)
    asked = people(4, deadline=np.array([NEVER, NEVER, day + 12, NEVER], np.int32))
    found = allocate(asked, Terms(weeks=1, budget=WeekBudget(postage_yen=110)), start=MONDAY)
    assert (np.flatnonzero(found.week >= 0) == [2]).all()


def test_each_who_waits_is_told_the_constraint_that_binds() -> None:
    day = number_of(MONDAY)
    asked = people(
        4,
        media=np.array([0, 16, 16, 16], np.uint8),
        deadline=np.array([NEVER, day + 1, NEVER, NEVER], np.int32),
        earliest=np.array([day, day, day + 40, day], np.int32),
    )
    dear = Terms(costs={**COSTS, Medium.LETTER: Cost(yen=5_000, effect=0.3)})
    because = [BECAUSE[one] for one in allocate(asked, dear, start=MONDAY).because]
    assert because == [Because.NO_MEDIUM, Because.LATE, Because.EARLY, Because.WORTH]


def test_the_counter_is_not_flooded() -> None:
    """Two hundred letters bring sixty replies: twenty a week are spread over three weeks."""
    found = allocate(people(200), Terms(weeks=4, budget=WeekBudget(counter=20)), start=MONDAY)
    replies = np.bincount(found.week, found.effect, minlength=4)
    assert replies.max() <= 20
    assert (found.week >= 0).all()


def test_no_bundles_are_no_allocation() -> None:
    found = allocate(people(0), Terms(floors=(Floor(by="ward", share=0.5),)), start=MONDAY)
    assert (len(found.week), found.value, found.gap) == (0, 0.0, 0.0)
