"""Nothing is lost or doubled: several processes at once, a process killed in the middle."""

from __future__ import annotations

import os
import signal
import time
import traceback
from collections.abc import Callable, Iterator
from multiprocessing import Event, Pipe
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connections
from pytest_django.plugin import DjangoDbBlocker

from sakimawari.cases import run
from sakimawari.cases.models import CaseRecord, EventRow, LineRow, SubmissionRow
from sakimawari.cases.values import Answers, Application
from sakimawari.problems import Problems
from tests.cases.office import ACCOUNT, Applicant, applicant, decided, doing, moment, staff
from tests.cases.test_paying import PAYER
from tests.console.town import Hall

ALLOWANCE = "child-allowance"
KEY = "the-one-form-0001"


@pytest.fixture
def on_disk(home: Hall, tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A store on disk, as processes share it; what a test in memory cannot show."""
    with django_db_blocker.unblock():
        held = connections["default"]
        before = held.connection, held.settings_dict
        held.connection = None
        held.settings_dict = {**held.settings_dict, "NAME": str(tmp_path / "operations.sqlite3")}
        try:
            call_command("migrate", interactive=False, verbosity=0)
            yield
        finally:
            held.close()
            held.connection, held.settings_dict = before


class Child:
    """A process of its own, which does some work when told to go and sends back what came of it."""

    def __init__(self, work: Callable[[], object], go: object) -> None:
        held = connections["default"]
        held.close()
        self.answer, theirs = Pipe(duplex=False)
        self.pid = os.fork()
        if self.pid == 0:
            # Where a browser's loop runs, connections are kept by context; a child has no loop.
            connections["default"] = held
            try:
                go.wait()  # type: ignore[attr-defined]
                theirs.send(work())
            except BaseException:  # the parent shows it
                theirs.send(traceback.format_exc())
            finally:
                connections["default"].close()
                os._exit(0)

    def told(self) -> object:
        assert self.answer.poll(60), "a process hangs"
        found = self.answer.recv()
        os.waitpid(self.pid, 0)
        return found

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


def sent(person: Applicant, form: Application, key: str) -> str:
    at = moment()
    return run.submit(
        at, form, Answers(account=ACCOUNT), client_key=key, doing=doing(person.actor, at)
    ).receipt


def test_one_form_sent_by_many_processes_at_once_opens_one_case(on_disk: None) -> None:
    person, go = applicant(ALLOWANCE), Event()
    form = person.form(moment())
    children = [Child(lambda: sent(person, form, KEY), go) for _ in range(6)]
    go.set()
    receipts = {child.told() for child in children}
    assert len(receipts) == 1
    assert CaseRecord.objects.count() == SubmissionRow.objects.count() == 1
    assert EventRow.objects.count() == 2


def test_two_windows_with_forms_of_their_own_do_not_apply_twice(on_disk: None) -> None:
    person, go = applicant(ALLOWANCE), Event()
    form = person.form(moment())
    children = [Child(lambda key=f"{KEY}-{n}": sent(person, form, key), go) for n in range(4)]
    go.set()
    told = [str(child.told()) for child in children]
    assert sum("APPL009" in each for each in told) == 3
    assert CaseRecord.objects.count() == 1


def test_a_process_killed_in_the_middle_leaves_whole_submissions_and_no_half(
    on_disk: None,
) -> None:
    people = [applicant(ALLOWANCE, nth=nth) for nth in range(24)]
    forms = [person.form(moment()) for person in people]

    def everything() -> str:
        for nth, (person, form) in enumerate(zip(people, forms, strict=True)):
            sent(person, form, f"{KEY}-{nth:02d}")
        return "done"

    for patience in (0.05, 0.15, 0.3):
        go = Event()
        child = Child(everything, go)
        go.set()
        time.sleep(patience)
        child.kill()
        for case in CaseRecord.objects.all():
            assert case.events.count() == 2
            assert case.submission.receipt
        assert SubmissionRow.objects.count() == CaseRecord.objects.count()
    assert everything() == "done"
    assert CaseRecord.objects.count() == SubmissionRow.objects.count() == len(people)
    assert len(set(CaseRecord.objects.values_list("number", flat=True))) == len(people)


def test_batches_made_at_once_pay_each_grant_once(on_disk: None, home: Hall) -> None:
    (home.home / "payer.yaml").write_text(PAYER, encoding="utf-8")
    at = moment()
    numbers = [decided(applicant(ALLOWANCE, nth=nth), at) for nth in range(4)]
    whose = run.Whose(
        department=run.case_row(at, numbers[0]).department,
        ward="",
        pay_on=moment(days=14).today,
    )

    def made(id: str) -> int:
        try:
            return run.make_batch(at, whose, doing=doing(staff(id), at)).count
        except Problems:
            return 0

    go = Event()
    children = [Child(lambda id=f"clerk-{n}": made(id), go) for n in range(4)]
    go.set()
    assert sum(int(str(child.told())) for child in children) == len(numbers)
    assert LineRow.objects.filter(live=True).count() == len(numbers)
