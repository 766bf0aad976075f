"""The telephone page in a browser: kept for times without network, told exactly once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from sakimawari.reach.rounds import outcome_store
from tests.console.rounds.conftest import Outing, planned_outing
from tests.console.rounds.test_rounds import PLANNER, WORKER
from tests.console.town import DESK, ON, PHONE, Browsing

MINE = "/staff/rounds/mine/"


@pytest.fixture
def walking(browsing: Browsing) -> Outing:
    """A planned day on the live server."""
    return planned_outing(6)


def kept_by_the_telephone(page: Page) -> None:
    """The page of the round lies on the telephone."""
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    page.reload()  # the first page came before the worker did
    page.wait_for_function(
        """() => new Promise((done) => { const r = indexedDB.open('round-page', 1);
        r.onupgradeneeded = () => r.result.createObjectStore('kept');
        r.onsuccess = () => { const q = r.result.transaction('kept').objectStore('kept').count();
        q.onsuccess = () => { r.result.close(); done(q.result === 1); }; }; })"""
    )


def count(visit: str) -> int:
    return len(outcome_store.outcomes_on(ON).get(visit, ()))


def test_without_network_the_round_is_there_and_what_is_tapped_is_told_once_later(
    browsing: Browsing, walking: Outing
) -> None:
    page, visit = browsing("caseworker", width=PHONE), walking.of(WORKER)[0]
    page.goto(MINE)
    kept_by_the_telephone(page)
    page.context.set_offline(True)
    card = page.locator(f"[data-visit='{visit}']")
    card.locator("button[value=met]").click()
    expect(card.locator("[data-told]")).to_contain_text("送信待ち")
    page.reload()
    expect(page.locator(f"[data-visit='{visit}'] [data-told]")).to_contain_text("送信待ち")
    assert count(visit) == 0
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator(f"[data-visit='{visit}'] [data-told]")).to_contain_text("送信済み")
    assert count(visit) == 1


def test_an_answer_lost_on_its_way_makes_no_second_outcome(
    browsing: Browsing, walking: Outing
) -> None:
    page, visit = browsing("caseworker", width=PHONE), walking.of(WORKER)[0]
    lost: list[int] = []

    def lose_the_first_answer(route: Route) -> None:
        answer = route.fetch()
        lost.append(answer.status)
        if len(lost) == 1:
            route.abort()
        else:
            route.fulfill(response=answer)

    page.route("**/mine/sync/", lose_the_first_answer)
    page.goto(MINE)
    page.locator(f"[data-visit='{visit}'] button[value=letter]").click()
    expect(page.locator("[data-state]")).to_be_visible()
    assert (lost, count(visit)) == ([200], 1)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator(f"[data-visit='{visit}'] [data-told]")).to_contain_text("送信済み")
    assert (len(lost), count(visit)) == (2, 1)


def test_signing_out_leaves_nothing_of_the_round_on_the_telephone(
    browsing: Browsing, walking: Outing
) -> None:
    page = browsing("caseworker", width=PHONE)
    page.goto(MINE)
    kept_by_the_telephone(page)
    page.locator("form[action='/sign-in/out/'] button").first.click()
    page.wait_for_url("**/sign-in/**")
    names = page.evaluate("indexedDB.databases().then((all) => all.map((one) => one.name))")
    assert "round-page" not in names


def test_every_page_of_the_rounds_is_accessible(
    browsing: Browsing, walking: Outing, axe_at_both_widths: Callable[[Page], None]
) -> None:
    page = browsing("caseworker", width=PHONE)
    page.goto(MINE)
    axe_at_both_widths(page)
    page = browsing(PLANNER, width=DESK)
    entry = walking.of(WORKER)[0]
    move = f"move/?on={ON.isoformat()}&visit={entry}&worker={WORKER}&place=2"
    for path in ("", "duty/", "follow-up/", "figures/", move):
        page.goto(f"/staff/rounds/{path}")
        axe_at_both_widths(page)
