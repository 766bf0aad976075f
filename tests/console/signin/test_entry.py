"""Who gets in by which door, how long they stay in, and how often one may try."""

from __future__ import annotations

import json
import re
import time
from dataclasses import replace
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from sakimawari import office
from sakimawari.console import city as console_city
from sakimawari.console.city import city
from sakimawari.console.project.forwarded import ForwardedMiddleware, browser_behind
from sakimawari.console.project.security import HSTS_SECONDS, HTTPS_HEADER
from sakimawari.console.project.sizes import MOST_BYTES
from sakimawari.console.signin import throttle
from sakimawari.console.signin.ceremonies import Site, ask_to_make, ask_to_prove, make, proven_by
from sakimawari.console.signin.entry import FACTOR_AT, browser_of
from sakimawari.console.signin.fresh import needs_fresh_factor
from sakimawari.console.signin.keyring import keys
from sakimawari.console.signin.loopback import from_loopback
from sakimawari.console.signin.personas import FRONT, personas, personas_for
from sakimawari.console.signin.times import (
    ABSOLUTE_SECONDS,
    FRESH_SECONDS,
    GRACE_SECONDS,
    IDLE_SECONDS,
    Ended,
    ended,
    is_fresh,
)
from sakimawari.console.signin.ways import safe_next
from sakimawari.fit.care import birth_of, in_care
from sakimawari.guard.accounts import code_store
from sakimawari.guard.accounts.models import Session
from sakimawari.guard.accounts.session_store import BEGAN, SEEN, SessionStore
from sakimawari.guard.actor import ActorKind
from sakimawari.guard.audit.store import all_entries
from tests.console.conftest import Enter
from tests.console.town import Hall

# ---------------------------------------------------------------- personas


def persona_of(client: Client, **headers: str) -> int:
    return client.post("/sign-in/persona/clerk/", headers=headers).status_code


def test_a_persona_is_there_in_the_demo_on_its_own_machine(hall: Hall) -> None:
    assert persona_of(Client(), host="localhost") == 302
    assert persona_of(Client(), host="127.0.0.1:8000") == 302
    assert persona_of(Client(REMOTE_ADDR="::1"), host="[::1]:8000") == 302


@pytest.mark.parametrize(
    ("sender", "headers"),
    [
        ("192.0.2.7", {"host": "localhost"}),  # from another machine
        (
            "127.0.0.1",
            {"host": "localhost", "x-forwarded-for": "192.0.2.7"},
        ),  # through a proxy here
        ("127.0.0.1", {"host": "localhost", "x-forwarded-proto": "https"}),
        ("127.0.0.1", {"host": "localhost", "forwarded": "for=192.0.2.7"}),
        ("", {"host": "localhost"}),  # through a socket file
    ],
)
def test_a_persona_is_there_for_nobody_else(
    hall: Hall, sender: str, headers: dict[str, str]
) -> None:
    assert persona_of(Client(REMOTE_ADDR=sender), **headers) == 404


def test_a_name_that_only_leads_to_this_machine_is_not_this_machine(
    hall: Hall, settings: Settings
) -> None:
    settings.ALLOWED_HOSTS = ["rebound.example", "localhost"]
    assert persona_of(Client(), host="rebound.example") == 404


def test_a_city_that_is_no_demo_has_no_personas(hall: Hall, tmp_path: Any) -> None:
    mark = hall.home / "DEMO"
    mark.rename(tmp_path / "DEMO")
    try:
        assert persona_of(Client(), host="localhost") == 404
    finally:
        (tmp_path / "DEMO").rename(mark)


def test_a_persona_is_become_by_posting_alone(hall: Hall) -> None:
    assert Client().get("/sign-in/persona/clerk/", headers={"host": "localhost"}).status_code == 405


