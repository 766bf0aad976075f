"""Passkeys in a real browser with a virtual authenticator: made, used to enter, used as second factor."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, CDPSession, Page, expect

from sakimawari.console.signin.entry import FACTOR_AT
from sakimawari.guard.accounts import code_store, passkey_store, store
from sakimawari.guard.accounts.session_store import METHOD
from sakimawari.guard.accounts.values import Link, Profile
from sakimawari.guard.actor import ActorKind, Role
from tests.console.town import DESK as DESK_WIDTH
from tests.console.town import PHONE, Browsing, Hall, assert_accessible, complaints, signed_in

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
CLERK = Profile(
    id="staff-of-test",
    kind=ActorKind.STAFF,
    name="検査 花子",
    roles=frozenset({Role.CLERK}),
    departments=frozenset({"国保年金課"}),
    wards=frozenset({"門司区"}),
    services=frozenset({"*"}),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A window on the live city under the name localhost (a passkey needs a name, not a number)."""

    page: Page
    cdp: CDPSession
    authenticator: str
    address: str

    def enter(self, hall: Hall, who: Any, *, factor: bool = True) -> None:
        client = signed_in(hall, who)
        session = client.session
        if not factor:
            del session[FACTOR_AT]
        session[METHOD] = "oidc"  # not as a persona, for whom a click would do
        session.save()
        self.page.context.add_cookies(
            [{"name": "session", "value": client.cookies["session"].value, "url": self.address}]
        )

    def verifies(self, yes: bool) -> None:
        """Whether whoever sits there can show finger, face or PIN."""
        told = {"authenticatorId": self.authenticator, "isUserVerified": yes}
        self.cdp.send("WebAuthn.setUserVerified", told)

    def credentials(self) -> list[dict[str, Any]]:
        held = self.cdp.send("WebAuthn.getCredentials", {"authenticatorId": self.authenticator})
        found: list[dict[str, Any]] = held["credentials"]
        return found


@pytest.fixture
def desk(browser: Browser, live: str) -> Iterator[Desk]:
    address = live.replace("127.0.0.1", "localhost")
    window = browser.new_context(base_url=address, locale="ja-JP")
    window.set_default_timeout(15_000)
    page = window.new_page()
    cdp = window.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    made = cdp.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    yield Desk(page=page, cdp=cdp, authenticator=made["authenticatorId"], address=address)
    window.close()


def make_passkey(desk: Desk, label: str = "") -> None:
    desk.page.goto("/sign-in/passkeys/")
    desk.page.get_by_label("この端末の呼び名").fill(label)
    desk.page.get_by_role("button", name="パスキーを作る").click()
    expect(desk.page.get_by_text("パスキーを登録しました。")).to_be_visible()


def test_a_resident_makes_a_passkey_and_enters_with_it_alone(desk: Desk, home: Hall) -> None:
    desk.enter(home, "resident")
    make_passkey(desk, "台所のタブレット")
    expect(desk.page.get_by_text("台所のタブレット")).to_be_visible()
    assert_accessible(desk.page)
    desk.page.context.clear_cookies()
    desk.page.goto("/sign-in/passkey/?next=/sign-in/sessions/")
    assert_accessible(desk.page)
    desk.page.get_by_role("button", name="パスキーを使う").click()
    desk.page.wait_for_url("**/sign-in/sessions/")
    expect(desk.page.get_by_text("この画面")).to_be_visible()
    assert_accessible(desk.page)


def test_a_passkey_opened_without_finger_or_pin_is_no_proof(desk: Desk, home: Hall) -> None:
    desk.enter(home, "resident")
    make_passkey(desk)
    desk.page.context.clear_cookies()
    desk.verifies(False)
    desk.page.goto("/sign-in/passkey/")
    desk.page.get_by_role("button", name="パスキーを使う").click()
    expect(desk.page.get_by_text("操作が取り消されたか")).to_be_visible()
    assert "session" in {cookie["name"] for cookie in desk.page.context.cookies()}
    desk.page.goto("/my/")
    expect(desk.page).to_have_url(f"{desk.address}/sign-in/?next=%2Fmy%2F")


def test_staff_with_one_factor_add_their_first_passkey_with_a_code_of_the_it_office_only(
    desk: Desk, home: Hall
) -> None:
    desk.enter(home, CLERK, factor=False)
    desk.page.goto("/staff/")
    desk.page.wait_for_url("**/sign-in/second-factor/**")
    desk.page.get_by_role("link", name="パスキーを登録する").click()
    assert_accessible(desk.page)
    desk.page.get_by_label("情報部門から受け取った番号").fill("0000-0000-0000")
    desk.page.get_by_role("button", name="パスキーを作る").click()
    expect(desk.page.get_by_role("alert")).to_contain_text("番号が違うか")
    assert passkey_store.passkeys(CLERK.id) == ()
    code = code_store.issue(CLERK.id, home.keys, until=timezone.now() + timedelta(days=1))
    desk.cdp.send("WebAuthn.clearCredentials", {"authenticatorId": desk.authenticator})
    desk.page.get_by_label("情報部門から受け取った番号").fill(code)
    desk.page.get_by_role("button", name="パスキーを作る").click()
    desk.page.wait_for_url("**/staff/")
    [held] = passkey_store.passkeys(CLERK.id)
    assert code_store.holder(code, home.keys) is None
    assert held.used is None


