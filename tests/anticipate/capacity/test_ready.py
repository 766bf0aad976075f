"""What is made ready: shifts that cover, pushes that do not flood, slots and places that suffice."""

from __future__ import annotations

from datetime import date
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from sakimawari.anticipate.capacity.files import days_of, pushes_of
from sakimawari.anticipate.capacity.openings import chance_of_shortage, openings, places_for
from sakimawari.anticipate.capacity.outreach import Push, paced
from sakimawari.anticipate.capacity.rosters import SHIFTS, rostered
from sakimawari.anticipate.capacity.slots import slots_for, slots_from_paths
from sakimawari.anticipate.capacity.staffing import Counter, Day, dispersion_of, needs
from sakimawari.anticipate.capacity.store import terms_of_contact
from sakimawari.anticipate.capacity.weeks import rosters_of
from sakimawari.problems import Problems
from sakimawari.reach.terms.reading import parse_terms

NEED = {8: 2, 9: 3, 10: 4, 11: 3, 12: 2, 13: 3, 14: 3, 15: 2, 16: 1}


def test_a_roster_covers_every_hour_at_the_least_cost() -> None:
    found = rostered({"月": NEED})
    assert found.staff.shape == (1, len(SHIFTS))
    for hour, least in NEED.items():
        there = sum(
            int(n) for n, shift in zip(found.staff[0], SHIFTS, strict=True) if hour in shift.hours
        )
        assert there >= least
    costs = [shift.cost for shift in SHIFTS]
    best = min(
        sum(n * cost for n, cost in zip(tried, costs, strict=True))
        for tried in product(range(5), repeat=len(SHIFTS))
        if all(
            sum(n for n, shift in zip(tried, SHIFTS, strict=True) if hour in shift.hours) >= least
            for hour, least in NEED.items()
        )
    )
    assert found.hours == pytest.approx(best)


def test_an_hour_no_shift_covers_is_named() -> None:
    with pytest.raises(Problems, match="19:00"):
        rostered({"月": {19: 1}})


def test_staff_follows_the_day_and_its_uncertainty() -> None:
    counter = Counter(minutes=20)
    calm, wild = (
        list(needs([Day(counter="窓口", day=date(2026, 10, 1), mean=90, high=high)], counter))
        for high in (None, 150)
    )
    assert sum(need.at_counter for need in wild) > sum(need.at_counter for need in calm)
    assert all(need.served >= 0.8 for need in (*calm, *wild))
    assert all(need.on_duty >= need.at_counter for need in calm)
    assert dispersion_of(90, 150) > 0 == dispersion_of(90, 95)
    rosters = rosters_of(calm)
    assert list(rosters) == [("窓口", "2026-W40")]


def test_pushes_are_spread_so_that_no_week_is_flooded() -> None:
    pushes = [
        Push(name="a", people=1000, effect=0.3, minutes=20, first=0, last=7),
        Push(name="b", people=200, effect=0.5, minutes=30, first=2, last=4),
    ]
    found = paced(pushes, np.full(8, 1300.0))
    assert (found.minutes <= 1300 + 1e-6).all()
    assert found.left == pytest.approx([0, 0], abs=1e-6)
    assert found.reached[1, :2].sum() == 0 == found.reached[1, 5:].sum()
    at_once = paced(pushes, np.full(8, 1e9))
    assert at_once.reached[0, 0] == pytest.approx(1000)  # with room enough nobody waits
    tight = paced(pushes, np.full(8, 500.0))
    assert tight.left.sum() > 0
    assert (tight.minutes <= 500 + 1e-6).all()
    assert tight.binding


def test_the_ceiling_is_one_the_terms_of_contact_can_read() -> None:
    push = Push(name="a", people=1000, effect=0.3, minutes=20, first=0, last=7)
    found = paced([push], np.full(8, 1000.0))
    terms = parse_terms(terms_of_contact(found))
    assert terms.budget.counter == found.steady == 50
    assert found.ceiling.max() <= 50


def test_slots_are_enough_on_the_share_of_days_promised() -> None:
    counts = np.random.default_rng(1).poisson(20, 20_000)
    slots = slots_for(20, level=0.95)
    assert (counts <= slots).mean() >= 0.945
    assert (counts <= slots - 1).mean() < 0.955
    assert slots_for(20, dispersion=0.1) > slots > slots_for(20, no_show=0.2)
    assert slots_from_paths(counts.reshape(-1, 4).astype(float)).tolist() == [slots] * 4


def test_places_opened_once_stay_open() -> None:
    needs_of = [
        ("保育所等", "東区", 2027, 120.0, 103.55, 136.45),
        ("保育所等", "東区", 2028, 125.0, 108.55, 141.45),
    ]
    first, second = openings(needs_of, {("保育所等", "東区"): 110.0}, shortage=0.1)
    assert first.shortage == pytest.approx(0.841, abs=1e-3)
    assert first.open == 23 and second.open == 5
    assert chance_of_shortage(120, 103.55, 136.45, first.there + first.open) <= 0.1
    assert places_for(120, 120, 120, shortage=0.1) == 120


def test_faults_of_a_file_are_all_told_with_their_rows(tmp_path: Path) -> None:
    path = tmp_path / "forecast.csv"
    path.write_text("series,period,mean,q95\n窓口,2026-10-01,12,20\n窓口,2026-13-01,-4,\n", "utf-8")
    with pytest.raises(Problems) as raised:
        days_of(path)
    assert [problem.id for problem in raised.value.found] == ["CAP011", "CAP011"]
    assert all(problem.where and problem.where.line == 3 for problem in raised.value.found)
    with pytest.raises(Problems, match="lacks the columns"):
        pushes_of(path)