def test_the_first_page_offers_three_personas_and_the_resident_has_a_child_in_care(
    hall: Hall,
) -> None:
    there = city()
    found = {persona.id: persona.profile for persona in personas(there)}
    assert set(FRONT) <= set(found)
    assert {"supervisor", "caseworker", "approver", "auditor", "it", "elder"} <= set(found)
    parent = found["resident"].person
    children = in_care(there.desk, parent, there.today)
    assert children
    for child in children:
        born = birth_of(there.desk, child)
        assert born is not None and (there.today - born).days < 18 * 366
    assert in_care(there.desk, next(iter(children)), there.today) == frozenset()
    unclaimed = there.run.ask(
        "SELECT count(*) AS n FROM unmet WHERE kind = 'unclaimed' AND subject = ?", [parent]
    )
    assert unclaimed["n"][0].as_py() > 0
    assert found["caseworker"].named and not found["clerk"].named


def test_the_same_run_gives_the_same_personas(hall: Hall) -> None:
    first = personas(city())
    console_city.forget()
    assert personas(city()) == first


# ---------------------------------------------------------------- doors


@pytest.mark.parametrize("path", ["/my/", "/my/anything/", "/staff/", "/staff/cases/"])
def test_a_visitor_is_led_to_sign_in_and_back_again(hall: Hall, path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/sign-in/?next=%2F")


def test_a_resident_does_not_pass_the_door_of_staff_nor_staff_that_of_residents(
    client_of: Enter,
) -> None:
    assert client_of("resident").get("/staff/").headers["Location"].startswith("/sign-in/")
    assert client_of("clerk").get("/my/").headers["Location"].startswith("/sign-in/")


def test_a_part_of_a_page_asked_for_by_a_visitor_leads_the_whole_page_to_sign_in(
    hall: Hall,
) -> None:
    answer = Client().get("/my/", headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"] == "/sign-in/"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "my/",
        "",
    ],
)
def test_nobody_is_led_to_another_site(elsewhere: str) -> None:
    assert safe_next(elsewhere, "/my/") == "/my/"


def test_one_is_led_back_to_a_page_of_ours() -> None:
    assert safe_next("/my/rights/?on=2026-10-01", "/my/") == "/my/rights/?on=2026-10-01"


# ---------------------------------------------------------------- times


def test_a_session_ends_after_half_an_hour_of_silence_or_eight_hours_of_work() -> None:
    now = 1_000_000
    assert ended(began=now - 60, seen=now - IDLE_SECONDS + 1, now=now) is None
    assert ended(began=now - 3600, seen=now - IDLE_SECONDS, now=now) is Ended.IDLE
    assert ended(began=now - ABSOLUTE_SECONDS, seen=now, now=now) is Ended.LONG
    assert ended(began=None, seen=None, now=now) is Ended.LONG
    assert ended(began=now + 60, seen=now, now=now) is Ended.LONG  # a clock put back


def aged(client: Client, **seconds: int) -> None:
    session = client.session
    for name, ago in seconds.items():
        session[name] = int(time.time()) - ago
    session.save()


def test_a_desk_left_for_half_an_hour_is_signed_out_and_told_so(client_of: Enter) -> None:
    clerk = client_of("clerk")
    aged(clerk, **{SEEN: IDLE_SECONDS + 1})
    answer = clerk.get("/staff/")
    assert answer.headers["Location"].startswith("/sign-in/?why=idle")
    assert "しばらく操作がなかった" in clerk.get(answer.headers["Location"]).content.decode()
    assert "_auth_user_id" not in clerk.session


def test_work_keeps_a_session_alive_until_the_day_is_over(client_of: Enter) -> None:
    resident = client_of("resident")
    aged(resident, **{SEEN: IDLE_SECONDS - 60})
    assert resident.get("/sign-in/sessions/").status_code == 200
    assert time.time() - resident.session[SEEN] < 60
    aged(resident, **{BEGAN: ABSOLUTE_SECONDS + 1})
    assert resident.get("/sign-in/sessions/").status_code == 302


def test_the_store_holds_no_key_of_a_session(client_of: Enter) -> None:
    client = client_of("resident")
    key = client.cookies["session"].value
    assert Session.objects.count() >= 1
    for kept in Session.objects.all():
        assert key not in (kept.session_key, kept.session_data)


