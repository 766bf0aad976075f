"""What the count engine knows of a calendar, a level and a past that is not as it should be."""

from __future__ import annotations

import numpy as np
import pytest

from sakimawari.anticipate.series.counts.engine import Settings, fit
from sakimawari.anticipate.series.counts.member import Counts
from sakimawari.anticipate.series.counts.values import Odd
from sakimawari.anticipate.series.values import Frequency, Panel
from sakimawari.anticipate.workdays import calendar_of, following

WEEKS, AHEAD = 260, 8
STARTS = np.datetime64("2019-12-30") + 7 * np.arange(WEEKS)  # its future holds a turn of the year
GRID = np.concatenate([STARTS, following(STARTS, "week", AHEAD)])
CALENDAR = calendar_of(GRID, "week")
MEAN = (
    60
    * (CALENDAR.business + 0.5)
    / 5.5
    * np.exp(0.2 * np.cos(2 * np.pi * np.arange(WEEKS + AHEAD) / 52.18))
)


def _panel(values: np.ndarray, exposure: np.ndarray | None = None) -> Panel:
    values = np.atleast_2d(values).astype(float)
    return Panel(
        ids=tuple(f"counter {i}" for i in range(len(values))), frequency=Frequency.WEEK,
        starts=STARTS[: values.shape[1]], values=values, season=52, exposure=exposure,
    )  # fmt: skip


def _drawn(mean: np.ndarray, seed: int = 1) -> np.ndarray:
    lots = np.random.Generator(np.random.Philox(seed))
    return lots.poisson(mean * lots.gamma(50, 1 / 50, mean.shape)).astype(float)


COUNTS = _drawn(MEAN)


def test_a_week_of_few_business_days_is_foreseen() -> None:
    mean = fit(_panel(COUNTS[:WEEKS]), AHEAD).mean[0]
    assert CALENDAR.business[WEEKS + 1] == 0
    assert mean == pytest.approx(MEAN[WEEKS:], rel=0.2)


def test_the_future_of_the_people_at_risk_moves_the_forecast() -> None:
    risk = np.full((1, WEEKS + AHEAD), 1000.0)
    risk[:, WEEKS:] = 1500.0
    plain = fit(_panel(COUNTS[:WEEKS]), AHEAD).mean
    risen = fit(_panel(COUNTS[:WEEKS], risk), AHEAD).mean
    assert risen / plain == pytest.approx(np.full((1, AHEAD), 1.5), rel=0.01)


def test_paths_are_whole_finite_and_hold_eight_of_ten() -> None:
    many = np.stack([_drawn(MEAN, seed) for seed in range(40)])
    paths = Counts().paths(_panel(many[:, :WEEKS]), AHEAD, paths=200, seed=3)
    assert np.array_equal(paths, np.floor(paths)) and paths.min() >= 0 and np.isfinite(paths).all()
    low, high = np.quantile(paths, [0.1, 0.9], axis=1)
    covered = np.mean((many[:, WEEKS:] >= low) & (many[:, WEEKS:] <= high))
    assert 0.74 <= covered <= 0.92


def test_a_series_keeps_its_lots_whatever_stands_beside_it() -> None:
    pair = _panel(np.stack([COUNTS[:WEEKS], COUNTS[:WEEKS] * 0 + 5]))
    alone = Settings(apart=100.0)
    one = Counts(settings=alone).paths(pair, AHEAD, paths=20, seed=3)
    again = Counts(settings=alone).paths(pair, AHEAD, paths=20, seed=3)
    other = Counts(settings=alone).paths(pair, AHEAD, paths=20, seed=4)
    assert np.array_equal(one, again) and not np.array_equal(one, other)


def test_missing_and_double_weeks_are_told_and_bend_nothing() -> None:
    seen = COUNTS[:WEEKS].copy()
    seen[60:63] = np.nan
    seen[101] += seen[100]
    seen[100] = np.nan
    fitted = fit(_panel(seen), AHEAD)
    kinds = {note.kind: note for note in fitted.notes}
    assert kinds[Odd.MISSING].size == 4
    assert kinds[Odd.DOUBLE].start == STARTS[101]
    assert fitted.mean == pytest.approx(fit(_panel(COUNTS[:WEEKS]), AHEAD).mean, rel=0.05)


def test_one_wild_week_is_set_aside_and_a_lasting_jump_is_a_new_level() -> None:
    wild, shifted = COUNTS[:WEEKS].copy(), COUNTS[:WEEKS].copy()
    wild[150] *= 9
    shifted[200:] = np.round(shifted[200:] * 2.5)
    one, other = fit(_panel(wild), AHEAD), fit(_panel(shifted), AHEAD)
    assert [(n.kind, n.start) for n in one.notes] == [(Odd.OUTLIER, STARTS[150])]
    shift = next(note for note in other.notes if note.kind is Odd.SHIFT)
    assert abs(int((shift.start - STARTS[200]).astype(int))) <= 14
    assert shift.size == pytest.approx(2.5, rel=0.25)
    assert other.mean.sum() == pytest.approx(2.5 * MEAN[WEEKS:].sum(), rel=0.15)


def test_no_shift_is_seen_where_only_the_season_turns() -> None:
    assert not [n for n in fit(_panel(COUNTS[:WEEKS]), AHEAD).notes if n.kind is Odd.SHIFT]


def test_counts_near_zero_short_histories_and_nothing_at_all_are_forecast_and_told() -> None:
    rare = np.zeros(WEEKS)
    rare[::20] = 1
    young = np.full(WEEKS, np.nan)
    young[-6:] = [3, 2, 4, 3, 1, 3]
    fitted = fit(_panel(np.stack([rare, young, np.full(WEEKS, np.nan)])), AHEAD)
    kinds = {(note.series, note.kind) for note in fitted.notes}
    assert {("counter 0", Odd.NEAR_ZERO), ("counter 1", Odd.SHORT)} <= kinds
    assert 0.01 < fitted.mean[0].mean() < 0.15
    assert 1.0 < fitted.mean[1].mean() < 5.0
    assert (fitted.mean[2] == 0).all()
    paths = Counts().paths(_panel(np.stack([rare, young])), AHEAD, paths=50, seed=1)
    assert np.isfinite(paths).all()


@pytest.mark.parametrize("frequency", [Frequency.DAY, Frequency.MONTH])
def test_days_and_months_have_their_own_calendar(frequency: Frequency) -> None:
    periods = 400 if frequency is Frequency.DAY else 72
    step = "datetime64[D]" if frequency is Frequency.DAY else "datetime64[M]"
    starts = (np.datetime64("2024-01-01").astype(step) + np.arange(periods)).astype("datetime64[D]")
    calendar = calendar_of(np.concatenate([starts, following(starts, frequency, 12)]), frequency)
    mean = np.where(calendar.business > 0, 40 * calendar.business, 2.0)
    panel = Panel(
        ids=("one",), frequency=frequency, starts=starts, values=_drawn(mean)[None, :periods]
    )
    assert fit(panel, 12).mean[0] == pytest.approx(mean[periods:], rel=0.35, abs=3)
