"""LINE: the official SDK against a local stub, signatures, events, and which account is whose."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sakimawari.guard.keys import Keys, open_keys
from sakimawari.reach.channels import link_store
from sakimawari.reach.channels.line.carrier import LineCarrier, retry_key
from sakimawari.reach.channels.line.events import Event, Heard, events_in, holds
from sakimawari.reach.channels.link_store import Linking
from sakimawari.reach.channels.models import LineCodeRow, LineLinkRow
from sakimawari.reach.channels.seam import Outcome, Parcel
from sakimawari.reach.channels.setup.values import Line, Style
from tests.reach.channels import http_server

USER, OTHER = "U" + "1" * 32, "U" + "2" * 32
PARCEL = Parcel(
    id="6f9619ff8b86d011b42d00c04fc964ff",
    to=USER,
    subject="児童手当のお知らせ",
    text="受け取れる見込みです。\nhttps://my.city.example.jp/my/",
)
HANA, TARO = "aaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb"
NOW = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)


# ---------------------------------------------------------------- sending


@pytest.fixture
def manner() -> http_server.Manner:
    return http_server.Manner()


@pytest.fixture
def address(manner: http_server.Manner) -> Iterator[str]:
    with http_server.served(http_server.Line, manner) as address:
        yield address


def carrier(address: str, *, style: Style = Style.TEXT, token: str = "token") -> LineCarrier:
    line = Line(name="line", account="@city", endpoint=address, style=style, timeout=0.5)
    return LineCarrier(line, token)


def test_a_message_goes_to_one_user_under_a_retry_key_of_our_id(
    address: str, manner: http_server.Manner
) -> None:
    assert carrier(address).send(PARCEL).outcome is Outcome.ACCEPTED
    assert manner.taken[retry_key(PARCEL.id)]["to"] == USER
    assert manner.taken[retry_key(PARCEL.id)]["messages"][0]["text"] == PARCEL.text


def test_a_retry_key_is_a_uuid_and_one_for_each_id() -> None:
    keys = {retry_key(f"{number:032x}") for number in range(100)}
    assert len(keys) == 100
    assert all(len(key) == 36 for key in keys)


def test_accepted_before_is_accepted_with_the_first_calls_id(address: str) -> None:
    line = carrier(address)
    first, second = line.send(PARCEL), line.send(PARCEL)
    assert (second.outcome, second.why) == (Outcome.ACCEPTED, "before")
    assert second.theirs == first.theirs


def test_no_answer_in_time_is_unsure_and_the_next_call_says_it_was_taken(
    address: str, manner: http_server.Manner
) -> None:
    manner.sleeps = 1.0
    assert carrier(address).send(PARCEL).outcome is Outcome.UNSURE
    manner.sleeps = 0.0
    assert carrier(address).send(PARCEL).why == "before"
    assert len(manner.taken) == 1


@pytest.mark.parametrize(
    "told",
    [
        (400, "The property, 'to', in the request body is invalid", Outcome.REFUSED, "refused-400"),
        (429, "You have reached your monthly limit.", Outcome.BUSY, "quota"),
        (429, "The API rate limit has been exceeded", Outcome.BUSY, "too-fast"),
        (401, "Authentication failed", Outcome.BUSY, "account-401"),
        (403, "Access to this API is not available", Outcome.BUSY, "account-403"),
        (500, "An internal error occurred", Outcome.BUSY, "busy-500"),
    ],
)
def test_what_line_answers_in_the_seams_words(
    address: str, manner: http_server.Manner, told: tuple[int, str, Outcome, str]
) -> None:
    manner.status, message, outcome, why = told
    manner.body = {"message": message}
    answer = carrier(address).send(PARCEL)
    assert (answer.outcome, answer.why) == (outcome, why)


def test_an_answer_without_a_body_is_busy(address: str, manner: http_server.Manner) -> None:
    manner.status = 502
    assert carrier(address).send(PARCEL).outcome is Outcome.BUSY


def test_a_card_shows_its_heading_alone_on_a_locked_screen(
    address: str, manner: http_server.Manner
) -> None:
    carrier(address, style=Style.FLEX).send(PARCEL)
    [message] = manner.taken[retry_key(PARCEL.id)]["messages"]
    assert (message["type"], message["altText"]) == ("flex", PARCEL.subject)
    [button] = message["contents"]["footer"]["contents"]
    assert button["action"]["uri"] == "https://my.city.example.jp/my/"


def test_a_text_longer_than_line_takes_is_refused_here(address: str) -> None:
    long = replace(PARCEL, text="あ" * 5001)
    assert carrier(address).send(long).why == "too-long"
    assert carrier(address).send(replace(PARCEL, text="あ" * 5000)).outcome is Outcome.ACCEPTED


def test_the_check_tells_the_quota_and_sends_nothing(
    address: str, manner: http_server.Manner
) -> None:
    assert carrier(address).check() == "ok, 1,200 of 30,000 this month"
    assert carrier(address, token="old").check() == "refused: 401"
    assert manner.taken == {}


# ---------------------------------------------------------------- events


def body(*events: object) -> bytes:
    return json.dumps({"destination": "U" + "0" * 32, "events": events}).encode()


def event(kind: str, **more: object) -> dict[str, object]:
    return {
        "type": kind,
        "webhookEventId": "01H810YECXQQZ37VAXPF6H9E6T",
        "timestamp": 1_795_654_800_000,
        "source": {"type": "user", "userId": USER},
        "mode": "active",
        **more,
    }


def text(said: str) -> dict[str, object]:
    return event("message", message={"type": "text", "id": "1", "text": said})


def heard(*events: object) -> list[tuple[Heard, str]]:
    found = events_in(body(*events))
    assert found is not None
    return [(each.heard, each.code) for each in found]


def test_the_signature_is_lines_own() -> None:
    made = base64.b64encode(hmac.new(b"secret", body(), hashlib.sha256).digest()).decode()
    assert holds("secret", body(), made)
    assert not holds("secret", body() + b" ", made)
    assert not holds("other", body(), made)
    assert not holds("", body(), made)
    assert not holds("secret", body(), "")
    assert not holds("secret", body(), "é")


def test_following_blocking_stopping_and_codes_are_heard() -> None:
    assert heard(event("follow"), event("unfollow"), text("停止"), text("ＳＴＯＰ")) == [
        (Heard.FOLLOWED, ""),
        (Heard.BLOCKED, ""),
        (Heard.STOPPED, ""),
        (Heard.STOPPED, ""),
    ]
    assert heard(text(" abcd-1234-wxyz ")) == [(Heard.CODE, "ABCD-1234-WXYZ")]


def test_what_else_somebody_writes_is_not_heard() -> None:
    image = event("message", message={"type": "image", "id": "1"})
    group = event("message", source={"type": "group", "groupId": "C1"}, message={"text": "停止"})
    odd = (event("postback"), event("follow", source=None), event("follow", timestamp="x"), 3)
    assert heard(text("保育園について教えて"), image, group, *odd) == []


@pytest.mark.parametrize("sent", [b"", b"[]", b"{}", b'{"events": {}}', b"\xff\xfe"])
def test_what_is_no_call_of_lines_is_none(sent: bytes) -> None:
    assert events_in(sent) is None


def test_an_event_does_not_print_its_user() -> None:
    [found] = events_in(body(text("ABCD-1234-WXYZ"))) or ()
    assert isinstance(found, Event)
    assert USER not in repr(found)
    assert "ABCD" not in repr(found)


# ---------------------------------------------------------------- whose account


@pytest.fixture
def keys(tmp_path: Path, db: None) -> Keys:
    return open_keys(tmp_path / "keys")


def linked(keys: Keys, person: str = HANA, user: str = USER) -> None:
    code = link_store.issue_code(person, keys, at=NOW)
    assert link_store.link(code, user, keys, at=NOW) is Linking.LINKED


def test_a_code_ties_an_account_once_and_within_its_half_hour(keys: Keys) -> None:
    code = link_store.issue_code(HANA, keys, at=NOW)
    late = NOW + timedelta(minutes=30)
    assert link_store.link(code, USER, keys, at=late) is Linking.WRONG
    assert link_store.link(code.lower().replace("-", ""), USER, keys, at=NOW) is Linking.LINKED
    assert link_store.link(code, OTHER, keys, at=NOW) is Linking.WRONG
    assert link_store.users_of([HANA], keys).get(HANA) == USER


def test_a_new_code_voids_the_one_before(keys: Keys) -> None:
    old = link_store.issue_code(HANA, keys, at=NOW)
    link_store.issue_code(HANA, keys, at=NOW)
    assert link_store.link(old, USER, keys, at=NOW) is Linking.WRONG


def test_one_account_is_one_resident_and_the_last_word_counts(keys: Keys) -> None:
    linked(keys)
    linked(keys, person=TARO)
    assert (
        link_store.users_of([HANA], keys).get(HANA),
        link_store.users_of([TARO], keys).get(TARO),
    ) == (None, USER)
    linked(keys, person=TARO, user=OTHER)
    assert link_store.users_of([TARO], keys).get(TARO) == OTHER


def test_a_blocked_account_gets_nothing_until_it_follows_again(keys: Keys) -> None:
    linked(keys)
    assert link_store.linked_people() == {HANA}
    link_store.pause(USER, keys, at=NOW + timedelta(minutes=1))
    assert link_store.users_of([HANA], keys).get(HANA) is None
    assert link_store.linked_people() == frozenset()
    link_store.resume(USER, keys, at=NOW + timedelta(minutes=2))
    assert link_store.users_of([HANA], keys).get(HANA) == USER


def test_events_out_of_order_do_not_undo_what_came_later(keys: Keys) -> None:
    link_store.pause(USER, keys, at=NOW)
    linked(keys)
    link_store.pause(USER, keys, at=NOW - timedelta(minutes=1))  # blocked before it was linked
    assert link_store.users_of([HANA], keys).get(HANA) == USER
    link_store.pause(USER, keys, at=NOW + timedelta(minutes=2))
    link_store.resume(USER, keys, at=NOW + timedelta(minutes=1))  # a follow that comes late
    assert link_store.users_of([HANA], keys).get(HANA) is None


def test_untied_means_forgotten(keys: Keys) -> None:
    linked(keys)
    assert link_store.unlink(HANA)
    assert not link_store.unlink(HANA)
    assert not LineLinkRow.objects.exists()


def test_the_store_holds_neither_a_user_nor_a_code(keys: Keys) -> None:
    linked(keys)
    code = link_store.issue_code(HANA, keys, at=NOW)
    kept = str([*LineLinkRow.objects.values_list(), *LineCodeRow.objects.values_list()])
    assert USER not in kept
    assert code.replace("-", "").lower() not in kept.lower()
