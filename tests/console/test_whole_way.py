"""The whole way in a browser: night, my page, one confirmation, queue, two people, payment, and the
resident sees who looked. On a phone; each page holds at the width of a desk too.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from sakimawari.cases.payer import FILE as PAYER_FILE
from sakimawari.guard.audit.store import all_entries
from tests.console.town import PHONE, Browsing, Hall

SERVICE = "child-allowance"
PAYER = """\
code: "0000123456"
name: タメシシ カイケイカンリシャ
bank: "0001"
bank_name: タメシ
branch: "001"
branch_name: ホンテン
kind: 当座
number: "0000001"
"""
RECORD = 120  # bytes of a record of the banks' file


def sent(page: Page, form: Locator, **filled: str) -> None:
    """Fill in a form, opened if it is folded away, and send it."""
    form.evaluate("form => { const shut = form.closest('details'); if (shut) shut.open = true; }")
    for name, value in filled.items():
        field = form.locator(f"[name={name}]")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    form.locator("button").last.click()
    page.wait_for_load_state()


def form_to(page: Page, path: str) -> Locator:
    return page.locator(f"main form[action$='{path}']").first


def test_a_right_found_at_night_is_paid_and_everybody_sees_who_looked(
    browsing: Browsing, home: Hall, axe_at_both_widths: Callable[[Page], None]
) -> None:
    axe, width = axe_at_both_widths, PHONE
    (home.home / PAYER_FILE).write_text(PAYER, encoding="utf-8")
    mine = browsing("resident", width=width)
    number = _applied(mine, axe)
    _examined(browsing("clerk", width=width), number, axe)
    _approved(browsing("supervisor", width=width), number, axe)
    _paid(browsing("clerk", width=width), browsing("supervisor", width=width), axe)
    _followed(mine, number, axe)
    _seen(mine, axe)


def _applied(mine: Page, axe: Callable[[Page], None]) -> str:
    mine.goto("/my/")
    axe(mine)
    mine.locator(f"main a[href*='/my/apply/'][href*='{SERVICE}']").first.click()
    mine.wait_for_load_state()
    axe(mine)
    form = mine.locator("main form:has([name=declared])").first
    form.locator("[name=account][value=other]").check()
    form.locator("[name=bank]").evaluate(
        "field => { const shut = field.closest('details'); if (shut) shut.open = true; }"
    )
    for name, value in {
        "bank": "0001",
        "branch": "001",
        "number": "1234567",
        "holder": "フクダ ヒトミ",
    }.items():
        form.locator(f"[name={name}]").fill(value)
    form.locator("[name=kind]").select_option("普通")
    form.locator("[name=declared]").check()
    form.get_by_role("button", name="この内容で申し込む").click()
    mine.wait_for_url(re.compile(r"/my/receipts/"))
    axe(mine)
    found = re.search(r"\d{2}-\d{6}-\d-\d+", mine.locator("main").inner_text())
    assert found is not None
    return found[0]


def _examined(clerk: Page, number: str, axe: Callable[[Page], None]) -> None:
    clerk.goto("/staff/cases/")
    axe(clerk)
    clerk.locator(f"a[href='/staff/cases/{number}/']").first.click()
    clerk.wait_for_load_state()
    axe(clerk)
    sent(clerk, form_to(clerk, f"/{number}/take/"))
    clerk.goto(f"/staff/cases/{number}/decide/?finding=grant")
    axe(clerk)
    form = clerk.locator("main form:has([name=reasons])")
    assert "児童手当法" in form.locator("[name=reasons]").input_value(), "reasons cite the law"
    sent(clerk, form)
    expect(clerk.locator("main")).to_contain_text("決裁待ち")
    assert form_to(clerk, f"/{number}/approve/").count() == 0, "nobody approves their own proposal"


def _approved(supervisor: Page, number: str, axe: Callable[[Page], None]) -> None:
    supervisor.goto(f"/staff/cases/{number}/")
    axe(supervisor)
    sent(supervisor, form_to(supervisor, f"/{number}/approve/"))
    expect(supervisor.locator("main")).to_contain_text("支給決定")


def _paid(clerk: Page, supervisor: Page, axe: Callable[[Page], None]) -> None:
    clerk.goto("/staff/cases/payments/")
    axe(clerk)
    sent(clerk, form_to(clerk, "/payments/make/"))
    batch = clerk.url
    supervisor.goto(batch)
    axe(supervisor)
    sent(supervisor, form_to(supervisor, "/release/"))
    with supervisor.expect_download() as waited:
        supervisor.locator(
            "main a[href$='/file/'], main form[action$='/file/'] button"
        ).first.click()
    content = waited.value.path().read_bytes()
    records = content.rstrip(b"\r\n\x1a").split(b"\r\n")
    assert {len(record) for record in records} == {RECORD}
    assert [record[:1] for record in records] == [b"1", b"2", b"8", b"9"], "one payment"
    assert b"0001" in records[1] and b"1234567" in records[1]


def _followed(mine: Page, number: str, axe: Callable[[Page], None]) -> None:
    mine.goto(f"/my/cases/{number}/")
    axe(mine)
    expect(mine.locator("main")).to_contain_text("審査請求")


def _seen(mine: Page, axe: Callable[[Page], None]) -> None:
    mine.goto("/my/access/")
    axe(mine)
    looked = {entry.draft.actor for entry in all_entries() if entry.draft.actor_kind == "staff"}
    assert len(looked) == 2
    expect(mine.locator("main")).to_contain_text("申請の審査")
