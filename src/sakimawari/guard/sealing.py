"""Values about one person, sealed for the operational store: JSON under the seal of their key.

The person's opaque key is the associated data of the seal: an entry copied to another person's row
does not open (GUARD003).
"""

from __future__ import annotations

import json
from typing import Any

from sakimawari.guard import clearance
from sakimawari.guard.keys import Keys
from sakimawari.problems import fault


def seal_json(keys: Keys, person: str, value: Any) -> bytes:
    """A value of plain JSON (mappings, lists, texts, numbers, truths, null) sealed for a person.

    Dates and other values must be written as text before. A ValueError for what JSON cannot hold:
    that would be an error of the program.
    """
    plain = json.dumps(
        value, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False
    )
    return keys.seal(person, plain.encode())


def open_json(keys: Keys, person: str, sealed: bytes | memoryview) -> Any:
    """The value of a seal made for this person; GUARD003 for any other, or for what is not JSON.

    Within a watched request the person must have been cleared (`guard.clearance`).
    """
    clearance.require(person)
    plain = keys.open(person, bytes(sealed))
    try:
        return json.loads(plain)
    except ValueError:
        raise fault(
            "GUARD003",
            "a sealed entry does not hold what was sealed (JSON)",
            "restore the operational store from its copy, and have the storage examined",
        ) from None
