"""An alert says how large, where, since when, how late and what else moved."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from sakimawari.anticipate.alerts.run import watch_panel
from sakimawari.anticipate.alerts.values import Kind, Watch
from sakimawari.cli import app
from sakimawari.problems import Problems
from tests.anticipate.alerts.weeks import city_of_wards, panel, quiet, starts

SURE = replace(Watch(), rate=0.0005)


def test_an_excess_tells_its_size_its_beginning_and_its_delay() -> None:
    values = quiet(1)
    values[0, -3:-1] += 40
    (alert,) = watch_panel(panel(values), None, SURE).alerts
    assert (alert.kind, alert.since, alert.delay) == (Kind.EXCESS, date(2026, 9, 14), 0)
    assert alert.low < alert.excess < alert.high
    assert alert.excess == pytest.approx(80, abs=16)
    assert alert.ratio > 2
    assert alert.ongoing
    assert "2026年9月14日の週から" in alert.words["ja"]
    assert "expected" in alert.words["en"]
    assert "いつもより" in alert.words["easy"]


def test_what_happens_in_one_ward_is_told_there_and_what_happens_in_all_of_them_of_the_city() -> (
    None
):
    wards = quiet(5, seed=5)
    wards[2, -4] += 60
    city, hierarchy = city_of_wards(wards)
    (alert,) = watch_panel(city, hierarchy, SURE).alerts
    assert (alert.series, alert.level, alert.within) == ("区3", "区", ("市全体",))
    everywhere = quiet(5, seed=5)
    everywhere[:, -4] += 11
    city, hierarchy = city_of_wards(everywhere)
    found = watch_panel(city, hierarchy, SURE).alerts
    assert [one.series for one in found] == ["市全体"]


def test_a_ward_that_begins_to_report_is_no_excess_of_the_city() -> None:
    wards = quiet(3, mean=30.0, seed=5)
    wards[1, :-20] = np.nan
    city, hierarchy = city_of_wards(wards)
    city = replace(city, values=np.vstack([np.nansum(wards, axis=0), wards]))
    found = watch_panel(city, hierarchy, SURE)
    assert found.alerts == ()


def test_sums_of_money_are_watched_as_amounts() -> None:
    values = quiet(1) * 1e12
    values[0, -3:-1] *= 3
    (alert,) = watch_panel(panel(values), None, SURE).alerts
    assert alert.since == date(2026, 9, 14)


def test_a_file_of_one_row_has_no_past_to_watch_against() -> None:
    with pytest.raises(Problems, match="ALERT001"):
        watch_panel(panel(quiet(1)[:, :1]), None, SURE)


def test_another_series_that_moved_in_the_same_weeks_is_told_with_its_ratio() -> None:
    values = quiet(4, mean=30.0)
    values[0, -4:-2] += 60
    values[3, -4:-2] += 26
    alert = watch_panel(panel(values), None, SURE).alerts[0]
    assert [one.series for one in alert.beside] == ["系列3"]
    assert 1.2 < alert.beside[0].ratio < alert.ratio


@pytest.mark.parametrize(("factor", "kind"), [(0.5, Kind.LEVEL_DOWN), (1.6, Kind.LEVEL_UP)])
def test_a_level_that_moves_and_stays_is_one_alert_up_or_down(factor: float, kind: Kind) -> None:
    values = quiet(1, mean=40.0)
    values[0, -16:] = np.round(values[0, -16:] * factor)
    (alert,) = watch_panel(panel(values), None, SURE).alerts
    assert alert.kind is kind
    assert abs((alert.since - date(2026, 6, 15)).days) <= 28
    assert alert.ongoing
    assert alert.ratio == pytest.approx(factor, rel=0.2)


def test_measures_that_are_no_counts_are_watched_as_well() -> None:
    rng = np.random.default_rng(4)
    values = 20 + rng.normal(0, 1, (1, 280))
    values[0, -5] += 8
    measures = replace(panel(values), is_count=False)
    (alert,) = watch_panel(measures, None, SURE).alerts
    assert alert.since == starts()[-5].astype(date)


def test_a_past_too_short_and_a_day_too_late_are_told() -> None:
    with pytest.raises(Problems, match="ALERT001"):
        watch_panel(panel(quiet(1)[:, :30]), None, Watch())
    with pytest.raises(Problems, match="ALERT002"):
        watch_panel(panel(quiet(1)), None, Watch(), since=date(2027, 1, 1))
    with pytest.raises(Problems, match="ALERT003"):
        watch_panel(panel(quiet(1)), None, replace(Watch(), rate=0.9))


def test_the_command_writes_a_run_and_the_sentences(tmp_path: Path) -> None:
    values = quiet(2)
    values[1, -3] += 50
    file = tmp_path / "counter.csv"
    with file.open("w", encoding="utf-8") as opened:
        rows = csv.writer(opened)
        rows.writerow(["week", "ward", "visits"])
        for k, name in enumerate(("門司区", "戸畑区")):
            rows.writerows(
                [[str(day), name, int(n)] for day, n in zip(starts(), values[k], strict=True)]
            )
    made = tmp_path / "made"
    asked = [
        "alerts",
        str(file),
        "--out",
        str(made),
        "--json",
        "--on",
        "2026-10-05",
        "--alpha",
        "0.0005",
    ]
    result = CliRunner().invoke(app, asked)
    said = json.loads(result.stdout)
    assert (result.exit_code, said["alerts"]) == (0, 1)
    assert said["found"][0]["series"] == "戸畑区"
    assert {path.name for path in made.iterdir()} >= {
        "alerts.json",
        "alerts.csv",
        "watched.parquet",
        "manifest.json",
    }
    told = CliRunner().invoke(
        app, ["alerts", str(file), "--out", str(made), "--on", "2026-10-05", "--alpha", "0.0005"]
    )
    assert "「戸畑区」は2026年9月14日の週から" in told.stdout
