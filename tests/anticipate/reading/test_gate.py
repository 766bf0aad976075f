"""Defects found in the figures themselves, by series and date; and near misses that are none."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from sakimawari.anticipate.reading.run import Asked, examine_series, through_gate
from sakimawari.anticipate.reading.values import Days, Defect, Floats, Frequency

STARTS: Days = np.datetime64("2022-04-04") + 7 * np.arange(130)


def figures(level: float = 80.0, seed: int = 3) -> Floats:
    drawn = np.random.default_rng(seed)
    return drawn.poisson(level * (1 + 0.2 * np.sin(np.arange(130) / 8.3)), 130).astype(float)


def found(
    values: Floats, frequency: Frequency = Frequency.WEEK, starts: Days = STARTS
) -> list[Defect]:
    _, defects = through_gate(
        values[None], np.isfinite(values)[None], starts, frequency, ["門司区"]
    )
    return [one for one in defects if one.series == "門司区"]


def kinds(values: Floats) -> set[str]:
    return {one.id for one in found(values)}


def test_a_series_that_only_moves_has_no_defect() -> None:
    assert [kinds(figures(level, seed)) for level in (4, 80, 2000) for seed in range(5)] == [
        set()
    ] * 15


def test_a_gap_is_told_with_its_first_and_last_week() -> None:
    values = figures()
    values[20:23] = np.nan
    (gap,) = [one for one in found(values) if one.id == "SERIES007"]
    assert (gap.period, gap.count) == (date(2022, 8, 22), 3)
    assert "2022-09-05" in gap.what


def test_figures_that_stand_still_are_found_and_five_zeros_of_a_rare_series_are_not() -> None:
    values = figures()
    values[40:47] = 77
    assert [(one.id, one.count) for one in found(values)] == [("SERIES014", 7)]
    assert kinds(np.where(np.arange(130) % 9 == 0, 1.0, 0.0)) == set()


def test_zeros_amid_busy_weeks_are_found() -> None:
    values = figures()
    values[40:48] = 0
    assert "SERIES014" in kinds(values)


def test_a_figure_of_two_weeks_is_found_and_a_busy_week_is_not() -> None:
    values = figures()
    values[61] += values[60]
    values[60] = np.nan
    assert [(one.id, one.period) for one in found(values) if one.id == "SERIES013"] == [
        ("SERIES013", STARTS[61].item())
    ]
    busy = figures()
    busy[61] *= 1.5
    assert "SERIES013" not in kinds(busy)


@pytest.mark.parametrize("times", [10.0, 100.0, 0.1])
def test_a_change_of_unit_is_found_at_its_week(times: float) -> None:
    values = figures(800)
    values[70:] = np.round(values[70:] * times)
    assert [(one.id, one.period) for one in found(values) if one.id == "SERIES015"] == [
        ("SERIES015", STARTS[70].item())
    ]


def test_one_digit_too_many_in_the_last_week_is_found() -> None:
    values = figures()
    values[-1] *= 10
    assert "SERIES015" in kinds(values)


def test_a_level_shift_is_found_near_its_week_and_a_slow_rise_is_none() -> None:
    values = figures(200)
    values[90:] = np.round(values[90:] * 0.45)
    shifts = [one for one in found(values) if one.id == "SERIES016"]
    assert any(
        one.period is not None and abs((one.period - STARTS[90].item()).days) <= 28
        for one in shifts
    )
    assert "SERIES016" not in kinds(np.round(figures(200) * np.linspace(1, 1.4, 130)))


SHARED = Path(__file__).parents[4] / "shared" / "data"


def real(name: str, **asked: object) -> dict[tuple[str, str], list[Defect]]:
    """Defects of a published file by id and series."""
    if not (SHARED / name).is_file():
        pytest.skip(f"../shared/data/{name} is not here")
    told = examine_series(SHARED / name, Asked(**asked))  # type: ignore[arg-type]
    by: dict[tuple[str, str], list[Defect]] = {}
    for one in told.defects:
        by.setdefault((one.id, one.series), []).append(one)
    return by


def test_takamatsus_doubled_men_missing_month_and_ages_that_do_not_add_up_are_found() -> None:
    by = real("takamatsu/population_town_monthly.csv", by=["town"], value="total")
    assert by["SERIES019", "国分寺町福家"][0].period == date(2026, 2, 1)
    assert by["SERIES007", "(all series)"][0].period == date(2021, 2, 1)
    ((_, defect),) = [(key, one) for key, one in by.items() if key[0] == "SERIES012"]
    assert "2025-07 female" in defect[0].what
    assert {series for id, series in by if id == "SERIES062"} == {
        "サンポート",
        "朝日町4丁目",
        "朝日町6丁目",
    }


def test_kitakyushus_call_centre_begins_with_zeros_and_shifts_with_the_waves() -> None:
    by = real("kitakyushu/callcentre_daily_2020-2021.csv")
    (still,) = by["SERIES014", "consultations"]
    assert (still.period, still.count) == (date(2020, 1, 24), 8)
    assert "SERIES016" in {id for id, _ in by}


def test_fukuis_visitors_have_rows_twice_a_missing_day_and_a_dead_camera() -> None:
    by = real("kanko/fukui_flow_station_person.csv")
    series = "fukui-station-east-entrance/Person"
    assert date(2025, 9, 24) in {one.period for one in by["SERIES006", series]}
    assert [one.period for one in by["SERIES007", series]] == [date(2025, 12, 4)]
    assert [(one.period, one.count) for one in by["SERIES014", series]] == [
        (date(2025, 12, 25), 12)
    ]


def test_fukuis_double_day_after_a_missing_one_is_found() -> None:
    by = real("kanko/fukui_flow_tojinbo_person.csv")
    assert [one.period for one in by["SERIES013", "tojinbo-shotaro/Person"]] == [date(2025, 12, 28)]
