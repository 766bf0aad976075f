"""What servers and receivers write back: reports of delivery (RFC 3464) and complaints (RFC 5965).

Of a message that came back only our id is taken, and what is said about it; its text, and the
address it speaks of, stay unread.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from email.policy import compat32

from sakimawari.reach.channels.seam import Report, Said

_ID = r"([0-9A-Za-z][0-9A-Za-z_-]{7,63})"
# For ever, by RFC 3463: no such mailbox, no such system, bad syntax, moved, closed, no mail here.
_FOR_EVER = re.compile(r"5\.(1\.(1|2|3|6|10)|2\.1)")
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_SAID = {"delivered": Said.DELIVERED, "relayed": None, "expanded": None, "delayed": None}
_COMPLAINTS = {"abuse", "fraud", "virus", "other", "opt-out", "opt-out-list"}
MOST_BYTES = 2_000_000


def reports_in(
    content: bytes, *, provider: str, domain: str, box: str, at: datetime
) -> tuple[Report, ...]:
    """The reports a mail holds; none where it is a letter from a person, or about nothing of ours.

    `domain` is the one of our Message-IDs, `box` the address servers write back to.
    """
    if len(content) > MOST_BYTES:
        return ()
    mail = message_from_bytes(content, policy=compat32)
    if mail.get_content_type() != "multipart/report":
        return ()
    id = _our_id(mail, domain=domain, box=box)
    if not id:
        return ()
    kind = str(mail.get_param("report-type", "")).lower()
    heard = _complaints(mail) if kind == "feedback-report" else _deliveries(mail)
    return tuple(Report(provider=provider, said=said, at=at, id=id) for said in heard)


def _deliveries(mail: Message) -> Iterator[Said]:
    for block in _fields(mail, "message/delivery-status"):
        action = str(block.get("Action", "")).strip().lower()
        if action == "failed":
            found = _STATUS.search(str(block.get("Status", "")))
            lasting = found is not None and _FOR_EVER.fullmatch(found.group(1)) is not None
            yield Said.BOUNCED if lasting else Said.FAILED
        elif (said := _SAID.get(action)) is not None:
            yield said


def _complaints(mail: Message) -> Iterator[Said]:
    for block in _fields(mail, "message/feedback-report"):
        kind = str(block.get("Feedback-Type", "")).strip().lower()
        if kind in _COMPLAINTS:
            yield Said.STOPPED if kind.startswith("opt-out") else Said.COMPLAINED


def _fields(mail: Message, kind: str) -> Iterator[Message]:
    """The blocks of fields of a part. Python reads some kinds as messages, others as text."""
    for part in mail.walk():
        if part.get_content_type() != kind:
            continue
        inner = part.get_payload()
        if isinstance(inner, list):
            yield from (block for block in inner if isinstance(block, Message))
        else:
            plain = part.get_payload(decode=True)
            yield message_from_bytes(plain if isinstance(plain, bytes) else b"", policy=compat32)


def _our_id(mail: Message, *, domain: str, box: str) -> str:
    """Our id: from the envelope, from the address it came back to, or from the message returned."""
    for block in _fields(mail, "message/delivery-status"):
        if found := re.fullmatch(_ID, str(block.get("Original-Envelope-Id", "")).strip()):
            return found.group(1)
    local, _, host = box.rpartition("@")
    back = re.compile(rf"\b{re.escape(local)}\+{_ID}@{re.escape(host)}", re.IGNORECASE)
    for name in ("To", "Delivered-To", "X-Original-To", "Envelope-To"):
        for value in mail.get_all(name, []):
            if found := back.search(str(value)):
                return found.group(1)
    ours = re.compile(rf"<{_ID}@{re.escape(domain)}>", re.IGNORECASE)
    for text in _returned(mail):
        if found := ours.search(text):
            return found.group(1)
    return ""


def _returned(mail: Message) -> Iterator[str]:
    """The Message-IDs of messages that came back, whole or by their headers alone."""
    for part in mail.walk():
        kind = part.get_content_type()
        if kind == "message/rfc822":
            inner = part.get_payload()
            if isinstance(inner, list) and inner and isinstance(inner[0], Message):
                yield str(inner[0].get("Message-ID", ""))
        elif kind == "text/rfc822-headers":
            plain = part.get_payload(decode=True)
            headers = message_from_bytes(
                plain if isinstance(plain, bytes) else b"", policy=compat32
            )
            yield str(headers.get("Message-ID", ""))
