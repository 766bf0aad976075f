"""Services, maps and changes of rules in a real browser: by mouse, by keyboard, without script."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from sakimawari.console import city
from sakimawari.console.services.changes import store, tasks
from sakimawari.console.services.changes.values import State
from sakimawari.guard.actor import Role
from tests.console.services.test_changes import FIGURE, change
from tests.console.services.test_pages import BASE, SERVICE, actor
from tests.console.town import DESK, PHONE, Browsing, Hall

Axe = Callable[[Page], None]


@pytest.fixture(autouse=True)
def _alone(settings: Settings, home: Hall) -> Iterator[None]:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    yield
    for name in ("packs", "drafts"):
        shutil.rmtree(home.home / name, ignore_errors=True)
    city.forget()


def test_every_page_of_services_is_accessible(browsing: Browsing, axe_at_both_widths: Axe) -> None:
    page = browsing(actor(Role.POLICY), width=DESK)
    for path in ("", "figures/", f"{SERVICE}/", f"{SERVICE}/examples/", f"{SERVICE}/figures/",
                 f"{SERVICE}/trends/", "changes/", f"changes/begin/?service={SERVICE}"):  # fmt: skip
        page.goto(BASE + path)
        axe_at_both_widths(page)


def test_a_map_is_walked_by_the_keyboard_from_ward_to_town(browsing: Browsing, axe: Axe) -> None:
    page = browsing(actor(Role.POLICY))
    page.goto(f"{BASE}{SERVICE}/figures/?measure=entitled")
    ward = page.locator("svg a.map-area").first
    name = (ward.get_attribute("aria-label") or "").split()[0]
    ward.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    town = page.locator("svg a.map-area").first
    town.focus()
    page.keyboard.press("Enter")
    expect(page.locator("tr#chosen")).to_have_count(1)
    axe(page)


@pytest.mark.parametrize("script", [True, False])
def test_a_figure_is_changed_by_two_people_in_two_windows(
    browsing: Browsing, axe: Axe, script: bool
) -> None:
    page = browsing(actor(Role.POLICY), script=script)
    page.goto(f"{BASE}changes/begin/?service=child-rearing-allowance")
    page.locator(f'button[value="{FIGURE}"]').click()
    page.fill("#value", "48,900")
    page.fill("#since", "2027-04-01")
    page.get_by_role("button", name="改正案に入れる").click()
    expect(page.get_by_role("heading", name="影響と確認")).to_be_visible()
    id = page.url.rstrip("/").rpartition("/")[2]
    if script:
        axe(page)
    tasks.examine.call(id, change(id).hash)
    page.goto(f"{BASE}changes/{id}/")
    page.fill("#note", "令和9年4月の額の改定")
    page.get_by_role("button", name="承認を依頼する").click()
    assert change(id).state is State.SUBMITTED

    other = browsing(actor(Role.APPROVER), script=script)
    other.goto(f"{BASE}changes/{id}/")
    other.get_by_role("link", name="読んで決める").click()
    expect(other.get_by_text("48,900円", exact=True)).to_be_visible()
    if script:
        axe(other)
    other.get_by_role("button", name="承認する").click()
    tasks.put_into_effect.call(id)
    other.goto(f"{BASE}changes/{id}/")
    expect(other.get_by_text("施行しました")).to_be_visible()
    assert store.events(id)[-1].what == "activate"
    page.goto(f"{BASE}changes/{id}/effects/")
    expect(page.get_by_role("heading", name="改正の影響")).to_be_visible()
    if script:
        axe(page)


def test_the_grid_of_a_table_is_filled_on_a_phone(browsing: Browsing, axe: Axe, home: Hall) -> None:
    table = next(iter(city.city().catalogue.tables))
    page = browsing(actor(Role.POLICY), width=PHONE)
    page.goto(f"{BASE}changes/begin/?q={table}")
    page.locator(f'button[value="{table}"]').click()
    page.locator('input[name^="c-0-"]').last.fill("たくさん")
    page.get_by_role("button", name="表を確かめる").last.click()
    expect(page.locator('input[aria-invalid="true"]')).to_have_count(1)
    axe(page)
