"""Pages of plans and terms in a real browser: accessible on a desk and on a telephone, no script."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from sakimawari.console.city import city
from sakimawari.console.outreach.plans import store, tasks
from sakimawari.guard.actor import Role
from sakimawari.reach.plans.folder import plan_names
from tests.console.services.test_pages import actor
from tests.console.town import DESK, Browsing, Hall

Axe = Callable[[Page], None]
BASE = "/staff/outreach/"


@pytest.fixture(autouse=True)
def _by_hand(settings: Settings, home: Hall) -> Iterator[None]:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    yield
    shutil.rmtree(home.home / "plans", ignore_errors=True)
    (home.home / "reach.yaml").unlink(missing_ok=True)


def work_done() -> str:
    """The program beside the pages makes what was asked for; the name of the plan."""
    work = store.latest("make")
    assert work is not None
    tasks.make.call(work.id)
    return plan_names(city().office.home)[0]


def test_the_whole_way_of_a_plan_is_accessible(
    browsing: Browsing, axe_at_both_widths: Axe, home: Hall
) -> None:
    terms = "budget:\n  postage_yen: 550\nfloors:\n  ward: 0.9\n"
    (home.home / "reach.yaml").write_text(terms, encoding="utf-8")
    page = browsing(actor(Role.POLICY), width=DESK)
    page.goto(f"{BASE}plans/")
    axe_at_both_widths(page)
    page.get_by_role("button", name="次の計画をつくる").click()
    axe_at_both_widths(page)
    name = work_done()
    for path in (f"plans/{name}/", "plans/", "terms/", "terms/edit/"):
        page.goto(BASE + path)
        axe_at_both_widths(page)
    page.get_by_label("郵便料").fill("900")
    page.get_by_role("button", name="変わるところを確かめる").click()
    expect(page.get_by_role("button", name="この条件で保存する")).to_be_visible()
    axe_at_both_widths(page)
    page = browsing(actor(Role.APPROVER), width=DESK)
    page.goto(f"{BASE}plans/{name}/decide/")
    axe_at_both_widths(page)
    page.get_by_role("button", name="承認する").click()
    expect(page.get_by_text("承認済み").first).to_be_visible()
