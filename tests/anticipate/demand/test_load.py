"""From rights to applications, hours, and intervals that are neither boastful nor shy."""

from __future__ import annotations

import numpy as np
import pytest

from sakimawari.anticipate.demand.bands import again, band
from sakimawari.anticipate.demand.counting import Memory, signs_of
from sakimawari.anticipate.demand.load import applied
from sakimawari.anticipate.demand.run import grid_of
from sakimawari.anticipate.demand.sampling import sampled
from sakimawari.problems import Problems
from tests.anticipate.demand.street import ON, state, street


def test_applications_come_with_the_lag_and_none_is_lost_within_the_months() -> None:
    started = np.array([100.0, 0, 0, 0])
    coming = applied(started, (0, 1, 2, 3, 4), (0.5, 0.3, 0.2))
    # The first months are filled with those of before, as if it had always been so.
    assert coming == pytest.approx([100.0, 50.0, 20.0, 0.0])


def test_a_year_read_at_once_is_spread_over_its_months() -> None:
    started = np.array([120.0, 240.0])
    coming = applied(started, (0, 12, 24), (0.5, 0.5))
    assert coming == pytest.approx([120.0, 235.0])


def test_a_right_that_comes_and_goes_is_new_once_a_year() -> None:
    memory, key, yes = Memory(), np.array([7], np.uint64), np.array([True])
    none, no = np.empty(0, np.uint64), np.empty(0, np.bool_)
    assert memory.known(key, 0).tolist() == [False]
    memory.keep(key, yes, 0)
    assert memory.known(key, 31).tolist() == [True]
    memory.keep(none, no, 31)  # over, until it is taken up or the season returns
    assert memory.known(key, 62).tolist() == [True]
    memory.keep(none, no, 300)
    assert memory.known(key, 365).tolist() == [False]
    assert memory.known(np.array([8], np.uint64), 31).tolist() == [False]


def test_the_grid_is_monthly_first_and_then_ends_whole_years() -> None:
    grid = grid_of(ON, 60, near=6, step=12)
    assert grid.months == (0, 1, 2, 3, 4, 5, 6, 15, 27, 39, 51, 60)
    with pytest.raises(Problems) as raised:
        grid_of(ON, 0)
    assert raised.value.found[0].id == "DEMAND003"


def test_intervals_cover_what_is_drawn_again() -> None:
    draws = np.random.default_rng(3).poisson(40, (7, 1, 400)).astype(float)
    again = np.random.default_rng(4).poisson(40, (1, 400))
    found = band(draws[:6], np.zeros((1, 400)))
    inside = (found.low <= again) & (again <= found.high)
    assert 0.85 <= inside.mean() <= 0.95
    assert (found.low >= 0).all()


def test_a_sample_widens_the_interval() -> None:
    draws = np.random.default_rng(3).poisson(40, (6, 1, 4)).astype(float)
    sure, unsure = band(draws, np.zeros((1, 4))), band(draws, np.full((1, 4), 400.0))
    assert (unsure.high - unsure.low > 1.5 * (sure.high - sure.low)).all()


def test_a_sample_takes_the_same_share_of_each_ward_with_whole_households() -> None:
    whole = state(street(50))
    part = sampled(whole, 100, seed=1)
    assert part.households == 100 and part.of == 200
    assert np.bincount(part.state.house_area).tolist() == [50, 50]
    sizes = np.bincount(part.state.house, minlength=100)
    assert sizes.min() >= 1 and sizes.max() == 3
    with_partner = part.state.partner >= 0
    mine, theirs = (
        part.state.house[with_partner],
        part.state.house[part.state.partner[with_partner]],
    )
    assert (mine == theirs).all()
    assert sampled(whole, None, seed=1).shares.tolist() == [1.0, 1.0]


def test_lots_of_a_sample_are_not_counted_twice() -> None:
    signs = signs_of(np.arange(3000, dtype=np.uint64))
    lots = np.random.default_rng(5)
    chance = lots.random((6, 20, 3000)) < 0.1  # other households in every replicate
    fixed = np.broadcast_to(lots.random((20, 3000)) < 0.1, (6, 20, 3000))  # always the same
    counts = np.stack([chance, fixed], axis=1).astype(float)
    found = again(counts @ signs)
    assert found[0] < 0.3  # a tenth of a tenth by chance
    assert found[1] == pytest.approx(1.0)
    assert again(counts[:1] @ signs).tolist() == [1.0, 1.0]