def test_signing_out_everywhere_ends_the_other_browser_too(client_of: Enter) -> None:
    here, there = client_of("resident"), client_of("resident")
    assert there.get("/sign-in/sessions/").content.decode().count("<h2") == 2
    here.post("/sign-in/sessions/end-all/")
    assert there.get("/sign-in/sessions/").status_code == 302
    assert here.get("/sign-in/sessions/").status_code == 302


def test_one_ends_ones_own_sessions_and_nobody_elses(client_of: Enter) -> None:
    resident, elder = client_of("resident"), client_of("elder")
    [theirs] = Session.objects.filter(account=elder.session["_auth_user_id"])
    resident.post("/sign-in/sessions/end/", {"session": theirs.session_key})
    assert elder.get("/sign-in/sessions/").status_code == 200


def test_a_browser_is_recognised_in_two_words_and_no_more_is_kept() -> None:
    agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1"
    assert browser_of(agent) == "Safari iPhone"
    assert browser_of("curl/8.0") == ""


# ---------------------------------------------------------------- fresh factors


@needs_fresh_factor
def approve(request: HttpRequest) -> HttpResponse:
    return HttpResponse("approved")


def asked(factor_ago: int | None, method: str = "GET") -> HttpRequest:
    request = RequestFactory().generic(method, "/staff/cases/7/approve/")
    request.session = {} if factor_ago is None else {FACTOR_AT: int(time.time()) - factor_ago}  # type: ignore[assignment]
    return request


def test_a_decision_needs_a_second_factor_given_just_now() -> None:
    assert approve(asked(FRESH_SECONDS - 5)).content == b"approved"
    led = approve(asked(FRESH_SECONDS))
    assert led.headers["Location"] == "/sign-in/again/?next=%2Fstaff%2Fcases%2F7%2Fapprove%2F"
    assert approve(asked(None)).status_code == 302


def test_a_form_opened_in_time_may_be_sent_a_little_later() -> None:
    assert approve(asked(FRESH_SECONDS + 60, "POST")).content == b"approved"
    assert approve(asked(FRESH_SECONDS + GRACE_SECONDS, "POST")).status_code == 302
    assert not is_fresh(100, now=99)


def test_a_decision_on_a_case_is_led_to_the_second_factor_first(client_of: Enter) -> None:
    clerk, path = client_of("clerk"), reverse("casework:decide", args=["26-000001-7-1"])
    aged(clerk, **{FACTOR_AT: FRESH_SECONDS + GRACE_SECONDS + 1})
    for answer in (clerk.get(path), clerk.post(path)):
        assert answer.headers["Location"].startswith("/sign-in/again/")


def test_in_the_demo_a_click_stands_for_the_second_factor(client_of: Enter) -> None:
    clerk = client_of("supervisor")
    aged(clerk, **{FACTOR_AT: FRESH_SECONDS + 1})
    page = clerk.get("/sign-in/again/?next=/staff/")
    assert "本人確認をしたことにする" in page.content.decode()
    assert clerk.post("/sign-in/again/", {"click": "1", "next": "/staff/"}).status_code == 302
    assert time.time() - clerk.session[FACTOR_AT] < 60


def test_outside_the_demo_a_click_proves_nothing(client_of: Enter, hall: Hall) -> None:
    clerk = client_of("supervisor")
    aged(clerk, **{FACTOR_AT: FRESH_SECONDS + 1})
    answer = clerk.post("/sign-in/again/", {"click": "1"}, headers={"x-forwarded-for": "192.0.2.1"})
    assert answer.status_code == 422


# ---------------------------------------------------------------- codes at the counter


def test_a_clerk_hands_a_code_to_a_resident_whose_record_they_may_keep(client_of: Enter) -> None:
    person = personas(city())[0].profile.person
    answer = client_of("clerk").post(f"/sign-in/code/{person}/")
    assert answer.status_code == 200
    [code] = re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", answer.content.decode())
    assert code_store.holder(code, keys()) == person
    last = list(all_entries())[-1].draft
    assert (last.action, last.target, last.person) == ("change_preferences", "link code", person)


