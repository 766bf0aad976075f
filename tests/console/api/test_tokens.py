"""A program signs in with its own credentials, and with nothing else."""

from __future__ import annotations

from base64 import b64encode
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from sakimawari.console.api import store
from sakimawari.console.api.models import Token
from tests.console.api.conftest import Register

TOKEN = "/api/v1/oauth/token"
GRANT = {"grant_type": "client_credentials"}


def test_the_right_credentials_give_a_token_that_opens_what_its_key_may(caller: Register) -> None:
    made, client = caller("services:read"), Client()
    given = client.post(TOKEN, GRANT | {"client_id": made.client_id, "client_secret": made.secret})
    assert given.status_code == 200
    assert given["Cache-Control"] == "no-store"
    body = given.json()
    assert (body["token_type"], body["scope"]) == ("Bearer", "services:read")
    answer = client.get(
        "/api/v1/services", headers={"Authorization": f"Bearer {body['access_token']}"}
    )
    assert answer.status_code == 200


def test_credentials_may_come_as_http_basic(caller: Register) -> None:
    made = caller("services:read")
    basic = b64encode(f"{made.client_id}:{made.secret}".encode()).decode()
    given = Client().post(TOKEN, GRANT, headers={"Authorization": f"Basic {basic}"})
    assert given.status_code == 200


def test_a_wrong_secret_and_an_unknown_program_are_told_alike(caller: Register) -> None:
    made, client = caller("services:read"), Client()
    wrong = client.post(TOKEN, GRANT | {"client_id": made.client_id, "client_secret": "x"})
    nobody = client.post(TOKEN, GRANT | {"client_id": "sk_test_no", "client_secret": made.secret})
    assert (wrong.status_code, wrong.json()) == (nobody.status_code, nobody.json())
    assert wrong.status_code == 401
    assert wrong.json()["error"] == "invalid_client"


def test_a_token_may_have_fewer_scopes_than_its_key_and_never_more(caller: Register) -> None:
    made, client = caller("services:read", "rights:read"), Client()
    credentials = GRANT | {"client_id": made.client_id, "client_secret": made.secret}
    fewer = client.post(TOKEN, credentials | {"scope": "services:read"}).json()
    assert fewer["scope"] == "services:read"
    more = client.post(TOKEN, credentials | {"scope": "services:read cases:write"})
    assert (more.status_code, more.json()["error"]) == (400, "invalid_scope")


def test_another_grant_is_refused(caller: Register) -> None:
    refused = Client().post(TOKEN, {"grant_type": "password"})
    assert (refused.status_code, refused.json()["error"]) == (400, "unsupported_grant_type")


@pytest.mark.parametrize("sent", ["", "Bearer", "Bearer at_nothing", "Basic abc", "at_nothing"])
def test_without_a_valid_token_nothing_is_told(caller: Register, sent: str) -> None:
    answer = Client().get("/api/v1/services", headers={"Authorization": sent} if sent else {})
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "API001"
    assert "Bearer" in answer["WWW-Authenticate"]


def test_a_token_ends_after_its_hour(caller: Register) -> None:
    made = caller("services:read")
    Token.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert made.get("/services").status_code == 401


def test_an_ended_program_is_let_in_no_more_not_with_its_token_either(caller: Register) -> None:
    made = caller("services:read")
    assert store.end_program(made.client_id, at=timezone.now())
    assert made.get("/services").status_code == 401
    assert store.grant_token(made.client_id, made.secret, scopes=None, at=timezone.now()) is None


def test_a_new_secret_ends_the_old_one_and_its_tokens(caller: Register) -> None:
    made = caller("services:read")
    secret = store.new_secret(made.client_id)
    assert secret not in (None, made.secret)
    assert made.get("/services").status_code == 401
    assert store.grant_token(made.client_id, made.secret, scopes=None, at=timezone.now()) is None


def test_a_program_ends_its_own_tokens_and_no_other(caller: Register) -> None:
    first, second = caller("services:read"), caller("services:read")
    form = {"token": second.token}
    headers = {"Authorization": f"Bearer {first.token}"}
    assert Client().post("/api/v1/oauth/revoke", form, headers=headers).status_code == 200
    assert second.get("/services").status_code == 200
    own = {"token": first.token}
    assert Client().post("/api/v1/oauth/revoke", own, headers=headers).status_code == 200
    assert first.get("/services").status_code == 401


def test_secrets_and_tokens_are_kept_as_digests_alone(caller: Register) -> None:
    made = caller("services:read")
    kept = str(list(store.Program.objects.values())) + str(list(Token.objects.values()))
    assert made.secret not in kept
    assert made.token not in kept


@pytest.mark.parametrize(
    ("path", "scope"),
    [
        ("/services", "services:read"),
        ("/people/aaaaaaaaaaaaaaaa/rights", "rights:read"),
        ("/cases", "cases:read"),
        ("/hooks", "hooks:write"),
    ],
)
def test_each_operation_needs_its_scope(caller: Register, path: str, scope: str) -> None:
    others = caller(*({"services:read", "rights:read", "cases:read", "hooks:write"} - {scope}))
    refused = others.get(path)
    assert (refused.status_code, refused.json()["code"]) == (403, "API002")
    assert scope in refused.json()["detail"]


def test_the_minute_that_is_full_says_when_to_come_back(caller: Register) -> None:
    made = caller("services:read", a_minute=2)
    answers = [made.get("/services") for _ in range(5)]
    full = [answer for answer in answers if answer.status_code == 429]
    assert full, "the minute may have turned once, but five are more than twice two"
    assert full[0].json()["code"] == "API007"
    assert 1 <= int(full[0]["Retry-After"]) <= 60
    assert answers[0]["RateLimit-Limit"] == "2"
