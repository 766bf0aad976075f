"""Rights that begin or end within a horizon, exact to the day."""

from datetime import date
from pathlib import Path

import pytest

from sakimawari.fit.coming import Changes, coming_changes, first_of_months
from sakimawari.fit.findings import find
from sakimawari.rules.figures import days
from tests.fit.town import figures_on, kernels, town


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


def changes_after(start: date, months: int, cache: Path) -> list[tuple[str, int, bool, int]]:
    compiled = kernels(cache)
    population = town()
    today = (start, find(compiled, population, figures_on(start)))
    found: list[Changes] = coming_changes(
        compiled, population, figures_on, today=today, months=months
    )
    return [
        (change.service, int(row), bool(begins), int(on))
        for change in found
        for row, begins, on in zip(change.rows, change.begins, change.on, strict=True)
    ]


def test_a_card_begins_on_the_day_before_the_65th_birthday(cache: Path) -> None:
    found = changes_after(date(2026, 10, 1), 3, cache)
    assert found == [("card-at-65", 0, True, days(date(2026, 11, 9)))]


def test_nothing_begins_when_the_horizon_ends_the_day_before(cache: Path) -> None:
    assert changes_after(date(2026, 10, 1), 1, cache) == []


def test_a_child_of_1_april_ends_the_grant_a_year_before_a_child_of_2_april(cache: Path) -> None:
    # Born 2008-04-01: 18 is reached on 2026-03-31, so the grant ends on 2026-04-01.
    found = changes_after(date(2026, 3, 1), 2, cache)
    assert ("low-income-grant", 1, False, days(date(2026, 4, 1))) in found


def test_months_ahead_are_counted_over_the_turn_of_the_year() -> None:
    assert first_of_months(date(2026, 11, 30), 3) == [
        date(2026, 12, 1),
        date(2027, 1, 1),
        date(2027, 2, 1),
    ]
