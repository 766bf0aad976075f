"""Who is heard at which level, and that small counts keep the width their engine gave them."""

from __future__ import annotations

import numpy as np
import pytest

from sakimawari.anticipate.reading.totals import hierarchy_of
from sakimawari.anticipate.series.combining.backtest import LEVELS, Backtest
from sakimawari.anticipate.series.joining import joined, weights_of
from sakimawari.anticipate.series.values import Floats, Frequency, Panel

TREE, _ = hierarchy_of([(ward,) for ward in "甲乙丙"], ["区"])
NODES, ORIGINS, AHEAD = 4, 5, 6


def said(off: Floats, width: float = 3.0) -> Backtest:
    """A member that is off by so much at each node, of what was always fifty."""
    gaps = width * (LEVELS - 0.5)
    quantiles = 50 + off[:, None, None, None] + np.tile(gaps, (NODES, ORIGINS, AHEAD, 1))
    return Backtest(
        origins=100 - AHEAD * np.arange(ORIGINS),
        quantiles=quantiles,
        actual=np.full((NODES, ORIGINS, AHEAD), 50.0),
        scale=np.ones(NODES),
    )


def test_a_member_much_worse_than_the_best_is_not_heard_at_that_level_alone() -> None:
    total_wrong, parts_wrong = np.array([9.0, 0, 0, 0]), np.array([0, 9.0, 9.0, 9.0])
    weights = weights_of({"parts": said(total_wrong), "total": said(parts_wrong)}, TREE)
    assert weights.shares[0].tolist() == [0.0, 1.0]
    assert weights.shares[1:].tolist() == [[1.0, 0.0]] * 3


def test_members_about_as_good_are_all_heard_near_to_equal() -> None:
    weights = weights_of({"one": said(np.full(4, 1.0)), "other": said(np.full(4, 1.05))}, TREE)
    assert weights.shares == pytest.approx(np.full((NODES, 2), 0.5), abs=0.03)
    assert weights.shares.sum(axis=1) == pytest.approx(1.0)


@pytest.mark.parametrize("counts", [True, False])
def test_widths_of_counts_are_not_taken_in_and_those_of_measures_are(counts: bool) -> None:
    panel = Panel(
        ids=("all", "a", "b", "c"),
        frequency=Frequency.WEEK,
        starts=np.datetime64("2024-01-01") + 7 * np.arange(100),
        values=np.full((NODES, 100), 50.0),
        is_count=counts,
        season=52,
    )
    past = {"one": said(np.zeros(NODES), width=30.0)}
    paths = np.random.default_rng(1).normal(50, 9, (NODES, 100, AHEAD))
    made = joined(panel, past, {"one": paths}, weights_of(past, None))
    assert (made.paths.std() < 0.5 * paths.std()) is not counts
    assert made.past is not None and made.past.quantiles.min() >= 0
