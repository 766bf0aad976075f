"""Text messages: their length as networks count it, numbers, reports and replies."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakimawari.reach.channels.seam import Said
from sakimawari.reach.channels.signature import TOLERANCE, holds, signed
from sakimawari.reach.channels.sms.reports import asks_to_stop, reports_in
from sakimawari.reach.channels.sms.segments import segments_of, units_of
from sakimawari.reach.channels.telephone import dialled, mobile_e164


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("", 1),
        ("あ" * 70, 1),
        ("あ" * 71, 2),
        ("あ" * 134, 2),
        ("あ" * 135, 3),
        ("あ" * 660, 10),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 159 + "あ", 3),  # one character turns the whole into UCS-2
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("𠮷" * 35, 1),  # beyond the BMP: two units each
        ("𠮷" * 36, 2),
        ("あ" * 66 + "𠮷" + "あ" * 66, 3),  # 134 units, and a pair is never torn apart
    ],
)
def test_length_is_counted_as_networks_charge_it(text: str, segments: int) -> None:
    assert segments_of(text) == segments


@given(st.text(st.characters(codec="utf-16"), max_size=400))
def test_parts_hold_the_whole_and_one_less_would_not(text: str) -> None:
    segments, units = segments_of(text), units_of(text)
    if segments == 1:
        assert units <= 160
    else:
        assert segments * 153 >= units
        assert (segments - 1) * 66 < units


@pytest.mark.parametrize(
    "written",
    ["090-1234-5678", "０９０－１２３４－５６７８", "+81 90 1234 5678", "+81(0)90-1234-5678",
     "090 1234 5678", "〇九〇ー一二三四ー五六七八", "09012345678"],
)  # fmt: skip
def test_a_mobile_number_is_read_however_it_is_written(written: str) -> None:
    assert mobile_e164(written) == "+819012345678"
    assert dialled(written) == "090-1234-5678"


@pytest.mark.parametrize(
    "written",
    ["093-582-2145", "050-1234-5678", "0120-123-456", "090-1234-567", "090-1234-56789", "",
     "なし", "+1 212 555 0100", "091-1234-5678"],
)  # fmt: skip
def test_a_text_message_goes_to_mobiles_alone(written: str) -> None:
    assert mobile_e164(written) is None


def test_a_landline_is_dialled_as_the_register_groups_it() -> None:
    assert dialled("０９３（５８２）２１４５") == "093-582-2145"
    assert dialled("0935822145") == "0935822145"
    assert dialled("093-582-21") is None


@pytest.mark.parametrize("text", ["STOP", "stop.", " ＳＴＯＰ ", "停止", "配信停止。", "とめて"])
def test_a_reply_that_asks_for_an_end_is_understood(text: str) -> None:
    assert asks_to_stop(text)


@pytest.mark.parametrize("text", ["", "止めないで", "停止線はどこですか", "stop by tomorrow?"])
def test_a_reply_that_only_holds_such_a_word_is_not(text: str) -> None:
    assert not asks_to_stop(text)


def event(**more: object) -> dict[str, object]:
    return {"id": "x" * 32, "message": "m1", "kind": "delivered",
            "at": "2026-11-26T10:00:00+09:00", **more}  # fmt: skip


def said(*events: object) -> list[Said] | None:
    found = reports_in(json.dumps({"events": events}).encode(), provider="sms")
    return None if found is None else [each.said for each in found]


def test_reports_and_replies_are_read_and_what_is_unknown_is_left() -> None:
    assert said(
        event(),
        event(kind="undeliverable"),
        event(kind="failed"),
        event(kind="reply", text="停止"),
        event(kind="reply", text="ありがとう"),
        event(kind="something new"),
        event(at="yesterday"),
        event(id="", message=""),
        "nonsense",
    ) == [Said.DELIVERED, Said.BOUNCED, Said.FAILED, Said.STOPPED]


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"events": 1}', b"\xff", b"null"])
def test_what_was_not_agreed_is_no_call(body: bytes) -> None:
    assert reports_in(body, provider="sms") is None


def test_a_signature_holds_for_its_body_its_secret_and_some_minutes() -> None:
    header = signed("s", b"body", at=1_000)
    assert holds("s", b"body", header, now=1_000 + TOLERANCE)
    assert not holds("s", b"body", header, now=1_001 + TOLERANCE)
    assert not holds("s", b"body", header, now=999 - TOLERANCE)
    assert not holds("s", b"bodY", header, now=1_000)
    assert not holds("other", b"body", header, now=1_000)
    assert not holds("", b"body", signed("", b"body", at=1_000), now=1_000)
    assert not holds("s", b"body", header.replace("t=1000", "t=1001"), now=1_001)
