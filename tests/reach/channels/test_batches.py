"""Batches: lists that staff work through and the portal's file, made whole and once."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import jsonschema_rs
import pytest

from sakimawari.guard.custody.values import Place
from sakimawari.guard.keys import Keys, open_keys
from sakimawari.problems import Problems
from sakimawari.reach.channels import expiry_store, list_store
from sakimawari.reach.channels.addresses import AddressBook
from sakimawari.reach.channels.lists.values import MOST_TRIES, Contact, Outcome
from sakimawari.reach.channels.lists.writer import ListWriter
from sakimawari.reach.channels.models import ContactRow, EntryRow
from sakimawari.reach.channels.portal import writer as portal_writer
from sakimawari.reach.channels.portal.keeping import portal_files, remove_portal_files
from sakimawari.reach.channels.portal.notice_file import NOTICES, SCHEMA
from sakimawari.reach.channels.portal.writer import FOLDER, PortalWriter
from sakimawari.reach.channels.seam import BatchWriter, Item
from sakimawari.reach.channels.seam import Outcome as Answered
from sakimawari.reach.channels.setup.values import Portal
from sakimawari.reach.medium import Medium

ON = date(2026, 11, 26)
NOW = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
PERSON, OTHER, HIDDEN = "a" * 16, "b" * 16, "c" * 16
TEXT = "児童手当を受け取れる見込みです。"


def item(number: int = 1, person: str = PERSON, **more: object) -> Item:
    given: dict[str, object] = {
        "id": f"{number:032x}",
        "person": person,
        "household": "h",
        "ward": "小倉北区",
        "language": "ja",
        "services": ("child-allowance",),
        "subjects": (person,),
        "subject": "お知らせ",
        "text": TEXT,
        **more,
    }
    return Item(**given)  # type: ignore[arg-type]


def book() -> AddressBook:
    told = json.dumps({"電話番号": "093-582-2145"}).encode()
    return AddressBook(
        contact=lambda person: None if person == OTHER else told,
        unseal=lambda person, sealed: sealed,
        lines=lambda persons: {},
        hidden={HIDDEN},
    )


@pytest.fixture
def keys(tmp_path: Path, db: None) -> Keys:
    return open_keys(tmp_path / "keys")


Make = Callable[[], BatchWriter]


@pytest.fixture(params=[Medium.CALL, Medium.VISIT, Medium.PORTAL])
def make(request: pytest.FixtureRequest, tmp_path: Path, keys: Keys) -> Make:
    if request.param is Medium.PORTAL:
        return lambda: PortalWriter(
            portal=Portal(organisation="401005"), home=tmp_path, book=book()
        )
    return lambda: ListWriter(medium=request.param, book=book(), keys=keys, now=lambda: NOW)


def stored(writer: BatchWriter, tmp_path: Path) -> list[str]:
    """The ids a writer has taken, as often as it has them."""
    if writer.medium is Medium.PORTAL:
        files = sorted((tmp_path / FOLDER).glob(f"*/{NOTICES}"))
        rows = [
            row for file in files for row in csv.reader(io.StringIO(file.read_text("utf-8-sig")))
        ]
        return [row[0] for row in rows if row[0] != "通知番号"]
    return [*EntryRow.objects.order_by("id").values_list("id", flat=True)]


def test_a_batch_is_taken_and_answered_id_by_id(make: Make, tmp_path: Path) -> None:
    writer = make()
    answers = writer.write("batch-1", [item(1), item(2, HIDDEN)], on=ON)
    assert {id: answer.outcome for id, answer in answers.items()} == {
        item(1).id: Answered.ACCEPTED,
        item(2).id: Answered.REFUSED,
    }
    assert stored(writer, tmp_path) == [item(1).id]


def test_the_same_batch_again_is_done_once(make: Make, tmp_path: Path) -> None:
    first = make().write("batch-1", [item(1), item(2)], on=ON)
    second = make().write("batch-1", [item(1), item(2)], on=ON)
    assert first == second
    assert stored(make(), tmp_path) == [item(1).id, item(2).id]


def test_an_id_in_another_batch_is_accepted_and_done_once(make: Make, tmp_path: Path) -> None:
    make().write("batch-1", [item(1)], on=ON)
    answers = make().write("batch-2", [item(1), item(2)], on=ON)
    assert {answer.outcome for answer in answers.values()} == {Answered.ACCEPTED}
    assert stored(make(), tmp_path) == [item(1).id, item(2).id]


def test_without_a_number_nobody_is_called(keys: Keys) -> None:
    writer = ListWriter(medium=Medium.CALL, book=book(), keys=keys, now=lambda: NOW)
    [answer] = writer.write("b", [item(1, OTHER)], on=ON).values()
    assert (answer.outcome, answer.why) == (Answered.REFUSED, "no_address")
    visits = ListWriter(medium=Medium.VISIT, book=book(), keys=keys, now=lambda: NOW)
    assert visits.write("v", [item(1, OTHER)], on=ON)[item(1).id].outcome is Answered.ACCEPTED


# ---------------------------------------------------------------- the portal's file


def portal(tmp_path: Path) -> PortalWriter:
    return PortalWriter(portal=Portal(organisation="401005"), home=tmp_path, book=book())


def test_every_row_of_the_file_is_what_its_schema_says(tmp_path: Path) -> None:
    tricky = item(2, text='引用"と、\n改行 =1+1', useful_until=date(2026, 12, 31))
    portal(tmp_path).write("b1", [item(1), tricky], on=ON)
    folder = tmp_path / FOLDER / "b1"
    schema = json.loads((folder / SCHEMA).read_text("utf-8"))
    judge = jsonschema_rs.Draft202012Validator(schema)
    rows = list(csv.DictReader(io.StringIO((folder / NOTICES).read_text("utf-8-sig"), newline="")))
    assert len(rows) == 2
    for row in rows:
        judge.validate(row)
    assert rows[1]["本文"] == tricky.text
    assert rows[1]["掲載終了日"] == "2026-12-31"


def test_what_does_not_fit_the_portal_is_refused_and_not_cut(tmp_path: Path) -> None:
    answers = portal(tmp_path).write("b1", [item(1, text="あ" * 2001), item(2, subject="")], on=ON)
    assert {answer.why for answer in answers.values()} == {"too_long"}


def test_a_name_of_a_batch_means_one_batch(tmp_path: Path) -> None:
    portal(tmp_path).write("b1", [item(1)], on=ON)
    with pytest.raises(Problems, match="REACH075"):
        portal(tmp_path).write("b1", [item(2)], on=ON)
    with pytest.raises(Problems, match="REACH075"):
        portal(tmp_path).write("../b1", [item(2)], on=ON)


def test_a_writer_killed_on_its_way_leaves_nothing_that_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*given: object, **more: object) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr(portal_writer, "schema_bytes", fails)
    with pytest.raises(KeyboardInterrupt):
        portal(tmp_path).write("b1", [item(1)], on=ON)
    monkeypatch.undo()
    assert not (tmp_path / FOLDER / "b1").exists()
    portal(tmp_path).write("b1", [item(1)], on=ON)
    assert stored(portal(tmp_path), tmp_path) == [item(1).id]


def test_files_are_their_owners_alone_and_go_by_schedule(tmp_path: Path) -> None:
    portal(tmp_path).write("b1", [item(1)], on=ON)
    assert (tmp_path / FOLDER / "b1" / NOTICES).stat().st_mode & 0o077 == 0
    place = Place(home=tmp_path, keys=open_keys(tmp_path / "k"), keys_folder=tmp_path / "k")
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    assert portal_files(place, tomorrow).ids == ("b1",)
    assert remove_portal_files(place, ["../b1", "b1", ".lock"]) == 1
    assert not (tmp_path / FOLDER / "b1").exists()


# ---------------------------------------------------------------- working through a list


@pytest.fixture
def calls(keys: Keys) -> Keys:
    writer = ListWriter(medium=Medium.CALL, book=book(), keys=keys, now=lambda: NOW)
    writer.write("calls-1", [item(1), item(2, ward="門司区")], on=ON)
    return keys


def told(outcome: Outcome, token: str = "t1", **more: object) -> Contact:
    given: dict[str, object] = {"entry": item(1).id, "at": NOW, "by": "s1", "token": token, **more}
    return Contact(outcome=outcome, **given)  # type: ignore[arg-type]


def left() -> list[str]:
    return [each.id for each in list_store.open_entries(Medium.CALL, on=ON)]


@pytest.mark.parametrize("outcome", [each for each in Outcome if each is not Outcome.CALL_BACK])
def test_an_outcome_closes_the_entry_unless_nobody_answered(calls: Keys, outcome: Outcome) -> None:
    list_store.record(told(outcome), calls)
    assert (item(1).id in left()) is (outcome is Outcome.NO_ANSWER)


def test_told_twice_is_one_contact(calls: Keys) -> None:
    assert list_store.record(told(Outcome.NO_ANSWER), calls)
    assert not list_store.record(told(Outcome.NO_ANSWER), calls)
    assert ContactRow.objects.count() == 1


def test_nobody_is_rung_a_fourth_time_when_nobody_answers(calls: Keys) -> None:
    for number in range(MOST_TRIES):
        assert item(1).id in left()
        list_store.record(told(Outcome.NO_ANSWER, f"t{number}"), calls)
    assert item(1).id not in left()


def test_who_asks_to_be_rung_later_is(calls: Keys) -> None:
    later = NOW + timedelta(days=1)
    for number in range(MOST_TRIES + 1):
        list_store.record(told(Outcome.CALL_BACK, f"t{number}", again_at=later), calls)
    entry = list_store.entry(item(1).id)
    assert entry is not None
    assert (entry.again_at, entry.tries, entry.is_closed) == (later, MOST_TRIES + 1, False)


def test_a_closed_entry_takes_no_further_word(calls: Keys) -> None:
    list_store.record(told(Outcome.APPLIED), calls)
    with pytest.raises(Problems, match="REACH076"):
        list_store.record(told(Outcome.REFUSES, "t2"), calls)
    with pytest.raises(Problems, match="REACH076"):
        list_store.record(replace(told(Outcome.REFUSES, "t3"), entry="0" * 32), calls)


def test_a_ward_sees_its_own_and_a_past_day_nothing(calls: Keys) -> None:
    mine = list_store.open_entries(Medium.CALL, on=ON, wards={"門司区"})
    assert [each.id for each in mine] == [item(2).id]
    assert list_store.open_entries(Medium.VISIT, on=ON) == ()
    EntryRow.objects.update(useful_until=ON)
    assert len(left()) == 2
    assert list_store.open_entries(Medium.CALL, on=ON + timedelta(days=1)) == ()


def test_what_is_said_and_noted_lies_under_the_persons_seal(calls: Keys) -> None:
    list_store.record(told(Outcome.NO_ANSWER, note="留守番電話"), calls)
    kept = str([*EntryRow.objects.values_list(), *ContactRow.objects.values_list()])
    assert TEXT not in kept
    assert "留守番電話" not in kept
    entry = list_store.entry(item(1).id)
    assert entry is not None
    assert list_store.script(entry, calls).text == TEXT
    assert list_store.notes(entry, calls) == ((NOW, Outcome.NO_ANSWER, "留守番電話"),)


def test_lists_are_counted_with_what_came_of_them(calls: Keys) -> None:
    list_store.record(told(Outcome.APPLIED), calls)
    [state] = list_store.lists(Medium.CALL)
    assert (state.id, state.entries, state.open, state.outcomes) == (
        "calls-1",
        2,
        1,
        {"applied": 1},
    )
    assert list_store.outcomes_since(NOW) == {item(1).id: (Outcome.APPLIED, NOW)}


def test_somebody_who_must_not_be_rung_any_more_is_off_every_list(calls: Keys) -> None:
    assert list_store.close_person(PERSON, at=NOW) == 2
    assert left() == []


def test_a_list_goes_by_schedule_once_it_is_through(calls: Keys, tmp_path: Path) -> None:
    place = Place(home=tmp_path, keys=calls, keys_folder=tmp_path)
    later = NOW + timedelta(days=1)
    assert expiry_store.old_lists(place, later).ids == ()
    list_store.close_person(PERSON, at=NOW)
    assert expiry_store.remove_lists(place, expiry_store.old_lists(place, later).ids) == 1
    assert not EntryRow.objects.exists()
