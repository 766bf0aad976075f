"""Lists kept ready say what the tables of the run say, cut, counted and page by page."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sakimawari.fit.listed.store import count, page
from sakimawari.fit.listed.values import Cursor, Listing, ListName, Row, cursor_of, total
from sakimawari.fit.store import Run
from sakimawari.night.run import current_run, run_night
from tests.night.town import TASK, found_town


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    town = found_town(tmp_path_factory.mktemp("listed"), residents=1_000)
    run_night(town.home, town.catalogue, task=TASK)
    return current_run(town.home)


def listing(run: Run, name: ListName, **given: Any) -> Listing:
    return Listing(name=name, services=tuple(sorted(run.rules())), **given)


def everyone(run: Run, asked: Listing, size: int = 37) -> list[Row]:
    """All rows, page by page."""
    rows: list[Row] = []
    after: Cursor | None = None
    while True:
        found = page(run, asked, after=after, size=size)
        rows += found.rows
        if found.following is None:
            return rows
        after = cursor_of(found.following.written())


TABLES = [name for name in ListName if name is not ListName.QUESTIONS]


@pytest.mark.parametrize("name", TABLES)
def test_pages_hold_every_row_of_the_table_once(run: Run, name: ListName) -> None:
    rows = everyone(run, listing(run, name))
    table = run.ask(f"SELECT service::VARCHAR AS service, subject FROM {name.value}").to_pylist()
    assert sorted((row.service, row.subject) for row in rows) == sorted(
        (row["service"], row["subject"]) for row in table
    )
    assert rows == everyone(run, listing(run, name), size=1_000_000)
    assert total(count(run, listing(run, name))) == len(rows)


@pytest.mark.parametrize("name", TABLES)
def test_rows_come_by_day_and_those_without_one_last(run: Run, name: ListName) -> None:
    days = [row.day or date.max for row in everyone(run, listing(run, name))]
    assert days == sorted(days)


@pytest.mark.parametrize(
    "given",
    [
        {"kind": "unclaimed"},
        {"youngest": 3, "oldest": 18},
        {"least": 5_000},
        {"since": date(2026, 10, 1), "until": date(2027, 3, 31)},
        {"receiving": True},
        {"receiving": False},
    ],
)
def test_a_filter_keeps_the_rows_it_describes_and_no_others(
    run: Run, given: dict[str, Any]
) -> None:
    def fits(row: Row) -> bool:
        return (
            given.get("kind", row.kind) == row.kind
            and given.get("youngest", -1) <= row.age
            and (row.age <= given["oldest"] if "oldest" in given else True)
            and ((row.amount_low or 0) >= given["least"] if "least" in given else True)
            and (
                row.day is not None and given["since"] <= row.day <= given["until"]
                if "since" in given
                else True
            )
            and given.get("receiving", row.receives) is row.receives
        )

    every = everyone(run, listing(run, ListName.GAP))
    kept = everyone(run, listing(run, ListName.GAP, **given))
    assert kept == [row for row in every if fits(row)]
    assert total(count(run, listing(run, ListName.GAP, **given))) == len(kept)


def test_a_closed_household_is_neither_counted_nor_listed(run: Run) -> None:
    every = everyone(run, listing(run, ListName.GAP))
    shut = frozenset({every[0].household, every[-1].household})
    kept = everyone(run, listing(run, ListName.GAP, closed=shut))
    assert kept == [row for row in every if row.household not in shut]
    assert total(count(run, listing(run, ListName.GAP, closed=shut))) == len(kept) < len(every)


def test_questions_are_the_possible_rights_a_fact_would_decide(run: Run) -> None:
    possible = [row for row in everyone(run, listing(run, ListName.ENTITLEMENTS)) if row.missing]
    asked = everyone(run, listing(run, ListName.QUESTIONS))
    assert asked == [row for row in possible if row.kind == "unknown"]
    fact = asked[0].missing[0]
    narrowed = everyone(run, listing(run, ListName.QUESTIONS, missing=fact))
    assert narrowed == [row for row in asked if fact in row.missing]


def test_no_service_is_an_empty_list(run: Run) -> None:
    nothing = Listing(name=ListName.GAP, services=())
    assert (count(run, nothing), page(run, nothing, after=None, size=5).rows) == ((), ())


def test_a_cursor_of_another_run_begins_anew(run: Run) -> None:
    first = page(run, listing(run, ListName.GAP), after=None, size=3)
    assert first.following is not None
    other = Cursor(
        run="2020-01-01-00000000",
        day=first.following.day,
        service=first.following.service,
        place=first.following.place,
    )
    assert page(run, listing(run, ListName.GAP), after=other, size=3) == first


@pytest.mark.parametrize("word", ["", "x", "!!!", "YQ", "YXxifGN8ZA"])
def test_anything_else_is_no_cursor(word: str) -> None:
    assert cursor_of(word) is None
