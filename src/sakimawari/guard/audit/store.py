"""The audit in the operational store: entries are added one after another, and read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q

from sakimawari.guard.audit.chain import BEGINNING, linked
from sakimawari.guard.audit.entries import Draft, Entry
from sakimawari.guard.audit.models import AlarmRow, CheckpointRow, EntryRow, NamedRow
from sakimawari.guard.audit.signing import Checkpoint, Signer
from sakimawari.guard.audit.verify import HEAD, MARK_EVERY, Witnesses
from sakimawari.guard.audit.witness import checkpoints_of, head_of, keep_checkpoint, keep_head

_LOCK = 0x5A41554449  # of PostgreSQL: whoever adds to the chain holds it until the commit
_AT_A_TIME = 2000
_WORDS = ("roles", "departments", "fields", "policies")
_BETWEEN = "\n"  # words hold commas


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """Where the audit of a city is kept beside the store, and who signs under it."""

    home: Path
    signer: Signer

    def add(self, *drafts: Draft) -> tuple[Entry, ...]:
        """Write entries, in order, and commit them; what they tell may be shown only afterwards.

        Not inside another transaction: were that rolled back, a reading would go unlogged.
        """
        with transaction.atomic(durable=True):
            _take_turn()
            seq, previous = _end()
            entries = []
            for draft in drafts:
                seq += 1
                entries.append(linked(draft, seq, previous))
                previous = entries[-1].digest
            _write(entries)
            marks = [self._mark(entry) for entry in entries if entry.seq % MARK_EVERY == 0]
        for mark in marks:
            keep_checkpoint(self.home, mark)
        if entries:
            last = entries[-1]
            keep_head(self.home, self.signer.sign(last.seq, last.digest, last.draft.at, HEAD))
        return tuple(entries)

    def witnesses(self) -> Witnesses:
        """What speaks for the chain: in the store, and in the files beside it."""
        return Witnesses(
            stored=all_checkpoints(), filed=checkpoints_of(self.home), head=head_of(self.home)
        )

    def cut(self, before: datetime) -> int:
        """Remove the entries up to the last checkpoint before a moment, by schedule; how many.

        A signed cut takes their place, so that the chain is whole from there on. Alarms whose
        entry goes stay as they are.
        """
        with transaction.atomic(durable=True):
            _take_turn()
            mark = CheckpointRow.objects.filter(kind="mark", at__lt=before).order_by("-seq").first()
            if mark is None or not EntryRow.objects.filter(seq__lte=mark.seq).exists():
                return 0
            checkpoint = self.signer.sign(mark.seq, mark.digest, mark.at, "cut")
            _keep(checkpoint)
            NamedRow.objects.filter(entry__lte=mark.seq).delete()
            removed, _ = EntryRow.objects.filter(seq__lte=mark.seq).delete()
        keep_checkpoint(self.home, checkpoint)
        return removed

    def mark(self, at: datetime) -> Checkpoint | None:
        """A checkpoint of the chain as it stands; None for an empty one."""
        with transaction.atomic(durable=True):
            _take_turn()
            seq, digest = _end()
            if not seq:
                return None
            checkpoint = self.signer.sign(seq, digest, at, "mark")
            _keep(checkpoint)
        keep_checkpoint(self.home, checkpoint)
        return checkpoint

    def _mark(self, entry: Entry) -> Checkpoint:
        checkpoint = self.signer.sign(entry.seq, entry.digest, entry.draft.at, "mark")
        _keep(checkpoint)
        return checkpoint


def _take_turn() -> None:
    """One writer at a time. SQLite's transactions begin IMMEDIATE, which is the same."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _end() -> tuple[int, str]:
    last = EntryRow.objects.order_by("-seq").values_list("seq", "digest").first()
    if last is not None:
        return last
    cut = CheckpointRow.objects.filter(kind="cut").order_by("-seq").first()
    return (cut.seq, cut.digest) if cut is not None else (0, BEGINNING)


def _write(entries: Sequence[Entry]) -> None:
    EntryRow.objects.bulk_create([_row(entry) for entry in entries], batch_size=_AT_A_TIME)
    named = [
        NamedRow(entry=entry.seq, person=person)
        for entry in entries
        for person in entry.draft.persons
        if person != entry.draft.person
    ]
    if named:
        NamedRow.objects.bulk_create(named, batch_size=_AT_A_TIME)