def test_the_second_factor_is_asked_of_the_account_that_is_signed_in(
    desk: Desk, home: Hall
) -> None:
    desk.enter(home, CLERK)
    make_passkey(desk)
    desk.page.context.clear_cookies()
    other = Profile(id="other-staff", kind=ActorKind.STAFF, roles=frozenset({Role.IT}))
    desk.enter(home, other)
    make_passkey(desk)
    [theirs] = passkey_store.passkeys(other.id)
    desk.enter(home, CLERK, factor=False)
    # the browser is made to answer with the passkey of somebody else of the same office
    desk.page.goto("/sign-in/second-factor/")
    options = json.loads(
        desk.page.locator("form[data-options]").get_attribute("data-options") or ""
    )
    options["allowCredentials"][0]["id"] = theirs.credential
    desk.page.evaluate(
        "(text) => { document.querySelector('form[data-options]').dataset.options = text }",
        json.dumps(options),
    )
    desk.page.get_by_role("button", name="パスキーを使う").click()
    expect(desk.page.get_by_role("alert").first).to_contain_text("確かめられませんでした")
    desk.page.goto("/sign-in/second-factor/?next=/sign-in/sessions/")
    desk.page.get_by_role("button", name="パスキーを使う").click()
    desk.page.wait_for_url("**/sign-in/sessions/")


def test_staff_the_directory_has_not_vouched_for_lately_do_not_enter_by_passkey(
    desk: Desk, home: Hall
) -> None:
    desk.enter(home, CLERK)
    make_passkey(desk)
    desk.page.context.clear_cookies()
    desk.page.goto("/sign-in/passkey/")
    desk.page.get_by_role("button", name="パスキーを使う").click()
    expect(desk.page.get_by_role("alert")).to_contain_text("庁内の認証でログインしてください")
    store.keep_staff(CLERK, home.keys, link=Link(issuer="https://id.example", subject="clerk"))
    desk.page.goto("/sign-in/passkey/?next=/sign-in/sessions/")
    desk.page.get_by_role("button", name="パスキーを使う").click()
    desk.page.wait_for_url("**/sign-in/sessions/")


def test_an_answer_to_an_earlier_question_is_no_answer(desk: Desk, home: Hall) -> None:
    desk.enter(home, "resident")
    make_passkey(desk)
    desk.page.context.clear_cookies()
    desk.page.goto("/sign-in/passkey/")
    # the form is sent twice: the second time its question was answered already
    answers: list[str] = []
    desk.page.on(
        "request",
        lambda asked: answers.append(asked.post_data or "") if asked.method == "POST" else None,
    )
    desk.page.get_by_role("button", name="パスキーを使う").click()
    desk.page.wait_for_url("**/my/")
    desk.page.context.clear_cookies()
    desk.page.goto("/sign-in/passkey/")
    desk.page.evaluate(
        """(text) => {
            const form = document.querySelector("form[data-passkey]");
            form.elements.answer.value = new URLSearchParams(text).get("answer");
            form.submit();
        }""",
        answers[0],
    )
    expect(desk.page.get_by_role("alert").first).to_contain_text("確かめられませんでした")


def test_a_removed_passkey_opens_nothing(desk: Desk, home: Hall) -> None:
    desk.enter(home, "resident")
    make_passkey(desk)
    desk.page.on("dialog", lambda asked: asked.accept())
    desk.page.get_by_role("button", name="削除する").click()
    expect(desk.page.get_by_role("button", name="削除する")).to_have_count(0)
    assert len(desk.credentials()) == 1  # the device still has it
    desk.page.context.clear_cookies()
    desk.page.goto("/sign-in/passkey/")
    desk.page.get_by_role("button", name="パスキーを使う").click()
    expect(desk.page.get_by_role("alert").first).to_contain_text("確かめられませんでした")


@pytest.mark.parametrize("width", [PHONE, DESK_WIDTH])
def test_the_pages_of_signing_in_are_accessible_at_a_desk_and_on_a_phone(
    browsing: Browsing, width: int
) -> None:
    visitor = browsing(width=width)
    for path in ("/sign-in/", "/sign-in/?why=idle", "/sign-in/link/", "/sign-in/out/done/"):
        visitor.goto(path)
        faults_of(visitor)
    for who in ("resident", "clerk"):
        window = browsing(who, width=width)
        for path in ("/sign-in/passkeys/", "/sign-in/sessions/", "/sign-in/again/"):
            window.goto(path)
            faults_of(window)


def faults_of(page: Page) -> None:
    """axe finds nothing; a page that refuses is complained of by the browser, and may be."""
    assert [text for text in complaints(page) if "403" not in text] == []
    complaints(page).clear()
    assert_accessible(page)