@pytest.mark.parametrize("who", ["policy", "auditor", "it"])
def test_who_keeps_no_residents_hands_out_no_code(client_of: Enter, who: str) -> None:
    person = personas(city())[0].profile.person
    assert client_of(who).post(f"/sign-in/code/{person}/").status_code == 403


def test_a_code_is_handed_out_only_shortly_after_a_second_factor(client_of: Enter) -> None:
    person, clerk = personas(city())[0].profile.person, client_of("clerk")
    aged(clerk, **{FACTOR_AT: FRESH_SECONDS + GRACE_SECONDS + 1})
    answer = clerk.post(f"/sign-in/code/{person}/")
    assert answer.headers["Location"].startswith("/sign-in/again/")


# ---------------------------------------------------------------- throttles


def test_more_tries_than_allowed_are_answered_with_when_to_try_again(hall: Hall) -> None:
    limit = throttle.Limit(name="tries of a test", times=3, seconds=60)
    for _ in range(3):
        throttle.allow(limit, "somebody")
    with pytest.raises(throttle.TooMany) as refused:
        throttle.allow(limit, "somebody")
    assert 0 < refused.value.retry_after <= 60
    throttle.allow(limit, "somebody else")


def test_failures_are_forgiven_when_somebody_succeeds(hall: Hall) -> None:
    limit = throttle.Limit(name="failures of a test", times=1, seconds=60)
    throttle.allow_failures(limit, "somebody")
    throttle.failed(limit, "somebody")
    with pytest.raises(throttle.TooMany):
        throttle.allow_failures(limit, "somebody")
    throttle.forgive(limit, "somebody")
    throttle.allow_failures(limit, "somebody")


def test_a_second_factor_is_guessed_at_no_more_than_ten_times(client_of: Enter) -> None:
    clerk = client_of("clerk")
    for _ in range(throttle.FACTORS.times):
        assert clerk.post("/sign-in/again/", {"answer": "{}"}).status_code == 422
    answer = clerk.post("/sign-in/again/", {"answer": "{}"})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert "しばらくお待ちください" in answer.content.decode()


def test_a_stranger_learns_nothing_from_a_passkey_that_is_not_known(hall: Hall) -> None:
    visitor = Client()
    answers = set()
    for text in ("", "{}", '{"id":"x"}', "not json", "[" * 1000):
        visitor.get("/sign-in/passkey/")
        answer = visitor.post("/sign-in/passkey/", {"answer": text})
        answers.add(
            (answer.status_code, "パスキーを確かめられませんでした" in answer.content.decode())
        )
    assert answers == {(422, True)}


def test_a_clerk_looks_up_no_more_residents_a_minute_than_a_counter_serves(
    client_of: Enter,
) -> None:
    clerk = client_of("clerk")
    throttled = replace(throttle.LOOKUPS, times=2)
    clerk_id = clerk.session["_auth_user_id"]
    for _ in range(throttle.LOOKUPS.times - throttled.times):
        throttle.allow(throttle.LOOKUPS, clerk_id)
    for _ in range(throttled.times):
        assert clerk.post("/staff/search/", {"name": "だれか"}).status_code != 429
    assert clerk.post("/staff/search/", {"name": "だれか"}).status_code == 429
    assert client_of("supervisor").post("/staff/search/", {"name": "だれか"}).status_code != 429


def test_what_is_too_large_to_be_a_form_is_not_read(hall: Hall) -> None:
    told = Client().post("/check/", {}, CONTENT_LENGTH=str(MOST_BYTES + 1))
    assert told.status_code == 413
    assert "大きすぎます" in told.content.decode()


