"""The rooms of casework by their pages: what they show, to whom, and that every step is decided."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client

from sakimawari.cases import run
from sakimawari.cases.values import Account, Answers, State
from sakimawari.console.city import city
from sakimawari.guard.actor import Actor, Role
from sakimawari.guard.audit.models import EntryRow, NamedRow
from sakimawari.guard.sealing import open_json
from sakimawari.problems import Problems
from sakimawari.registry.safe import identity_of
from sakimawari.rules.figures import days
from tests.cases.office import (
    ACCOUNT,
    CLERK,
    SUPERVISOR,
    Applicant,
    applicant,
    decided,
    doing,
    moment,
    staff,
)
from tests.cases.test_papers import PLAIN_PDF
from tests.cases.test_paying import PAYER, granted_by_the_city
from tests.console.town import Hall

ALLOWANCE = "child-allowance"
Enter = Callable[[Actor], Client]


@pytest.fixture
def person(hall: Hall) -> Applicant:
    return applicant(ALLOWANCE)


@pytest.fixture
def number(person: Applicant) -> str:
    return person.apply(moment()).cases[0]


@pytest.fixture
def clerk(client_of: Enter, hall: Hall) -> Client:
    return client_of(CLERK)


@pytest.fixture
def supervisor(client_of: Enter, hall: Hall) -> Client:
    return client_of(SUPERVISOR)


def text(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, response.status_code
    return str(response.content.decode())


def step(client: Client, case: str, name: str, **sent: str) -> str:
    response = client.post(f"/staff/cases/{case}/{name}/", sent, follow=True)
    assert response.status_code == 200
    return str(response.content.decode())


def listed(client: Client, number: str, query: str = "") -> bool:
    return f'href="/staff/cases/{number}/"' in text(client, f"/staff/cases/{query}")


def state(number: str) -> State:
    return run.case_row(moment(), number).state


# ---------------------------------------------------------------- the queue


def test_the_queue_names_service_state_due_day_and_applicant(clerk: Client, number: str) -> None:
    page = text(clerk, "/staff/cases/")
    for shown in (number, "児童手当", "受付", "あと32日", "未定"):
        assert shown in page
    assert _name_of(number) in page


def test_a_queue_is_narrowed_and_its_filters_stay(clerk: Client, number: str) -> None:
    assert listed(clerk, number, f"?number={number}")
    assert listed(clerk, number, f"?service={ALLOWANCE}&view=nobody")
    assert not listed(clerk, number, "?view=mine")
    assert not listed(clerk, number, "?due=late")
    assert "この条件の案件はありません" in text(clerk, "/staff/cases/?state=waiting")


def test_marked_cases_are_given_to_somebody_together(clerk: Client, hall: Hall) -> None:
    numbers = [applicant(ALLOWANCE, nth=nth).apply(moment()).cases[0] for nth in range(2)]
    clerk.post("/staff/cases/assign/", {"case": numbers, "assignee": "me"})
    assert {run.case_row(moment(), one).assignee for one in numbers} == {CLERK.id}
    clerk.post("/staff/cases/assign/", {"case": numbers[:1], "assignee": "-"})
    assert run.case_row(moment(), numbers[0]).assignee == ""
    clerk.post("/staff/cases/assign/", {"case": numbers, "assignee": "nobody-there"})
    assert run.case_row(moment(), numbers[1]).assignee == CLERK.id


def test_the_list_and_the_names_in_it_are_in_the_audit(clerk: Client, number: str) -> None:
    text(clerk, "/staff/cases/")
    actions = set(EntryRow.objects.filter(actor=CLERK.id).values_list("action", "purpose"))
    assert {("list_cases", "case"), ("list_people", "case")} <= actions


@pytest.mark.parametrize("role", [Role.POLICY, Role.APPROVER, Role.IT, Role.AUDITOR])
def test_whoever_has_no_case_to_work_on_sees_no_queue(
    client_of: Enter, hall: Hall, role: Role
) -> None:
    assert client_of(staff(f"other-{role.value}", role)).get("/staff/cases/").status_code == 403


def test_a_clerk_of_another_department_neither_lists_nor_opens_the_case(
    client_of: Enter, number: str
) -> None:
    other = replace(staff("clerk-7"), departments=frozenset({"都市整備局 住宅管理課"}))
    client = client_of(other)
    assert not listed(client, number, f"?number={number}")
    assert client.get(f"/staff/cases/{number}/").status_code == 403


def test_a_clerk_of_another_ward_neither_lists_nor_opens_the_case(
    client_of: Enter, number: str
) -> None:
    ward = run.case_row(moment(), number).ward
    others = next(one for one in ("門司区", "小倉北区") if one != ward)
    client = client_of(replace(staff("clerk-8"), wards=frozenset({others})))
    assert not listed(client, number)
    assert client.get(f"/staff/cases/{number}/").status_code == 403


def test_a_case_of_somebody_under_protection_is_for_named_staff_alone(
    client_of: Enter, hall: Hall
) -> None:
    at = moment()
    protected = sorted(at.desk.snapshot.protected_people(days(at.today)))
    found = next(one for one in protected if _sits(one))
    person = Applicant(key=found, service="pension-exemption")
    number = person.apply(at, Answers(account=ACCOUNT)).cases[0]
    client = client_of(CLERK)
    assert not listed(client, number, f"?number={number}")
    assert client.get(f"/staff/cases/{number}/").status_code == 404
    named = client_of(staff("clerk-named", named=True))
    assert listed(named, number, f"?number={number}")
    assert number in text(named, f"/staff/cases/{number}/")


def test_a_number_nobody_bears_is_not_found(clerk: Client, hall: Hall) -> None:
    assert clerk.get("/staff/cases/08-999999-9-1/").status_code == 404
    assert clerk.get("/staff/cases/not-a-number/").status_code == 404


# ---------------------------------------------------------------- one case


def test_the_page_shows_the_citys_value_beside_the_applicants_with_its_source(
    clerk: Client, person: Applicant
) -> None:
    form = person.form(moment())
    children = next(one for one in form.fields if one.label == "支給対象となる児童の数")
    answers = Answers(account=ACCOUNT, fields={children.key: "9"}, remark="双子です")
    [number] = person.apply(moment(), answers).cases
    page = text(clerk, f"/staff/cases/{number}/")
    assert f"<s>{children.value}</s>" in page
    assert "9人" in page
    assert re.search(r"01_住民記録.csv \d+行", page)
    assert "双子です" in page
    assert "児童手当法第3条第1項" in page
    assert ACCOUNT.number in page


def test_at_the_counter_the_account_and_tax_stay_closed(clerk: Client, person: Applicant) -> None:
    [number] = person.apply(moment()).cases
    session = clerk.session
    session["purpose"] = "check"
    session.save()
    page = text(clerk, f"/staff/cases/{number}/")
    assert ACCOUNT.number not in page
    assert ACCOUNT.number[-3:] in page
    assert "口座" in page


def test_entering_from_the_counter_says_that_the_purpose_changed(
    clerk: Client, number: str
) -> None:
    session = clerk.session
    session["purpose"] = "counter"
    session.save()
    assert "閲覧の目的を「申請の審査」にしました" in text(clerk, f"/staff/cases/{number}/")
    assert clerk.session["purpose"] == "case"


def test_reading_a_case_is_in_the_audit_under_the_person_it_is_about(
    clerk: Client, number: str, person: Applicant
) -> None:
    text(clerk, f"/staff/cases/{number}/")
    entry = EntryRow.objects.filter(action="read_case", actor=CLERK.id).latest("seq")
    assert (entry.person, entry.target, entry.purpose) == (person.key, number, "case")


def test_what_the_resident_wrote_is_seen_by_opening_the_case(
    clerk: Client, number: str, person: Applicant
) -> None:
    run.reply(moment(), number, doing=doing(person.actor, moment()), text="質問があります")
    assert "返信あり" in text(clerk, "/staff/cases/")
    assert "質問があります" in text(clerk, f"/staff/cases/{number}/")
    assert run.case_row(moment(), number).needs == ()


def test_a_paper_is_shown_in_a_sandbox_and_only_with_its_case(
    clerk: Client, person: Applicant
) -> None:
    at = moment()
    paper = run.keep_paper(at, person.key, PLAIN_PDF, label="証明", doing=doing(person.actor, at))
    [number] = person.apply(at, Answers(account=ACCOUNT, papers=(paper.id,))).cases
    assert "証明" in text(clerk, f"/staff/cases/{number}/")
    shown = clerk.get(f"/staff/cases/{number}/papers/{paper.id}/")
    assert shown.content == PLAIN_PDF
    assert "sandbox" in shown["Content-Security-Policy"]
    assert shown["X-Content-Type-Options"] == "nosniff"
    [other] = applicant(ALLOWANCE, nth=1).apply(at).cases
    assert clerk.get(f"/staff/cases/{other}/papers/{paper.id}/").status_code == 404


# ---------------------------------------------------------------- steps


def test_a_case_is_taken_asked_about_and_resumed(clerk: Client, number: str) -> None:
    assert "審査を始めました" in step(clerk, number, "take")
    assert "補正を依頼しました" in step(clerk, number, "ask", text="診断書を送ってください")
    assert state(number) is State.WAITING
    assert "診断書を送ってください" in text(clerk, f"/staff/cases/{number}/")
    assert "審査に戻しました" in step(clerk, number, "resume")


def test_a_step_without_its_reason_is_refused_in_words(clerk: Client, number: str) -> None:
    step(clerk, number, "take")
    assert "理由・内容を書いてください" in step(clerk, number, "ask", text=" ")
    assert state(number) is State.EXAMINING


def test_a_step_on_an_old_page_is_refused(clerk: Client, number: str) -> None:
    step(clerk, number, "take", version="1")
    told = step(clerk, number, "message", version="1", text="こんにちは")
    assert "ほかの職員が先に変更しました" in told


def test_the_last_step_can_be_undone_from_the_page(clerk: Client, number: str) -> None:
    page = step(clerk, number, "take")
    assert "直前の操作を取り消す" in page
    step(clerk, number, "undo")
    assert state(number) is State.SUBMITTED


def test_nobody_takes_a_step_that_has_no_button(clerk: Client, number: str) -> None:
    assert clerk.post(f"/staff/cases/{number}/pay/").status_code == 404
    assert clerk.post(f"/staff/cases/{number}/submit/").status_code == 404
    assert clerk.get(f"/staff/cases/{number}/take/").status_code == 405


def test_only_a_supervisor_approves_and_opens_again(clerk: Client, number: str) -> None:
    step(clerk, number, "take")
    assert clerk.post(f"/staff/cases/{number}/approve/").status_code == 403
    assert clerk.post(f"/staff/cases/{number}/reopen/", {"text": "x"}).status_code == 403


# ---------------------------------------------------------------- decisions


def test_the_form_of_a_decision_brings_the_reasons_of_the_proof(clerk: Client, number: str) -> None:
    step(clerk, number, "take")
    page = text(clerk, f"/staff/cases/{number}/decide/")
    assert "に当てはまります（児童手当法第3条第1項" in page
    assert "別の職員が決裁します" in page
    assert 'name="amount"' in page
    refusal = text(clerk, f"/staff/cases/{number}/decide/?finding=refuse")
    assert "いまの判定は「当てはまる見込み」です" in refusal
    assert 'name="amount"' not in refusal


def test_a_blank_left_in_a_reason_is_refused_and_nothing_typed_is_lost(
    clerk: Client, number: str
) -> None:
    step(clerk, number, "take")
    sent = {
        "finding": "grant",
        "amount": "10000",
        "reasons": f"診断書{run.BLANK}により",
        "note": "控え",
    }
    response = clerk.post(f"/staff/cases/{number}/decide/", sent)
    assert response.status_code == 422
    page = response.content.decode()
    assert "（　　　　）が残っていないか" in page
    assert "控え" in page
    assert state(number) is State.EXAMINING


@pytest.mark.parametrize("typed", ["0", "-1", "一万円", "1.5", "99999999999"])
def test_an_amount_that_is_none_is_refused(clerk: Client, number: str, typed: str) -> None:
    step(clerk, number, "take")
    sent = {"finding": "grant", "amount": typed, "reasons": "要件に当てはまります"}
    assert clerk.post(f"/staff/cases/{number}/decide/", sent).status_code == 422


def test_from_the_queue_to_the_payment_file_with_two_persons(
    clerk: Client, supervisor: Client, number: str, hall: Hall
) -> None:
    (hall.home / "payer.yaml").write_text(PAYER, encoding="utf-8")
    step(clerk, number, "take")
    sent = {
        "finding": "grant",
        "amount": "１０,０００",
        "reasons": "要件に当てはまります（法第1条）",
    }
    clerk.post(f"/staff/cases/{number}/decide/", sent)
    assert state(number) is State.PROPOSED
    own = text(clerk, f"/staff/cases/{number}/")
    assert "起案を引き戻す" in own
    assert "決裁する" not in own
    assert "決裁しました" in step(supervisor, number, "approve")

    notice = text(supervisor, f"/staff/cases/{number}/notice/")
    for told in (
        "児童手当 支給決定通知書",
        "10,000円",
        "要件に当てはまります（法第1条）",
        "3か月以内に",
    ):
        assert told in notice
    step(clerk, number, "notify")

    page = text(clerk, "/staff/cases/payments/")
    assert "10,000円" in page
    whose = {
        "department": run.case_row(moment(), number).department,
        "ward": "",
        "pay_on": "2026-10-15",
    }
    clerk.post("/staff/cases/payments/make/", whose)
    [batch] = run.batches()
    assert "承認は、まとめた人とは別" in text(clerk, f"/staff/cases/payments/{batch.number}/")
    assert clerk.post(f"/staff/cases/payments/{batch.number}/release/").status_code == 403
    supervisor.post(f"/staff/cases/payments/{batch.number}/release/")
    assert state(number) is State.PAID
    file = clerk.post(f"/staff/cases/payments/{batch.number}/file/")
    assert file["Content-Disposition"] == f'attachment; filename="{batch.number}.txt"'
    assert file.content == run.batch_file(moment(), batch.number)
    assert b"0000010000" in file.content
    paid = EntryRow.objects.filter(action__in=("pay", "prepare_payment"), target=batch.number)
    assert {entry.actor for entry in paid} == {CLERK.id, SUPERVISOR.id}

    told = step(clerk, number, "return", reason="口座相違")
    assert "別の口座をたずねました" in told
    assert run.case_row(moment(), number).needs == ("account",)


def test_a_batch_of_another_department_is_not_shown(
    client_of: Enter, clerk: Client, hall: Hall
) -> None:
    (hall.home / "payer.yaml").write_text(PAYER, encoding="utf-8")
    number = decided(applicant(ALLOWANCE), moment())
    department = run.case_row(moment(), number).department
    clerk.post(
        "/staff/cases/payments/make/",
        {"department": department, "ward": "", "pay_on": "2026-10-15"},
    )
    [batch] = run.batches()
    other = client_of(replace(staff("clerk-6"), departments=frozenset({"消防局 予防課"})))
    assert batch.number not in text(other, "/staff/cases/payments/")
    assert other.get(f"/staff/cases/payments/{batch.number}/").status_code == 403
    refused = other.post(
        "/staff/cases/payments/make/",
        {"department": department, "ward": "", "pay_on": "2026-10-15"},
    )
    assert refused.status_code == 403


def test_a_day_without_banks_is_refused_in_words(clerk: Client, hall: Hall) -> None:
    (hall.home / "payer.yaml").write_text(PAYER, encoding="utf-8")
    number = decided(applicant(ALLOWANCE), moment())
    department = run.case_row(moment(), number).department
    told = clerk.post(
        "/staff/cases/payments/make/",
        {"department": department, "ward": "", "pay_on": "2026-10-17"},
        follow=True,
    ).content.decode()
    assert "銀行の営業日" in told


def test_a_looked_up_account_is_recorded_and_a_wrong_one_told_by_its_part(
    clerk: Client, hall: Hall
) -> None:
    at, person = moment(), applicant(ALLOWANCE)
    [number] = person.apply(at, Answers(account=Account(public=True))).cases
    parts = {"bank": "0178", "branch": "101", "kind": "普通", "number": "123", "holder": "やまだ"}
    assert "口座番号（7桁）" in step(clerk, number, "account", **{**parts, "number": "abc"})
    assert "振込先を登録しました" in step(clerk, number, "account", **parts)
    assert run.case_row(at, number).needs == ()


def test_an_automatic_grant_says_by_when_one_may_decline_it(clerk: Client, hall: Hall) -> None:
    number = granted_by_the_city(applicant(ALLOWANCE))
    notice = text(clerk, f"/staff/cases/{number}/notice/")
    assert "市が保有する情報に基づき" in notice
    assert "令和8年10月15日の前日までに届け出てください" in notice


def test_a_page_in_english_says_its_own_words_in_english(clerk: Client, number: str) -> None:
    clerk.cookies["display"] = "en.ordinary.plain"
    page = text(clerk, f"/staff/cases/{number}/")
    assert "What can be done" in page
    assert "次にできること" not in page


# ---------------------------------------------------------------- within


def _sits(key: str) -> bool:
    try:
        moment().desk.find(key)
    except Problems:
        return False
    return True


def _name_of(number: str) -> str:
    there, row = city(), run.case_row(moment(), number)
    sealed = identity_of(there.desk.mapped, row.applicant)
    assert sealed is not None
    return str(open_json(there.keys, row.applicant, sealed)["氏名"])


def test_cases_without_application_are_opened_from_their_page_and_everybody_is_named(
    clerk: Client, hall: Hall
) -> None:
    service = "elderly-medical-75"
    page = text(clerk, "/staff/cases/automatic/")
    assert moment().catalogue.services[service].name in page
    assert moment().catalogue.services[ALLOWANCE].name not in page
    told = clerk.post("/staff/cases/automatic/", {"service": service}, follow=True)
    rows = run.queue(moment(), run.QueueFilter(services=(service,)), actor=CLERK, most=200).rows
    assert f"{len(rows)}件をつくりました" in told.content.decode()
    assert rows
    entry = EntryRow.objects.filter(action="list_people", target="automatic").latest("seq")
    named = set(NamedRow.objects.filter(entry=entry.seq).values_list("person", flat=True))
    assert {row.subject for row in rows} <= named
    assert clerk.post("/staff/cases/automatic/", {"service": ALLOWANCE}).status_code == 404
