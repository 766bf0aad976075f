"""The city's side: examined, asked about, decided by two, opened again; every step in the history."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from sakimawari.cases import run
from sakimawari.cases.values import Account, Answers, CaseRow, Finding, Input, Side, State
from sakimawari.fit.explain import record_of, replay
from sakimawari.problems import Problems
from tests.cases.office import (
    ACCOUNT,
    CLERK,
    SUPERVISOR,
    Applicant,
    applicant,
    asked,
    decided,
    doing,
    moment,
    staff,
)
from tests.console.town import Hall

ALLOWANCE = "child-allowance"


@pytest.fixture
def person(hall: Hall) -> Applicant:
    return applicant(ALLOWANCE)


@pytest.fixture
def number(person: Applicant) -> str:
    return person.apply(moment()).cases[0]


def taken(number: str) -> CaseRow:
    at = moment()
    return run.take(at, number, doing=doing(CLERK, at))


def proposed(number: str, finding: Finding = Finding.GRANT, yen: int | None = 10_000) -> CaseRow:
    at = moment()
    told = run.proof(at, number)
    assert told is not None
    return run.propose(
        at,
        number,
        doing=doing(CLERK, at),
        finding=finding,
        amount_yen=yen,
        reasons=run.reasons_of(told, finding) or ("要件に当てはまりません",),
        proof=record_of(told),
    )


def test_taking_a_case_assigns_it(number: str) -> None:
    row = taken(number)
    assert (row.state, row.assignee) == (State.EXAMINING, CLERK.id)


def test_a_change_on_a_page_that_is_old_is_refused(number: str) -> None:
    at = moment()
    seen = run.case_row(at, number)
    taken(number)
    with pytest.raises(Problems, match="APPL008"):
        run.message(at, number, doing=doing(SUPERVISOR, at, version=seen.version), text="…")


def test_a_correction_asked_for_stops_the_clock_until_the_answer(
    number: str, person: Applicant
) -> None:
    before = taken(number).due_on
    asked = run.ask(moment(), number, doing=doing(CLERK, moment()), text="診断書をお送りください")
    assert (asked.state, asked.due_on, asked.paused) == (State.WAITING, None, True)
    later = moment(days=10)
    assert not run.case_row(moment(days=90), number).late
    answered = run.reply(later, number, doing=doing(person.actor, later), text="送りました")
    assert (answered.state, answered.needs) == (State.EXAMINING, ("reply",))
    # thirty days from 1 October without the ten of waiting
    assert (before, answered.due_on) == (date(2026, 11, 2), date(2026, 11, 10))
    file = run.case_file(later, number, actor=CLERK)
    assert [(one.side, one.asks) for one in file.messages] == [
        (Side.CITY, True),
        (Side.RESIDENT, False),
    ]


def test_reading_a_reply_takes_the_mark_away(number: str, person: Applicant) -> None:
    at = moment()
    run.reply(at, number, doing=doing(person.actor, at), text="質問です")
    assert run.case_row(at, number).needs == ("reply",)
    run.seen(at, number, doing=doing(person.actor, at))
    assert run.case_row(at, number).needs == ("reply",)
    run.seen(at, number, doing=doing(CLERK, at))
    assert run.case_row(at, number).needs == ()


def test_a_decision_takes_its_reasons_from_the_proof_with_their_articles(number: str) -> None:
    taken(number)
    told = run.proof(moment(), number)
    assert told is not None
    reasons = run.reasons_of(told, Finding.GRANT)
    assert len(reasons) == len(told.clauses)
    assert all(
        clause.article in reason for clause, reason in zip(told.clauses, reasons, strict=True)
    )
    assert run.reasons_of(told, Finding.REFUSE) == ()


def test_the_proof_is_frozen_with_the_decision_and_replays(number: str) -> None:
    taken(number)
    proposed(number)
    run.approve(moment(), number, doing=doing(SUPERVISOR, moment()))
    decision = run.case_file(moment(), number, actor=CLERK).decision
    assert decision is not None
    assert replay(decision.proof).status == "yes"
    assert (decision.proposed_by, decision.decided_by) == (CLERK.id, SUPERVISOR.id)


def test_two_persons_decide_and_the_first_cannot_be_the_second(number: str) -> None:
    taken(number)
    assert proposed(number).state is State.PROPOSED
    with pytest.raises(Problems, match="APPL007"):
        run.approve(moment(), number, doing=doing(CLERK, moment()))
    row = run.approve(moment(), number, doing=doing(SUPERVISOR, moment()))
    assert (row.state, row.amount_yen, row.decided_on) == (State.APPROVED, 10_000, moment().today)


def test_a_refusal_needs_reasons_and_pays_nothing(number: str) -> None:
    taken(number)
    with pytest.raises(Problems, match="APPL015"):
        run.propose(
            moment(), number, doing=doing(CLERK, moment()), finding=Finding.REFUSE, reasons=[" "],
            proof={},
        )  # fmt: skip
    proposed(number, Finding.REFUSE, yen=5)
    row = run.approve(moment(), number, doing=doing(SUPERVISOR, moment()))
    assert (row.state, row.amount_yen) == (State.REFUSED, None)


@pytest.mark.parametrize("yen", [0, -5, 10**10])
def test_an_amount_no_payment_can_be_of_is_not_proposed(number: str, yen: int) -> None:
    taken(number)
    with pytest.raises(Problems, match="APPL016"):
        proposed(number, yen=yen)


def test_what_was_sent_back_is_proposed_anew_and_the_first_stays_in_the_file(number: str) -> None:
    taken(number)
    proposed(number)
    row = run.send_back(moment(), number, doing=doing(SUPERVISOR, moment(), note="額を確認"))
    assert (row.state, row.finding, row.amount_yen) == (State.EXAMINING, None, None)
    proposed(number, yen=20_000)
    run.approve(moment(), number, doing=doing(SUPERVISOR, moment()))
    file = run.case_file(moment(), number, actor=CLERK)
    assert [(one.seq, one.live, one.amount_yen) for one in file.decisions] == [
        (1, False, 10_000),
        (2, True, 20_000),
    ]
    assert "額を確認" in [event.note for event in file.history]


def test_a_case_is_opened_again_with_a_reason_and_a_new_period(number: str) -> None:
    taken(number)
    proposed(number, Finding.REFUSE)
    run.approve(moment(), number, doing=doing(SUPERVISOR, moment()))
    later = moment(days=40)
    with pytest.raises(Problems, match="APPL015"):
        run.reopen(later, number, doing=doing(SUPERVISOR, later))
    row = run.reopen(later, number, doing=doing(SUPERVISOR, later, note="新しい診断書"))
    assert (row.state, row.decided_on) == (State.EXAMINING, None)
    assert row.due_on is not None
    assert row.due_on > later.today
    assert row.opened_on == moment().today


def test_an_appeal_is_noted_and_changes_nothing_else(number: str) -> None:
    taken(number)
    with pytest.raises(Problems, match="APPL006"):
        run.note_appeal(moment(), number, doing=doing(CLERK, moment(), note="x"))
    proposed(number, Finding.REFUSE)
    run.approve(moment(), number, doing=doing(SUPERVISOR, moment()))
    row = run.note_appeal(
        moment(), number, doing=doing(CLERK, moment(), note="10月20日 審査請求書")
    )
    assert row.state is State.REFUSED
    assert run.case_file(moment(), number, actor=CLERK).history[-1].step == "appeal"


def test_an_own_step_is_undone_at_once_and_not_later_nor_by_another(number: str) -> None:
    taken(number)
    with pytest.raises(Problems, match="APPL017"):
        run.undo(moment(), number, doing=doing(SUPERVISOR, moment()))
    with pytest.raises(Problems, match="APPL017"):
        run.undo(moment(minutes=11), number, doing=doing(CLERK, moment(minutes=11)))
    row = run.undo(moment(minutes=9), number, doing=doing(CLERK, moment(minutes=9)))
    assert (row.state, row.assignee) == (State.SUBMITTED, "")


def test_an_assignment_undone_goes_back_to_whose_it_was(number: str) -> None:
    taken(number)
    run.assign(moment(), number, doing=doing(CLERK, moment()), assignee="clerk-9")
    assert run.undo(moment(), number, doing=doing(CLERK, moment())).assignee == CLERK.id


def test_a_request_is_undone_only_before_it_was_read(number: str, person: Applicant) -> None:
    taken(number)
    due = run.case_row(moment(), number).due_on
    run.ask(moment(), number, doing=doing(CLERK, moment()), text="書類を")
    assert run.undo(moment(), number, doing=doing(CLERK, moment())).due_on == due
    assert run.case_file(moment(), number, actor=CLERK).messages == ()
    run.ask(moment(), number, doing=doing(CLERK, moment()), text="書類を")
    run.seen(moment(), number, doing=doing(person.actor, moment()))
    with pytest.raises(Problems, match="APPL017"):
        run.undo(moment(), number, doing=doing(CLERK, moment()))


def test_a_decision_is_never_undone(number: str) -> None:
    taken(number)
    proposed(number)
    run.approve(moment(), number, doing=doing(SUPERVISOR, moment()))
    with pytest.raises(Problems, match="APPL017"):
        run.undo(moment(), number, doing=doing(SUPERVISOR, moment()))


def test_an_answer_of_the_applicant_stands_in_the_proof_as_theirs(hall: Hall) -> None:
    at = moment()
    person = asked(at)
    given = {ask.key: "いいえ" if ask.input is Input.TRUTH else "0" for ask in person.form(at).asks}
    answers = Answers(asks=given)
    [number] = person.apply(at, answers).cases
    plain = run.proof(at, number, accepted=False)
    told = run.proof(at, number)
    assert plain is not None
    assert told is not None
    assert len(told.questions) < len(plain.questions)
    used = [fact for clause in told.clauses for fact in clause.facts if fact.source == "本人の回答"]
    assert used


def test_the_queue_shows_the_most_urgent_first_within_the_bounds_of_the_actor(hall: Hall) -> None:
    at = moment()
    numbers = [applicant(ALLOWANCE, nth=nth).apply(moment(days=-nth)).cases[0] for nth in range(3)]
    everything = run.queue(at, run.QueueFilter(), actor=CLERK)
    assert [row.number for row in everything.rows] == numbers[::-1]
    assert everything.total == 3
    wards = {row.ward for row in everything.rows}
    one = everything.rows[0].ward
    bound = staff("clerk-2")
    narrow = replace(bound, wards=frozenset({one}))
    assert {row.ward for row in run.queue(at, run.QueueFilter(), actor=narrow).rows} == {one}
    elsewhere = replace(bound, departments=frozenset({"都市整備局 住宅管理課"}))
    assert run.queue(at, run.QueueFilter(), actor=elsewhere).total == 0
    assert len(wards) > 1


def test_a_queue_is_narrowed_by_due_state_assignee_and_number(hall: Hall) -> None:
    late = applicant(ALLOWANCE).apply(moment(days=-60)).cases[0]
    fresh = applicant(ALLOWANCE, nth=1).apply(moment()).cases[0]
    run.take(moment(), fresh, doing=doing(CLERK, moment()))
    at = moment()

    def found(**asked: object) -> list[str]:
        return [
            row.number
            for row in run.queue(at, run.QueueFilter(**asked), actor=CLERK).rows  # type: ignore[arg-type]
        ]

    assert found(due=run.DueSoon.LATE) == [late]
    assert found(states=(State.EXAMINING,)) == [fresh]
    assert found(assignee=run.NOBODY_YET) == [late]
    assert found(assignee=CLERK.id) == [fresh]
    assert found(number=fresh[:6]) == sorted([late, fresh])
    assert found(number=fresh) == [fresh]
    [backlog] = run.backlog(at, actor=CLERK)
    assert (backlog.key, backlog.open, backlog.late) == (ALLOWANCE, 2, 1)
    assert run.counts(at, run.QueueFilter(), actor=CLERK) == {
        State.SUBMITTED: 1,
        State.EXAMINING: 1,
    }


def test_an_account_looked_up_is_written_down_and_no_longer_missing(hall: Hall) -> None:
    at, person = moment(), applicant(ALLOWANCE)
    [number] = person.apply(at, Answers(account=Account(public=True))).cases
    row = run.record_account(at, number, doing=doing(CLERK, at), account=ACCOUNT)
    assert row.needs == ()


def test_the_notice_of_a_decision_is_noted_with_its_day(hall: Hall) -> None:
    at = moment()
    number = decided(applicant(ALLOWANCE), at)
    run.note_notice(at, number, doing=doing(CLERK, at))
    decision = run.case_file(at, number, actor=CLERK).decision
    assert decision is not None
    assert decision.notice_on == at.today
