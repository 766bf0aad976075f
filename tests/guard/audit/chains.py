"""Small chains for the tests of the audit: entries, checkpoints and a head, as a book would write."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sakimawari.guard.audit.chain import BEGINNING, linked
from sakimawari.guard.audit.entries import Draft, Entry
from sakimawari.guard.audit.signing import Checkpoint, Signer
from sakimawari.guard.audit.verify import HEAD, Witnesses

BEGAN = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
MARKED = 4  # entries from one checkpoint to the next


@dataclass(frozen=True)
class Chain:
    """A whole chain with all that speaks for it."""

    entries: tuple[Entry, ...]
    checkpoints: tuple[Checkpoint, ...]
    head: Checkpoint

    @property
    def witnesses(self) -> Witnesses:
        return Witnesses(stored=self.checkpoints, filed=self.checkpoints, head=self.head)


def draft(number: int, **other: object) -> Draft:
    """The drafted line of a clerk's reading."""
    told = {
        "at": BEGAN + timedelta(minutes=number),
        "actor_kind": "staff",
        "actor": f"clerk-{number % 3}",
        "roles": ("clerk",),
        "departments": ("国保年金課", "保険, 年金"),
        "action": "read_person",
        "purpose": "counter",
        "basis": "個人情報保護法第69条第1項",
        "kind": "Person",
        "target": "",
        "person": f"person-{number}",
        "persons": (f"person-{number}",),
        "service": "",
        "fields": ("identity", "rights"),
        "allowed": True,
        "policies": ("staff.record",),
        "reason": "",
    }
    return Draft(**{**told, **other})  # type: ignore[arg-type]


def chain_of(length: int, signer: Signer) -> Chain:
    """A chain of readings, every fifth of which is a list that names three people."""
    entries: list[Entry] = []
    checkpoints = []
    previous = BEGINNING
    for number in range(1, length + 1):
        named = {"person": "", "persons": ("person-a", "person-b", "person-c")}
        entry = linked(draft(number, **(named if number % 5 == 0 else {})), number, previous)
        previous = entry.digest
        entries.append(entry)
        if number % MARKED == 0:
            checkpoints.append(signer.sign(number, entry.digest, entry.draft.at, "mark"))
    last = entries[-1]
    head = signer.sign(last.seq, last.digest, last.draft.at, HEAD)
    return Chain(tuple(entries), tuple(checkpoints), head)