_PIECES = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8))
_ANSWERS = st.recursive(
    _PIECES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                [
                    "id",
                    "rawId",
                    "type",
                    "response",
                    "clientDataJSON",
                    "authenticatorData",
                    "signature",
                    "userHandle",
                    "attestationObject",
                ]
            ),
            st.one_of(inner, st.just("public-key"), st.just("AAAA"), st.just("é")),
            max_size=5,
        ),
    ),
    max_leaves=12,
)


@pytest.mark.django_db
@given(_ANSWERS)
def test_whatever_a_browser_sends_for_a_passkey_proves_nothing_and_breaks_nothing(
    answer: object,
) -> None:
    session = SessionStore()
    site = Site(id="localhost", origin="http://localhost")
    ask_to_prove(session, site)
    assert proven_by(session, site, json.dumps(answer)) is None
    ask_to_make(session, site, account="a", name="b", city="c", held=())
    assert not make(session, site, json.dumps(answer), account="a", label="")


# ---------------------------------------------------------------- proxies


@pytest.mark.parametrize(
    ("forwarded", "browser"),
    [
        ("198.51.100.4", "198.51.100.4"),
        ("10.9.9.9, 198.51.100.4", "198.51.100.4"),  # the first was invented by the browser
        ("198.51.100.4, 10.0.0.5", "198.51.100.4"),  # our own second proxy
        ("nonsense", None),
        ("198.51.100.4, nonsense", None),
        ("", None),
    ],
)
def test_behind_our_proxy_the_browser_is_the_last_address_that_is_not_ours(
    forwarded: str, browser: str | None
) -> None:
    assert browser_behind(forwarded, ["10.0.0.5"]) == browser


@pytest.mark.parametrize(("sender", "secure"), [("10.0.0.5", True), ("198.51.100.66", False)])
def test_only_our_proxy_is_believed_about_https_and_addresses(
    settings: Settings, sender: str, secure: bool
) -> None:
    settings.PROXIES = ("10.0.0.5",)
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    seen = []
    answer = ForwardedMiddleware(lambda request: seen.append(request) or HttpResponse())
    answer(
        RequestFactory().get(
            "/",
            REMOTE_ADDR=sender,
            headers={"x-forwarded-for": "203.0.113.9", "x-forwarded-proto": "https"},
        )
    )
    [request] = seen
    assert request.is_secure() is secure
    assert throttle.address_of(request) == ("203.0.113.9" if secure else sender)
    assert not from_loopback(request)


def over_https(settings: Settings) -> None:
    """As a city's console is set up behind its proxy."""
    settings.PROXIES = ("10.0.0.5",)
    settings.SECURE_PROXY_SSL_HEADER = HTTPS_HEADER
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = HSTS_SECONDS
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True


@pytest.mark.parametrize("sender", ["10.0.0.5", "198.51.100.66"])
def test_a_city_answers_by_https_alone_and_says_so_for_a_year(
    hall: Hall, settings: Settings, sender: str
) -> None:
    over_https(settings)
    browser = Client(REMOTE_ADDR=sender, headers={"host": "localhost"})
    plain = browser.get("/sign-in/")
    assert (plain.status_code, plain.headers["Location"]) == (301, "https://localhost/sign-in/")
    secure = browser.get("/sign-in/", headers={"x-forwarded-proto": "https"})
    if sender in settings.PROXIES:
        assert secure.headers["Strict-Transport-Security"] == f"max-age={HSTS_SECONDS}"
        assert browser.cookies["csrf"]["secure"]
    else:  # anybody may write that header
        assert secure.status_code == 301


def test_without_a_session_nobody_is_signed_in(hall: Hall) -> None:
    request = RequestFactory().get("/", headers={"host": "localhost"})
    request.was_sent_on = False  # type: ignore[attr-defined]
    offered = personas_for(request)
    assert {one.profile.kind for one in offered} == {ActorKind.RESIDENT, ActorKind.STAFF}
    office.occupy(replace(hall.office, home=hall.home / "nowhere"))
    console_city.forget()
    try:
        assert personas_for(request) == ()
    finally:
        office.occupy(hall.office)
        console_city.forget()
