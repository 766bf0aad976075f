"""The address that ends a medium with one click, without signing in (RFC 8058).

It holds the id of a message, which is drawn and says nothing of anybody, and a mark made with a key
of the city, so that nobody stops another's messages by counting up.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re

from sakimawari.guard.keys import Keys

_PURPOSE = "one-click unsubscribe"
_MARK_BYTES = 10  # 80 bits, 16 characters
_TOKEN = re.compile(r"([0-9A-Za-z_-]{8,64})\.([a-z2-7]{16})")


def stop_token(keys: Keys, id: str) -> str:
    """What stands in the address for a message with this id."""
    return f"{id}.{_mark(keys, id)}"


def stop_address(keys: Keys, base: str, id: str) -> str:
    """The whole address below the residents' pages; "" where the city told none."""
    return f"{base}/stop/{stop_token(keys, id)}/" if base else ""


def id_of_token(keys: Keys, token: str) -> str | None:
    """The id of the message, where the mark is ours."""
    found = _TOKEN.fullmatch(token)
    if found is None or not hmac.compare_digest(_mark(keys, found.group(1)), found.group(2)):
        return None
    return found.group(1)


def _mark(keys: Keys, id: str) -> str:
    made = hmac.new(keys.derived(_PURPOSE), id.encode(), hashlib.sha256).digest()
    return base64.b32encode(made[:_MARK_BYTES]).decode("ascii").lower()
