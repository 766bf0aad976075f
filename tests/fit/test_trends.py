"""Rights by age and month agree with the run they are of, and each night is noted once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from sakimawari.fit.served.run import figures_of
from sakimawari.fit.store import Run
from sakimawari.fit.trends import ages_of, keep_night, months_of, nights, of_service
from sakimawari.night.run import run_night
from tests.night.town import TASK, found_town

SERVICE = "child-allowance"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    town = found_town(tmp_path_factory.mktemp("trends"), residents=1_000)
    yield run_night(town.home, town.catalogue, task=TASK).run


def test_ages_add_up_to_everybody_who_is_entitled(run: Run) -> None:
    ages = ages_of(figures_of(run), SERVICE)
    counts = figures_of(run).total(service=SERVICE)
    assert sum(each.entitled for each in ages) == counts.entitled > 0
    assert sum(each.possible for each in ages) == counts.possible
    assert sum(each.receiving for each in ages) == counts.receiving
    held = run.ask(
        f"SELECT age FROM held WHERE service = '{SERVICE}' AND status = 'yes'"
    ).to_pylist()
    in_their_thirties = sum(30 <= row["age"] <= 39 for row in held)
    assert {each.label: each.entitled for each in ages}["30〜39歳"] == in_their_thirties


def test_who_holds_a_right_on_the_first_of_a_month_is_read_from_its_stretches(run: Run) -> None:
    months = months_of(figures_of(run), SERVICE)
    stretches = run.ask(
        f"SELECT since, until FROM rights WHERE service = '{SERVICE}' AND status = 'yes'"
    ).to_pylist()
    for month in months:
        day = max(month.first, run.on)
        assert month.holding == sum(row["since"] <= day <= row["until"] for row in stretches)
    assert [month.first for month in months][:2] == [date(2026, 10, 1), date(2026, 11, 1)]


def test_what_begins_and_ends_is_counted_in_its_month(run: Run) -> None:
    months = months_of(figures_of(run), SERVICE)
    coming = run.ask(f"SELECT change, \"on\" FROM coming WHERE service = '{SERVICE}'").to_pylist()
    counted = Counter((row["change"], row["on"].replace(day=1)) for row in coming)
    for month in months:
        assert month.begins == counted["begins", month.first]
        assert month.ends == counted["ends", month.first]


def test_a_company_has_no_age(run: Run) -> None:
    assert ages_of(figures_of(run), "no-such-service") == ()


def test_a_night_is_noted_once_and_read_back(run: Run, tmp_path: Path) -> None:
    figures = figures_of(run)
    path = keep_night(tmp_path, run, figures)
    keep_night(tmp_path, run, figures)
    [night] = nights(tmp_path)
    assert (night.on, night.run) == (run.on, run.folder.name)
    assert of_service([night], SERVICE) == ((run.on, figures.total(service=SERVICE)),)
    assert path.stat().st_mode & 0o777 == 0o600


def test_of_two_nights_of_a_day_the_last_counts(run: Run, tmp_path: Path) -> None:
    path = keep_night(tmp_path, run, figures_of(run))
    later = path.with_name(f"{run.on}-ffffffff.json")
    later.write_text(path.read_text("utf-8").replace(run.folder.name, "later"), "utf-8")
    assert [night.run for night in nights(tmp_path)] == ["later"]
