"""The book in the operational store: what is added is whole, and what is altered there is found."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction

from sakimawari.guard.audit import store
from sakimawari.guard.audit.alarms import AlarmKind
from sakimawari.guard.audit.exchange import read_export, write_export
from sakimawari.guard.audit.signing import open_signer
from sakimawari.guard.audit.store import Book
from sakimawari.guard.audit.verify import MARK_EVERY, Flaw, Verdict, verify
from sakimawari.problems import Problems
from tests.guard.audit.chains import BEGAN, draft

JAPAN = ZoneInfo("Asia/Tokyo")


@pytest.fixture
def book(db: None, tmp_path: Path) -> Book:
    keys = tmp_path / "keys"
    keys.mkdir(mode=0o700)
    (tmp_path / "home").mkdir()
    return Book(home=tmp_path / "home", signer=open_signer(keys))


def judged(book: Book) -> Verdict:
    until, witnesses = book.state()
    return verify(store.all_entries(until), witnesses, book.signer.verifier)


def sql(text: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text, values)


def listing(number: int) -> object:
    return draft(number, person="", persons=("person-a", "person-b"), action="list_people")


def test_what_is_read_back_is_what_was_added(book: Book) -> None:
    written = book.add(
        draft(1), draft(2, persons=("person-2", "person-x")), draft(3, person="", persons=())
    )
    assert tuple(store.all_entries()) == written
    assert judged(book).whole


def test_the_signing_key_is_its_owners_alone(book: Book, tmp_path: Path) -> None:
    (key,) = (tmp_path / "keys").glob("audit-*.key")
    assert key.stat().st_mode & 0o777 == 0o600


def test_checkpoints_come_by_themselves_and_on_demand(book: Book) -> None:
    assert book.mark(BEGAN) is None
    book.add(*(draft(number) for number in range(1, MARK_EVERY + 3)))
    mark = book.mark(BEGAN)
    assert mark is not None
    assert [each.seq for each in store.all_checkpoints()] == [MARK_EVERY, MARK_EVERY + 2]
    assert judged(book).whole


@pytest.mark.parametrize(
    ("tamper", "flaw"),
    [
        ("UPDATE audit_entryrow SET purpose = 'case' WHERE seq = 2", Flaw.ALTERED),
        ("UPDATE audit_entryrow SET at = '2020-01-01 00:00:00' WHERE seq = 2", Flaw.ALTERED),
        ("DELETE FROM audit_entryrow WHERE seq = 2", Flaw.MISSING),
        ("DELETE FROM audit_entryrow WHERE seq = 4", Flaw.CUT_OFF),
        ("DELETE FROM audit_entryrow", Flaw.CUT_OFF),
        ("DELETE FROM audit_namedrow WHERE person = 'person-a'", Flaw.ALTERED),
        ("UPDATE audit_namedrow SET person = 'person-z' WHERE person = 'person-a'", Flaw.ALTERED),
        ("INSERT INTO audit_namedrow (entry, person) VALUES (3, 'person-z')", Flaw.ALTERED),
        ("INSERT INTO audit_namedrow (entry, person) VALUES (3, 'person-a')", Flaw.ALTERED),
        ("DELETE FROM audit_checkpointrow", Flaw.UNWITNESSED),
    ],
)
def test_what_is_altered_in_the_store_is_found(book: Book, tamper: str, flaw: Flaw) -> None:
    book.add(draft(1), draft(2), listing(3), draft(4))  # type: ignore[arg-type]
    book.mark(BEGAN)
    assert judged(book).whole
    sql(tamper)
    assert flaw in {finding.flaw for finding in judged(book).findings}


def test_a_reading_inside_another_transaction_is_refused(
    transactional_db: None, tmp_path: Path
) -> None:
    """Were the outer one rolled back, somebody would have read and nobody would know."""
    (tmp_path / "home").mkdir()
    book = Book(home=tmp_path / "home", signer=open_signer(tmp_path))
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        book.add(draft(1))
    assert store.count_entries() == 0


def test_entries_removed_by_schedule_leave_the_chain_whole(book: Book) -> None:
    book.add(*(draft(number) for number in range(1, MARK_EVERY + 11)))
    later = BEGAN + timedelta(days=400)
    assert book.cut(BEGAN) == 0
    assert book.cut(later) == MARK_EVERY
    assert book.cut(later) == 0
    verdict = judged(book)
    assert verdict.whole
    assert (verdict.first, verdict.last) == (MARK_EVERY + 1, MARK_EVERY + 10)
    book.add(draft(999))
    assert judged(book).whole


def test_everything_removed_by_schedule_lets_the_chain_go_on(book: Book) -> None:
    book.add(*(draft(number) for number in range(1, MARK_EVERY + 1)))
    assert book.cut(BEGAN + timedelta(days=400)) == MARK_EVERY
    (entry,) = book.add(draft(1))
    assert entry.seq == MARK_EVERY + 1
    assert judged(book).whole


def test_an_export_is_verified_without_store_and_keys(book: Book, tmp_path: Path) -> None:
    book.add(draft(1), listing(2), draft(3))  # type: ignore[arg-type]
    path = tmp_path / "audit.jsonl"

    def exported(edit: Callable[[str], str] = lambda text: text) -> Verdict:
        with path.open("w", encoding="utf-8") as file:
            until, witnesses = book.state()
            write_export(file, store.all_entries(until), witnesses, book.signer.verifier)
        path.write_text(edit(path.read_text(encoding="utf-8")), encoding="utf-8")
        read = read_export(path)
        return verify(read.entries(), read.witnesses, read.verifier)

    assert exported().whole
    assert not exported(lambda text: text.replace("person-1", "person-9")).whole
    assert not exported(lambda text: "".join(text.splitlines(keepends=True)[:-2])).whole
    with pytest.raises(Problems, match="GUARD014"):
        exported(lambda text: text[1:])


def test_a_resident_finds_lists_and_households_that_named_them(book: Book) -> None:
    book.add(draft(1), listing(2), draft(3, person="person-a", persons=("person-a",)))  # type: ignore[arg-type]
    assert [entry.seq for entry in store.entries_about("person-a")] == [3, 2]
    assert [line.listed for line in store.accesses_of("person-a", JAPAN)] == [False, True]
    assert store.entries_about("person-nobody") == []


def test_an_alarm_is_counted_up_until_another_person_puts_it_away_with_a_note(book: Book) -> None:
    for _ in range(2):
        (entry,) = book.add(draft(1, allowed=False))
        assert store.watch(entry, protected=True) == (AlarmKind.PROTECTED,)
    (alarm,) = store.alarms()
    assert (alarm.count, alarm.entry, alarm.person) == (2, 1, "person-1")
    for by, note in ((alarm.actor, "it was me"), ("auditor", "  ")):
        with pytest.raises(Problems, match="GUARD016"):
            store.acknowledge(alarm.id, by=by, at=BEGAN, note=note)
    store.acknowledge(alarm.id, by="auditor", at=BEGAN, note="asked: a slip of the pen")
    assert store.alarms() == ()
    (put_away,) = store.alarms(open_only=False)
    assert (put_away.acknowledged_by, put_away.note) == ("auditor", "asked: a slip of the pen")
    (entry,) = book.add(draft(1, allowed=False))
    store.watch(entry, protected=True)
    assert store.alarms()[0].count == 1  # a new attempt is a new alarm


def test_reading_many_people_and_a_colleague_alarms(book: Book) -> None:
    store.keep_staff("person-7", "clerk-9")
    kinds = set()
    for number in range(70):  # within one minute: noted once
        told = {"actor": "clerk-1", "person": f"person-{number}", "persons": (f"person-{number}",)}
        (entry,) = book.add(replace(draft(1), **told))  # type: ignore[arg-type]
        kinds |= {(number, kind) for kind in store.watch(entry, protected=False)}
    assert (7, AlarmKind.COLLEAGUE) in kinds
    assert {number for number, kind in kinds if kind is AlarmKind.MASS_READING} == {60}


WRITER = """
import sys
from pathlib import Path
from sakimawari.office import Office
from sakimawari.console.project import server
home, keys, who = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
server.prepare(Office(home=home, keys_folder=keys, threads=1, city="", municipality="401005", phone="", master=None))
if who == "first":
    server.update_store()
from sakimawari.guard.audit.signing import open_signer
from sakimawari.guard.audit.store import Book
from tests.guard.audit.chains import draft
book = Book(home=home, signer=open_signer(keys))
for number in range(int(sys.argv[4])):
    book.add(draft(number, actor=who))
if who == "last":
    from sakimawari.guard.audit import store
    from sakimawari.guard.audit.verify import verify
    until, witnesses = book.state()
    verdict = verify(store.all_entries(until), witnesses, book.signer.verifier)
    print(verdict.entries, verdict.whole)
"""


def test_several_processes_write_one_chain_without_a_gap(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.mkdir(mode=0o700)
    (tmp_path / "home").mkdir()

    def begun(who: str, count: int) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", WRITER, tmp_path / "home", keys, who, str(count)]
        return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    begun("first", 1).communicate()
    writers = [begun(f"writer-{number}", 40) for number in range(2)]
    assert [writer.communicate()[0] for writer in writers] == ["", ""]
    assert begun("last", 1).communicate()[0].split() == ["82", "True"]
