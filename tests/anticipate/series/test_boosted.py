"""What trees over all series add: what the many know and one alone is too short to show."""

from __future__ import annotations

import numpy as np

from sakimawari.anticipate.series.boosted.member import Boosted, Growth, corrected
from sakimawari.anticipate.series.counts.engine import Settings, fit
from sakimawari.anticipate.series.values import Frequency, Panel

WEEKS, AHEAD, SERIES = 170, 6, 40
GROWTH = Growth(trees=60, rows=20_000, past=60, step=2, horizons=3)


def _town() -> np.ndarray:
    """Forty counters that empty by half for eight weeks whenever one has had a rush."""
    lots = np.random.Generator(np.random.Philox(5))
    mean = np.full((SERIES, WEEKS + AHEAD), 30.0)
    for row in mean:
        for rush in lots.choice(np.arange(10, WEEKS - 10), 4, replace=False):
            row[rush : rush + 2] = 90
            row[rush + 2 : rush + 10] = 12
    mean[0, WEEKS - 12 :] = 30
    mean[0, WEEKS - 2 : WEEKS], mean[0, WEEKS:] = 90, 12  # the rush has just been
    return lots.poisson(mean).astype(float)


COUNTS = _town()
PANEL = Panel(
    ids=tuple(f"counter {i}" for i in range(SERIES)),
    frequency=Frequency.WEEK,
    starts=np.datetime64("2021-01-04") + 7 * np.arange(WEEKS),
    values=COUNTS[:, :WEEKS],
    season=52,
)


def test_what_follows_a_rush_is_learned_from_the_other_counters() -> None:
    alone = fit(PANEL, AHEAD).mean[0]
    together = corrected(Boosted(growth=GROWTH), PANEL, AHEAD, seed=1).mean[0]
    came = COUNTS[0, WEEKS:]
    assert np.abs(together - came).mean() < 0.8 * np.abs(alone - came).mean()


def test_the_same_seed_gives_the_same_whole_paths() -> None:
    member = Boosted(growth=GROWTH)
    one = member.paths(PANEL, AHEAD, paths=20, seed=9)
    assert np.array_equal(one, member.paths(PANEL, AHEAD, paths=20, seed=9))
    assert one.shape == (SERIES, 20, AHEAD)
    assert np.array_equal(one, np.floor(one)) and one.min() >= 0


def test_too_few_rows_to_learn_from_leave_the_engines_forecast_as_it_is() -> None:
    few = Boosted(growth=Growth(past=10, step=5, horizons=2), settings=Settings())
    assert np.array_equal(corrected(few, PANEL, AHEAD, seed=1).mean, fit(PANEL, AHEAD).mean)
