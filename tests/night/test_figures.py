"""The figures kept ready are those the lists of the run count."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from sakimawari.fit.run import Task
from sakimawari.fit.served.figures import COUNTS, TURNS, Counts, Figures, Turns
from sakimawari.fit.served.run import figures_of
from sakimawari.fit.store import Run
from sakimawari.night.run import NightReport, run_night
from tests.night import enterprises
from tests.night.test_next_night import FIRST, changed_town
from tests.night.town import found_town

Cell = tuple[str, str | None, str | None]
COUNTED = {
    "held": "count(*) FILTER (status = 'yes') AS entitled, "
    "count(*) FILTER (status = 'unknown') AS possible",
    "receives": "count(*) AS receiving",
    "unmet": "count(*) FILTER (kind = 'unclaimed') AS unclaimed, "
    "count(*) FILTER (kind = 'possible') AS unclaimed_possible, "
    "sum(amount_low * times_a_year) FILTER (kind = 'unclaimed') AS unclaimed_yen_per_year",
    "to_review": "count(*) AS to_review",
    "coming": "count(*) FILTER (change = 'begins') AS begins, "
    "count(*) FILTER (change = 'ends') AS ends",
    "deadlines": "count(*) AS deadlines",
}
TURNED = {
    "coming": "\"on\" AS day, count(*) FILTER (change = 'begins') AS begins, count(*) FILTER "
    "(change = 'ends') AS ends, count(*) FILTER (change = 'changes') AS changes",
    "deadlines": "\"by\" AS day, count(*) FILTER (kind = 'claim') AS claims, "
    "count(*) FILTER (kind = 'renewal') AS renewals",
}


def counted(run: Run) -> dict[Cell, Counts]:
    """Counts by service, ward and town, as the views of the run tell them."""
    cells: dict[Cell, dict[str, int]] = {}
    for table, told in COUNTED.items():
        sql = f"SELECT service::VARCHAR, ward::VARCHAR, town::VARCHAR, {told} FROM {table} GROUP BY ALL"
        for row in run.ask(sql).to_pylist():
            *place, rest = *list(row.values())[:3], dict(list(row.items())[3:])
            cells.setdefault((place[0], place[1], place[2]), {}).update(
                {name: int(number or 0) for name, number in rest.items()}
            )
    found = {cell: Counts(**told) for cell, told in cells.items()}
    return {cell: counts for cell, counts in found.items() if counts != Counts()}


def turned(run: Run) -> dict[tuple[date, str, str | None], Turns]:
    """What happens by day, service and ward."""
    turns: dict[tuple[date, str, str | None], dict[str, int]] = {}
    for table, told in TURNED.items():
        sql = f"SELECT service::VARCHAR AS s, ward::VARCHAR AS w, {told} FROM {table} GROUP BY ALL"
        for row in run.ask(sql).to_pylist():
            key = (row.pop("day"), row.pop("s"), row.pop("w"))
            turns.setdefault(key, {}).update({name: int(n or 0) for name, n in row.items()})
    return {key: Turns(**told) for key, told in turns.items()}


def told(figures: Figures) -> dict[Cell, Counts]:
    return {
        (service, place.ward, place.town): counts
        for service in figures.services
        for place, counts in figures.by_place(service=service)
        if counts != Counts()
    }


def same(figures: Figures, run: Run) -> None:
    assert told(figures) == counted(run)
    days = figures.by_day(run.on, run.final + timedelta(days=1))
    assert {(day, service, ward): turns for day, service, ward, turns in days} == turned(run)


@pytest.fixture(scope="module")
def figures(night: NightReport, tmp_path_factory: pytest.TempPathFactory) -> Figures:
    return figures_of(night.run, cache=tmp_path_factory.mktemp("cache"))


def test_counts_by_town_and_turns_by_day_are_those_of_the_lists(
    night: NightReport, figures: Figures
) -> None:
    same(figures, night.run)
    assert figures.total().entitled > 1_000
    assert figures.between(night.run.on, night.run.final).begins > 10


def test_sums_over_wards_services_and_months_add_up(night: NightReport, figures: Figures) -> None:
    total = figures.total()
    for parts in (figures.by_service(), figures.by_ward()):
        for name in COUNTS:
            assert sum(getattr(each, name) for each in parts.values()) == getattr(total, name)
    on, final = night.run.on, night.run.final
    months = figures.by_month()
    assert [month.month for month in months] == [10, 11, 12]
    for name in TURNS:
        whole = getattr(figures.between(on, final), name)
        assert sum(getattr(turns, name) for turns in months.values()) == whole
        assert sum(getattr(turns, name) for turns in figures.within(on, final).values()) == whole
    ward = figures.wards[0]
    assert figures.total(ward=ward) == figures.by_ward()[ward]
    service = next(iter(figures.services))
    assert figures.total(service=service, ward=ward) == figures.by_ward(service=service)[ward]
    assert figures.total(service="no-such-service") == Counts()
    assert figures.total(ward="no such ward") == Counts()
    assert figures.by_age("no-such-service") == {}


def test_everybody_registered_is_in_a_place_but_for_closed_households(
    night: NightReport, figures: Figures
) -> None:
    sql = (
        "SELECT count(*) AS people, count(DISTINCT household) AS households FROM people "
        "WHERE household NOT IN (SELECT household FROM units WHERE closed)"
    )
    (row,) = night.run.ask(sql).to_pylist()
    assert sum(place.people for place in figures.places) == row["people"]
    assert sum(place.households for place in figures.places) == row["households"]


def test_ages_and_months_of_a_right_are_those_of_its_holders(
    night: NightReport, figures: Figures
) -> None:
    for service in figures.services:
        sql = "SELECT age, status, count(*) AS n FROM held WHERE service = ? GROUP BY ALL"
        ages = figures.by_age(service)
        for row in night.run.ask(sql, [service]).to_pylist():
            place = 0 if row["status"] == "yes" else 1
            assert ages[max(row["age"], -1)][place] == row["n"]
        sql = "SELECT since, until FROM rights WHERE service = ? AND status = 'yes'"
        spans = night.run.ask(sql, [service]).to_pylist()
        for day, holding in figures.by_first(service).items():
            assert holding == sum(span["since"] <= day <= span["until"] for span in spans)


def test_the_summary_of_a_night_is_that_of_its_lists(night: NightReport) -> None:
    sums = ", ".join(f"sum({name})::BIGINT AS {name}" for name in COUNTS)
    sql = f"SELECT service::VARCHAR AS service, {sums} FROM summary GROUP BY ALL ORDER BY 1"
    expected: list[dict[str, Any]] = night.run.ask(sql).to_pylist()
    assert [{name: row[name] for name in expected[0]} for row in night.summary()] == expected
    told = {slug: row["received_as"] is not None for slug, row in night.run.services().items()}
    assert {row["service"]: row["registered"] for row in night.summary()} == told


def test_figures_follow_nights_that_follow(tmp_path: Path) -> None:
    town = found_town(tmp_path / "town", residents=1_000, seed=7)
    home, load_again = changed_town(town, tmp_path, 4)
    run_night(home.home, home.catalogue, task=Task(on=FIRST, months=24, threads=1))
    for later in (date(2026, 11, 21), date(2026, 12, 1)):
        load_again(later)
        run = run_night(home.home, home.catalogue, task=Task(on=later, months=24, threads=1)).run
        assert run.manifest["layer"] > 0
        same(figures_of(run), run)


def test_companies_are_counted_beside_residents(tmp_path: Path) -> None:
    home, catalogue = enterprises.load_town(tmp_path), enterprises.trial_pack(tmp_path)
    task = Task(on=enterprises.ON, months=12, threads=1)
    run = run_night(home, catalogue, task=task).run
    found = figures_of(run)
    same(found, run)
    assert found.total(service="small-grant").receiving == 2
    assert found.total(service="start-up").entitled > 0
