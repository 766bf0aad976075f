"""A small city with the frozen edition of thirteen services, and people to be in it.

`found_hall` builds it once in a test run, however many processes share the run; each works on a
copy of its own. `signed_in` and `Visit` are what the fixtures of `conftest` hand out.
"""

from __future__ import annotations

import fcntl
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page

from sakimawari import office
from sakimawari.city.run import build
from sakimawari.console import city
from sakimawari.console.signin.entry import FACTOR_AT, Accounts
from sakimawari.fit.run import Task
from sakimawari.guard.accounts import store as accounts
from sakimawari.guard.accounts.session_store import BEGAN, METHOD, SEEN
from sakimawari.guard.accounts.values import Profile
from sakimawari.guard.actor import Actor, ActorKind
from sakimawari.guard.keys import Keys, open_keys
from sakimawari.night.run import run_night
from sakimawari.office import DEMO_MARK, Office
from sakimawari.packs.load import load_packs
from sakimawari.registry.run import load
from tests.edition import EDITION, KITAKYUSHU

ON = date(2026, 10, 1)
RESIDENTS = 1_000  # the fewest that `city` makes
PHONE, DESK = 390, 1280  # widths in px
A11Y = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERY_RULE = {"type": "tag", "values": A11Y}
BY_WIDTH = [  # what a page that is laid out anew can break
    "target-size",
    "scrollable-region-focusable",
    "bypass",
    "landmark-one-main",
    "page-has-heading-one",
    "link-name",
    "button-name",
    "label",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hall:
    """The city hall of the small city: everything a console needs, and nothing of this machine."""

    office: Office

    @property
    def home(self) -> Path:
        return self.office.home

    @property
    def keys(self) -> Keys:
        return self.office.keys()


def found_hall(shared: Path, own: Path, kernels: Path) -> Hall:
    """Build the city below `shared` unless another process did, and copy it below `own`."""
    with _alone(shared / "city.lock"):
        if not (shared / "city" / "home" / DEMO_MARK).exists():
            _build(shared / "city", kernels)
    home = own / "home"
    shutil.copytree(shared / "city" / "home", home, symlinks=True)
    return Hall(
        office=Office(
            home=home,
            keys_folder=shared / "city" / "keys",
            threads=2,
            city="北九州市",
            municipality=KITAKYUSHU,
            phone="093-000-0000",
            master=None,
            packs_only=tuple(EDITION),
        )
    )


@contextmanager
def moved_out(hall: Hall, own: Path) -> Iterator[Hall]:
    """The city as it was built, in a folder of one's own, as the office of this process: for tests
    that write letters or take in registers, which others must not find.
    """
    shutil.copytree(hall.office.keys_folder.parent / "home", own, symlinks=True)
    shared, cache = (own / "cache").resolve(), own / "cache"
    cache.unlink()  # what is laid out of its registers is its own too; compiled rules are not
    cache.mkdir()
    (cache / "kernels").symlink_to(shared / "kernels")
    moved = Hall(office=replace(hall.office, home=own))
    office.occupy(moved.office)
    city.forget()
    yield moved
    office.occupy(hall.office)
    city.forget()


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _build(folder: Path, kernels: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    home = folder / "home"
    home.mkdir(parents=True)
    kernels.mkdir(exist_ok=True)  # kept from one run of the tests to the next
    (home / "cache").symlink_to(kernels)
    build(folder / "exports", residents=RESIDENTS, seed=2, on=ON)
    keys = open_keys(_same_keys(folder / "keys"), data_folder=home)
    load(folder / "exports", home, on=ON, opaque=keys.opaque, seal=keys.seal_many)
    run_night(home, load_packs(EDITION), task=Task(on=ON, months=24, threads=2))
    (home / DEMO_MARK).write_text("an invented city\n", encoding="utf-8")


def _same_keys(folder: Path) -> Path:
    """A folder of keys in which everybody is called alike in every run: who is first stays first."""
    folder.mkdir(mode=0o700)
    key = folder / "opaque.key"
    key.write_bytes(b"the keys of no city, 32 bytes...")
    key.chmod(0o600)
    return folder


# ---------------------------------------------------------------- people


def signed_in(hall: Hall, who: str | Actor | Profile) -> Client:
    """A client for a persona by its name, an actor, or a profile; an account is made for them.

    A persona enters through the page of personas, as in the demo. The others are signed in as if by
    their provider, with a second factor unless the actor says there was none.
    """
    client = Client(SERVER_NAME="localhost")  # personas are for this machine alone
    if isinstance(who, str):
        entered = client.post(f"/sign-in/persona/{who}/")
        assert entered.status_code == 302, f"there is no persona {who}"
        return client
    factor = who.second_factor if isinstance(who, Actor) else True
    profile = who if isinstance(who, Profile) else _profile(who)
    if profile.kind is ActorKind.RESIDENT:
        id = accounts.account_of_resident(profile.person)
    else:
        id = accounts.keep_staff(profile, hall.keys).id
    account = accounts.account(id)
    assert account is not None
    client.force_login(account, backend=f"{Accounts.__module__}.{Accounts.__name__}")
    session = client.session
    session[BEGAN] = session[SEEN] = int(time.time())
    session[METHOD] = "persona"
    if factor:
        session[FACTOR_AT] = int(time.time())
    session.save()
    return client


def _profile(actor: Actor) -> Profile:
    if actor.kind is ActorKind.RESIDENT:
        return Profile(id="", kind=actor.kind, person=actor.id)
    return Profile(
        id=actor.id,
        kind=actor.kind,
        name=actor.name,
        roles=actor.roles,
        departments=actor.departments,
        wards=actor.wards,
        services=actor.services,
        named=actor.named,
    )


# ---------------------------------------------------------------- browsers


@dataclass(frozen=True, slots=True, kw_only=True)
class Browsing:
    """Opens windows on the live city: `browsing("resident", width=PHONE).goto("/my/")`."""

    browser: Browser
    address: str
    enter: Callable[[str | Actor | Profile], Client]

    def __call__(
        self,
        who: str | Actor | Profile | None = None,
        *,
        width: int = DESK,
        script: bool = True,
        display: str = "ja.ordinary.plain",
    ) -> Page:
        """A window of its own, signed in as somebody or as a visitor; its paths are relative.

        A complaint of the browser about the page (a blocked script, a file not found, an error in a
        script) fails the test when the window is next asked for `axe`; see `complaints`.
        """
        window = self.browser.new_context(
            base_url=self.address,
            viewport={"width": width, "height": 900},
            locale="ja-JP",
            timezone_id="Asia/Tokyo",
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        window.set_default_timeout(15_000)
        window.add_cookies([{"name": "display", "value": display, "url": self.address}])
        if who is not None:
            for name, cookie in self.enter(who).cookies.items():
                window.add_cookies(
                    [{"name": name, "value": cookie.value, "url": self.address, "httpOnly": True}]
                )
        page = window.new_page()
        heard: list[str] = []
        _heard[page] = heard
        page.on("console", lambda said: heard.append(said.text) if _matters(said, page) else None)
        page.on("pageerror", lambda error: heard.append(str(error)))
        return page


def _matters(said: ConsoleMessage, page: Page) -> bool:
    """An error, but not that the page itself came with the status of a fault it speaks of."""
    return said.type == "error" and not (
        "the server responded with a status" in said.text and said.location["url"] == page.url
    )


_heard: dict[Page, list[str]] = {}


def complaints(page: Page) -> list[str]:
    """What the browser complained about in this window so far."""
    return _heard.get(page, [])


def assert_accessible_at_both_widths(page: Page) -> None:
    """What `assert_accessible` says, and that the page holds at the other width too.

    At the other width the rules are read again that what is shown or hidden by width can break; names,
    contrast and order are the same at any width.
    """
    assert_accessible(page)
    size = page.viewport_size
    assert size is not None
    other = PHONE if size["width"] == DESK else DESK
    page.set_viewport_size({"width": other, "height": size["height"]})
    assert_accessible(page, {"type": "rule", "values": BY_WIDTH})
    page.set_viewport_size(size)


def assert_accessible(page: Page, only: Mapping[str, Any] = EVERY_RULE) -> None:
    """axe finds nothing (WCAG 2.2 AA and good practice), nothing is cut off, nobody complained."""
    found = Axe().run(page, options={"runOnly": dict(only)})
    report = [
        f"{each['id']}: {each['help']}\n    "
        + "\n    ".join(node["html"][:300] for node in each["nodes"][:5])
        for each in found.response["violations"]
    ]
    assert not report, f"{page.url}\n" + "\n".join(report)
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{page.url} is {wide} px wider than its window"
    assert complaints(page) == [], page.url
