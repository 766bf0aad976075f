"""Payments: batches of two persons, each grant paid once, what comes back goes back to work."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from sakimawari.cases import run
from sakimawari.cases.models import LineRow
from sakimawari.cases.paying import reference_of
from sakimawari.cases.run import Whose
from sakimawari.cases.values import Account, Answers, Finding, Origin, State
from sakimawari.problems import Problems
from tests.cases.office import (
    ACCOUNT,
    CLERK,
    SUPERVISOR,
    Applicant,
    applicant,
    decided,
    doing,
    moment,
)
from tests.console.town import Hall

ALLOWANCE = "child-allowance"
PAYER = """\
code: "0000123456"
name: キタキュウシュウシ カイケイカンリシャ
bank: "0178"
bank_name: キタキュウシュウ
branch: "101"
branch_name: コクラ
kind: 当座
number: "0000001"
"""


@pytest.fixture
def whose(hall: Hall) -> Whose:
    (hall.home / "payer.yaml").write_text(PAYER, encoding="utf-8")
    department = moment().catalogue.services[ALLOWANCE].department
    return Whose(department=department, ward="", pay_on=moment().today + timedelta(days=14))


def made(whose: Whose) -> run.Batch:
    at = moment()
    return run.make_batch(at, whose, doing=doing(CLERK, at))


def released(whose: Whose) -> run.Batch:
    at = moment()
    return run.release_batch(at, made(whose).number, doing=doing(SUPERVISOR, at))


def test_a_released_batch_pays_its_cases_and_gives_the_same_file_each_time(whose: Whose) -> None:
    at = moment()
    numbers = [decided(applicant(ALLOWANCE, nth=nth), at, yen=1_000 + nth) for nth in range(3)]
    batch = made(whose)
    assert (batch.count, batch.total_yen, batch.state) == (3, 3_003, "made")
    with pytest.raises(Problems, match="APPL023"):
        run.batch_file(at, batch.number)
    batch = run.release_batch(at, batch.number, doing=doing(SUPERVISOR, at))
    assert batch.state == "released"
    assert {run.case_row(at, number).state for number in numbers} == {State.PAID}
    first = run.batch_file(at, batch.number)
    assert first == run.batch_file(moment(days=30), batch.number)
    assert len(first) == 6 * 122
    assert reference_of(numbers[0], 1).zfill(20).encode() in first


def test_who_made_a_batch_does_not_release_it(whose: Whose) -> None:
    number = decided(applicant(ALLOWANCE), moment())
    batch = made(whose)
    with pytest.raises(Problems, match="APPL007"):
        run.release_batch(moment(), batch.number, doing=doing(CLERK, moment()))
    assert run.case_row(moment(), number).state is State.APPROVED


def test_a_grant_in_a_batch_stands_in_no_other(whose: Whose) -> None:
    decided(applicant(ALLOWANCE), moment())
    made(whose)
    with pytest.raises(Problems, match="APPL022"):
        made(whose)


def test_the_store_itself_refuses_to_pay_a_decision_twice(whose: Whose) -> None:
    decided(applicant(ALLOWANCE), moment())
    made(whose)
    line = LineRow.objects.get()
    line.pk, line.seq = None, 2
    with pytest.raises(IntegrityError), transaction.atomic():
        line.save()


def test_a_dropped_batch_gives_its_grants_back(whose: Whose) -> None:
    decided(applicant(ALLOWANCE), moment())
    first = made(whose)
    run.drop_batch(first.number, doing=doing(CLERK, moment()))
    assert made(whose).count == 1
    with pytest.raises(Problems, match="APPL023"):
        run.release_batch(moment(), first.number, doing=doing(SUPERVISOR, moment()))


def test_a_case_opened_again_since_stops_the_release(whose: Whose) -> None:
    number = decided(applicant(ALLOWANCE), moment())
    other = decided(applicant(ALLOWANCE, nth=1), moment())
    batch = made(whose)
    run.reopen(moment(), number, doing=doing(SUPERVISOR, moment(), note="転出の連絡"))
    with pytest.raises(Problems, match="APPL024"):
        run.release_batch(moment(), batch.number, doing=doing(SUPERVISOR, moment()))
    assert run.case_row(moment(), other).state is State.APPROVED
    run.drop_batch(batch.number, doing=doing(CLERK, moment()))
    assert released(whose).count == 1


def test_without_an_account_a_grant_is_left_out_and_told(whose: Whose) -> None:
    at, person = moment(), applicant(ALLOWANCE)
    [number] = person.apply(at, Answers(account=Account(public=True))).cases
    _decide(number)
    due = run.due_payments(at, whose)
    assert due.lines == ()
    assert due.left_out == (run.LeftOut(number=number, why="account"),)
    run.record_account(at, number, doing=doing(CLERK, at), account=ACCOUNT)
    assert run.due_payments(at, whose).total_yen == 10_000


def test_what_the_bank_returned_asks_for_another_account_and_is_paid_again(whose: Whose) -> None:
    at, person = moment(), applicant(ALLOWANCE)
    number = decided(person, at)
    batch = released(whose)
    run.record_return(
        at, number, doing=doing(CLERK, at), reason="口座相違", telling="口座をお知らせください"
    )
    row = run.case_row(at, number)
    assert (row.state, row.needs) == (State.APPROVED, ("account",))
    assert run.batch(batch.number).returned == 1
    file = run.case_file(at, number, actor=person.actor)
    assert file.account is None
    assert file.messages[-1].text == "口座をお知らせください"
    assert run.due_payments(at, whose).left_out[0].number == number
    run.reply(at, number, doing=doing(person.actor, at), account=replace(ACCOUNT, number="7777777"))
    again = released(whose)
    assert again.count == 1
    assert b"7777777" in run.batch_file(at, again.number)
    assert b"7777777" not in run.batch_file(at, batch.number)
    assert run.case_row(at, number).state is State.PAID


def test_nothing_is_returned_that_was_not_paid(whose: Whose) -> None:
    number = decided(applicant(ALLOWANCE), moment())
    with pytest.raises(Problems, match="APPL026"):
        run.record_return(moment(), number, doing=doing(CLERK, moment()), reason="口座なし")
    made(whose)
    with pytest.raises(Problems, match="APPL026"):
        run.record_return(moment(), number, doing=doing(CLERK, moment()), reason="口座なし")


@pytest.mark.parametrize("days", [0, 2, 3])  # today; a Saturday, a Sunday
def test_a_day_on_which_banks_do_not_pay_is_refused(whose: Whose, days: int) -> None:
    decided(applicant(ALLOWANCE), moment())
    with pytest.raises(Problems, match="APPL021"):
        made(replace(whose, pay_on=moment().today + timedelta(days=days)))


@pytest.mark.parametrize(
    "wrong",
    [
        PAYER.replace('bank: "0178"', "bank: 178"),
        PAYER.replace("当座", "定期"),
        PAYER.replace("キタキュウシュウシ カイケイカンリシャ", "北九州市会計管理者"),
        "- a list",
    ],
)
def test_without_its_own_account_the_city_cannot_pay(whose: Whose, hall: Hall, wrong: str) -> None:
    decided(applicant(ALLOWANCE), moment())
    (hall.home / "payer.yaml").write_text(wrong, encoding="utf-8")
    with pytest.raises(Problems, match="APPL020"):
        made(whose)


def test_an_automatic_grant_waits_for_objections_before_it_is_paid(whose: Whose) -> None:
    at = moment()
    person = applicant(ALLOWANCE)
    number = granted_by_the_city(person)
    assert run.due_payments(at, replace(whose, pay_on=at.today + timedelta(days=13))).lines == ()
    assert run.due_payments(at, whose).total_yen == 10_000
    batch = made(whose)
    row = run.object_to(at, number, doing=doing(person.actor, at))
    assert row.state is State.OBJECTED
    with pytest.raises(Problems, match="APPL024"):
        run.release_batch(at, batch.number, doing=doing(SUPERVISOR, at))


def granted_by_the_city(person: Applicant) -> str:
    at = moment()
    sent = run.submit(
        at,
        person.form(at),
        Answers(account=ACCOUNT),
        client_key="automatic-0123456789",
        doing=doing(CLERK, at),
        origin=Origin.AUTOMATIC,
    )
    _decide(sent.cases[0])
    return sent.cases[0]


def _decide(number: str) -> None:
    at = moment()
    run.take(at, number, doing=doing(CLERK, at))
    run.propose(
        at,
        number,
        doing=doing(CLERK, at),
        finding=Finding.GRANT,
        amount_yen=10_000,
        reasons=["要件に当てはまります（法第1条）"],
        proof={},
    )
    run.approve(at, number, doing=doing(SUPERVISOR, at))
