"""A count's score is honest: small counts, large ones, and draws whose moments are known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sakimawari.anticipate.alerts.draws import count
from sakimawari.anticipate.alerts.tails import score_of


@pytest.mark.parametrize(
    ("mean", "dispersion", "counts"),
    [
        (0.2, 1.5, (1, 3)),
        (4.0, 2.0, (0, 9, 20)),
        (80.0, 1.2, (60, 90, 130)),
        (900.0, 6.0, (700, 1200)),
    ],
)
def test_the_score_is_the_normal_value_of_the_upper_tail_with_half_of_the_count_itself(
    mean: float, dispersion: float, counts: tuple[int, ...]
) -> None:
    size, chance = mean / (dispersion - 1), 1 / dispersion
    for seen in counts:
        above = stats.nbinom.sf(seen, size, chance) + stats.nbinom.pmf(seen, size, chance) / 2
        assert score_of(seen, mean, mean * dispersion) == pytest.approx(
            stats.norm.isf(above), abs=0.01
        )


def test_more_cases_never_score_less_across_the_change_of_methods() -> None:
    scores = [score_of(k, 55.0, 110.0) for k in range(30, 110)]
    assert np.all(np.diff(scores) > 0)


@pytest.mark.parametrize(("mean", "dispersion"), [(0.3, 1.0), (2.0, 3.0), (60.0, 1.5)])
def test_drawn_counts_have_the_mean_and_the_spread_asked_for(
    mean: float, dispersion: float
) -> None:
    state = np.array([11], dtype=np.uint64)
    drawn = np.array([count(state, mean, dispersion) for _ in range(20_000)])
    assert drawn.mean() == pytest.approx(mean, rel=0.04)
    assert drawn.var() / drawn.mean() == pytest.approx(dispersion, rel=0.06)
