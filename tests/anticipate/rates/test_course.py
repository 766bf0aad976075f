"""The expected course balances to the last person, and bends to official numbers in the open."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from sakimawari.anticipate.projection.rates import (
    aligned,
    default_rates,
    expected,
    kitakyushu,
    people,
)
from sakimawari.anticipate.projection.rates.calibrate import Anchors, calibrated, groups_of
from sakimawari.anticipate.projection.rates.cohort import Course
from sakimawari.anticipate.projection.rates.raking import Margin, log_factors, onto
from sakimawari.problems import Problems

BROAD = ((0, 14), (15, 64), (65, 100))


def test_residents_at_the_end_are_those_at_the_start_and_what_flowed() -> None:
    rates = default_rates(people.wards(), 2026)
    start = kitakyushu.residents(2026)
    course = Course(rates, start).advance(30)
    flows = course.flows
    gained = flows.births + flows.arrivals + flows.moved_in
    lost = flows.deaths + flows.departures + flows.moved_out
    assert course.residents().sum(axis=(1, 2)) == pytest.approx(
        start.sum(axis=(1, 2)) + gained - lost, abs=1e-6
    )
    assert flows.moved_in.sum() == pytest.approx(flows.moved_out.sum())


def test_everybody_is_a_year_older_after_a_year_and_the_oldest_stay_oldest() -> None:
    rates = default_rates(("市",), 2026)
    alone = np.zeros((1, 2, 101))
    alone[0, 1, 40] = 1_000.0
    alone[0, 1, 100] = 10.0
    quiet = default_rates(("市",), 2026, counts=np.full((1, 2, 101), 1e-9))
    after = Course(quiet, alone).advance(12).residents()[0, 1]
    assert after[41] == pytest.approx(1_000.0 * np.exp(-_lost(rates, 40)), rel=0.01)
    assert 0.0 < after[100] < 10.0
    assert after[42:99].sum() < 1.0


def _lost(rates: object, age: int) -> float:
    death, leave = rates.death, rates.leave  # type: ignore[attr-defined]
    found = (death + leave)[0, 0, 1, age : age + 2].mean()
    return float(found)


def test_the_rates_behind_a_path_are_found_again() -> None:
    start = kitakyushu.residents(2026)[:2]
    rates = default_rates(people.wards()[:2], 2026, counts=start, years=11)
    path = groups_of(expected(rates, start, years=10)[::5])
    path[1:, 0, 1] *= 0.99  # the first ward is foreseen to lose one in a hundred more adults
    fit = calibrated(rates, start, Anchors(start=2026, groups=path, month=0), cohorts=False)
    assert fit.worst < 1e-4
    assert fit.arrivals[0, 0] < 0.97
    assert fit.arrivals[:, 1] == pytest.approx(1.0, abs=0.02)


def test_counts_meet_official_margins_and_say_how_far_they_were() -> None:
    start = kitakyushu.residents(2026)
    totals = groups_of(start) * np.array([0.95, 1.0, 1.02])
    official = Margin(name="ward and age", groups=BROAD, totals=totals)
    sexes = Margin(
        name="sex", groups=((0, 100),), totals=np.array([[[0.47], [0.53]]]) * totals.sum()
    )
    found = aligned(start, (official, sexes))
    assert groups_of(found.counts) == pytest.approx(totals)
    assert found.worst["ward and age"] == pytest.approx(0.05 / 0.95, rel=1e-6)
    assert found.factors[0, :, :15].max() < 1.0 < found.factors[0, :, 65:].max()


def test_the_log_of_an_alignment_names_area_number_and_distance(tmp_path: Path) -> None:
    start = kitakyushu.residents(2026)
    official = Margin(name="ipss", groups=BROAD, totals=groups_of(start) + 10.0)
    log_factors(tmp_path / "f.json", people.wards(), aligned(start, (official,)), (official,))
    told = json.loads((tmp_path / "f.json").read_text(encoding="utf-8"))
    assert told["margins"]["ipss"][0]["area"] == "門司区"
    assert told["margins"]["ipss"][0]["apart"] == [10.0, 10.0, 10.0]


def test_an_alignment_carried_on_changes_arrivals_from_its_year_only() -> None:
    rates = default_rates(("市",), 2026)
    after = onto(rates, 2028, np.full((1, 2, 101), 1.1))
    assert np.array_equal(after.arrive[:2], rates.arrive[:2])
    assert after.arrive[2:] == pytest.approx(rates.arrive[2:] * 1.1)


@pytest.mark.parametrize(
    ("margins", "problem"),
    [
        ((Margin(name="a", groups=BROAD, totals=np.ones((3, 3))),), "PROJ033"),
        ((Margin(name="a", groups=((99, 100),), totals=np.ones((2, 1))),), "PROJ034"),
        (
            (
                Margin(name="a", groups=((0, 98),), totals=np.full((2, 1), 100.0)),
                Margin(name="b", groups=((0, 98),), totals=np.full((1, 1), 300.0)),
            ),
            "PROJ035",
        ),
    ],
)
def test_margins_that_cannot_be_met_are_refused(margins: tuple[Margin, ...], problem: str) -> None:
    counts = np.ones((2, 2, 101))
    counts[:, :, 99:] = 0.0
    with pytest.raises(Problems, match=problem):
        aligned(counts, margins)
