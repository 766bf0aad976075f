"""My page in a real browser: on a telephone and a desk, in three languages, by keyboard, without script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from sakimawari.cases.values import Finding
from tests.console.residents.town import (
    asked_back,
    carer,
    decided,
    only_case,
    protected,
    resident,
    unclaimed,
)
from tests.console.town import PHONE, Browsing, Hall, complaints, signed_in

PAGES = (
    "/my/",
    "/my/?who=me",
    "/my/everything/",
    "/my/calendar/",
    "/my/menu/",
    "/my/cases/",
    "/my/services/child-allowance/",
    "/my/services/child-allowance/why/",
    "/my/services/elderly-medical-75/",
    "/my/apply/?service=child-allowance&who=me",
    "/my/proxies/",
    "/my/settings/?who=me",
    "/my/messages/?who=me",
    "/my/access/?who=me",
    "/my/record/?who=me",
    "/my/guides/",
    "/my/guides/birth/",
)
APPLY = "/my/apply/?service=child-allowance&who=me"
Axe = Callable[[Page], None]
OTHER_ACCOUNT = {
    "bank": "0178", "bank_name": "キタキュウシュウ", "branch": "101", "branch_name": "コクラ",
    "number": "1234567", "holder": "ワタナベ ダイスケ",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _warm(live: str, home: Hall) -> None:
    """The first page of a process lays out the run and reads dictionaries: no browser waits for that."""
    client = signed_in(home, resident(carer("child-allowance")))
    assert client.get("/my/").status_code == 200


def unfold(page: Page) -> None:
    """Open everything that is folded, so that nothing hides from the check."""
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")


def test_every_page_is_accessible_with_all_that_is_folded(
    browsing: Browsing, axe_at_both_widths: Axe
) -> None:
    page = browsing(resident(carer("child-allowance")), width=PHONE)
    for path in PAGES:
        page.goto(path)
        unfold(page)
        axe_at_both_widths(page)


@pytest.mark.parametrize("display", ["easy.large.ruby", "en.largest.plain"])
def test_every_page_is_accessible_in_other_languages_and_large(
    browsing: Browsing, axe: Axe, display: str
) -> None:
    page = browsing(resident(carer("child-allowance")), width=PHONE, display=display)
    for path in PAGES:
        page.goto(path)
        axe(page)


def test_questions_errors_and_closed_pages_are_accessible(browsing: Browsing, axe: Axe) -> None:
    asking = browsing(resident(next(unclaimed("pension-exemption", "possible"))), width=PHONE)
    asking.goto("/my/services/pension-exemption/answer/?who=me")
    axe(asking)
    closed = browsing(resident(protected()), width=PHONE)
    closed.goto("/my/")
    axe(closed)
    page = browsing(resident(carer("child-allowance")), width=PHONE)
    page.goto(APPLY)
    page.get_by_role("button", name="この内容で申し込む").click()
    expect(page.get_by_role("alert")).to_contain_text("もう一度お確かめください")
    assert_without_complaints(page, axe)


def assert_without_complaints(page: Page, axe: Axe) -> None:
    """A form sent back with 422 is logged by the browser as a failed load, which it is not."""
    heard = complaints(page)
    heard[:] = [said for said in heard if "422" not in said]
    axe(page)


def test_a_telephone_shows_a_calm_first_screen(browsing: Browsing) -> None:
    """Without scrolling: who is meant, what to do now; and nothing beside it."""
    page = browsing(resident(carer("child-allowance")), width=PHONE)
    page.goto("/my/")
    due = page.get_by_role("heading", name="いま、すること").bounding_box()
    assert due is not None
    assert due["y"] < 844
    targets = page.locator("main a:visible, main button:visible").evaluate_all(
        "all => all.filter(one => one.getBoundingClientRect().height < 24).map(one => one.textContent)"
    )
    assert targets == []


@pytest.mark.parametrize("script", [True, False])
def test_an_application_goes_from_the_first_page_to_its_receipt(
    browsing: Browsing, script: bool
) -> None:
    person = carer("child-allowance")
    page = browsing(resident(person), width=PHONE, script=script)
    page.goto("/my/")
    page.get_by_role("link", name="確かめて送る").first.click()
    page.get_by_label("ほかの口座").check()
    page.get_by_text("口座を書く").click()
    for part, value in OTHER_ACCOUNT.items():
        page.locator(f"#{part}").fill(value)
    page.get_by_label("内容は事実のとおりです").check()
    page.get_by_role("button", name="この内容で申し込む").click()
    expect(page.get_by_role("heading", name="受け付けました")).to_be_visible()
    expect(page.locator("main")).to_contain_text(only_case(person).receipt)
    page.get_by_role("link", name="手続きの状況を見る").click()
    expect(page.locator("main")).to_contain_text("受け付けました")


def test_an_application_is_sent_with_the_keyboard_alone(browsing: Browsing) -> None:
    person = carer("child-allowance")
    page = browsing(resident(person))
    page.goto(APPLY)
    tab_to(page, "[name=account]")
    page.keyboard.press("Space")  # 公金受取口座
    tab_to(page, "[name=declared]")
    page.keyboard.press("Space")
    tab_to(page, "button[value=send]")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="受け付けました")).to_be_visible()
    assert only_case(person).receipt in page.content()


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus, and the focus is seen."""
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate(f"document.activeElement.matches({selector!r})"):
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none"
            return
    raise AssertionError(f"Tab does not reach {selector}")


def test_a_reply_and_a_decision_are_read_and_answered_without_script(
    browsing: Browsing, axe: Axe
) -> None:
    person = carer("child-allowance")
    page = browsing(resident(person), width=PHONE, script=False)
    page.goto(APPLY)
    page.get_by_role("radio", name="公金受取口座").check()
    page.get_by_label("内容は事実のとおりです").check()
    page.get_by_role("button", name="この内容で申し込む").click()
    number = only_case(person).number
    asked_back(number, "お子さんの健康保険の資格が分かるものをお送りください")
    page.goto("/my/")
    page.get_by_role("link", name="お返事をお願いします").click()
    page.get_by_label("お返事", exact=True).fill("写真を付けました")
    page.get_by_role("button", name="送る").click()
    expect(page.locator("main")).to_contain_text("写真を付けました")


def test_cases_in_every_state_are_accessible(browsing: Browsing, axe: Axe) -> None:
    person = carer("child-allowance")
    page = browsing(resident(person), width=PHONE)
    page.goto(APPLY)
    page.get_by_role("radio", name="公金受取口座").check()
    page.get_by_label("内容は事実のとおりです").check()
    page.get_by_role("button", name="この内容で申し込む").click()
    axe(page)
    number = only_case(person).number
    decided(number, Finding.REFUSE, "所属庁から支給されるため（児童手当法第17条第1項）")
    for path in ("/my/", "/my/cases/", f"/my/cases/{number}/"):
        page.goto(path)
        axe(page)
