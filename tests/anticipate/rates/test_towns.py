"""Towns' rates: what lasts in a large town is believed, chance in a small one is not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sakimawari.anticipate.projection.rates import (
    as_one,
    expected,
    fit_towns,
    learn_errors,
    read_vital,
    starting_counts,
)
from sakimawari.anticipate.projection.rates.begin import beginning, last_month, some_of, whole
from sakimawari.anticipate.projection.rates.shrinking import shrunk
from sakimawari.anticipate.projection.rates.town_state import states
from sakimawari.anticipate.projection.rates.town_values import TownTable
from sakimawari.problems import Problems
from tests.anticipate.rates.tables import grown

SIZES = {"大町": 20_000.0, "中町": 9_000.0, "北町": 12_000.0, "南町": 12_000.0, "小町": 60.0}


@pytest.fixture(scope="module")
def table() -> TownTable:
    return grown(SIZES, 61, gain={"大町": 0.03, "小町": 0.03})


def test_a_lasting_gain_is_found_in_a_large_town_and_foreseen(table: TownTable) -> None:
    fit = fit_towns(table, "2024-12")
    gain = fit.gain.mean(axis=(1, 2))
    assert gain[0] > gain[1:4].max() + 0.01
    came = table.counts[table.at("2025-01")].sum(axis=(1, 2))
    assert fit.after(1).sum(axis=(1, 2))[:4] == pytest.approx(came[:4], rel=0.01)


def test_what_came_later_is_not_used(table: TownTable) -> None:
    later = replace(
        table, counts=np.where(np.arange(61)[:, None, None, None] > 24, 9, table.counts)
    )
    one, other = (fit_towns(which, "2022-01", years=2) for which in (table, later))
    assert np.array_equal(one.after(12), other.after(12))


def test_ages_within_a_group_are_learnt_from_earlier_months() -> None:
    table = grown(SIZES, 61, gain={}, gap=(23, 0))
    told, smooth = (
        people[0, 0, 20 * 12 : 25 * 12].reshape(5, 12).sum(axis=1)
        for people in (
            fit_towns(table, "2025-01", years=2).people,
            states(table.counts[-1].astype(np.float64)),
        )
    )
    # In 大町 nobody is 23: its groups are smooth, only their past tells.
    assert told[3] < 0.7 * smooth[3]
    assert told[3] < 0.5 * np.delete(told, 3).min()
    assert told.sum() == pytest.approx(smooth.sum())


def test_the_starting_counts_keep_every_group_of_every_town(table: TownTable) -> None:
    start = starting_counts(table, "2025-01")
    fives = start[..., :85].reshape(5, 2, 17, 5).sum(axis=-1)
    assert fives == pytest.approx(table.counts[-1][..., :17])
    assert start[..., 85:].sum(axis=-1) == pytest.approx(table.counts[-1][..., 17])
    assert whole(start).sum() == table.counts[-1].sum()


def test_a_row_set_aside_begins_with_the_last_sound_one(table: TownTable) -> None:
    known = table.known.copy()
    known[-1, 0] = False
    doubtful = replace(table, known=known)
    assert starting_counts(doubtful, "2025-01")[0].sum() == pytest.approx(table.counts[-2, 0].sum())
    assert last_month(doubtful) == table.months[-2]


def test_towns_added_up_go_the_way_of_the_towns(table: TownTable) -> None:
    begun = beginning(table, "2025-01", None, years=3)
    city = as_one(begun, "市")
    towns = expected(begun.rates, begun.counts.astype(float), years=1)[-1].sum()
    assert expected(city.rates, city.counts.astype(float), years=1)[-1].sum() == pytest.approx(
        towns, rel=2e-3
    )


def test_intervals_are_learnt_on_earlier_years_and_hold_what_comes(table: TownTable) -> None:
    errors = learn_errors(table, "2023-01", tries=2)
    assert errors.origins == ("2022-01", "2021-01")
    ours = fit_towns(table, "2023-01", years=2).after(12).sum(axis=1)
    low, high = errors.interval(ours, 12)
    came = table.counts[table.at("2024-01")].sum(axis=1)
    assert ((came >= low) & (came <= high)).mean() >= 0.6  # ninety numbers, two short tries
    assert (errors.interval(ours, 3)[1] <= high).all()
    assert (errors.interval(ours, 12, share=0.5)[1] <= high).all()


@pytest.mark.parametrize(("month", "problem"), [("2031-01", "PROJ031"), ("2020-06", "PROJ032")])
def test_a_month_without_tables_or_without_a_past_is_refused(
    table: TownTable, month: str, problem: str
) -> None:
    with pytest.raises(Problems, match=problem):
        fit_towns(table, month)


def test_little_evidence_is_drawn_to_the_city_and_much_is_not() -> None:
    people = np.array([[10.0, 10_000.0, 10_000.0, 10_000.0]] * 5)
    gain = people * np.array([0.05, 0.05, 0.0, -0.05]) + np.array(
        [[1.0, 30, -30, 30], [-1, -30, 30, 30], [1, 30, 30, -30], [-1, -30, -30, -30], [0, 0, 0, 0]]
    )
    found = shrunk(gain, people, np.ones(5))
    assert found.deviation[1] == pytest.approx(0.05, abs=0.005)
    assert abs(found.deviation[0]) < 0.04


def test_the_citys_own_births_and_moves_are_read_and_a_fault_is_named(tmp_path: Path) -> None:
    events, moves = tmp_path / "b.csv", tmp_path / "m.csv"
    events.write_text("year,month,birthTotal,deathTotal\n2025,1,20,30\n", encoding="utf-8")
    moves.write_text(
        "year,month,withinThePrefOfTransferMan,OutsideThePrefMan,WithinThePrefMan,OutOfThePrefMan\n"
        "2025,1,1,2,4,8\n",
        encoding="utf-8",
    )
    vital = read_vital(events, moves)
    assert (vital.arrivals, vital.departures) == ({"2025-01": 3}, {"2025-01": 12})
    events.write_text("year,month,birthTotal,deathTotal\n2025,1,many,30\n", encoding="utf-8")
    with pytest.raises(Problems, match=r"PROJ030[\s\S]*b\.csv:2"):
        read_vital(events)


def test_some_towns_keep_their_rates_and_the_moves_between_them(table: TownTable) -> None:
    rates = fit_towns(table, "2023-01", years=2).rates
    some = some_of(rates, ("北町", "大町"))
    assert np.array_equal(some.arrive[:, 1], rates.arrive[:, 0])
    assert some.towards.sum(axis=1) == pytest.approx(1.0)
    assert some_of(rates, ("小町",)).move.sum() == 0.0
