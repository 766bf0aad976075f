"""Signatures of providers' calls: a keyed hash over moment and body, so that nothing old comes again.

The header reads `t=<seconds since 1970>,v1=<hex>`; the hash is HMAC-SHA256 over `<t>.<body>`.
"""

from __future__ import annotations

import hashlib
import hmac
import re

HEADER = "X-Channel-Signature"
TOLERANCE = 300  # seconds, in either direction
_FORM = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})")


def signed(secret: str, body: bytes, *, at: int) -> str:
    """The header of a call, as a provider makes it."""
    return f"t={at},v1={_hash(secret, body, at)}"


def holds(secret: str, body: bytes, header: str, *, now: int) -> bool:
    """Whether a call was signed with the secret, and within the last minutes."""
    found = _FORM.fullmatch(header)
    if found is None or not secret:
        return False
    at = int(found.group(1))
    right = hmac.compare_digest(_hash(secret, body, at), found.group(2))
    return right and abs(now - at) <= TOLERANCE


def _hash(secret: str, body: bytes, at: int) -> str:
    return hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
