"""The lists of a run follow from its calendar, its date and the register of recipients."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sakimawari.fit.schema import SERVICES, STORED_CALENDAR, UNITS
from sakimawari.fit.store import RENEWALS, Run, RunWriter
from sakimawari.registry import schema
from sakimawari.rules.figures import days

ON, FINAL = date(2026, 11, 25), date(2028, 11, 30)
FOREVER = 2**31 - 1


def stretch(subject: str, since: date, until: date, **more: Any) -> dict[str, Any]:
    return {
        "service": "allowance",
        "subject_kind": "person",
        "subject": subject,
        "household": f"home-{subject}",
        "ward": "門司区",
        "town": "一丁目",
        "born": date(1960, 2, 29),
        "status": "yes",
        "amount_low": 10_000,
        "amount_high": 10_000,
        "tier_low": -1,
        "tier_high": -1,
        "undecided": 0,
        "since": since,
        "until": until,
        "ended_by": -1,
        "layer": 0,
        **more,
    }


def received(person: int, since: date, until: date | None) -> dict[str, Any]:
    last = FOREVER if until is None else days(until)
    return {
        "person": f"p{person}",
        "row": person,
        "programme": "手当",
        "since": days(since),
        "until": last,
        "amount": -1,
        "source": "x.csv",
        "source_row": 2,
    }


def a_run(
    folder: Path,
    layers: Sequence[Sequence[dict[str, Any]]],
    *,
    receiving: Sequence[dict[str, Any]] = (),
    replaced: Sequence[str] = (),
    closed: Sequence[str] = (),
) -> Run:
    """A run over five people who live alone; layers of one service's calendar."""
    snapshot = folder / "snapshot"
    snapshot.mkdir(parents=True)
    people = [
        {
            "person": f"p{at}",
            "household": f"home-p{at}",
            "unit": at,
            "ward": "門司区",
            "town": "一丁目",
            "is_subject": 1,
        }
        for at in range(5)
    ]
    homes = [
        {**each, "first_person": at, "people": 1, "head": at} for at, each in enumerate(people)
    ]
    for table, rows in (
        (schema.PEOPLE, people),
        (schema.HOUSEHOLDS, homes),
        (schema.RECEIVING, receiving),
    ):
        written = pa.Table.from_pylist(list(rows), schema=table.arrow)
        pq.write_table(written, snapshot / f"{table.name}.parquet")
    births = snapshot / "facts" / "fact=生年月日"
    births.mkdir(parents=True)
    known = [{"row": at, "value": days(date(1950 + at, 1, 1))} for at in range(4)]
    known.append({"row": 4, "value": -(2**31)})  # a cell that could not be read
    shape = pa.schema([("row", pa.int32()), ("value", pa.int32())])
    pq.write_table(pa.Table.from_pylist(known, schema=shape), births / "part.parquet")
    run = folder / "run"
    run.mkdir()
    writer = RunWriter(folder=run)
    for layer, rows in enumerate(layers):
        numbered = [{**row, "layer": layer} for row in rows]
        table = pa.Table.from_pylist(numbered, schema=STORED_CALENDAR.schema)
        writer.calendar("allowance", layer, [table])
    if replaced:
        writer.replaced(len(layers) - 1, pa.array(replaced, pa.string()))
    units = [
        {"household": f"home-p{at}", "key": at, "fingerprint": at, "settled": FINAL}
        | {"closed": f"home-p{at}" in closed}
        for at in range(5)
    ]
    writer.units([pa.Table.from_pylist(units, schema=UNITS.schema)])
    service = {
        "service": "allowance",
        "name": "手当",
        "subject_kind": "person",
        "received_as": "手当",
        "unit_of_amount": "円/月",
        "times_a_year": 12,
        "rule": "",
    }
    renewal = {"service": "allowance", "what": "現況届", "by": date(2027, 8, 31)}
    writer.services(
        pa.Table.from_pylist([service], schema=SERVICES.schema),
        pa.Table.from_pylist([renewal], schema=RENEWALS),
    )
    writer.link_snapshot(snapshot)
    return Run(folder=run, manifest={"on": ON.isoformat(), "final": FINAL.isoformat()})


YESTERDAY, TODAY, TOMORROW = date(2026, 11, 24), ON, date(2026, 11, 26)


def kinds(run: Run) -> dict[str, str]:
    return {row["subject"]: row["kind"] for row in run.table("gap").to_pylist()}


def test_who_is_entitled_and_does_not_receive_is_unclaimed_or_possible(tmp_path: Path) -> None:
    calendar = [
        stretch("p0", ON, FINAL),
        stretch("p1", ON, FINAL, status="unknown", missing="所得"),
        stretch("p2", ON, FINAL),
        stretch("p3", TOMORROW, FINAL),
    ]
    run = a_run(tmp_path, [calendar], receiving=[received(2, ON, None)])
    assert kinds(run) == {"p0": "unclaimed", "p1": "possible"}


