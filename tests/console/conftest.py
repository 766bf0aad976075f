"""The small city, people signed in to it, and a browser to look at it with."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from sakimawari import office
from sakimawari.console import city
from sakimawari.guard.accounts.values import Profile
from sakimawari.guard.actor import Actor
from tests.console.town import (
    Browsing,
    Hall,
    assert_accessible,
    assert_accessible_at_both_widths,
    found_hall,
    signed_in,
)

Enter = Callable[[str | Actor | Profile], Client]


@pytest.fixture(autouse=True)
def _every_text_must_exist(settings: Settings) -> None:
    settings.WORDS_STRICT = True


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """The small city, loaded, with its night run, as the office of this process."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    kernels = shared.parent / "kernels"
    hall = found_hall(shared, tmp_path_factory.mktemp("hall"), kernels)
    before = office.current_office()
    office.occupy(hall.office)
    city.forget()
    yield hall
    office.occupy(before)
    city.forget()


@pytest.fixture(autouse=True)
def in_its_own_city(request: pytest.FixtureRequest) -> None:
    """Other rooms of the tests have a small city of their own: each test works in the one it names."""
    if "home" in request.fixturenames:
        hall = request.getfixturevalue("home")
        if office.current_office() is not hall.office:
            office.occupy(hall.office)
            city.forget()


@pytest.fixture
def hall(home: Hall, db: None) -> Hall:
    """The small city with its operational store, whose changes are undone after the test."""
    _store_in(home)
    return home


@pytest.fixture
def client_of(home: Hall, request: pytest.FixtureRequest) -> Enter:
    """`client_of("clerk")`: Django's client, signed in as a persona, an actor or a profile."""
    if "transactional_db" not in request.fixturenames:
        request.getfixturevalue("db")
    _store_in(home)
    return lambda who: signed_in(home, who)


@pytest.fixture
def live(home: Hall, live_server: LiveServer) -> str:
    """The address of a real server on the loopback address, over the small city."""
    _store_in(home)
    return str(live_server.url)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a screen; a machine without one skips, saying so."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("there is no chromium on this machine (Debian: apt-get install chromium)")
    # Playwright's loop runs in this thread; Django would take every query for one inside a loop.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def browsing(browser: Browser, live: str, home: Hall) -> Iterator[Browsing]:
    """Windows on the live city, signed in or not; closed after the test."""
    yield Browsing(browser=browser, address=live, enter=lambda who: signed_in(home, who))
    for window in browser.contexts:
        window.close()


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """`axe(page)`: the page has no fault of accessibility, and the browser no complaint."""
    return assert_accessible


@pytest.fixture
def axe_at_both_widths() -> Callable[[Page], None]:
    """The same, at the width of a desk and of a telephone."""
    return assert_accessible_at_both_widths


def _store_in(home: Hall) -> None:
    """The operational store lies in the home, as it would in a city's."""
    there, store = home.home / "operations.sqlite3", connections["default"].settings_dict["NAME"]
    if not there.is_symlink() and connections["default"].vendor == "sqlite":
        there.symlink_to(Path(store))
