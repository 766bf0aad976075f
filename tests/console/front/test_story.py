"""Guided stories of the demo: a bar walks along; nobody else ever sees one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Page

from sakimawari.console.front.story import COOKIE, STORIES
from sakimawari.console.navigation import ROOMS, address_of
from tests.console.town import PHONE, Browsing, Hall


@pytest.mark.parametrize("id", sorted(STORIES))
def test_every_step_begins_at_a_page_there_is(hall: Hall, id: str) -> None:
    assert [step.route for step in STORIES[id].steps if step.route and not step.address] == []


def test_every_room_of_the_staff_is_there(hall: Hall) -> None:
    assert [room.route for room in ROOMS if address_of(room.route) is None] == []


def test_a_story_begins_as_its_persona_and_walks_along_without_script(
    browsing: Browsing, axe: Callable[[Page], None]
) -> None:
    page = browsing(script=False, width=PHONE)
    page.goto("/")
    page.get_by_role("link", name="子育て中の住民：案内つきで見る（5分）").click()
    page.get_by_role("button", name="はじめる").click()
    assert page.url.endswith("/my/")
    assert "案内 1／6" in page.inner_text(".story-bar")
    page.get_by_role("button", name="次の案内へ").click()
    assert page.url.endswith("/my/")
    for _ in range(2):
        page.get_by_role("button", name="次の案内へ").click()
    assert page.url.endswith("/my/cases/")
    page.get_by_role("button", name="案内をとじる").click()
    assert page.url.endswith("/story/resident/")
    assert page.locator(".story-bar").count() == 0


def test_the_page_of_a_story_and_its_bar_are_accessible(
    browsing: Browsing, axe: Callable[[Page], None]
) -> None:
    page = browsing(width=PHONE)
    page.context.add_cookies([{"name": COOKIE, "value": "clerk.2", "url": browsing.address}])
    page.goto("/story/clerk/")
    assert page.locator(".story-bar").is_visible()
    axe(page)


def test_a_story_leads_to_no_other_site(hall: Hall) -> None:
    visitor = Client(SERVER_NAME="localhost")
    visitor.cookies[COOKIE] = "resident.1"
    elsewhere = {"HTTP_REFERER": "http://elsewhere.example/page"}
    assert visitor.post("/story/", {"do": "next"}, **elsewhere).headers["Location"] == "/"


def test_other_machines_have_no_stories(hall: Hall) -> None:
    visitor = Client(SERVER_NAME="localhost", REMOTE_ADDR="192.0.2.7")
    visitor.cookies[COOKIE] = "resident.1"
    assert visitor.get("/story/resident/").status_code == 404
    assert b"story-bar" not in visitor.get("/").content
