"""Signing in through a real OpenID provider: whom it vouches for gets in, and nothing else does."""

from __future__ import annotations

import base64
import hmac
import json
import time
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from joserfc import jwt
from joserfc.jwk import RSAKey

from sakimawari.console.city import city
from sakimawari.console.signin import exchange, oidc
from sakimawari.console.signin.exchange import checked_token
from sakimawari.console.signin.items import person_of_items
from sakimawari.console.signin.providers import FILE, RESIDENTS, STAFF
from sakimawari.console.signin.providers import providers as known_providers
from sakimawari.fit.care import birth_of
from sakimawari.guard.accounts import code_store, store
from sakimawari.guard.accounts.values import Link, Profile
from sakimawari.guard.actor import ActorKind, Role
from sakimawari.guard.audit.store import all_entries
from sakimawari.problems import Problems
from tests.console.signin.conftest import card_of, someone
from tests.console.signin.issuer import KNOWN, RESIDENT, STAFF_SUBJECT, STRANGER, Issuer, path_of
from tests.console.town import Hall


def sent_out(visitor: Client, kind: str, query: str = "") -> str:
    """Where the console leads a browser that wants to sign in."""
    answer = visitor.get(f"/sign-in/with/{kind}/{query}")
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def through(
    visitor: Client, issuer: Issuer, kind: str, subject: str, *, acr: str = "", query: str = ""
) -> Any:
    """All the way: out, signed in there, and back."""
    back = issuer.sign_in(sent_out(visitor, kind, query), subject, acr=acr)
    return visitor.get(path_of(back))


def account_of(issuer: Issuer, subject: str) -> str | None:
    return store.account_linked(Link(issuer=issuer.address, subject=subject))


def test_a_clerk_enters_with_the_roles_of_their_groups(
    visitor: Client, providers: Issuer, hall: Hall
) -> None:
    answer = through(
        visitor, providers, "staff", STAFF_SUBJECT, acr="aal2", query="?next=/staff/x/"
    )
    assert (answer.status_code, answer.headers["Location"]) == (302, "/staff/x/")
    id = account_of(providers, STAFF_SUBJECT)
    assert id is not None
    profile = store.profile(id, hall.keys)
    assert profile is not None
    assert profile.roles == {Role.CLERK}
    assert (profile.departments, profile.wards) == ({"国保年金課"}, {"門司区"})
    assert profile.name == "検査 花子"
    assert visitor.session["_auth_user_id"] == id


def test_without_a_second_factor_the_console_asks_for_one_first(
    visitor: Client, providers: Issuer
) -> None:
    through(visitor, providers, "staff", STAFF_SUBJECT)
    answer = visitor.get("/staff/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/sign-in/second-factor/")


def test_a_member_of_staff_without_a_role_here_stays_outside(
    visitor: Client, providers: Issuer
) -> None:
    answer = through(visitor, providers, "staff", STRANGER, acr="aal2")
    assert answer.status_code == 403
    assert account_of(providers, STRANGER) is None
    assert "_auth_user_id" not in visitor.session


def test_a_role_the_directory_took_away_is_gone_at_the_next_entry(
    visitor: Client, providers: Issuer, hall: Hall
) -> None:
    through(visitor, providers, "staff", STAFF_SUBJECT, acr="aal2")
    id = account_of(providers, STAFF_SUBJECT) or ""
    had = store.profile(id, hall.keys)
    assert had is not None
    widened = store.keep_staff(replace(had, roles=had.roles | {Role.SUPERVISOR}), hall.keys)
    assert Role.SUPERVISOR in widened.roles
    through(Client(headers={"host": "localhost"}), providers, "staff", STAFF_SUBJECT, acr="aal2")
    now = store.profile(id, hall.keys)
    assert now is not None and now.roles == {Role.CLERK}


def test_a_closed_account_stays_closed_whatever_the_directory_says(
    visitor: Client, providers: Issuer, hall: Hall
) -> None:
    through(visitor, providers, "staff", STAFF_SUBJECT, acr="aal2")
    profile = store.profile(account_of(providers, STAFF_SUBJECT) or "", hall.keys)
    assert profile is not None
    store.keep_staff(replace(profile, active=False), hall.keys)
    assert visitor.get("/staff/").headers["Location"].startswith("/sign-in/?")  # at once
    assert through(visitor, providers, "staff", STAFF_SUBJECT, acr="aal2").status_code == 403


