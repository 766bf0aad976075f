"""The audit as a resident reads it: who looked, when, why, at what; readings of a day folded together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from sakimawari.guard.audit.entries import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What one account did with one record in a day for one purpose, with one answer.

    `actor` is the account (of staff), the program's id, or the opaque key of a resident; `own` says
    that it was the person. `listed`: the record stood in a list, or was read with a household, and was
    not opened by itself. `places` are the entries of the chain, the newest first.
    """

    first: datetime
    last: datetime
    actor_kind: str
    actor: str
    own: bool
    roles: tuple[str, ...]
    departments: tuple[str, ...]
    purpose: str
    basis: str
    actions: tuple[str, ...]
    fields: tuple[str, ...]
    services: tuple[str, ...]
    allowed: bool
    listed: bool
    places: tuple[int, ...]

    @property
    def count(self) -> int:
        """How many times."""
        return len(self.places)


def accesses_from(entries: Iterable[Entry], person: str, zone: tzinfo) -> tuple[Access, ...]:
    """The accesses of a person's record, the newest first; days are those of the time zone."""
    folded: dict[tuple[object, ...], list[Entry]] = {}
    for entry in sorted(entries, key=lambda each: each.seq, reverse=True):
        draft = entry.draft
        day: date = draft.at.astimezone(zone).date()
        listed = draft.person != person
        key = (day, draft.actor_kind, draft.actor, draft.purpose, draft.allowed, listed)
        folded.setdefault(key, []).append(entry)
    return tuple(_access(together, person) for together in folded.values())


def _access(entries: list[Entry], person: str) -> Access:
    newest, drafts = entries[0].draft, [entry.draft for entry in entries]
    return Access(
        first=min(draft.at for draft in drafts),
        last=newest.at,
        actor_kind=newest.actor_kind,
        actor=newest.actor,
        own=newest.actor_kind == "resident" and newest.actor == person,
        roles=newest.roles,
        departments=newest.departments,
        purpose=newest.purpose,
        basis=newest.basis,
        actions=_each(draft.action for draft in drafts),
        fields=_each(sorted({field for draft in drafts for field in draft.fields})),
        services=_each(draft.service for draft in drafts if draft.service),
        allowed=newest.allowed,
        listed=newest.person != person,
        places=tuple(entry.seq for entry in entries),
    )


def _each(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
