"""The chain: each entry's digest covers the one before, so that no line can be altered unseen.

Pure: values in, values and findings out. The digest is SHA-256 over the previous digest and the
canonical JSON of the entry (members in order, no spaces, UTF-8). The people a list names stand in it
as one digest of their keys in order; the keys themselves lie in a table beside.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC

from sakimawari.guard.audit.entries import Draft, Entry

BEGINNING = "0" * 64  # what the first entry follows


def digest_of_people(persons: Iterable[str]) -> str:
    """One digest for the people an entry names, whatever their order; empty for nobody."""
    keys = sorted(persons)
    return hashlib.sha256("\n".join(keys).encode()).hexdigest() if keys else ""


def canonical(draft: Draft, seq: int) -> bytes:
    """The text of an entry that its digest covers."""
    members = {
        "seq": seq,
        "at": draft.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor_kind": draft.actor_kind,
        "actor": draft.actor,
        "roles": draft.roles,
        "departments": draft.departments,
        "action": draft.action,
        "purpose": draft.purpose,
        "basis": draft.basis,
        "kind": draft.kind,
        "target": draft.target,
        "person": draft.person,
        "persons": digest_of_people(draft.persons),
        "service": draft.service,
        "fields": draft.fields,
        "allowed": draft.allowed,
        "policies": draft.policies,
        "reason": draft.reason,
    }
    return json.dumps(
        members, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def digest_of(draft: Draft, seq: int, previous: str) -> str:
    """The digest of an entry at its place after another."""
    return hashlib.sha256(previous.encode() + b"\n" + canonical(draft, seq)).hexdigest()


def linked(draft: Draft, seq: int, previous: str) -> Entry:
    """A draft as the entry after the one with this digest."""
    return Entry(seq=seq, draft=draft, previous=previous, digest=digest_of(draft, seq, previous))