def test_an_answer_counts_once_and_only_for_the_browser_that_asked(
    visitor: Client, providers: Issuer
) -> None:
    back = path_of(providers.sign_in(sent_out(visitor, "staff"), STAFF_SUBJECT, acr="aal2"))
    stranger = Client(headers={"host": "localhost"})
    sent_out(stranger, "staff")
    assert stranger.get(back).status_code == 403  # its own state is another one
    assert visitor.get(back).status_code == 302
    assert visitor.get(back).status_code == 403  # a second time


def test_the_request_carries_state_nonce_and_a_hashed_verifier(
    visitor: Client, providers: Issuer
) -> None:
    asked = parse_qs(urlsplit(sent_out(visitor, "residents")).query)
    kept = visitor.session[oidc.BEGUN]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["code_challenge"] != [kept["verifier"]]
    assert asked["state"] == [kept["state"]] and asked["nonce"] == [kept["nonce"]]
    assert asked["acr_values"] == ["aal3"]


def test_a_session_planted_before_signing_in_is_worth_nothing_after(
    visitor: Client, providers: Issuer
) -> None:
    sent_out(visitor, "staff")
    planted = visitor.cookies["session"].value
    through(visitor, providers, "staff", STAFF_SUBJECT, acr="aal2")
    assert visitor.cookies["session"].value != planted
    thief = Client(headers={"host": "localhost"})
    thief.cookies["session"] = planted
    assert thief.get("/staff/").headers["Location"].startswith("/sign-in/")


# ---------------------------------------------------------------- residents


def a_resident(hall: Hall) -> tuple[str, date]:
    person = someone()
    born = birth_of(city().desk, person)
    assert born is not None
    return person, born


def code_for(person: str, hall: Hall, days: int = 30) -> str:
    return code_store.issue(person, hall.keys, until=timezone.now() + timedelta(days=days))


def sent(code: str, born: date) -> dict[str, Any]:
    return {"code": code, "year": born.year, "month": born.month, "day": born.day}


def test_a_resident_links_their_card_once_with_the_letter_and_then_just_enters(
    visitor: Client, providers: Issuer, hall: Hall
) -> None:
    person, born = a_resident(hall)
    code = code_for(person, hall)
    answer = through(visitor, providers, "residents", RESIDENT, acr="aal3")
    assert answer.headers["Location"] == "/sign-in/link/"
    assert visitor.get("/my/").headers["Location"].startswith("/sign-in/?")  # not in yet
    linked = visitor.post("/sign-in/link/", sent(code.lower().replace("-", " "), born))
    assert linked.headers["Location"] == "/my/"
    profile = store.profile(account_of(providers, RESIDENT) or "", hall.keys)
    assert profile is not None
    assert (profile.person, profile.name) == (person, "")
    again = Client(headers={"host": "localhost"})
    answer = through(again, providers, "residents", RESIDENT, acr="aal3")
    assert answer.headers["Location"] == "/my/"


@pytest.mark.parametrize("wrong", ["code", "birth", "both"])
def test_a_wrong_code_and_a_wrong_birth_date_look_alike(
    visitor: Client, providers: Issuer, hall: Hall, wrong: str
) -> None:
    person, born = a_resident(hall)
    code = code_for(person, hall)
    through(visitor, providers, "residents", RESIDENT, acr="aal3")
    given = sent(
        code if wrong == "birth" else "0000-0000-0000",
        born if wrong == "code" else born + timedelta(days=1),
    )
    answer = visitor.post("/sign-in/link/", given)
    assert answer.status_code == 422
    assert "番号か生年月日が違うか" in answer.content.decode()
    assert account_of(providers, RESIDENT) is None


def test_a_code_dies_of_five_wrong_birth_dates_and_the_sixth_answer_is_to_wait(
    visitor: Client, providers: Issuer, hall: Hall
) -> None:
    person, born = a_resident(hall)
    code = code_for(person, hall)
    through(visitor, providers, "residents", RESIDENT, acr="aal3")
    for _ in range(5):
        visitor.post("/sign-in/link/", sent(code, born + timedelta(days=1)))
    assert code_store.holder(code, hall.keys) is None
    answer = visitor.post("/sign-in/link/", sent(code, born))
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 3600


def test_a_code_past_its_last_day_or_replaced_by_a_newer_one_opens_nothing(hall: Hall) -> None:
    person, _ = a_resident(hall)
    assert code_store.holder(code_for(person, hall, days=-1), hall.keys) is None
    first, second = code_for(person, hall), code_for(person, hall)
    assert code_store.holder(first, hall.keys) is None
    assert code_store.holder(second, hall.keys) == person


