"""Pages for everybody: at a desk, on a phone, in each language; first page, guides, errors."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.test import Client, RequestFactory
from playwright.sync_api import Page

from sakimawari.console.city import city
from sakimawari.console.front import errors
from sakimawari.console.front.moments import MOMENTS, moments_in
from tests.console.town import PHONE, Browsing, Hall

Axe = Callable[[Page], None]

PAGES = ["/", "/help/", "/privacy/", "/accessibility/", "/check/", "/guide/birth/", "/nowhere/"]
STYLES = ["/styleguide/", "/styleguide/staff/"]


@pytest.mark.parametrize("path", [*PAGES, *STYLES])
def test_every_page_is_accessible_at_a_desk_and_on_a_phone(
    browsing: Browsing, axe_at_both_widths: Axe, path: str
) -> None:
    page = browsing(width=PHONE)
    page.goto(path)
    axe_at_both_widths(page)


@pytest.mark.parametrize("display", ["easy.largest.ruby", "en.largest.plain", "ja.ordinary.ruby"])
@pytest.mark.parametrize("path", ["/", "/guide/birth/", "/service/child-allowance/"])
def test_pages_hold_in_other_languages_with_furigana_and_large_text(
    browsing: Browsing, axe: Axe, path: str, display: str
) -> None:
    page = browsing(width=PHONE, display=display)
    page.goto(path)
    axe(page)


def test_what_a_thumb_touches_is_large_enough(browsing: Browsing) -> None:
    page = browsing(width=PHONE)
    page.goto("/")
    small = page.evaluate(
        """() => [...document.querySelectorAll('a, button, summary, select, input:not([type=hidden])')]
        .filter(one => one.offsetParent && !one.closest('.skip-link, p, .reading li'))
        .filter(one => one.getBoundingClientRect().height < 44)
        .map(one => one.outerHTML.slice(0, 120))"""
    )
    assert small == []


def test_the_language_is_changed_by_a_button_and_stays_without_script(browsing: Browsing) -> None:
    page = browsing(script=False)
    page.goto("/help/")
    page.get_by_role("button", name="English").click()
    assert page.url.endswith("/help/")
    assert page.locator("html").get_attribute("lang") == "en"
    page.goto("/privacy/")
    assert page.locator("h1").inner_text() == "Privacy"


def test_the_first_tab_offers_the_main_text(browsing: Browsing) -> None:
    page = browsing()
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_persona_signs_in_from_the_first_page(client_of: Callable[[str], Client]) -> None:
    assert client_of("clerk").cookies[settings.SESSION_COOKIE_NAME].value
    assert b"/sign-in/persona/clerk/" in Client(SERVER_NAME="localhost").get("/").content


def test_personas_are_not_offered_to_another_machine(hall: Hall) -> None:
    visitor = Client(SERVER_NAME="localhost", REMOTE_ADDR="192.0.2.7")
    assert b"/sign-in/persona/" not in visitor.get("/").content


# ------------------------------------------------------------------ guides


def test_every_moment_that_services_tell_of_has_its_guide(hall: Hall) -> None:
    shown = [moment.id for moment in moments_in(city().catalogue)]
    assert "birth" in shown
    for id in MOMENTS:
        assert Client().get(f"/guide/{id}/").status_code == (200 if id in shown else 404)


def test_a_guide_names_what_runs_out_first_first(hall: Hall) -> None:
    page = Client().get("/guide/birth/").content.decode()
    order = [
        page.index(f">{each}<") for each in ("まず2週間以内に", "児童手当", "期限の定めのないもの")
    ]
    assert order == sorted(order)


def test_a_service_says_its_conditions_in_the_language_of_the_page(hall: Hall) -> None:
    client = Client()
    client.cookies["display"] = "en.ordinary.plain"
    page = client.get("/service/child-allowance/").content.decode()
    assert "You are a public servant" in page
    assert '<h1 lang="ja">児童手当</h1>' in page
    assert client.get("/service/no-such-service/").status_code == 404


# ------------------------------------------------------------------ what went wrong


def test_a_page_that_is_not_there_says_so_calmly_in_each_language(hall: Hall) -> None:
    client = Client()
    for display, words in (("ja", "見つかりません"), ("easy", "ありません"), ("en", "not found")):
        client.cookies["display"] = f"{display}.ordinary.plain"
        answer = client.get("/nowhere/")
        assert answer.status_code == 404
        assert words in answer.content.decode()


def test_a_form_from_another_place_is_refused_in_words_for_people(hall: Hall) -> None:
    answer = Client(enforce_csrf_checks=True).post("/check/", {"moment": "birth"})
    assert answer.status_code == 403
    assert "有効期限が切れました" in answer.content.decode()


def test_a_refusal_shows_no_text_but_the_policies_own(hall: Hall) -> None:
    request = RequestFactory().get("/")
    page = errors.refused(request, PermissionDenied("山田太郎の記録")).content.decode()
    assert "山田太郎" not in page


def test_a_fault_of_ours_has_a_number_and_needs_nothing_that_may_be_broken(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = RequestFactory().get("/")
    page = errors.failed(request)
    assert page.status_code == 500
    assert re.search(r"番号 [0-9a-f]{6}", page.content.decode())

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(errors, "render", broken)
    last = errors.failed(request)
    assert last.status_code == 500
    assert "ただいま表示できません" in last.content.decode()