def _row(entry: Entry) -> EntryRow:
    draft = entry.draft
    return EntryRow(
        seq=entry.seq,
        at=draft.at,
        actor_kind=draft.actor_kind,
        actor=draft.actor,
        action=draft.action,
        purpose=draft.purpose,
        basis=draft.basis,
        kind=draft.kind,
        target=draft.target,
        person=draft.person,
        service=draft.service,
        allowed=draft.allowed,
        reason=draft.reason,
        previous=entry.previous,
        digest=entry.digest,
        **{name: _BETWEEN.join(getattr(draft, name)) for name in _WORDS},
    )


def _keep(checkpoint: Checkpoint) -> None:
    CheckpointRow.objects.create(
        seq=checkpoint.seq,
        digest=checkpoint.digest,
        at=checkpoint.at,
        kind=checkpoint.kind,
        key=checkpoint.key,
        signature=checkpoint.signature,
    )


def countable_before(before: datetime) -> int:
    """How many entries `Book.cut` would remove."""
    mark = CheckpointRow.objects.filter(kind="mark", at__lt=before).order_by("-seq").first()
    return 0 if mark is None else EntryRow.objects.filter(seq__lte=mark.seq).count()


# ---------------------------------------------------------------- alarms

PROTECTED = "protected"  # somebody under 支援措置 was asked for by who is not named for them


def raise_alarm(kind: str, entry: Entry) -> None:
    """An alarm; one that nobody has looked at yet, of the same kind, actor and person, is counted up."""
    draft = entry.draft
    about = {"kind": kind, "actor_kind": draft.actor_kind, "actor": draft.actor}
    same = AlarmRow.objects.filter(**about, person=draft.person, acknowledged_at=None)
    if not same.update(count=F("count") + 1, last_at=draft.at):
        AlarmRow.objects.create(
            **about, person=draft.person, entry=entry.seq, at=draft.at, last_at=draft.at
        )


# ---------------------------------------------------------------- reading


def entries_about(person: str, *, last: int = 200) -> list[Entry]:
    """The entries that concern a person, lists that named them too, the newest first."""
    by_list = NamedRow.objects.filter(person=person).values("entry")
    rows = EntryRow.objects.filter(Q(person=person) | Q(seq__in=by_list)).order_by("-seq")[:last]
    return [_entry(row, ()) for row in rows]


def count_entries() -> int:
    """How many entries there are."""
    return EntryRow.objects.count()


def all_entries() -> Iterator[Entry]:
    """Every entry in order, with the people it names."""
    after = -1
    while rows := list(EntryRow.objects.filter(seq__gt=after).order_by("seq")[:_AT_A_TIME]):
        after = rows[-1].seq
        named = _named(rows[0].seq, after)
        for row in rows:
            yield _entry(row, named.get(row.seq, ()))


def all_checkpoints() -> list[Checkpoint]:
    """Every checkpoint, in order of its place."""
    return [
        Checkpoint(
            seq=row.seq, digest=row.digest, at=row.at, kind=row.kind, key=row.key,
            signature=row.signature,
        )
        for row in CheckpointRow.objects.order_by("seq", "id")
    ]  # fmt: skip


def _named(first: int, last: int) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = NamedRow.objects.filter(entry__gte=first, entry__lte=last)
    for entry, person in rows.values_list("entry", "person"):
        found.setdefault(entry, []).append(person)
    return found


def _entry(row: EntryRow, named: Iterable[str]) -> Entry:
    words: dict[str, Any] = {
        name: tuple(word for word in getattr(row, name).split(_BETWEEN) if word) for name in _WORDS
    }
    persons = {*named, row.person} - {""}
    draft = Draft(
        at=row.at,
        actor_kind=row.actor_kind,
        actor=row.actor,
        action=row.action,
        purpose=row.purpose,
        basis=row.basis,
        kind=row.kind,
        target=row.target,
        person=row.person,
        persons=tuple(sorted(persons)),
        service=row.service,
        allowed=row.allowed,
        reason=row.reason,
        **words,
    )
    return Entry(seq=row.seq, draft=draft, previous=row.previous, digest=row.digest)