def test_a_card_that_tells_name_birth_date_and_address_of_one_resident_needs_no_letter(
    visitor: Client, providers: Issuer, hall: Hall
) -> None:
    answer = through(visitor, providers, "residents", KNOWN, acr="aal3")
    assert answer.headers["Location"] == "/my/"
    profile = store.profile(account_of(providers, KNOWN) or "", hall.keys)
    assert profile is not None and profile.person == someone()


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "別人 太郎"},
        {"birthdate": "1901-01-01"},
        {"birthdate": "not a day"},
        {"address": {"formatted": "東京都千代田区千代田1番1号"}},
        {"address": {}},
        {"name": ""},
    ],
)
def test_a_card_that_differs_in_one_item_links_nobody(
    providers: Issuer, hall: Hall, changed: dict[str, Any]
) -> None:
    provider = known_providers()[RESIDENTS]
    card = card_of(hall)
    assert person_of_items(provider, card) == someone()
    assert person_of_items(provider, {**card, **changed}) is None


def test_a_provider_that_tells_no_items_links_nobody_by_them(providers: Issuer, hall: Hall) -> None:
    provider = replace(known_providers()[RESIDENTS], items=None)
    assert person_of_items(provider, card_of(hall)) is None


def test_a_sign_in_less_strict_than_the_card_does_not_count(
    visitor: Client, providers: Issuer
) -> None:
    answer = through(visitor, providers, "residents", RESIDENT, acr="aal2")
    assert answer.status_code == 403


# ---------------------------------------------------------------- tokens


def claims_of(issuer: Issuer, **changed: Any) -> dict[str, Any]:
    now = int(time.time())
    claims = {
        "iss": issuer.address,
        "sub": STAFF_SUBJECT,
        "aud": "staff",
        "exp": now + 300,
        "iat": now,
        "nonce": "the nonce",
        **changed,
    }
    return {name: value for name, value in claims.items() if value is not None}


def signed(issuer: Issuer, claims: dict[str, Any], key: Any = None, alg: str = "RS256") -> str:
    return jwt.encode({"alg": alg, "kid": "provider-1"}, claims, key or issuer.signing)


def checked(token: str) -> Any:
    provider = known_providers()[STAFF]
    return checked_token(provider, token, nonce="the nonce", now=int(time.time()))


def test_a_good_token_is_believed(providers: Issuer) -> None:
    assert checked(signed(providers, claims_of(providers)))["sub"] == STAFF_SUBJECT


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "residents"},
        {"aud": ["staff", "residents"]},  # for several, without azp
        {"aud": ["staff", "residents"], "azp": "residents"},
        {"exp": int(time.time()) - 120},
        {"exp": None},
        {"iat": None},
        {"nonce": "another nonce"},
        {"nonce": None},
        {"sub": None},
        {"sub": ""},
    ],
)
def test_a_token_with_one_claim_amiss_is_refused(
    providers: Issuer, changed: dict[str, Any]
) -> None:
    with pytest.raises(Problems) as problems:
        checked(signed(providers, claims_of(providers, **changed)))
    assert problems.value.found[0].id == "SIGN004"


def test_a_token_signed_by_somebody_else_is_refused(providers: Issuer) -> None:
    forger = RSAKey.generate_key(2048, {"kid": "provider-1"})
    with pytest.raises(Problems):
        checked(signed(providers, claims_of(providers), forger))


def test_a_token_signed_with_the_public_key_as_a_secret_is_refused(providers: Issuer) -> None:
    public = providers.signing.as_pem(private=False)
    body = signed(providers, claims_of(providers)).split(".")[1]
    head = _base64(json.dumps({"alg": "HS256", "kid": "provider-1"}).encode())
    seal = hmac.digest(public, f"{head}.{body}".encode(), "sha256")
    with pytest.raises(Problems):
        checked(f"{head}.{body}.{_base64(seal)}")


def _base64(plain: bytes) -> str:
    return base64.urlsafe_b64encode(plain).decode().rstrip("=")


def test_an_unsigned_token_is_refused(providers: Issuer) -> None:
    body = signed(providers, claims_of(providers)).split(".")[1]
    head = _base64(b'{"alg":"none","kid":"provider-1"}')
    with pytest.raises(Problems):
        checked(f"{head}.{body}.")


