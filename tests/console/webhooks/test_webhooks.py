"""Calls from outside: only what is signed is heard, each once, and an end holds from that moment."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
import time
from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import timezone

from sakimawari.console.city import city
from sakimawari.console.signin.personas import personas
from sakimawari.reach.channels import link_store
from sakimawari.reach.channels.models import LineLinkRow
from sakimawari.reach.channels.setup.values import FILE
from sakimawari.reach.channels.signature import HEADER, signed
from sakimawari.reach.channels.unsubscribe import stop_address, stop_token
from sakimawari.reach.medium import Medium
from sakimawari.reach.sending import optout_store
from sakimawari.reach.sending.models import AttemptRow, MessageRow, ReportRow
from tests.console.conftest import Enter
from tests.console.town import PHONE, Browsing, Hall
from tests.reach.channels import http_server

USER = "U" + "1" * 32
OURS = "6f9619ff8b86d011b42d00c04fc964ff"
LINE, SMS = "/hooks/line/line/", "/hooks/sms/sms-a/"
JSON = "application/json"


@pytest.fixture
def api() -> Iterator[http_server.Manner]:
    yield http_server.Manner()


@pytest.fixture
def open_hall(hall: Hall) -> Iterator[Hall]:
    """The small city with LINE and a provider of text messages."""
    (hall.home / FILE).write_text(
        "address: https://my.city.example.jp\n"
        'line: {name: line, account: "@city", endpoint: "http://127.0.0.1:9", timeout: 1}\n'
        "sms: {name: sms-a, endpoint: 'http://127.0.0.1:9', from: CITY}\n",
        encoding="utf-8",
    )
    for name in ("line", "line-hook", "sms-a", "sms-a-hook"):
        path = hall.office.keys_folder / f"channel-{name}.secret"
        path.write_text("secret", encoding="utf-8")
        path.chmod(0o600)
    yield hall
    (hall.home / FILE).unlink()
    for path in hall.office.keys_folder.glob("channel-*.secret"):
        path.unlink()


@pytest.fixture
def outside() -> Client:
    return Client(SERVER_NAME="localhost", enforce_csrf_checks=True)


@pytest.fixture
def person(open_hall: Hall) -> str:
    return next(one.profile.person for one in personas(city()) if one.id == "resident")


def called(client: Client, *events: dict[str, object], secret: bytes = b"secret") -> int:
    body = json.dumps({"destination": "U0", "events": events}).encode()
    made = base64.b64encode(hmac.new(secret, body, hashlib.sha256).digest()).decode()
    answer = client.post(LINE, body, JSON, headers={"X-Line-Signature": made})
    return answer.status_code


def event(kind: str, id: str = "e1", **more: object) -> dict[str, object]:
    at = int(time.time() * 1000) + 60_000
    source = {"type": "user", "userId": USER}
    return {"type": kind, "webhookEventId": id, "timestamp": at, "source": source, **more}


def wrote(text: str, id: str = "e1") -> dict[str, object]:
    return event("message", id, message={"type": "text", "id": "1", "text": text})


def linked(client: Client, hall: Hall, person: str) -> None:
    code = link_store.issue_code(person, hall.keys, at=timezone.now())
    assert called(client, wrote(code, f"link-{code}")) == 200


# ---------------------------------------------------------------- LINE


def test_a_code_sent_by_line_ties_the_account(
    outside: Client, open_hall: Hall, person: str
) -> None:
    linked(outside, open_hall, person)
    assert link_store.users_of([person], open_hall.keys).get(person) == USER


def test_an_unsigned_call_changes_nothing(outside: Client, open_hall: Hall, person: str) -> None:
    code = link_store.issue_code(person, open_hall.keys, at=timezone.now())
    assert called(outside, wrote(code), secret=b"guessed") == 401
    assert outside.post(LINE, b"{}", JSON).status_code == 401
    assert not LineLinkRow.objects.exists()


def test_a_call_delivered_again_is_heard_once(
    outside: Client, open_hall: Hall, person: str
) -> None:
    linked(outside, open_hall, person)
    assert called(outside, event("unfollow", "e1")) == 200
    assert called(outside, event("follow", "e2")) == 200
    assert called(outside, event("unfollow", "e1")) == 200
    assert link_store.users_of([person], open_hall.keys).get(person) == USER


def test_a_word_ends_line_at_once_and_linking_anew_begins_it_again(
    outside: Client, open_hall: Hall, person: str
) -> None:
    linked(outside, open_hall, person)
    assert called(outside, wrote("停止", "e2")) == 200
    assert Medium.LINE in optout_store.opted_out(person)
    linked(outside, open_hall, person)
    assert Medium.LINE not in optout_store.opted_out(person)


def test_codes_are_not_guessed_by_trying(outside: Client, open_hall: Hall, person: str) -> None:
    for number in range(10):
        called(outside, wrote(f"AAAA-BBBB-CC{number:02}", f"g{number}"))
    linked(outside, open_hall, person)
    assert link_store.users_of([person], open_hall.keys).get(person) is None


@pytest.mark.parametrize("path", [LINE, SMS])
def test_what_is_too_large_is_not_read(outside: Client, open_hall: Hall, path: str) -> None:
    assert outside.post(path, b"x" * 256_001, JSON).status_code == 413


@pytest.mark.parametrize("path", ["/hooks/line/other/", "/hooks/sms/other/"])
def test_a_provider_nobody_set_up_is_not_there(outside: Client, open_hall: Hall, path: str) -> None:
    assert outside.post(path, b"{}", JSON).status_code == 404


def test_without_its_secret_a_provider_is_not_believed(outside: Client, open_hall: Hall) -> None:
    (open_hall.office.keys_folder / "channel-line-hook.secret").write_text("secret")
    (open_hall.office.keys_folder / "channel-line-hook.secret").unlink()
    assert called(outside, event("follow")) == 503
    (open_hall.office.keys_folder / "channel-line-hook.secret").touch(0o600)
    assert called(outside, event("follow"), secret=b"") == 401


def test_whoever_forges_calls_is_soon_not_heard_at_all(outside: Client, open_hall: Hall) -> None:
    answers = {outside.post(LINE, b"{}", JSON).status_code for _ in range(62)}
    assert answers == {401, 429}


def test_no_log_line_of_a_call_names_a_user_or_a_code(
    outside: Client, open_hall: Hall, person: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        linked(outside, open_hall, person)
        called(outside, wrote("ABCD-EFGH-JKMN", "e9"), event("unfollow", "e8"))
        called(outside, event("follow"), secret=b"guessed")
    assert USER not in caplog.text
    assert "ABCD" not in caplog.text
    assert person not in caplog.text


# ---------------------------------------------------------------- text messages


def sent_to(person: str, medium: Medium, provider: str) -> None:
    now = timezone.now()
    message = MessageRow.objects.create(
        id="0" * 32, plan="p", person=person, household="h", ward="w", language="ja",
        services="[]", media=medium.value, medium=medium.value, state="sent",
        send_on=now.date(), variant="a", recorded_at=now, changed_at=now,
    )  # fmt: skip
    AttemptRow.objects.create(
        ours=OURS, message=message, person=person, household="h", medium=medium.value,
        provider=provider, state="sent", claimed_by="w", counted_at=now,
    )  # fmt: skip


def reported(client: Client, *events: dict[str, object], at: int | None = None) -> int:
    body = json.dumps({"events": events}).encode()
    header = signed("secret", body, at=int(time.time()) if at is None else at)
    return client.post(SMS, body, JSON, headers={HEADER: header}).status_code


def report(kind: str, **more: object) -> dict[str, object]:
    return {"id": OURS, "kind": kind, "at": "2026-11-26T10:00:00+09:00", **more}


def test_reports_are_kept_for_the_worker_each_once(
    outside: Client, open_hall: Hall, person: str
) -> None:
    sent_to(person, Medium.SMS, "sms-a")
    now = int(time.time())
    assert [reported(outside, report("delivered"), at=now) for _ in range(2)] == [200, 200]
    assert ReportRow.objects.count() == 1


def test_a_reply_that_asks_for_an_end_holds_at_once(
    outside: Client, open_hall: Hall, person: str
) -> None:
    sent_to(person, Medium.SMS, "sms-a")
    assert reported(outside, report("reply", text="停止")) == 200
    assert Medium.SMS in optout_store.opted_out(person)


def test_an_old_call_played_again_is_refused(outside: Client, open_hall: Hall) -> None:
    assert reported(outside, report("delivered"), at=int(time.time()) - 3600) == 401
    assert ReportRow.objects.count() == 0


# ---------------------------------------------------------------- the end by one click


def test_one_click_without_signing_in_ends_the_medium_at_once(
    outside: Client, open_hall: Hall, person: str
) -> None:
    sent_to(person, Medium.EMAIL, "smtp")
    path = f"/stop/{stop_token(open_hall.keys, OURS)}/"
    assert outside.get(path).status_code == 200
    assert optout_store.opted_out(person) == {}  # a look stops nothing
    answer = outside.post(path, "List-Unsubscribe=One-Click", "application/x-www-form-urlencoded")
    assert answer.status_code == 200
    assert set(optout_store.opted_out(person)) == {Medium.EMAIL}


def test_where_the_record_was_erased_nobody_is_told_that_it_ended(
    outside: Client, open_hall: Hall
) -> None:
    answer = outside.post(f"/stop/{stop_token(open_hall.keys, OURS)}/")
    assert answer.status_code == 404


def test_an_address_the_city_did_not_make_ends_nothing(
    outside: Client, open_hall: Hall, person: str
) -> None:
    sent_to(person, Medium.EMAIL, "smtp")
    token = stop_token(open_hall.keys, OURS)
    for wrong in (
        token[:-1] + ("a" if token[-1] != "a" else "b"),
        OURS,
        f"{'0' * 32}.{token[33:]}",
    ):
        assert outside.post(f"/stop/{wrong}/").status_code == 404
    assert optout_store.opted_out(person) == {}


def test_the_address_of_an_end_names_nobody(open_hall: Hall, person: str) -> None:
    address = stop_address(open_hall.keys, "https://my.city.example.jp", OURS)
    assert address.startswith(f"https://my.city.example.jp/stop/{OURS}.")
    assert person not in address
    assert stop_address(open_hall.keys, "", OURS) == ""


# ---------------------------------------------------------------- my page


def test_my_page_shows_a_code_once_and_unties(client_of: Enter, open_hall: Hall) -> None:
    resident = client_of("resident")
    assert resident.post("/my/line/code/").status_code == 302
    assert "oaMessage/%40city/?" in resident.get("/my/line/").content.decode()
    assert "oaMessage" not in resident.get("/my/line/").content.decode()
    resident.post("/my/line/end/")
    assert not LineLinkRow.objects.exists()


def test_nobody_ties_an_account_to_another_persons_record(
    client_of: Enter, open_hall: Hall
) -> None:
    resident = client_of("resident")
    resident.get("/my/")
    assert resident.get("/my/line/?who=somebody").status_code == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [PHONE, 1280])
def test_the_pages_are_for_everybody(
    browsing: Browsing, open_hall: Hall, person: str, axe: object, width: int
) -> None:
    sent_to(person, Medium.EMAIL, "smtp")
    page = browsing("resident", width=width)
    page.goto("/my/line/")
    page.get_by_role("button", name="番号を表示する").click()
    page.get_by_text("この番号を公式アカウントに送ってください").wait_for()
    axe(page)  # type: ignore[operator]
    visitor = browsing(width=width, script=False)
    visitor.goto(f"/stop/{stop_token(open_hall.keys, OURS)}/")
    visitor.get_by_role("button", name="メールを止める").click()
    visitor.get_by_role("heading", name="止めました").wait_for()
