"""The desk for paper that came back, in a browser: a file handed in, read, settled by keys alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, expect

from sakimawari.cases import run as cases
from sakimawari.console.moment import moment_of
from sakimawari.console.scans import tasks
from sakimawari.guard.actor import Role
from sakimawari.reach.returned import store
from sakimawari.reach.returned.models import UploadRow
from sakimawari.reach.returned.upload_store import Reading
from sakimawari.reach.returned.values import Done
from tests.console.scans.conftest import NUMBER, Post, scanned, signed
from tests.console.services.test_pages import actor
from tests.console.town import DESK, Browsing
from tests.reach.returned.pen import Written

Axe = Callable[[Page], None]
BASE = "/staff/returned/"
CLERK = actor(Role.CLERK)


def read_by_the_worker() -> None:
    """The program beside the pages reads what was handed in."""
    for row in UploadRow.objects.exclude(state=Reading.DONE.value):
        tasks.read_upload.call(row.id)


def hand_in(page: Page, file: Path) -> None:
    page.goto(BASE)
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="取り込む").click()
    expect(page.get_by_text("1件のファイルを預かりました")).to_be_visible()


def press(page: Page, *keys: str) -> None:
    """Keys, the last of which leads to another page."""
    for key in keys[:-1]:
        page.keyboard.press(key)
    with page.expect_navigation():
        page.keyboard.press(keys[-1])


def current(page: Page) -> str:
    """What has the focus: the title of the field, or the words of a button."""
    return str(
        page.evaluate(
            "() => { const at = document.activeElement, card = at.closest('.scan-current');"
            " return card ? card.querySelector('.scan-head').innerText : at.innerText; }"
        )
    )


def doubtful(post: Post) -> Written:
    """One choice made and one left open, a number with a stroke through a digit, a signature."""
    paper = signed(post.paper().tick("yes", 0)).digits(NUMBER, "1234567890")
    area = list(paper.field(NUMBER).cell_areas())[3]
    return paper.line((area.x, area.y + 6), (area.x + area.width, area.y + 1))


def test_a_slip_handed_in_is_read_and_settled_by_keys_alone(
    browsing: Browsing, post: Post, axe: Axe, tmp_path: Path
) -> None:
    page, letter = browsing(CLERK), post.letters[0]
    hand_in(page, scanned(tmp_path, doubtful(post)))
    expect(page.locator("#uploads")).to_contain_text("順番待ち")
    read_by_the_worker()
    expect(page.locator("#uploads")).to_contain_text("確認待ち1", timeout=20_000)
    page.reload()
    page.get_by_role("link", name="古いものから始める").focus()
    press(page, "Enter")
    assert "印がない" in current(page)
    axe(page)
    press(page, "2", "Enter")  # no advice wanted
    assert NUMBER in current(page)
    press(page, "Control+a", *"1239567890", "Enter")  # what a person reads in it
    assert current(page) == "この内容で処理する"
    page.get_by_role("button", name="機械の読みに戻す " + NUMBER).focus()
    press(page, "Enter")  # it was right as it was
    assert NUMBER in current(page)
    press(page, "Enter")
    axe(page)
    press(page, "Enter")
    expect(page.get_by_text("処理しました")).to_be_visible()
    [case] = cases.cases_of(moment_of(), letter.person)
    assert case.service == "pension-exemption"
    followed = {offer: done for offer, (done, _) in store.answered(letter.reference).items()}
    assert followed == {0: Done.CASE, 1: Done.DECLINED}


def test_every_page_of_the_desk_is_accessible_and_shows_a_field_beside_its_part_of_the_slip(
    browsing: Browsing, post: Post, axe_at_both_widths: Axe, tmp_path: Path
) -> None:
    page = browsing(CLERK, width=DESK)
    page.goto(BASE)
    axe_at_both_widths(page)
    sure = signed(post.paper(1).tick("no", 0).tick("no", 1))
    advice = signed(post.paper(2).tick("no", 0).tick("yes", 1))
    torn = Written(page=np.full((1200, 2100), 250, np.uint8))
    hand_in(page, scanned(tmp_path, doubtful(post), sure, advice, torn))
    axe_at_both_widths(page)
    read_by_the_worker()
    page.goto(BASE)
    expect(page.locator("#uploads")).to_contain_text("処理2・確認待ち1・別置き1")
    axe_at_both_widths(page)
    page.get_by_role("link", name="古いものから始める").click()
    card = page.locator(".scan-current")
    size = card.locator("img").evaluate(
        "async (it) => { await it.decode(); return [it.naturalWidth, it.naturalHeight]; }"
    )
    assert size[0] > 250
    assert 60 < size[1] < 200  # the field's own part, not the page
    axe_at_both_widths(page)
    page.locator("summary", has_text="直す").first.click()
    axe_at_both_widths(page)
    for path in ("aside/", "consults/"):
        page.goto(BASE + path)
        axe_at_both_widths(page)
    page.goto(f"{BASE}aside/")
    page.get_by_role("link", name="QRコードが見つかりません").click()
    axe_at_both_widths(page)
    page.get_by_role("button", name="処理済みにする").click()
    expect(page.get_by_text("別に置いたページはありません")).to_be_visible()
