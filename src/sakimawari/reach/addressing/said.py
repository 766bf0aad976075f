"""What the register of contacts holds of somebody's own wishes, as residents' words are read beside it."""

from __future__ import annotations

from sakimawari.guard.consents.values import Registered
from sakimawari.registry.mapped import MappedSnapshot
from sakimawari.registry.safe import contact_of

_ANSWERS = {0: False, 1: True}  # 2: not asked


def registered_of(mapped: MappedSnapshot, person: str) -> Registered:
    """The wishes in the register; nothing said where it has no entry."""
    held = contact_of(mapped, person)
    if held is None:
        return Registered()
    return Registered(
        prefers=held.prefers,
        language=held.language,
        notices=_ANSWERS.get(held.consent_notice),
        tax=_ANSWERS.get(held.consent_tax),
    )