def test_a_recipient_who_surely_fails_is_for_a_clerk_and_a_doubtful_one_is_not(
    tmp_path: Path,
) -> None:
    calendar = [stretch("p1", ON, FINAL, status="unknown"), stretch("p2", ON, YESTERDAY)]
    entries = [received(at, YESTERDAY, None) for at in (0, 1)]
    assert kinds(a_run(tmp_path, [calendar], receiving=entries)) == {"p0": "to_review"}


def test_a_recipient_whose_birth_date_cannot_be_read_is_listed_without_an_age(
    tmp_path: Path,
) -> None:
    entries = [received(at, YESTERDAY, None) for at in (3, 4)]
    rows = a_run(tmp_path, [[]], receiving=entries).table("gap").to_pylist()
    assert {row["subject"]: row["age"] for row in rows} == {"p3": 73, "p4": -1}


@pytest.mark.parametrize(
    ("since", "until", "receives"),
    [
        (YESTERDAY, TODAY, True),
        (TODAY, TODAY, True),
        (YESTERDAY, YESTERDAY, False),
        (TOMORROW, None, False),
    ],
)
def test_an_entry_of_the_register_holds_on_its_first_and_last_day(
    tmp_path: Path, since: date, until: date | None, receives: bool
) -> None:
    entries = [received(0, since, until)]
    run = a_run(tmp_path, [[stretch("p0", ON, FINAL)]], receiving=entries)
    assert (kinds(run) == {}) is receives


def test_a_household_read_anew_is_told_by_its_newest_layer_alone(tmp_path: Path) -> None:
    first = [stretch("p0", YESTERDAY, FINAL), stretch("p1", YESTERDAY, FINAL)]
    anew = [stretch("p0", TODAY, FINAL, amount_low=20_000, amount_high=20_000)]
    run = a_run(tmp_path, [first, anew], replaced=["home-p0", "home-p2"])
    rows = run.ask("SELECT subject, since, amount_low FROM calendar ORDER BY subject").to_pylist()
    assert rows == [
        {"subject": "p0", "since": TODAY, "amount_low": 20_000},
        {"subject": "p1", "since": TODAY, "amount_low": 10_000},
    ]


def test_a_change_of_the_amount_is_neither_a_beginning_nor_an_end(tmp_path: Path) -> None:
    spring, day_before = date(2027, 4, 1), date(2027, 3, 31)
    calendar = [
        stretch("p0", ON, day_before),
        stretch("p0", spring, FINAL, amount_low=5_000, amount_high=5_000),
        stretch("p1", ON, day_before, ended_by=0),
        stretch("p2", spring, FINAL),
        stretch("p3", ON, day_before, status="unknown"),
        stretch("p3", spring, FINAL),
    ]
    coming = a_run(tmp_path, [calendar]).table("coming").to_pylist()
    assert {(row["subject"], row["change"], row["on"]) for row in coming} == {
        ("p0", "changes", spring),
        ("p1", "ends", spring),
        ("p2", "begins", spring),
        ("p3", "begins", spring),
    }


def test_a_claim_is_due_for_those_who_do_not_receive_and_a_renewal_for_those_who_do(
    tmp_path: Path,
) -> None:
    calendar = [stretch(f"p{at}", ON, FINAL, deadline=date(2026, 12, 10)) for at in (0, 1)]
    calendar.append(stretch("p2", ON, FINAL, deadline=YESTERDAY))
    run = a_run(tmp_path, [calendar], receiving=[received(1, YESTERDAY, None)])
    due = run.table("deadlines").to_pylist()
    assert {(row["subject"], row["kind"], row["by"], row["what"]) for row in due} == {
        ("p0", "claim", date(2026, 12, 10), None),
        ("p1", "renewal", date(2027, 8, 31), "現況届"),
    }


def test_an_age_is_counted_by_birthdays_and_29_february_turns_on_1_march(tmp_path: Path) -> None:
    calendar = [
        stretch("p0", ON, FINAL, born=date(1960, 11, 25)),
        stretch("p1", ON, FINAL, born=date(1960, 11, 26)),
        stretch("p2", ON, FINAL, born=None),
    ]
    rows = a_run(tmp_path, [calendar]).table("calendar").to_pylist()
    assert {row["subject"]: row["age"] for row in rows} == {"p0": 66, "p1": 65, "p2": -1}


def test_counts_add_up_and_leave_closed_households_out(tmp_path: Path) -> None:
    calendar = [stretch("p0", ON, FINAL), stretch("p1", ON, FINAL, status="unknown")]
    entries = [received(at, YESTERDAY, None) for at in (3, 4)]
    run = a_run(tmp_path, [calendar], receiving=entries, closed=["home-p4"])
    (row,) = run.table("summary").to_pylist()
    assert (row["entitled"], row["possible"], row["receiving"]) == (1, 1, 1)
    assert (row["unclaimed"], row["unclaimed_possible"], row["to_review"]) == (1, 1, 1)
    assert row["unclaimed_yen_per_year"] == 120_000
