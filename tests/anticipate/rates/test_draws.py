"""A draw is a key's own: the same again, and untouched by what happens to others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sakimawari.anticipate.projection.rates import default_doubt, drawn
from sakimawari.anticipate.projection.values import AGES, Rates

ONES = Rates(
    start=2026,
    areas=("門司区", "戸畑区"),
    death=np.ones((12, 2, 2, AGES)),
    birth=np.ones((12, 2, AGES)),
    leave=np.ones((12, 2, 2, AGES)),
    arrive=np.ones((12, 2, 2, AGES)),
    move=np.ones((12, 2, 2, AGES)),
    towards=np.array([[0.0, 1.0], [1.0, 0.0]]),
)


def test_the_same_key_gives_the_same_bits_and_another_replicate_others() -> None:
    one, again = (drawn(ONES, default_doubt(), seed=7, replicate=3) for _ in range(2))
    other = drawn(ONES, default_doubt(), seed=7, replicate=4)
    assert np.array_equal(one.birth, again.birth)
    assert not np.array_equal(one.birth, other.birth)


def test_more_doubt_about_births_leaves_every_other_draw_as_it_was() -> None:
    doubt = default_doubt()
    surer = replace(doubt, level=doubt.level | {"birth": 0.3})
    one, other = (drawn(ONES, which, seed=7, replicate=3) for which in (doubt, surer))
    assert not np.array_equal(one.birth, other.birth)
    for event in ("death", "leave", "arrive", "move"):
        assert np.array_equal(getattr(one, event), getattr(other, event))


def test_an_area_is_drawn_the_same_whichever_areas_stand_beside_it() -> None:
    alone = replace(
        ONES,
        areas=("戸畑区",),
        arrive=ONES.arrive[:, 1:],
        death=ONES.death[:, 1:],
        birth=ONES.birth[:, 1:],
        leave=ONES.leave[:, 1:],
        move=ONES.move[:, 1:],
    )
    beside = drawn(ONES, default_doubt(), seed=7, replicate=3).arrive[:, 1:]
    assert np.array_equal(drawn(alone, default_doubt(), seed=7, replicate=3).arrive, beside)


def test_many_draws_have_the_mean_of_the_rates_and_grow_apart_over_the_years() -> None:
    draws = np.stack(
        [drawn(ONES, default_doubt(), seed=1, replicate=at).birth[:, 0, 30] for at in range(600)]
    )
    assert draws.mean(axis=0) == pytest.approx(1.0, abs=0.02)
    assert draws[:, -1].std() > 1.3 * draws[:, 0].std()


def test_without_doubt_a_draw_is_the_rates() -> None:
    sure = replace(default_doubt(), level={}, drift={}, age={}, area={})
    assert np.array_equal(drawn(ONES, sure, seed=1, replicate=1).death, ONES.death)
