"""A city moves on month by month: the same bits whatever the threads, and households that hold together."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from sakimawari.anticipate.projection.engine.running import replicate, states_at
from sakimawari.anticipate.projection.people import (
    ARRIVED,
    BORN,
    FLOWS,
    NOBODY,
    RESIDENT,
    Replicate,
    State,
)
from sakimawari.anticipate.projection.values import AGES, WOMEN
from sakimawari.problems import Problems

from .hamlet import START, but, hamlet, plan

BIRTHS, DEATHS, ARRIVALS, LEFT, IN, OUT = range(len(FLOWS))


def same(one: Replicate | State, other: Replicate | State) -> bool:
    return all(
        np.array_equal(getattr(one, each.name), getattr(other, each.name))
        for each in fields(one)
        if isinstance(getattr(one, each.name), np.ndarray)
    )


@pytest.fixture(scope="module")
def run() -> Replicate:
    return replicate(plan(), 0)


@pytest.fixture(scope="module")
def later() -> State:
    (state,) = states_at(plan(30), 0, [30])
    return state


def test_threads_and_spans_change_no_bit(run: Replicate) -> None:
    for threads, span in ((1, 1_000_000), (2, 1_237), (4, 300)):
        again = replicate(replace(plan(), threads=threads), 0, span=span)
        assert same(run, again)


def test_another_seed_and_another_replicate_are_another_future(run: Replicate) -> None:
    for other in (replicate(plan(), 1), replicate(plan(seed=6), 0)):
        assert not np.array_equal(run.population[-1], other.population[-1])
        assert np.array_equal(run.population[0], other.population[0])


def test_flows_explain_every_stock_in_every_area_and_month(run: Replicate) -> None:
    births, deaths, arrived, left, moved_in, moved_out = np.moveaxis(run.flows, 1, 0)
    change = births - deaths + arrived - left + moved_in - moved_out
    assert np.array_equal(np.diff(run.totals, axis=0), change)
    assert np.array_equal(moved_in.sum(axis=1), moved_out.sum(axis=1))
    assert run.totals[-1].sum() == run.population[-1].sum() == run.care[-1].sum()
    assert (run.flows.sum(axis=(0, 2)) > 0).all()
    assert (run.happenings.sum(axis=0)[:8] > 0).all()


def test_a_changed_rate_moves_no_unrelated_lot() -> None:
    one, more = plan(6), but(plan(6), birth=1.5)
    keys, at_work, care = [], [], []
    for each in (one, more):
        (state,) = states_at(each, 0, [6])
        order = np.argsort(state.key)
        some = order[state.whence[order] != BORN]
        keys.append(state.key[some])
        at_work.append(state.work[some])
        care.append(state.care[some])
    both = np.intersect1d(*keys)
    # Who dies, works and is cared for is the same; only who moves may differ a little, where a
    # mother who bears a child is at home instead.
    assert len(both) > 0.995 * max(len(k) for k in keys)
    for column in (at_work, care):
        first, second = (c[np.searchsorted(k, both)] for c, k in zip(column, keys, strict=True))
        assert np.array_equal(first, second)
    base, raised = replicate(one, 0), replicate(more, 0)
    assert np.array_equal(base.flows[0, DEATHS], raised.flows[0, DEATHS])
    assert np.array_equal(base.flows[0, LEFT], raised.flows[0, LEFT])
    assert raised.flows[:, BIRTHS].sum() > base.flows[:, BIRTHS].sum()


def test_with_more_births_nobody_who_was_born_is_lost() -> None:
    (one,), (more,) = states_at(plan(1), 0, [1]), states_at(but(plan(1), birth=2.0), 0, [1])
    born = [set(each.key[each.whence == BORN].tolist()) for each in (one, more)]
    assert born[0] < born[1]


def test_households_hold_together(later: State) -> None:
    assert (later.size > 0).all()
    assert len(np.unique(later.key)) == later.people
    assert len(np.unique(later.house_key)) == len(later.house_key)
    paired = np.flatnonzero(later.partner >= 0)
    assert np.array_equal(later.partner[later.partner[paired]], paired)
    assert np.array_equal(later.house[later.partner[paired]], later.house[paired])
    adult = later.month - later.born > 18 * 12
    assert adult[paired].all()
    led = np.bincount(later.house, (later.leads == 1) & adult, len(later.house_key))
    with_adult = np.bincount(later.house, adult, len(later.house_key)) > 0
    assert (led[with_adult] > 0).all()
    assert with_adult.all()
    assert (later.born < later.month).all()


def test_a_child_is_born_into_its_mothers_household(later: State) -> None:
    born = np.flatnonzero((later.whence == BORN) & (later.parent >= 0))
    assert len(born) > 30
    assert (later.sex[later.parent[born]] == WOMEN).all()
    together = later.house[later.parent[born]] == later.house[born]
    assert together.mean() > 0.97
    assert (later.born[born] >= START).all()


def test_families_move_whole(later: State) -> None:
    young = np.flatnonzero((later.whence == RESIDENT) & (later.age < 15) & (later.parent >= 0))
    with_mother = later.house[later.parent[young]] == later.house[young]
    assert with_mother.mean() > 0.97  # the others lost her to a death, or she moved in elsewhere


def test_whole_households_arrive(later: State) -> None:
    came = np.flatnonzero(later.whence == ARRIVED)
    assert (later.age[came] < 15).any()
    assert (later.partner[came] >= 0).any()
    assert (later.origin[came] == NOBODY).all()  # this city was made of counts: no row fits


def test_most_mothers_have_a_partner(later: State) -> None:
    born = np.flatnonzero((later.whence == BORN) & (later.parent >= 0))
    assert (later.partner[later.parent[born]] >= 0).mean() > 0.85


def test_going_on_from_a_month_is_the_same_as_passing_it() -> None:
    (direct,) = states_at(plan(12), 0, [12])
    stopping = list(states_at(plan(12), 0, [3, 7, 12]))
    assert [each.month - START for each in stopping] == [3, 7, 12]
    assert same(direct, stopping[-1])


def test_a_day_without_events_leaves_the_city_as_it_is() -> None:
    still = but(plan(2), death=0.0, birth=0.0, leave=0.0, arrive=0.0, move=0.0)
    (after,) = states_at(still, 0, [2])
    assert after.people == hamlet().people
    assert set(after.key.tolist()) == set(hamlet().key.tolist())
    order, before = np.argsort(after.key), np.argsort(hamlet().key)
    assert np.array_equal(after.area[order], hamlet().area[before])


def test_whoever_turns_75_is_counted_in_the_year_of_the_birthday(run: Replicate) -> None:
    state = hamlet()
    in_2026 = ((state.born + 75 * 12) // 12 == 2026 - 1970) & (state.born + 75 * 12 >= START)
    seen = run.turned[0, :, :, 75].sum()
    assert 0 < seen <= in_2026.sum()  # some die or leave before their birthday
    assert seen >= in_2026.sum() - 3
    assert run.turned.shape == (3, 3, 2, AGES)  # 2026, 2027, 2028: eighteen months


def test_rates_of_other_areas_or_impossible_ones_are_refused() -> None:
    wrong = replace(plan().rates, areas=("東", "西", "北"))
    with pytest.raises(Problems, match="PROJ001"):
        replicate(replace(plan(), rates=wrong), 0)
    below = plan().rates.death.copy()
    below[0, 1, 0, 30] = -0.1
    with pytest.raises(Problems, match=r"PROJ002.*\n.*rates.death at \[0, 1, 0, 30\]"):
        replicate(replace(plan(), rates=replace(plan().rates, death=below)), 0)
    with pytest.raises(Problems, match=r"PROJ002.*\n.*rates.leave at"):
        replicate(but(plan(), leave=1_000.0), 0)
