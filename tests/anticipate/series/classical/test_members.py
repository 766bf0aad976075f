"""What the classical members owe: seasons that come again, gaps that mislead nobody, the same bits."""

from __future__ import annotations

import numpy as np
import pytest

from sakimawari.anticipate.series.classical.driving import KINDS, driven, filled
from sakimawari.anticipate.series.classical.members import members
from sakimawari.anticipate.series.classical.repeating import Repeating
from sakimawari.anticipate.series.values import Floats, Frequency, Panel

MONTHS = 72
YEAR = 100 + 40 * np.sin(2 * np.pi * np.arange(120) / 12)


CASTS = {
    "months": members(12),
    "weeks": members(52),
    "quick": members(12, quick=True),
    "no season": members(1),
}


def panel(values: Floats, season: int = 12) -> Panel:
    return Panel(
        ids=tuple(f"s{row}" for row in range(len(values))),
        frequency=Frequency.MONTH,
        starts=np.arange(values.shape[1]).astype("datetime64[D]"),
        values=values,
        is_count=False,
        season=season,
    )


def noisy(rows: int, seed: int = 1) -> Floats:
    return YEAR[:MONTHS] + np.random.default_rng(seed).normal(0, 4, (rows, MONTHS))


@pytest.mark.parametrize("kind", KINDS)
def test_a_season_comes_again(kind: str) -> None:
    ahead = np.median(driven(kind, panel(noisy(2)), 12, paths=20, seed=1), axis=1)
    assert np.abs(ahead - YEAR[MONTHS : MONTHS + 12]).max() < 12


@pytest.mark.parametrize("kind", ["smoothing", "differencing"])
def test_a_steady_climb_goes_on(kind: str) -> None:
    climb = 50 + 2.0 * np.arange(60) + np.random.default_rng(3).normal(0, 1, 60)
    ahead = np.median(driven(kind, panel(climb[None]), 6, paths=20, seed=1), axis=1)[0]
    assert np.abs(ahead - (50 + 2.0 * np.arange(60, 66))).max() < 5


def test_a_damped_climb_levels_off_but_does_not_turn() -> None:
    climb = 50 + 2.0 * np.arange(60) + np.random.default_rng(3).normal(0, 1, 60)
    ahead = np.median(driven("damped", panel(climb[None]), 24, paths=20, seed=1), axis=1)[0]
    steps = np.diff(ahead)
    assert (steps >= -1e-9).all()
    assert steps[-1] < steps[0]


def test_the_same_seed_gives_the_same_bits_on_any_number_of_threads() -> None:
    one = driven("damped", panel(noisy(5)), 6, paths=10, seed=9, threads=1)
    assert np.array_equal(one, driven("damped", panel(noisy(5)), 6, paths=10, seed=9, threads=3))
    assert not np.array_equal(one, driven("damped", panel(noisy(5)), 6, paths=10, seed=10))


def test_a_series_that_began_late_is_forecast_as_if_nothing_were_before() -> None:
    whole = noisy(1)
    late = np.hstack([np.full((1, 20), np.nan), whole])
    assert np.array_equal(
        driven("theta", panel(whole), 6, paths=10, seed=1),
        driven("theta", panel(late), 6, paths=10, seed=1),
    )


def test_months_not_yet_reported_do_not_shift_the_season() -> None:
    values = noisy(1)
    values[:, -3:] = np.nan
    ahead = np.median(driven("damped", panel(values), 12, paths=20, seed=1), axis=1)[0]
    assert np.abs(ahead - YEAR[MONTHS : MONTHS + 12]).max() < 15


def test_a_gap_takes_the_season_before_not_a_straight_line() -> None:
    values = YEAR[:36].copy()
    values[20:26] = np.nan
    whole, late = filled(values, 12)
    assert late == 0
    assert np.allclose(whole, YEAR[:36])
    plain, _ = filled(values, 1)
    assert not np.allclose(plain, YEAR[:36], atol=5)


@pytest.mark.parametrize(
    "values",
    [np.zeros(40), np.full(40, 7.0), np.array([3.0, np.nan, 5.0]), np.full(40, np.nan)],
    ids=["never anything", "always the same", "three months", "never reported"],
)
def test_series_that_tell_nothing_still_have_finite_paths(values: Floats) -> None:
    for member in members(12):
        assert np.isfinite(member.paths(panel(values[None]), 3, paths=4, seed=1)).all()


def test_a_week_of_many_thousand_series_takes_only_quick_members() -> None:
    quick = [member.name for member in members(52, quick=True)]
    assert set(quick) < {member.name for member in members(52)}


def test_last_season_comes_once_more_and_grows_unsurer_with_every_further_one() -> None:
    known = noisy(1)
    paths = Repeating().paths(panel(known), 24, paths=200, seed=1)[0]
    assert np.allclose(np.median(paths, axis=0), np.tile(known[0, -12:], 2), atol=1.5)
    assert 1.2 < paths[:, 12:].std(axis=0).mean() / paths[:, :12].std(axis=0).mean() < 1.6


def test_last_season_takes_part_where_a_season_is_short_and_time_allows() -> None:
    taking = {name: [one.name for one in told] for name, told in CASTS.items()}
    assert taking["months"][-1] == "repeating"
    assert "repeating" not in taking["weeks"] + taking["quick"] + taking["no season"]
