"""The notice of a decision, and what packs say of how applications are worked on."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sakimawari.cases import run
from sakimawari.cases.notice import Notice, last_day_to_appeal, notice_of
from sakimawari.cases.standards import standard_of
from sakimawari.cases.values import Finding
from sakimawari.packs.document import read_document
from sakimawari.packs.findings import Findings
from sakimawari.packs.handling import Count, Handling, read_handling
from sakimawari.packs.section import open_section
from tests.cases.office import CLERK, SUPERVISOR, applicant, decided, doing, moment
from tests.console.town import Hall

ALLOWANCE = "child-allowance"


def notice(number: str) -> Notice:
    at = moment()
    file = run.case_file(at, number, actor=CLERK)
    service = at.catalogue.services[file.row.service]
    assert file.decision is not None
    return notice_of(
        file.row, file.decision, service, standard_of(at.catalogue, service), city="北九州市"
    )


def test_a_grant_says_what_is_paid_by_which_law_and_where_to_appeal(hall: Hall) -> None:
    told = notice(decided(applicant(ALLOWANCE), moment(), yen=20_000))
    assert told.title == "児童手当 支給決定通知書"
    assert told.on == "令和8年10月1日"
    assert ("支給額", "20,000円") in told.contents
    assert ("根拠法令", "児童手当法") in told.contents
    appeal, suit = told.teaching
    assert "知った日の翌日から起算して3か月以内に、市長に対して審査請求" in appeal
    assert "6か月以内に、北九州市を被告として" in suit


def test_a_refusal_says_so_with_its_reasons(hall: Hall) -> None:
    at = moment()
    [number] = applicant(ALLOWANCE).apply(at).cases
    run.take(at, number, doing=doing(CLERK, at))
    reasons = ["「公務員である」に当たります（児童手当法第17条第1項）"]
    run.propose(
        at, number, doing=doing(CLERK, at), finding=Finding.REFUSE, reasons=reasons, proof={}
    )
    run.approve(at, number, doing=doing(SUPERVISOR, at))
    told = notice(number)
    assert told.title == "児童手当 不支給決定通知書"
    assert "次の理由により支給しないことに決定" in told.opening
    assert told.reasons == tuple(reasons)
    assert not any(label == "支給額" for label, _ in told.contents)


def test_a_proposal_has_no_notice(hall: Hall) -> None:
    at = moment()
    [number] = applicant(ALLOWANCE).apply(at).cases
    run.take(at, number, doing=doing(CLERK, at))
    run.propose(at, number, doing=doing(CLERK, at), finding=Finding.GRANT, reasons=["a"], proof={})
    with pytest.raises(ValueError, match="proposal"):
        notice(number)


@pytest.mark.parametrize(
    ("known", "last"),
    [
        (date(2026, 9, 9), date(2026, 12, 9)),
        (date(2026, 11, 30), date(2027, 3, 1)),  # 28 February is a Sunday
        (date(2026, 11, 27), date(2027, 3, 1)),  # 27 February is a Saturday
        (date(2027, 1, 31), date(2027, 4, 30)),
        (date(2026, 10, 1), date(2027, 1, 4)),  # the turn of the year
    ],
)
def test_three_months_are_counted_from_the_day_after_one_knew(known: date, last: date) -> None:
    assert last_day_to_appeal(known) == last


# ---------------------------------------------------------------- casework.yaml


def read(text: str, folder: Path, *, national: bool) -> tuple[dict[str, Handling], Findings]:
    path = folder / "casework.yaml"
    path.write_text(text, encoding="utf-8")
    findings = Findings()
    file = open_section(read_document(path, path.name, findings), findings, path.name)
    return read_handling(file, {"own": object()}, findings, national=national), findings


def test_a_pack_says_period_deciders_and_appeal(tmp_path: Path) -> None:
    said, findings = read(
        "default: {days: 20, count: business}\n"
        "services:\n"
        "  own:\n"
        "    days: 14\n"
        "    persons: two\n"
        "    review: {to: 介護保険審査会, article: 介護保険法第183条第1項, first: 介護保険法第196条}\n",
        tmp_path,
        national=True,
    )
    assert not findings.problems
    found = said["own"].over(said[""])
    assert (found.days, found.count, found.persons) == (14, Count.CALENDAR, 2)
    assert found.review_first == "介護保険法第196条"
    assert (said[""].days, said[""].count, said[""].persons) == (20, Count.BUSINESS, None)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("services: {own: {days: 0}}", "PACK010"),
        ("services: {own: {days: 400}}", "PACK010"),
        ("services: {own: {days: 5, count: weeks}}", "PACK010"),
        ("services: {own: {persons: three}}", "PACK010"),
        ("services: {own: {review: {to: 市長}}}", "PACK007"),
        ("services: {own: {day: 5}}", "PACK006"),
        ("services: {other: {days: 5}}", "PACK080"),
    ],
)
def test_what_does_not_fit_is_told(tmp_path: Path, text: str, problem: str) -> None:
    _, findings = read(text, tmp_path, national=True)
    assert [each.id for each in findings.problems] == [problem]


def test_a_citys_pack_may_speak_of_services_of_other_packs(tmp_path: Path) -> None:
    said, findings = read("services: {other: {days: 5}}", tmp_path, national=False)
    assert not findings.problems
    assert said["other"].days == 5


def test_where_no_pack_speaks_money_needs_two_persons_and_thirty_days(hall: Hall) -> None:
    catalogue = moment().catalogue
    money = standard_of(catalogue, catalogue.services[ALLOWANCE])
    other = standard_of(catalogue, catalogue.services["elderly-medical-75"])
    assert (money.two_persons, money.days, money.review_to) == (True, 30, "市長")
    assert not other.two_persons
