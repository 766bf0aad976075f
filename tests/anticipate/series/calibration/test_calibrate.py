"""What calibration owes: intervals that hold as often as they say, and no path out of its rank."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from sakimawari.anticipate.series.calibration.calibrate import (
    calibrate,
    calibrated,
    calibrated_past,
)
from sakimawari.anticipate.series.combining.backtest import LEVELS, Backtest
from sakimawari.anticipate.series.values import Floats

HORIZON = 6


def past(errors: Floats, said: float = 1.0) -> Backtest:
    """Forecasts that said a bell of width `said` about zero, and the errors (series, origins, 6)."""
    quantiles = np.broadcast_to(said * norm.ppf(LEVELS), (*errors.shape, len(LEVELS))).copy()
    origins = 200 - HORIZON * np.arange(errors.shape[1])
    return Backtest(origins=origins, quantiles=quantiles, actual=errors, scale=np.ones(len(errors)))


def errors(series: int, origins: int, seed: int = 2) -> Floats:
    return np.random.default_rng(seed).standard_normal((series, origins, HORIZON))


def held(back: Backtest, low: float = 0.1, high: float = 0.9) -> float:
    at = [int(np.argmin(np.abs(LEVELS - level))) for level in (low, high)]
    inside = (back.actual >= back.quantiles[..., at[0]]) & (
        back.actual <= back.quantiles[..., at[1]]
    )
    return float(inside.mean())


def test_intervals_half_as_wide_as_they_should_be_are_widened_to_hold_what_they_say() -> None:
    learned = calibrate(past(errors(200, 3), said=0.5))
    unseen = calibrated_past(past(errors(200, 3, seed=7), said=0.5), learned)
    assert held(past(errors(200, 3, seed=7), said=0.5)) < 0.6
    assert 0.78 <= held(unseen) <= 0.83
    assert 0.93 <= held(unseen, 0.025, 0.975) <= 0.97


def test_intervals_too_wide_are_narrowed_and_honest_ones_left() -> None:
    assert abs(calibrate(past(errors(200, 3), said=2.0)).stretch.mean() - 0.5) < 0.05
    assert abs(calibrate(past(errors(200, 3))).stretch.mean() - 1.0) < 0.05


def test_widths_differ_by_period_ahead_where_errors_do() -> None:
    growing = errors(300, 3) * np.linspace(1, 3, HORIZON)
    stretch = calibrate(past(growing), season=1).stretch.mean(axis=(0, 2))
    assert stretch[-1] > 1.8 * stretch[0]


def test_a_series_that_errs_more_than_the_others_is_widened_as_far_as_its_past_speaks() -> None:
    wild = errors(50, 8)
    wild[0] *= 3
    long_past = calibrate(past(wild)).stretch
    short_past = calibrate(past(wild[:, :1])).stretch
    much = long_past[0].mean() / long_past[1:].mean()
    little = short_past[0].mean() / short_past[1:].mean()
    assert 1 < little < much < 3


def test_one_year_that_erred_to_one_side_is_not_taken_for_the_rule() -> None:
    def lopsided(origins: int) -> float:
        low = calibrate(past(np.abs(errors(300, origins)))).stretch[..., 0].mean()
        high = calibrate(past(np.abs(errors(300, origins)))).stretch[..., -1].mean()
        return float(low / high)

    assert lopsided(1) > 0.7
    assert lopsided(20) < 0.5


def test_every_path_keeps_its_rank_and_nothing_falls_below_the_floor() -> None:
    learned = calibrate(past(errors(20, 4), said=0.3))
    paths = 1 + np.random.default_rng(4).standard_normal((20, 101, HORIZON))
    moved = calibrated(paths, learned)
    ranked = np.take_along_axis(moved, np.argsort(paths, axis=1), axis=1)
    assert (np.diff(ranked, axis=1) >= 0).all()
    assert np.allclose(np.median(moved, axis=1), np.median(paths, axis=1))
    assert moved.std() > 2 * paths.std()
    assert calibrated(paths, learned, floor=0.0).min() == 0.0


def test_too_few_scored_forecasts_change_nothing() -> None:
    few = np.full((5, 2, HORIZON), np.nan)
    few[0, 0] = 9.0
    learned = calibrate(past(few))
    assert learned.cells == HORIZON
    assert (learned.stretch == 1).all()


def test_intervals_of_small_whole_numbers_are_never_narrowed() -> None:
    rows = past(errors(200, 3), said=2.0)
    learned = calibrate(rows, narrowing=False)
    assert (learned.stretch == 1.0).all()
    assert calibrated_past(rows, learned).quantiles == pytest.approx(rows.quantiles)
    assert calibrate(past(errors(200, 3), said=0.5), narrowing=False).stretch.min() > 1.3


def test_a_little_too_narrow_on_few_origins_is_hardly_believed_on_many_it_is() -> None:
    few = calibrate(past(errors(400, 2), said=0.9)).stretch.mean()
    many = calibrate(past(errors(400, 12), said=0.9)).stretch.mean()
    assert 1.0 < few < 1.05
    assert many > few + 0.02
    assert calibrate(past(errors(400, 2), said=0.5)).stretch.mean() > 1.8
