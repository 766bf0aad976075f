"""What combining owes: nothing seen of the future, nobody left out for a little, no wild member."""

from __future__ import annotations

import numpy as np

from sakimawari.anticipate.series.combining.backtest import LEVELS, Backtest, backtest, past_origins
from sakimawari.anticipate.series.combining.combine import combine, combined, equal, weigh
from sakimawari.anticipate.series.values import Floats, Frequency, Panel


class Repeats:
    """The last value known, again and again; remembers how much it was shown."""

    name = "repeats"

    def __init__(self) -> None:
        self.shown: list[int] = []

    def paths(self, panel: Panel, horizon: int, *, paths: int, seed: int) -> Floats:
        self.shown.append(panel.values.shape[1])
        return np.tile(np.nan_to_num(panel.values[:, -1])[:, None, None], (1, paths, horizon))


def panel(values: Floats) -> Panel:
    starts = np.arange(values.shape[1]).astype("datetime64[D]")
    ids = tuple(map(str, range(len(values))))
    return Panel(ids=ids, frequency=Frequency.MONTH, starts=starts, values=values, season=4)


def past(error: float, rows: int = 3) -> Backtest:
    shape = (rows, 2, 5)
    return Backtest(
        origins=np.array([20, 15]),
        quantiles=np.zeros((*shape, len(LEVELS))),
        actual=np.full(shape, error),
        scale=np.ones(rows),
    )


def bell(middle: float, rows: int = 1) -> Floats:
    return middle + np.random.default_rng(5).standard_normal((rows, 2_000, 1))


def test_a_member_is_shown_nothing_after_the_origin_and_judged_by_what_came() -> None:
    values = np.arange(60.0).reshape(2, 30)
    member = Repeats()
    found = backtest(member, panel(values), 4, origins=[26, 22], paths=3)
    assert member.shown == [26, 22]
    assert (found.quantiles[0, 0] == 25).all()
    assert found.actual[0, 1].tolist() == [22, 23, 24, 25]


def test_a_series_too_young_at_an_origin_is_not_scored_there() -> None:
    values = np.arange(60.0).reshape(2, 30)
    values[1, :20] = np.nan
    found = backtest(Repeats(), panel(values), 4, origins=[26, 22], paths=3)
    assert np.isnan(found.actual[1]).all(axis=1).tolist() == [True, True]
    assert np.isfinite(found.actual[0]).all()


def test_the_latest_origin_leaves_a_whole_horizon_to_be_scored() -> None:
    assert past_origins(panel(np.ones((1, 30))), 4, count=3) == [26, 24, 22]
    assert past_origins(panel(np.ones((1, 9))), 8, count=3) == []


def test_the_better_member_says_more_but_never_everything() -> None:
    shares = weigh({"good": past(1.0), "bad": past(10.0)}).shares[0]
    assert 0.5 < shares[0] <= 0.75
    assert np.allclose(weigh({"one": past(1.0), "two": past(1.0)}).shares, 0.5)


def test_members_never_scored_say_the_same() -> None:
    assert np.allclose(weigh({"one": past(np.nan), "two": past(np.nan)}).shares, 0.5)


def test_two_bells_apart_make_one_bell_between_not_a_wider_one() -> None:
    paths = combine({"a": bell(0.0), "b": bell(6.0)}, equal(("a", "b"), 1))
    assert abs(np.median(paths) - 3) < 0.1
    assert abs(paths.std() - 1) < 0.1


def test_one_wild_member_of_four_moves_nothing_but_of_three_it_does() -> None:
    paths = {"a": bell(0.0), "b": bell(0.1), "c": bell(-0.1), "wild": bell(1e6)}
    assert abs(np.median(combine(paths, equal(tuple(paths), 1)))) < 0.2
    del paths["c"]
    assert np.median(combine(paths, equal(tuple(paths), 1))) > 1e5


def test_a_path_high_in_every_member_stays_high_at_every_period() -> None:
    rising = np.arange(50.0)[None, :, None] * np.ones((1, 1, 6))
    paths = combine({"a": rising, "b": rising * 2}, equal(("a", "b"), 1))
    assert (np.argsort(paths, axis=1) == np.arange(50)[None, :, None]).all()


def test_the_backtest_of_a_combination_averages_its_members() -> None:
    one, two = past(0.0), past(0.0)
    two.quantiles[:] = 4.0
    assert np.allclose(combined({"a": one, "b": two}, equal(("a", "b"), 3)).quantiles, 2.0)


def test_last_season_once_more_stands_beside_the_models_at_its_fixed_share() -> None:
    names = ("a", "b", "c", "d", "repeating")
    weights = weigh({name: past(1.0 + at) for at, name in enumerate(names)})
    assert np.allclose(weights.shares[:, -1], 0.15)
    assert np.allclose(weights.shares.sum(axis=1), 1.0)
    assert (np.diff(weights.shares[0, :4]) < 0).all()
    paths = {name: bell(0.0, 3) for name in names} | {"repeating": bell(10.0, 3)}
    assert abs(np.median(combine(paths, weights)) - 1.5) < 0.2
    assert equal(("repeating",), 2).shares.tolist() == [[1.0], [1.0]]


def test_with_three_models_beside_last_season_nothing_is_trimmed() -> None:
    assert not equal(("a", "b", "c", "repeating"), 1).trimmed
    assert equal(("a", "b", "c", "d", "repeating"), 1).trimmed
