"""The pipeline: from a file to a forecast with its backtest; little data; the command."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from sakimawari.anticipate.reading.run import Asked, examine_series
from sakimawari.anticipate.reading.values import Examined, Frequency
from sakimawari.anticipate.series.choosing import Cast, cast_of
from sakimawari.anticipate.series.plain import Plain
from sakimawari.anticipate.series.run import Order, Outcome, forecast
from sakimawari.anticipate.series.values import Floats, Panel
from sakimawari.cli import app
from sakimawari.problems import Problems

COUNTERS = Path(__file__).parents[3] / "docs" / "how-to" / "counters.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lately:
    """A member for tests of the pipeline: the last half-year's mean, Poisson."""

    name: str = "lately"

    def paths(self, panel: Panel, horizon: int, *, paths: int, seed: int) -> Floats:
        """Sample paths (series, paths, horizon)."""
        drawn = np.random.default_rng(seed)
        mean = np.nan_to_num(np.nanmean(panel.values[:, -26:], axis=1))
        return drawn.poisson(mean[:, None, None], (len(mean), paths, horizon)).astype(float)


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A member that fails."""

    name: str = "broken"

    def paths(self, panel: Panel, horizon: int, *, paths: int, seed: int) -> Floats:
        """Never comes to it."""
        raise ArithmeticError


QUICK = Cast(members=(Lately(), Broken()), origins=3, backtest_paths=50)


def told() -> Examined:
    return examine_series(COUNTERS, Asked(on=date(2026, 10, 1)))


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return forecast(told(), Order(horizon=8, paths=200, seed=1, cast=QUICK))


def test_paths_are_whole_add_up_and_are_told_in_quantiles_in_order(outcome: Outcome) -> None:
    tree = outcome.hierarchy
    assert tree is not None
    flat = outcome.paths.reshape(tree.nodes, -1)
    assert np.array_equal(tree.sums @ flat[-tree.bottom :], flat)
    assert (flat == np.round(flat)).all() and flat.min() >= 0
    assert (np.diff(outcome.quantiles, axis=-1) >= 0).all()
    assert outcome.ahead[0] == outcome.panel.starts[-1] + np.timedelta64(7, "D")


def test_each_forecast_keeps_its_backtest_and_a_member_that_fails_is_told(outcome: Outcome) -> None:
    assert set(outcome.scores) == {"lately", "combined"}
    assert outcome.scores["combined"].mase.shape == (len(outcome.panel.ids),)
    assert 0.5 < float(np.nanmean(outcome.scores["combined"].mase)) < 1.5
    assert [one.what for one in outcome.defects if one.id == "SERIES063"] == [
        "member `broken` could not forecast (ArithmeticError)"
    ]


def test_the_same_seed_gives_the_same_paths_and_another_seed_others(outcome: Outcome) -> None:
    again = forecast(told(), Order(horizon=8, paths=200, seed=1, cast=QUICK))
    other = forecast(told(), Order(horizon=8, paths=200, seed=2, cast=QUICK))
    assert np.array_equal(again.paths, outcome.paths)
    assert not np.array_equal(other.paths, outcome.paths)


def panel(
    values: list[list[float]], frequency: Frequency = Frequency.WEEK, *, counts: bool = True
) -> Panel:
    """A small panel."""
    figures = np.array(values)
    starts = np.datetime64("2024-04-01") + 7 * np.arange(figures.shape[1])
    return Panel(
        ids=tuple(f"s{row}" for row in range(len(figures))),
        frequency=frequency,
        starts=starts,
        values=figures,
        is_count=counts,
        season=52,
    )


def test_three_zeros_are_not_never_and_fifty_nearly_are() -> None:
    few = Plain().paths(panel([[0.0] * 3]), 4, paths=2_000, seed=1)
    many = Plain().paths(panel([[0.0] * 50]), 4, paths=2_000, seed=1)
    assert 0.05 < few.mean() < 0.3
    assert 0 < many.mean() < 0.05


@pytest.mark.parametrize("counts", [True, False])
def test_three_figures_are_forecast_with_doubt_and_without_a_season(counts: bool) -> None:
    examined = Examined(panel=panel([[12.0, 15.0, 9.0]], counts=counts), hierarchy=None)
    made = forecast(examined, Order(horizon=3, paths=500))
    low, middle, high = made.quantiles[0, 0, 1], made.quantiles[0, 0, 3], made.quantiles[0, 0, 5]
    assert low < middle < high and 6 < middle < 18 and low >= 0
    assert made.scores == {} and made.weights == {"plain": 1.0}


def test_a_day_that_is_always_closed_is_closed_in_the_forecast() -> None:
    days = np.random.default_rng(3).poisson(50, 140).astype(float)
    days[np.isin(np.arange(140) % 7, (5, 6))] = 0.0
    starts = np.datetime64("2024-04-01") + np.arange(140)
    daily = Panel(
        ids=("窓口",), frequency=Frequency.DAY, starts=starts, values=days[None], season=7
    )
    made = forecast(Examined(panel=daily, hierarchy=None), Order(horizon=14, paths=100, cast=QUICK))
    closed = np.isin(np.arange(14) % 7, (5, 6))
    assert not made.paths[0][:, closed].any() and made.paths[0][:, ~closed].mean() > 20


def test_people_at_risk_have_to_be_told_to_the_end_of_the_horizon() -> None:
    short = panel([[3.0] * 20])
    short = Panel(
        ids=short.ids,
        frequency=short.frequency,
        starts=short.starts,
        values=short.values,
        exposure=np.ones((1, 22)),
    )
    with pytest.raises(Problems, match="SERIES060"):
        forecast(Examined(panel=short, hierarchy=None), Order(horizon=4))


def test_members_are_chosen_by_what_the_figures_are() -> None:
    names = [one.name for one in cast_of(panel([[3.0] * 200])).members]
    assert names[0] == "counts" and "boosted" not in names
    assert "counts" not in [one.name for one in cast_of(panel([[3.5] * 200], counts=False)).members]
    many = panel([[3.0, 4.0]] * 3_001)
    assert [one.name for one in cast_of(many).members] == ["counts"]


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["forecast", *words])
    return done.exit_code, done.output


def test_the_how_to_page_does_what_it_says(tmp_path: Path) -> None:
    code, output = run(
        str(COUNTERS),
        "--horizon",
        "8",
        "--paths",
        "60",
        "--out",
        str(tmp_path / "forecast"),
        "--on",
        "2026-10-01",
        "--json",
    )
    assert code == 1  # rows were set aside
    said = json.loads(output)
    page = (COUNTERS.parent / "forecast-series.md").read_text(encoding="utf-8")
    found = {one["id"] for one in said["problems"]}
    assert found >= {"SERIES003", "SERIES006", "SERIES007", "SERIES010", "SERIES011"}
    assert all(id in page for id in found if id != "SERIES061")
    folder = tmp_path / "forecast"
    assert {one.name for one in folder.iterdir()} >= {
        "forecast.csv", "forecast.parquet", "paths.parquet", "backtest.csv", "levels.csv",
        "defects.csv", "set_aside.csv", "manifest.json",
    }  # fmt: skip
    table = pq.read_table(folder / "forecast.parquet")
    assert table.num_rows == 9 * 8 and table["period"][0].as_py() == date(2026, 8, 17)
    with (folder / "set_aside.csv").open(encoding="utf-8-sig") as opened:
        assert [row["id"] for row in csv.DictReader(opened)].count("SERIES003") == 1
    paths = pq.read_table(folder / "paths.parquet")
    assert paths.num_rows == 9 * 60
    assert paths.schema.field(2).type == "float"


def test_the_table_alone_goes_into_one_file_and_a_bad_file_leaves_nothing(tmp_path: Path) -> None:
    start = date(2026, 1, 1)
    good = tmp_path / "good.csv"
    rows = [f"{start + timedelta(at)},{40 + at % 7}" for at in range(60)]
    good.write_text("\n".join(["日付,件数", *rows]), encoding="utf-8")
    code, _ = run(
        str(good),
        "--horizon",
        "3",
        "--paths",
        "60",
        "--out",
        str(tmp_path / "a.csv"),
        "--on",
        "2026-10-01",
    )
    assert code == 0
    assert (
        (tmp_path / "a.csv")
        .read_text(encoding="utf-8-sig")
        .splitlines()[0]
        .startswith('"series","period","mean"')
    )
    (tmp_path / "bad.csv").write_text("名前,住所\n甲,乙\n", encoding="utf-8")
    code, output = run(
        str(tmp_path / "bad.csv"), "--horizon", "3", "--out", str(tmp_path / "b.csv")
    )
    assert code == 2 and "SERIES001" in output and not (tmp_path / "b.csv").exists()


def test_a_file_of_zeros_is_forecast_as_zero_and_no_level_is_called_worse() -> None:
    read = told()
    zeros = replace(read.panel, values=np.zeros(read.panel.values.shape))
    found = forecast(replace(read, panel=zeros), Order(horizon=4, paths=60, seed=1, cast=QUICK))
    assert (found.quantiles[..., 2] == 0).all() and np.isfinite(found.quantiles).all()
    assert all(one.id != "SERIES064" for one in found.defects)


def test_one_figure_is_forecast_around_itself() -> None:
    read = told()
    one = replace(
        read.panel, ids=("窓口",), values=np.array([[26.0]]), starts=read.panel.starts[:1]
    )
    paths = Plain().paths(one, 4, paths=400, seed=1)
    assert 24 < paths.mean() < 28
