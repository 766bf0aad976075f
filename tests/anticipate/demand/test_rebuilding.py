"""Projected people as a population: who lives with whom, whose facts they have."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from sakimawari.anticipate.demand.ground import BIRTH, HEAD, RESIDENT_SINCE
from sakimawari.anticipate.demand.rebuilding import Stage, rebuilt
from sakimawari.anticipate.projection.people import BORN, NOBODY, State, month_of
from sakimawari.rules.figures import days
from sakimawari.rules.population import PlainColumn, SpansColumn, YearlyColumn
from tests.anticipate.demand.street import (
    CERTIFICATE,
    EVENT,
    EXPIRY,
    INCOME,
    ON,
    city,
    state,
    street,
)

LATER = date(2029, 10, 1)


def _stage(projected: State, day: date) -> Stage:
    since = np.full(projected.people, days(ON), np.int64)
    return rebuilt(projected, city(street()), since, day=day)


def _aged(projected: State, day: date) -> State:
    return replace(projected, month=month_of(day))


def test_on_the_day_of_the_snapshot_nothing_differs_from_it() -> None:
    ground = street()
    stage = _stage(state(ground), ON)
    before, after = ground.population, stage.population
    for name in ("offsets", "guardian", "spouse", "is_subject"):
        assert getattr(after, name).tolist() == getattr(before, name).tolist()
    for name, column in before.columns.items():
        other = after.columns[name]
        if isinstance(column, SpansColumn):
            assert isinstance(other, SpansColumn)
            assert other.starts.tolist() == column.starts.tolist()
            assert other.until.tolist() == column.until.tolist()
        else:
            assert not isinstance(other, SpansColumn)
            assert other.values.tolist() == column.values.tolist()


def test_what_holds_today_goes_on_and_past_events_stay() -> None:
    after = _stage(_aged(state(street()), LATER), LATER).population.columns
    expiry, event, income = after[EXPIRY.name], after[EVENT.name], after[INCOME.name]
    assert isinstance(expiry, PlainColumn) and isinstance(event, PlainColumn)
    ahead = days(LATER) - days(ON)
    assert expiry.values[3] == days(date(2027, 3, 31)) + ahead  # renewed
    assert event.values[1] == days(date(2018, 8, 8))  # the mother's: her child is still at home
    assert isinstance(income, YearlyColumn)
    assert income.first_year == 2028 and income.values[0, 0] == 4_000_000
    certificate = after[CERTIFICATE.name]
    assert isinstance(certificate, SpansColumn)
    assert certificate.starts.tolist() == [0, 0, 0, 0, 2, 2, 2, 2, 2]
    assert certificate.until[0] == days(date(2026, 3, 31))  # over, and stays over
    assert certificate.until[1] >= days(LATER)


def test_a_visitor_goes_where_the_child_is_no_longer_linked() -> None:
    projected = state(street())
    gone = np.array([0, 1, 2, 3, 4, 5])  # the father in 3 has left the city
    place = np.full(projected.people + 1, NOBODY, np.int32)
    place[gone] = np.arange(len(gone), dtype=np.int32)
    left = replace(
        projected,
        **{
            name: getattr(projected, name)[gone]
            for name in ("key", "born", "sex", "house", "leads", "care", "disability", "work")
        },
        income=projected.income[gone],
        origin=projected.origin[gone],
        whence=projected.whence[gone],
        partner=place[projected.partner[gone]],
        parent=place[projected.parent[gone]],
    )
    stage = _stage(left, ON)
    assert stage.population.units == 3
    assert stage.population.is_subject.tolist() == [1] * 6


def test_a_father_who_moves_in_no_longer_has_his_son_as_a_visitor() -> None:
    projected = state(street())
    house = projected.house.copy()
    house[6] = 2
    stage = _stage(replace(projected, house=house), ON)
    assert stage.population.units == 3
    assert int(stage.population.is_subject.sum()) == stage.population.people == 7


def test_a_newborn_has_a_guardian_a_birth_date_and_facts_of_a_child() -> None:
    projected = state(street())
    month = month_of(date(2027, 4, 1))
    born: dict[str, Any] = {
        "key": np.append(projected.key, np.uint64(999)),
        "born": np.append(projected.born, np.int32(month)),
        "sex": np.append(projected.sex, np.int8(1)),
        "house": np.append(projected.house, np.int32(2)),
        "partner": np.append(projected.partner, np.int32(NOBODY)),
        "parent": np.append(projected.parent, np.int32(4)),
        "origin": np.append(projected.origin, np.int32(4)),
        "whence": np.append(projected.whence, np.int8(BORN)),
    }
    zero: dict[str, Any] = {
        name: np.append(getattr(projected, name), np.int8(0))
        for name in ("leads", "care", "disability", "work", "income")
    }
    grown = replace(projected, month=month_of(date(2027, 10, 1)), **born, **zero)
    stage = _stage(grown, date(2027, 10, 1))
    row = int(np.flatnonzero(stage.key == 999)[0])
    mother = int(np.flatnonzero(stage.key == 104)[0])
    columns = stage.population.columns
    birth, head, since = columns[BIRTH], columns[HEAD], columns[RESIDENT_SINCE]
    assert isinstance(birth, PlainColumn) and isinstance(head, PlainColumn)
    assert isinstance(since, PlainColumn)
    assert stage.population.guardian[row] == mother
    assert days(date(2027, 4, 1)) <= birth.values[row] <= days(date(2027, 4, 28))
    assert since.values[row] == birth.values[row]
    assert head.values[row] == 0 and head.values[mother] == 1


def test_whoever_stops_working_has_the_income_of_somebody_who_does_not_work() -> None:
    projected = state(street())
    work = projected.work.copy()
    work[0] = 0
    income = _stage(replace(projected, work=work), ON).population.columns[INCOME.name]
    assert isinstance(income, YearlyColumn)
    assert income.values[-1, 0] == 0
    assert income.values[-1, 4] == 2_500_000  # and nobody else's changes


def test_the_same_seed_gives_the_same_city_whatever_else_is_read() -> None:
    projected = _aged(state(street()), LATER)
    one, other = (_stage(projected, LATER).population.columns[INCOME.name] for _ in range(2))
    assert isinstance(one, YearlyColumn) and isinstance(other, YearlyColumn)
    assert one.values.tolist() == other.values.tolist()
