"""A person as a snapshot keeps them, before their seal is opened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sakimawari.reach.telling.offer import Language

OpenIdentity = Callable[[str, bytes], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A person as a snapshot keeps them: identity and contact sealed, the rest open.

    `identity` is None for someone without an entry, `contact` for someone without channels.
    """

    person: str
    ward: str
    town: str
    identity: bytes | None
    contact: bytes | None
    language: Language
    birth: date | None
    sex: str
