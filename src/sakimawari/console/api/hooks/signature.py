"""The signature of what is sent: HMAC-SHA256 over id, time and body, as Standard Webhooks has it.

The receiver works the same out, compares, and refuses what is older than a few minutes.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping

SECRET_BYTES = 32


def new_secret() -> bytes:
    """A secret for one hook."""
    return secrets.token_bytes(SECRET_BYTES)


def written(secret: bytes) -> str:
    """A secret as it is told to the program, once."""
    return "whsec_" + base64.b64encode(secret).decode()


def signed_headers(secret: bytes, *, id: str, at: int, body: bytes) -> Mapping[str, str]:
    """The headers that go with a body; `at` in seconds since 1970."""
    told = hmac.new(secret, f"{id}.{at}.".encode() + body, hashlib.sha256).digest()
    return {
        "webhook-id": id,
        "webhook-timestamp": str(at),
        "webhook-signature": "v1," + base64.b64encode(told).decode(),
    }


def holds(
    secret: bytes, headers: Mapping[str, str], body: bytes, *, now: int, slack: int = 300
) -> bool:
    """Whether a body was signed with a secret, not long ago: what a receiver should check."""
    sent = headers.get("webhook-timestamp", "")
    if not sent.isdigit() or abs(now - int(sent)) > slack:
        return False
    wanted = signed_headers(secret, id=headers.get("webhook-id", ""), at=int(sent), body=body)
    return hmac.compare_digest(wanted["webhook-signature"], headers.get("webhook-signature", ""))
