"""One line of the audit: who asked for what about whom, when, for what purpose, with what answer.

People appear by opaque key, staff by account; names, addresses and numbers never.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sakimawari.guard.actor import Role
from sakimawari.guard.authorise.asked import Asked, Ruling
from sakimawari.guard.purposes import PURPOSES

LONGEST = 200  # characters of what an entry says in words


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is to be written.

    `at` with a time zone. `fields` are the groups that were opened (of a refusal: asked for).
    `person` is whose record it is; `persons` are all whom a list names, or the members of a
    household, that person included. Lists of words are in order, so that equal events read equally.
    """

    at: datetime
    actor_kind: str
    actor: str
    roles: tuple[str, ...]
    departments: tuple[str, ...]
    action: str
    purpose: str
    basis: str
    kind: str
    target: str
    person: str
    persons: tuple[str, ...]
    service: str
    fields: tuple[str, ...]
    allowed: bool
    policies: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A draft in its place in the chain: `seq` from 1, digests in hexadecimal."""

    seq: int
    draft: Draft
    previous: str
    digest: str


def draft_of(asked: Asked, ruling: Ruling, at: datetime, *, persons: Iterable[str] = ()) -> Draft:
    """The line for a question and its answer."""
    actor, target = asked.actor, asked.target
    opened = ruling.fields if ruling.allowed else asked.fields
    purpose = PURPOSES.get(asked.purpose)
    named = {key for key in (target.person, *persons) if key}
    return Draft(
        at=at,
        actor_kind=actor.kind.value,
        actor=actor.id,
        roles=tuple(role.value for role in Role if role in actor.roles),
        departments=tuple(sorted(actor.departments)),
        action=asked.action.value,
        purpose=asked.purpose,
        basis=purpose.basis if purpose is not None else "",
        kind=target.kind,
        target=target.id[:LONGEST],
        person=target.person,
        persons=tuple(sorted(named)),
        service=target.service,
        fields=tuple(sorted(group.value for group in opened)),
        allowed=ruling.allowed,
        policies=ruling.policies,
        reason=ruling.reason[:LONGEST],
    )
