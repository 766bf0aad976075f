"""What a provider of text messages calls back with: reports of delivery, and replies.

    {"events": [{"id": ours, "message": theirs, "kind": "delivered", "at": "2026-11-26T10:00:00+09:00"}]}

`kind`: delivered, undeliverable (the number is none, for ever), failed (this time), reply with its
`text`. A reply that asks for an end, in any of the usual words, stops text messages.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sakimawari.reach.channels.seam import Report, Said

_SAID = {
    "delivered": Said.DELIVERED,
    "undeliverable": Said.BOUNCED,
    "failed": Said.FAILED,
}
STOP_WORDS = frozenset(
    {
        *("stop", "stopall", "unsubscribe", "cancel", "end", "quit", "やめる", "とめる"),
        *("停止", "配信停止", "解除", "中止", "ストップ", "止めて", "とめて", "やめて"),
    }
)
_MOST_EVENTS = 1_000
_LONGEST = 120


def asks_to_stop(text: str) -> bool:
    """Whether a reply asks for an end: one of the usual words alone, however it is written."""
    plain = unicodedata.normalize("NFKC", text).strip(" 。.!！\n\r\t").casefold()
    return plain in STOP_WORDS


def reports_in(body: bytes, *, provider: str) -> tuple[Report, ...] | None:
    """The reports of one call; None where it is not what was agreed. What is not known is left."""
    try:
        sent = json.loads(body)
        listed = sent["events"]
    except (ValueError, KeyError, TypeError):
        return None
    if not isinstance(listed, list) or len(listed) > _MOST_EVENTS:
        return None
    return tuple(_read(listed, provider))


def _read(listed: list[Any], provider: str) -> Iterator[Report]:
    for event in listed:
        if not isinstance(event, dict) or (said := _said(event)) is None:
            continue
        ours, theirs = _text(event, "id"), _text(event, "message")
        at = _moment(event)
        if at is not None and (ours or theirs):
            yield Report(provider=provider, said=said, at=at, id=ours, theirs=theirs)


def _said(event: Mapping[str, Any]) -> Said | None:
    kind = event.get("kind")
    if kind == "reply":
        return Said.STOPPED if asks_to_stop(_text(event, "text")) else None
    return _SAID.get(kind) if isinstance(kind, str) else None


def _text(event: Mapping[str, Any], name: str) -> str:
    given = event.get(name, "")
    return given[:_LONGEST] if isinstance(given, str) else ""


def _moment(event: Mapping[str, Any]) -> datetime | None:
    try:
        at = datetime.fromisoformat(_text(event, "at"))
    except ValueError:
        return None
    return at if at.tzinfo is not None else None
