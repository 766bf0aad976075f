"""What LINE calls with: somebody follows, blocks, or writes. Checked by its signature, then read.

Of a message only two things are heard: a word that asks for an end, and a code from my page that
ties the account to a resident. Whatever else somebody writes is neither kept nor answered here.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from sakimawari.reach.channels.sms.reports import asks_to_stop

SIGNATURE = "X-Line-Signature"
_USER = re.compile(r"U[0-9a-f]{32}")
_CODE = re.compile(r"[0-9A-Z]{4}-?[0-9A-Z]{4}-?[0-9A-Z]{4}")
_MOST_EVENTS = 1_000


class Heard(Enum):
    """What an event means to the city."""

    FOLLOWED = "followed"
    BLOCKED = "blocked"  # or the account removed: nothing arrives any more
    STOPPED = "stopped"  # by a word
    CODE = "code"  # of my page, to tie the account


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event. `id` is LINE's, the same where an event is delivered again."""

    id: str
    heard: Heard
    user: str = field(repr=False)
    at: datetime
    code: str = field(default="", repr=False)
    reply_token: str = field(default="", repr=False)


def holds(secret: str, body: bytes, signature: str) -> bool:
    """Whether LINE signed this body with the secret of the channel."""
    if not secret or not signature.isascii():
        return False
    made = hmac.new(secret.encode(), body, hashlib.sha256).digest()
    return hmac.compare_digest(base64.b64encode(made).decode("ascii"), signature)


def events_in(body: bytes) -> tuple[Event, ...] | None:
    """The events of a call that concern the city; None where the body is no call of LINE's."""
    try:
        listed = json.loads(body)["events"]
    except (ValueError, KeyError, TypeError):
        return None
    if not isinstance(listed, list) or len(listed) > _MOST_EVENTS:
        return None
    return tuple(_read(listed))


def _read(listed: list[Any]) -> Iterator[Event]:
    for told in listed:
        if not isinstance(told, dict):
            continue
        source = told.get("source")
        user = source.get("userId") if isinstance(source, dict) else None
        if not isinstance(user, str) or _USER.fullmatch(user) is None:
            continue
        heard, code = _heard(told)
        at = _moment(told)
        if heard is not None and at is not None:
            yield Event(
                id=str(told.get("webhookEventId", ""))[:64],
                heard=heard,
                user=user,
                at=at,
                code=code,
                reply_token=str(told.get("replyToken", ""))[:64],
            )


def _heard(told: Mapping[str, Any]) -> tuple[Heard | None, str]:
    kind = told.get("type")
    if kind == "follow":
        return Heard.FOLLOWED, ""
    if kind == "unfollow":
        return Heard.BLOCKED, ""
    message = told.get("message")
    if kind != "message" or not isinstance(message, dict) or message.get("type") != "text":
        return None, ""
    text = str(message.get("text", ""))[:200]
    if asks_to_stop(text):
        return Heard.STOPPED, ""
    plain = unicodedata.normalize("NFKC", text).strip().upper()
    return (Heard.CODE, plain) if _CODE.fullmatch(plain) else (None, "")


def _moment(told: Mapping[str, Any]) -> datetime | None:
    stamp = told.get("timestamp")
    if isinstance(stamp, bool) or not isinstance(stamp, int):
        return None
    try:
        return datetime.fromtimestamp(stamp / 1000, UTC)
    except (OverflowError, OSError, ValueError):
        return None
