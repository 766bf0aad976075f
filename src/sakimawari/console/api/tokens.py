"""Client credentials and access tokens: made at random, shown once, kept as digests (RFC 6749 §4.4)."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

TOKEN_LIFE = timedelta(hours=1)
LIVE, TEST = "live", "test"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What a program signs in with. The secret is shown once, when it is made."""

    client_id: str
    secret: str


def new_credentials(*, live: bool) -> Credentials:
    """Fresh credentials; both say in their first letters whether they are a test's."""
    kind = LIVE if live else TEST
    return Credentials(
        client_id=f"sk_{kind}_{secrets.token_hex(8)}",
        secret=f"secret_{kind}_{secrets.token_urlsafe(32)}",
    )


def new_token() -> str:
    """A fresh access token: 256 bits."""
    return f"at_{secrets.token_urlsafe(32)}"


def digest_of(secret: str) -> str:
    """What is kept of a secret of 256 random bits: a plain hash suffices, there is nothing to guess."""
    return hashlib.sha256(secret.encode()).hexdigest()


def is_secret(secret: str, digest: str) -> bool:
    """Whether a secret is the one a digest was made of; takes the same time either way."""
    return hmac.compare_digest(digest_of(secret), digest)


def ends(at: datetime) -> datetime:
    """When a token made now ends."""
    return at + TOKEN_LIFE