def test_a_sign_in_left_lying_is_over_after_ten_minutes(visitor: Client, providers: Issuer) -> None:
    back = path_of(providers.sign_in(sent_out(visitor, "staff"), STAFF_SUBJECT, acr="aal2"))
    session = visitor.session
    session[oidc.BEGUN] = {
        **session[oidc.BEGUN],
        "at": int(time.time()) - exchange.BEGUN_SECONDS,
    }
    session.save()
    assert visitor.get(back).status_code == 403


# ---------------------------------------------------------------- leaving


def test_signing_out_leads_to_the_provider_which_ends_its_own_session(
    visitor: Client, providers: Issuer, hall: Hall
) -> None:
    person, born = a_resident(hall)
    through(visitor, providers, "residents", RESIDENT, acr="aal3")
    visitor.post("/sign-in/link/", sent(code_for(person, hall), born))
    again = through(visitor, providers, "residents", RESIDENT, acr="aal3")
    assert again.headers["Location"] == "/my/"
    left = visitor.post("/sign-in/out/")
    address = urlsplit(left.headers["Location"])
    assert left.headers["Location"].startswith(f"{providers.address}/session/end?")
    told = parse_qs(address.query)
    assert told["post_logout_redirect_uri"] == ["http://localhost/sign-in/out/done/"]
    assert "id_token_hint" in told
    assert visitor.get("/my/").headers["Location"].startswith("/sign-in/")


def test_a_token_with_a_name_in_it_is_neither_kept_nor_sent_in_an_address(
    visitor: Client, providers: Issuer
) -> None:
    through(visitor, providers, "staff", STAFF_SUBJECT, acr="aal2")
    assert oidc.TOKEN not in visitor.session
    told = parse_qs(urlsplit(visitor.post("/sign-in/out/").headers["Location"]).query)
    assert set(told) == {"client_id", "post_logout_redirect_uri"}


# ---------------------------------------------------------------- accounts kept in the console


def test_without_groups_only_whom_the_city_entered_comes_in(
    visitor: Client, providers: Issuer, hall: Hall
) -> None:
    path = hall.home / FILE
    text = path.read_text(encoding="utf-8")
    head, _, rest = text.partition("  grants:")
    path.write_text(head + rest[rest.index("residents:") :], encoding="utf-8")
    assert through(visitor, providers, "staff", STAFF_SUBJECT, acr="aal2").status_code == 403
    link = Link(issuer=providers.address, subject=STAFF_SUBJECT)
    entered = Profile(id="", kind=ActorKind.STAFF, name="登録 済", roles=frozenset({Role.AUDITOR}))
    kept = store.keep_staff(entered, hall.keys, link=link)
    assert not store.is_vouched_for(kept.id)
    assert through(visitor, providers, "staff", STAFF_SUBJECT, acr="aal2").status_code == 302
    profile = store.profile(kept.id, hall.keys)
    assert profile is not None
    assert (profile.name, profile.roles) == ("登録 済", {Role.AUDITOR})
    assert store.is_vouched_for(kept.id)


def test_who_is_named_for_protected_people_is_not_for_the_directory_to_say(
    visitor: Client, providers: Issuer, hall: Hall
) -> None:
    through(visitor, providers, "staff", STAFF_SUBJECT, acr="aal2")
    profile = store.profile(account_of(providers, STAFF_SUBJECT) or "", hall.keys)
    assert profile is not None and not profile.named
    store.keep_staff(replace(profile, named=True), hall.keys)
    through(visitor, providers, "staff", STAFF_SUBJECT, acr="aal2")
    again = store.profile(profile.id, hall.keys)
    assert again is not None and again.named


# ---------------------------------------------------------------- the audit


def test_the_audit_tells_who_came_in_and_how_and_who_was_turned_away(
    visitor: Client, providers: Issuer, hall: Hall
) -> None:
    before = len(list(all_entries()))
    through(visitor, providers, "staff", STAFF_SUBJECT, acr="aal2")
    visitor.post("/sign-in/out/")
    through(visitor, providers, "staff", STRANGER, acr="aal2")
    told = [entry.draft for entry in list(all_entries())[before:]]
    assert [(draft.action, draft.target, draft.allowed) for draft in told] == [
        ("sign_in", "oidc", True),
        ("sign_out", "", True),
        ("sign_in_refused", "oidc staff, no role", False),
    ]
    assert told[0].actor == account_of(providers, STAFF_SUBJECT)
    assert told[2].actor == ""
    assert {draft.person for draft in told} == {""}
