"""Calendars of a few households: the days on which rights begin, change and end."""

from datetime import date
from pathlib import Path

import pytest

from sakimawari.fit.horizon import horizon
from sakimawari.rules.figures import day_of
from sakimawari.rules.kernel import compile_calendar
from sakimawari.rules.outcome import Status
from sakimawari.rules.timeline import timeline
from sakimawari.rules.tree import ServiceRule
from tests.fit.town import CARD_AT_65, LOW_INCOME_GRANT, town


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


def stretches(
    rule: ServiceRule, cache: Path, start: date, final: date
) -> list[tuple[int, date, date, Status, int]]:
    found = compile_calendar(rule, cache=cache).read(
        town(), timeline((), (), start=start, final=final)
    )
    return [
        (
            int(found.row[at]),
            day_of(int(found.since[at])),
            day_of(int(found.until[at])),
            Status(found.status[at]),
            int(found.ended_by[at]),
        )
        for at in range(len(found))
    ]


def test_a_card_begins_on_the_day_before_the_65th_birthday(cache: Path) -> None:
    start, final = date(2026, 10, 1), date(2026, 12, 31)
    begun = (0, date(2026, 11, 9), final, Status.YES, -1)
    assert begun in stretches(CARD_AT_65, cache, start, final)
    assert all(row[0] != 0 for row in stretches(CARD_AT_65, cache, start, date(2026, 11, 8)))


def test_whoever_is_born_on_29_february_reaches_an_age_on_the_28th(cache: Path) -> None:
    found = stretches(CARD_AT_65, cache, date(2025, 2, 1), date(2025, 3, 31))
    assert (5, date(2025, 2, 28), date(2025, 3, 31), Status.YES, -1) in found


def test_a_child_of_1_april_ends_the_grant_a_year_before_a_child_of_2_april(cache: Path) -> None:
    # Born 2008-04-01: 18 is reached on 2026-03-31, so the last day is 31 March, by the first clause.
    found = stretches(LOW_INCOME_GRANT, cache, date(2026, 3, 1), date(2026, 5, 31))
    assert (1, date(2026, 3, 1), date(2026, 3, 31), Status.YES, 0) in found


def test_an_unknown_income_leaves_the_right_open_for_the_whole_calendar(cache: Path) -> None:
    start, final = date(2026, 3, 1), date(2028, 3, 31)
    found = stretches(LOW_INCOME_GRANT, cache, start, final)
    assert [row for row in found if row[0] == 3] == [(3, start, final, Status.UNKNOWN, -1)]


@pytest.mark.parametrize(
    ("on", "months", "last"),
    [
        (date(2026, 11, 25), 24, date(2028, 11, 30)),
        (date(2026, 12, 1), 24, date(2028, 12, 31)),
        (date(2026, 2, 28), 24, date(2028, 2, 29)),
        (date(2026, 11, 30), 0, date(2026, 11, 30)),
    ],
)
def test_a_calendar_ends_with_a_month(on: date, months: int, last: date) -> None:
    assert horizon(on, months) == last
