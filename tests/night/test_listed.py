"""Lists for staff hold the rows the run's own lists hold, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sakimawari.fit.listed.store import count, page, prepare, towns
from sakimawari.fit.listed.values import Cursor, Listing, ListName, Page, Row, cursor_of, total
from sakimawari.fit.run import Task
from sakimawari.fit.served.run import open_served
from sakimawari.fit.store import ListQuery, Run
from sakimawari.night.run import NightReport, run_night
from tests.night import enterprises
from tests.night.test_next_night import FIRST, changed_town
from tests.night.town import found_town

LISTS = (ListName.GAP, ListName.ENTITLEMENTS, ListName.COMING, ListName.DEADLINES)
_DAY = {"gap": "deadline", "entitlements": "deadline", "coming": "on", "deadlines": "by"}
_KIND = {"gap": "kind", "entitlements": "status", "coming": "change", "deadlines": "kind"}


def told(name: ListName, row: dict[str, Any]) -> tuple[Any, ...]:
    """A row of `Run.list` as a list for staff tells it; whether it is received stands apart."""
    amounts = row.get("amount_low"), row.get("amount_high"), row.get("unit_of_amount") or ""
    missing = row.get("missing") or ""
    return (
        row["service"],
        row["subject_kind"],
        row["subject"],
        row["household"] or "",
        row["ward"] or "",
        row["town"] or "",
        row[_KIND[name.value]],
        row[_DAY[name.value]],
        row.get("what") or "",
        *amounts,
        tuple(each for each in missing.split("・") if each),
    )


def shown(row: Row) -> tuple[Any, ...]:
    return (
        row.service,
        row.subject_kind,
        row.subject,
        row.household,
        row.ward,
        row.town,
        row.kind,
        row.day,
        row.what,
        row.amount_low,
        row.amount_high,
        row.unit,
        row.missing,
    )


def everything(run: Run, listing: Listing, size: int = 97) -> Iterator[Row]:
    """All rows, page by page."""
    after: Cursor | None = None
    while True:
        found: Page = page(run, listing, after=after, size=size)
        yield from found.rows
        if found.following is None:
            return
        after = cursor_of(found.following.written())


def services(run: Run) -> tuple[str, ...]:
    return tuple(run.services())


def same(run: Run) -> int:
    rows = 0
    for name in LISTS:
        listing = Listing(name=name, services=services(run))
        found = list(everything(run, listing))
        expected = run.list(ListQuery(table=name.value)).to_pylist()
        assert sorted(map(shown, found), key=repr) == sorted(
            (told(name, row) for row in expected), key=repr
        )
        ages = {(row["service"], row["subject"]): row["age"] for row in expected}
        persons = [row for row in found if row.subject_kind == "person"]
        assert all(row.age == ages[row.service, row.subject] for row in persons)
        assert total(count(run, listing)) == len(found)
        rows += len(found)
    return rows


def test_every_list_of_a_town_holds_the_rows_of_the_run(night: NightReport) -> None:
    assert same(night.run) > 4_000


def test_lists_follow_nights_that_follow_and_hold_companies(tmp_path: Path) -> None:
    town = found_town(tmp_path / "town", residents=1_000, seed=8)
    home, load_again = changed_town(town, tmp_path, 5)
    run_night(home.home, home.catalogue, task=Task(on=FIRST, months=24, threads=1))
    load_again(date(2026, 11, 21))
    later = Task(on=date(2026, 11, 21), months=24, threads=1)
    run = run_night(home.home, home.catalogue, task=later).run
    assert run.manifest["layer"] == 1
    same(run)
    folder = tmp_path / "companies"
    there, catalogue = enterprises.load_town(folder), enterprises.trial_pack(folder)
    task = Task(on=enterprises.ON, months=12, threads=1)
    same(run_night(there, catalogue, task=task).run)


def test_rows_stand_by_day_then_service_and_households_stay_together(night: NightReport) -> None:
    listing = Listing(name=ListName.COMING, services=services(night.run))
    rows = list(everything(night.run, listing, size=1_000))
    days = [(row.day, row.service) for row in rows]
    assert days == sorted(days)  # type: ignore[type-var]
    who = open_served(night.run).residents.who
    unit = {key.decode(): at for at, key in enumerate(who.household.tolist())}
    places = [(row.day, row.service, unit[row.household]) for row in rows if row.household]
    assert places == sorted(places)  # type: ignore[type-var]


@pytest.mark.parametrize(
    ("narrowed", "kept"),
    [
        ({"wards": ("八幡西区", "門司区")}, lambda row: row.ward in ("八幡西区", "門司区")),
        ({"kind": "unclaimed"}, lambda row: row.kind == "unclaimed"),
        ({"kind": "no such kind"}, lambda _: False),
        ({"youngest": 65}, lambda row: row.age >= 65),
        ({"oldest": 64}, lambda row: 0 <= row.age <= 64),
        ({"youngest": 3, "oldest": 5}, lambda row: 3 <= row.age <= 5),
        ({"least": 10_000}, lambda row: row.amount_low is not None and row.amount_low >= 10_000),
        ({"receiving": True}, lambda row: row.receives),
        ({"receiving": False}, lambda row: not row.receives),
        (
            {"until": date(2026, 10, 31)},
            lambda row: row.day is not None and row.day <= date(2026, 10, 31),
        ),
        ({"since": date(2026, 10, 1)}, lambda row: row.day is not None and row.day.year >= 2026),
    ],
)
def test_filters_keep_what_they_say(night: NightReport, narrowed: Any, kept: Any) -> None:
    whole = Listing(name=ListName.GAP, services=services(night.run))
    expected = [row for row in everything(night.run, whole) if kept(row)]
    if "since" in narrowed:
        expected = [row for row in expected if row.day >= narrowed["since"]]  # type: ignore[operator]
    listing = replace(whole, **narrowed)
    assert list(everything(night.run, listing, size=13)) == expected
    assert total(count(night.run, listing)) == len(expected)


def test_questions_are_possible_rights_that_a_missing_fact_decides(night: NightReport) -> None:
    whole = Listing(name=ListName.ENTITLEMENTS, services=services(night.run))
    rows = [row for row in everything(night.run, whole) if row.kind == "unknown" and row.missing]
    questions = replace(whole, name=ListName.QUESTIONS)
    assert list(everything(night.run, questions)) == rows
    fact = rows[0].missing[0]
    about = replace(questions, missing=fact)
    assert list(everything(night.run, about)) == [row for row in rows if fact in row.missing]
    assert list(everything(night.run, replace(questions, missing="何か"))) == []


def test_closed_households_and_those_left_out_stand_in_no_list(night: NightReport) -> None:
    whole = Listing(name=ListName.GAP, services=services(night.run))
    rows = list(everything(night.run, whole))
    home, person = rows[0].household, next(r.subject for r in rows if r.subject_kind == "person")
    listing = replace(whole, closed=frozenset({home, "nobody"}), left_out=frozenset({person}))
    expected = [row for row in rows if row.household != home and row.subject != person]
    assert list(everything(night.run, listing)) == expected
    assert total(count(night.run, listing)) == len(expected) < len(rows)


def test_counts_tell_service_ward_and_kind(night: NightReport) -> None:
    listing = Listing(name=ListName.DEADLINES, services=services(night.run))
    rows = list(everything(night.run, listing))
    for each in count(night.run, listing):
        told = (each.service, each.ward, each.kind)
        assert each.rows == sum((row.service, row.ward, row.kind) == told for row in rows)


def test_a_service_the_run_has_not_read_lists_nobody(night: NightReport) -> None:
    listing = Listing(name=ListName.GAP, services=("no-such-service",))
    assert page(night.run, listing, after=None, size=5) == Page(rows=(), following=None)
    assert count(night.run, listing) == ()
    prepare(night.run, ListName.GAP, ["no-such-service", services(night.run)[0]])


def test_towns_are_those_where_anybody_lives(night: NightReport) -> None:
    sql = "SELECT DISTINCT ward::VARCHAR AS w, town::VARCHAR AS t FROM households ORDER BY 1, 2"
    every = tuple((row["w"], row["t"]) for row in night.run.ask(sql).to_pylist() if row["t"])
    assert towns(night.run, ()) == every
    assert towns(night.run, ("門司区",)) == tuple(each for each in every if each[0] == "門司区")
