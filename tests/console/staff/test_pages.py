"""The staff's room in a browser: no fault of accessibility, by keyboard, on a phone, without script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from sakimawari.console.city import city
from sakimawari.console.staff.figures import figures
from sakimawari.console.staff.today.concerns import concerns_of
from sakimawari.guard.actor import Role
from tests.console.staff.cast import staff, with_a_right
from tests.console.town import Browsing

Axe = Callable[[Page], None]


@pytest.fixture(autouse=True)
def _laid_out(live: str) -> None:
    """What the first visitor of a run would wait for is made before a browser's patience counts."""
    there = city()
    figures(there)
    concerns_of(there)


CLERK = staff(Role.CLERK)


def test_a_clerk_s_pages(browsing: Browsing, axe_at_both_widths: Axe) -> None:
    one = with_a_right(city())
    page = browsing(CLERK)
    person = f"/staff/people/{one.person}/"
    for path in (
        "/staff/?days=31",
        "/staff/search/",
        "/staff/lists/",
        "/staff/lists/gap/?service=child-allowance",
        "/staff/lists/deadlines/",
        "/staff/lists/questions/?service=child-allowance",
        person,
        f"{person}proofs/",
        f"{person}proofs/child-allowance/",
        f"{person}cases/",
        f"{person}notices/",
        f"{person}consents/",
        f"{person}consents/?new=delegation#new",
        f"{person}facts/",
        f"{person}looked/",
        f"{person}apply/",
        f"{person}apply/?wish=child-allowance",
        f"/staff/households/{one.household}/",
    ):
        page.goto(path)
        axe_at_both_widths(page)


def test_the_pages_of_the_others(browsing: Browsing, axe_at_both_widths: Axe) -> None:
    for role, paths in (
        (Role.SUPERVISOR, ("/staff/", "/staff/audit/alarms/")),
        (Role.AUDITOR, ("/staff/", "/staff/audit/")),
        (
            Role.IT,
            ("/staff/", "/staff/accounts/", "/staff/accounts/new/", "/staff/accounts/clerk-9/"),
        ),
        (Role.POLICY, ("/staff/?days=31",)),
        (Role.CASEWORKER, ("/staff/",)),
    ):
        browsing.enter(staff(Role.CLERK, id="clerk-9"))
        page = browsing(staff(role))
        for path in paths:
            page.goto(path)
            axe_at_both_widths(page)
        page.context.close()


def test_english_pages_have_no_fault_either(browsing: Browsing, axe: Axe) -> None:
    one = with_a_right(city())
    page = browsing(CLERK, display="en.ordinary.plain")
    for path in ("/staff/", "/staff/lists/gap/", f"/staff/people/{one.person}/"):
        page.goto(path)
        axe(page)
    expect(page.get_by_role("heading", name="Calendar of rights")).to_be_visible()


def test_a_list_is_counted_opened_and_left_by_keyboard(browsing: Browsing, axe: Axe) -> None:
    page = browsing(CLERK)
    page.goto("/staff/lists/gap/?service=child-allowance")
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.get_by_role("radio", name="制度のお知らせ").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("十月の案内")
    page.keyboard.press("Enter")
    expect(page.get_by_text("目的「制度のお知らせ」で開いています")).to_be_visible()
    assert "opened=" in page.url
    axe(page)


def test_the_whole_way_works_without_script(browsing: Browsing) -> None:
    one = with_a_right(city())
    page = browsing(CLERK, script=False)
    page.goto(f"/staff/people/{one.person}/")
    page.get_by_role("link", name="根拠").click()
    page.get_by_role("link", name="児童手当").first.click()
    expect(page.get_by_role("heading", name="条文ごとの結果")).to_be_visible()
    page.goto("/staff/lists/gap/?service=child-allowance")
    page.get_by_role("radio", name="制度のお知らせ").first.check()
    page.get_by_role("button", name="氏名を開く").click()
    expect(page.get_by_text("監査記録に残りました")).to_be_visible()
    page.goto("/staff/lists/gap/?kind=unclaimed")
    page.get_by_label("名前", exact=True).fill("毎月の確認")
    page.get_by_role("button", name="保存", exact=True).click()
    page.goto("/staff/lists/")
    expect(page.get_by_role("link", name="毎月の確認")).to_be_visible()


def test_the_search_of_the_head_is_one_box_and_enter(browsing: Browsing, axe: Axe) -> None:
    page = browsing(CLERK)
    page.goto("/staff/")
    page.get_by_role("searchbox").fill("1985-08-29")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="結果")).to_be_visible()
    assert "1985" not in page.url
    axe(page)


def test_the_drawn_calendar_is_read_out_service_by_service(browsing: Browsing) -> None:
    one = with_a_right(city())
    page = browsing(CLERK)
    page.goto(f"/staff/people/{one.person}/")
    first = page.get_by_role("img").first
    told = first.get_attribute("aria-label") or ""
    assert "受けられる見込み" in told
    assert "年" in told
