"""Casework in a real browser: from the queue to the payment file, with and without script."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from sakimawari.cases import run
from sakimawari.cases.values import Answers, State
from tests.cases.office import ACCOUNT, CLERK, SUPERVISOR, applicant, moment
from tests.cases.test_paying import PAYER
from tests.console.town import DESK, PHONE, Browsing, Hall

ALLOWANCE = "child-allowance"


@pytest.fixture
def number(transactional_db: None, home: Hall) -> str:
    (home.home / "payer.yaml").write_text(PAYER, encoding="utf-8")
    person = applicant(ALLOWANCE)
    children = next(
        one for one in person.form(moment()).fields if one.label == "支給対象となる児童の数"
    )
    answers = Answers(account=ACCOUNT, fields={children.key: "5"}, remark="よろしくお願いします")
    return person.apply(moment(), answers).cases[0]


def state(number: str) -> State:
    return run.case_row(moment(), number).state


@pytest.mark.parametrize(("width", "script"), [(PHONE, True), (DESK, False)])
def test_two_persons_decide_and_pay(
    number: str,
    browsing: Browsing,
    axe_at_both_widths: Callable[[Page], None],
    width: int,
    script: bool,
) -> None:
    clerk = browsing(CLERK, width=width, script=script)
    supervisor = browsing(SUPERVISOR, width=width, script=script)

    def look(page: Page) -> None:
        if script:
            axe_at_both_widths(page)

    clerk.goto("/staff/cases/")
    look(clerk)
    clerk.get_by_role("link", name=number).click()
    expect(clerk.get_by_text("訂正")).to_be_visible()
    look(clerk)
    clerk.get_by_role("button", name="審査を始める").click()
    expect(clerk.get_by_text("審査を始めました")).to_be_visible()

    clerk.get_by_role("link", name="決定を起案する").click()
    look(clerk)
    assert "児童手当法第3条第1項" in clerk.locator("#reasons").input_value()
    clerk.locator("#amount").fill("20000")
    clerk.get_by_role("button", name="起案して決裁を求める").click()
    expect(clerk.get_by_text("別の職員の決裁を待っています")).to_be_visible()
    assert state(number) is State.PROPOSED

    supervisor.goto(f"/staff/cases/{number}/")
    look(supervisor)
    supervisor.get_by_role("button", name="決裁する").click()
    supervisor.get_by_role("link", name="決定通知書").click()
    expect(supervisor.get_by_role("heading", name="児童手当 支給決定通知書")).to_be_visible()
    look(supervisor)

    clerk.goto("/staff/cases/payments/?pay_on=2026-10-15")
    look(clerk)
    clerk.get_by_role("button", name="この内容でまとめる").click()
    expect(clerk).to_have_url(re.compile(r"/payments/P\d+-\d+/"))
    look(clerk)
    address = clerk.url
    supervisor.goto(address)
    supervisor.get_by_role("button", name="承認して支払う").click()
    expect(supervisor.get_by_text("承認しました")).to_be_visible()
    look(supervisor)
    with supervisor.expect_download() as download:
        supervisor.get_by_role("button", name="全銀ファイルを取り出す").click()
    content = download.value.path().read_bytes()
    assert {len(line) for line in content.split(b"\r\n")[:-1]} == {120}
    assert state(number) is State.PAID


def test_filters_answer_at_once_with_script_and_by_the_button_without(
    number: str, browsing: Browsing
) -> None:
    page = browsing(CLERK)
    page.goto("/staff/cases/")
    page.get_by_label("状態").select_option("waiting")
    expect(page.get_by_text("この条件の案件はありません")).to_be_visible()
    assert "state=waiting" in page.url
    plain = browsing(CLERK, script=False)
    plain.goto("/staff/cases/")
    plain.get_by_label("状態").select_option("submitted")
    plain.get_by_role("button", name="表示").click()
    expect(plain.get_by_role("link", name=number)).to_be_visible()


def test_a_request_is_written_by_keyboard_alone(number: str, browsing: Browsing) -> None:
    page = browsing(CLERK)
    page.goto(f"/staff/cases/{number}/")
    page.get_by_role("button", name="審査を始める").press("Enter")
    page.locator("summary", has_text="補正を依頼する").press("Enter")
    page.locator("#text-ask").fill("書類を送ってください")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("補正を依頼しました")).to_be_visible()
    assert state(number) is State.WAITING
