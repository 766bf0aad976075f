"""Sending: once, whatever fails between; several services, one receipt; papers; drafts."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest

from sakimawari.cases import run
from sakimawari.cases.models import CaseRecord, PaperRow, SubmissionRow
from sakimawari.cases.values import Account, Answers, Channel, Proxy, State, Wish
from sakimawari.problems import Problems
from tests.cases.office import ACCOUNT, applicant, doing, moment, resident
from tests.cases.test_papers import PLAIN_PDF
from tests.console.town import Hall

ALLOWANCE = "child-allowance"


def test_the_same_form_sent_twice_opens_one_case(hall: Hall) -> None:
    at, person, key = moment(), applicant(ALLOWANCE), uuid.uuid4().hex
    first, second = person.apply(at, key=key), person.apply(moment(minutes=1), key=key)
    assert (first.receipt, first.cases) == (second.receipt, second.cases)
    assert not first.already
    assert second.already
    assert CaseRecord.objects.count() == 1


def test_the_same_key_with_other_content_or_from_another_is_refused(hall: Hall) -> None:
    at, person, key = moment(), applicant(ALLOWANCE), uuid.uuid4().hex
    person.apply(at, key=key)
    with pytest.raises(Problems, match="APPL004"):
        person.apply(at, Answers(account=ACCOUNT, remark="other"), key=key)
    with pytest.raises(Problems, match="APPL004"):
        applicant(ALLOWANCE, nth=1).apply(at, key=key)
    assert CaseRecord.objects.count() == 1


@pytest.mark.parametrize("key", ["", "short", "x" * 201, "with blank in it at all"])
def test_a_form_without_a_sound_key_is_refused(hall: Hall, key: str) -> None:
    at, person = moment(), applicant(ALLOWANCE)
    with pytest.raises(Problems, match="APPL004"):
        run.submit(
            at,
            person.form(at),
            Answers(account=ACCOUNT),
            client_key=key,
            doing=doing(person.actor, at),
        )


def test_a_second_form_about_the_same_is_refused_unless_it_is_meant(hall: Hall) -> None:
    at, person = moment(), applicant(ALLOWANCE)
    [number] = person.apply(at).cases
    with pytest.raises(Problems, match=f"(?s)APPL009.*{number}"):
        person.apply(at)
    again = person.apply(at, Answers(account=ACCOUNT, again=True))
    assert again.cases != (number,)


def test_once_decided_one_may_apply_again(hall: Hall) -> None:
    at, person = moment(), applicant(ALLOWANCE)
    [number] = person.apply(at).cases
    run.withdraw(at, number, doing=doing(person.actor, at))
    assert person.apply(at).cases


def test_several_services_get_one_receipt_and_a_case_each(hall: Hall) -> None:
    at, person = moment(), applicant(ALLOWANCE)
    form = person.form(at, Wish(service="pension-exemption", subject=person.key))
    sent = run.submit(
        at,
        form,
        Answers(account=ACCOUNT),
        client_key=uuid.uuid4().hex,
        doing=doing(person.actor, at),
    )
    assert len(sent.cases) == 2
    assert {number.rpartition("-")[0] for number in sent.cases} == {sent.receipt}
    assert {row.service for row in run.cases_of(at, person.key)} == {ALLOWANCE, "pension-exemption"}


def test_money_needs_an_account_and_a_sound_one(hall: Hall) -> None:
    at, person = moment(), applicant(ALLOWANCE)
    with pytest.raises(Problems, match="APPL003"):
        person.apply(at, Answers())
    with pytest.raises(Problems, match="APPL003"):
        person.apply(at, Answers(account=Account(bank="1", number="x", holder="山田", kind="普通")))
    assert SubmissionRow.objects.count() == 0


def test_the_registered_account_is_for_the_city_to_look_up(hall: Hall) -> None:
    at, person = moment(), applicant(ALLOWANCE)
    [number] = person.apply(at, Answers(account=Account(public=True))).cases
    assert run.case_row(at, number).needs == ("account",)


def test_at_the_counter_the_account_may_follow(hall: Hall) -> None:
    at, person = moment(), applicant(ALLOWANCE)
    sent = run.submit(
        at,
        person.form(at),
        Answers(),
        client_key=uuid.uuid4().hex,
        doing=doing(person.actor, at),
        channel=Channel.COUNTER,
    )
    assert run.case_row(at, sent.cases[0]).needs == ("account",)


def test_nothing_about_a_person_stands_open_in_the_store(hall: Hall) -> None:
    at, person = moment(), applicant(ALLOWANCE)
    [number] = person.apply(at, Answers(account=ACCOUNT, remark="秘密の事情")).cases
    run.reply(at, number, doing=doing(person.actor, at), text="秘密の返事")
    stored = [
        value
        for model in (CaseRecord, SubmissionRow)
        for row in model.objects.values()
        for value in row.values()
    ]
    held = b"\n".join(
        value if isinstance(value, bytes) else str(value).encode() for value in stored
    )
    for secret in ("試験 花子", "シケン", "秘密", ACCOUNT.number, ACCOUNT.holder):
        assert secret.encode() not in held
    file = run.case_file(at, number, actor=person.actor)
    assert (file.remark, file.account, file.messages[0].text) == (
        "秘密の事情",
        ACCOUNT,
        "秘密の返事",
    )


def test_a_proxy_is_recorded_with_the_case(hall: Hall) -> None:
    at, person = moment(), applicant(ALLOWANCE)
    helper = resident(applicant(ALLOWANCE, nth=1).key)
    sent = run.submit(
        at,
        person.form(at),
        Answers(account=ACCOUNT),
        client_key=uuid.uuid4().hex,
        doing=doing(helper, at),
        proxy=Proxy(person=helper.id, basis="delegation 7"),
    )
    file = run.case_file(at, sent.cases[0], actor=person.actor)
    assert file.proxy == Proxy(person=helper.id, basis="delegation 7")
    assert file.history[0].by == helper.id
    assert file.row.applicant == person.key


# ---------------------------------------------------------------- papers


def test_a_paper_is_kept_sealed_and_sent_with_the_form(hall: Hall) -> None:
    at, person = moment(), applicant(ALLOWANCE)
    paper = run.keep_paper(at, person.key, PLAIN_PDF, label="保険証", doing=doing(person.actor, at))
    [path] = Path(hall.home / "papers").rglob(f"{paper.id}*")
    assert PLAIN_PDF not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0
    [number] = person.apply(at, Answers(account=ACCOUNT, papers=(paper.id,))).cases
    file = run.case_file(at, number, actor=person.actor)
    assert [(one.id, one.label, one.media) for one in file.papers] == [
        (paper.id, "保険証", "application/pdf")
    ]
    assert run.paper_content(at, paper.id)[1] == PLAIN_PDF


def test_a_paper_that_was_altered_does_not_open(hall: Hall) -> None:
    at, person = moment(), applicant(ALLOWANCE)
    paper = run.keep_paper(at, person.key, PLAIN_PDF, label="", doing=doing(person.actor, at))
    [path] = Path(hall.home / "papers").rglob(f"{paper.id}*")
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(Problems, match="GUARD003"):
        run.paper_content(at, paper.id)


def test_a_paper_of_somebody_else_or_sent_before_is_not_taken(hall: Hall) -> None:
    at, person, other = moment(), applicant(ALLOWANCE), applicant(ALLOWANCE, nth=1)
    foreign = run.keep_paper(at, other.key, PLAIN_PDF, label="", doing=doing(other.actor, at))
    with pytest.raises(Problems, match="APPL014"):
        person.apply(at, Answers(account=ACCOUNT, papers=(foreign.id,)))
    assert SubmissionRow.objects.count() == 0
    assert PaperRow.objects.get(id=foreign.id).submission is None


# ---------------------------------------------------------------- drafts


def test_a_draft_is_kept_found_again_and_becomes_the_submission(hall: Hall) -> None:
    at, person, key = moment(), applicant(ALLOWANCE), uuid.uuid4().hex
    typed = Answers(remark="あとで")
    run.save_draft(at, person.form(at), typed, client_key=key, doing=doing(person.actor, at))
    [draft] = run.drafts_of(at, person.key)
    assert (draft.client_key, draft.answers, draft.wishes[0].service) == (key, typed, ALLOWANCE)
    assert run.cases_of(at, person.key) == ()
    sent = person.apply(at, key=key)
    assert not sent.already
    assert run.drafts_of(at, person.key) == ()
    with pytest.raises(Problems, match="APPL004"):
        run.save_draft(at, person.form(at), typed, client_key=key, doing=doing(person.actor, at))


def test_another_does_not_find_a_draft(hall: Hall) -> None:
    at, person, key = moment(), applicant(ALLOWANCE), uuid.uuid4().hex
    run.save_draft(at, person.form(at), Answers(), client_key=key, doing=doing(person.actor, at))
    other = applicant(ALLOWANCE, nth=1)
    assert run.draft(at, key, applicant=other.key) is None
    run.drop_draft(key, applicant=other.key)
    assert run.draft(at, key, applicant=person.key) is not None
    run.drop_draft(key, applicant=person.key)
    assert run.draft(at, key, applicant=person.key) is None


# ---------------------------------------------------------------- declining


def test_declining_is_kept_apart_from_cases_and_taken_back(hall: Hall) -> None:
    at, person = moment(), applicant(ALLOWANCE)
    for _ in range(2):
        run.decline(at, person.key, ALLOWANCE, doing=doing(person.actor, at))
    assert [one.service for one in run.declined_by(person.key)] == [ALLOWANCE]
    assert run.who_declined(ALLOWANCE) == {person.key}
    assert run.cases_of(at, person.key) == ()
    run.undecline(person.key, ALLOWANCE)
    assert run.declined_by(person.key) == ()
    with pytest.raises(Problems, match="APPL001"):
        run.decline(at, person.key, "no-such", doing=doing(person.actor, at))


def test_a_submitted_case_begins_its_standard_period_today(hall: Hall) -> None:
    at, person = moment(), applicant(ALLOWANCE)
    row = run.case_row(at, person.apply(at).cases[0])
    assert row.state is State.SUBMITTED
    assert row.opened_on == at.today
    assert row.due_on is not None
    assert row.two_persons
    assert not row.late
    assert run.case_row(moment(days=60), row.number).late
