"""The audit in the operational store: entries are added one after another, and read."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from pathlib import Path
from threading import Lock
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from sakimawari.guard.audit.accesses import Access, accesses_from
from sakimawari.guard.audit.alarm_store import (
    acknowledge,
    alarms,
    forget_staff,
    keep_staff,
    watch,
)
from sakimawari.guard.audit.alarms import Alarm
from sakimawari.guard.audit.chain import BEGINNING, linked
from sakimawari.guard.audit.entries import Draft, Entry
from sakimawari.guard.audit.models import CheckpointRow, EntryRow, NamedRow
from sakimawari.guard.audit.signing import Checkpoint, Signer
from sakimawari.guard.audit.verify import HEAD, MARK_EVERY, Witnesses
from sakimawari.guard.audit.witness import checkpoints_of, head_of, keep_checkpoint, keep_head

__all__ = [
    "Alarm",
    "Book",
    "accesses_of",
    "acknowledge",
    "alarms",
    "all_checkpoints",
    "all_entries",
    "count_entries",
    "countable_before",
    "entries_about",
    "entry_of",
    "forget_staff",
    "keep_staff",
    "watch",
]

_LOCK = 0x5A41554449  # of PostgreSQL: whoever adds to the chain holds it until the commit
_AT_A_TIME = 2000
_WORDS = ("roles", "departments", "fields", "policies")
_BETWEEN = "\n"  # words hold commas


@dataclass(slots=True, eq=False)
class _Waiting:
    """Drafts of one thread, until they are written or it is known that they cannot be."""

    drafts: tuple[Draft, ...]
    entries: tuple[Entry, ...] | None = None
    failed: BaseException | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """Where the audit of a city is kept beside the store, and who signs under it."""

    home: Path
    signer: Signer
    _waiting: deque[_Waiting] = field(default_factory=deque)
    _leading: Lock = field(default_factory=Lock)

    def add(self, *drafts: Draft) -> tuple[Entry, ...]:
        """Write entries, in order, and commit them; what they tell may be shown only afterwards.

        Not inside another transaction: were that rolled back, a reading would go unlogged. Threads of
        a process that come together are written together, in one commit.
        """
        _refuse_inside_transaction()
        mine = _Waiting(drafts)
        self._waiting.append(mine)
        with self._leading:
            if mine.entries is None and mine.failed is None:
                self._write_waiting(mine)
        if mine.entries is None:
            raise mine.failed or RuntimeError("an entry of the audit was lost")
        return mine.entries

    def _write_waiting(self, mine: _Waiting) -> None:
        """Write what this thread and others wait for; whoever comes meanwhile is next."""
        together: list[_Waiting] = []
        try:
            with transaction.atomic(durable=True):
                _take_turn()
                while self._waiting:
                    together.append(self._waiting.popleft())
                written = _append(draft for each in together for draft in each.drafts)
                marks = [self._mark(entry) for entry in written if entry.seq % MARK_EVERY == 0]
            self._witness(written, marks)
        except BaseException as failed:
            if mine not in together:  # nobody's turn came: the others try for themselves
                self._waiting.remove(mine)
            for each in (*together, mine):
                each.failed = RuntimeError("the audit could not be written")
            mine.failed = failed
            return
        for each in together:
            each.entries, written = written[: len(each.drafts)], written[len(each.drafts) :]

    def _witness(self, written: tuple[Entry, ...], marks: Iterable[Checkpoint]) -> None:
        for mark in marks:
            keep_checkpoint(self.home, mark)
        if written:
            last = written[-1]
            keep_head(self.home, self.signer.sign(last.seq, last.digest, last.draft.at, HEAD))

    def state(self) -> tuple[int, Witnesses]:
        """Up to which place to verify, and what speaks for the chain, while others write on.

        The head is read before the checkpoints and the end before both, so that nothing is missed
        that was there when the question was put.
        """
        last, _ = _end()
        head, filed = head_of(self.home), checkpoints_of(self.home)
        witnesses = Witnesses(stored=all_checkpoints(), filed=filed, head=head)
        return max(last, head.seq if head is not None else 0), witnesses

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


def _refuse_inside_transaction() -> None:
    """As a durable block of Django does; the transaction around a test does not count."""
    blocks = connection.atomic_blocks
    if blocks and not getattr(blocks[-1], "_from_testcase", False):
        raise RuntimeError("the audit is durable, and not written inside another transaction")


def _append(drafts: Iterable[Draft]) -> tuple[Entry, ...]:
    """The drafts as the next entries of the chain."""
    seq, previous = _end()
    entries = []
    for draft in drafts:
        seq += 1
        entries.append(linked(draft, seq, previous))
        previous = entries[-1].digest
    _write(entries)
    return tuple(entries)


def _take_turn() -> None:
    """One writer at a time. SQLite's transactions begin IMMEDIATE, which is the same."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _end() -> tuple[int, str]:
    """Place and digest of the last entry; of the last cut where all are removed."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT seq, digest FROM {_ENTRIES} ORDER BY seq DESC LIMIT 1")
        last = cursor.fetchone()
    if last is not None:
        return int(last[0]), str(last[1])
    cut = CheckpointRow.objects.filter(kind="cut").order_by("-seq").first()
    return (cut.seq, cut.digest) if cut is not None else (0, BEGINNING)


def _write(entries: Sequence[Entry]) -> None:
    """Each reading waits for this, so it is said in SQL: the model would take longer than the disk."""
    named = [
        (entry.seq, person)
        for entry in entries
        for person in entry.draft.persons
        if person != entry.draft.person
    ]
    with connection.cursor() as cursor:
        cursor.executemany(_INSERT, [_values(entry) for entry in entries])
        if named:
            cursor.executemany(_INSERT_NAMED, named)


_ENTRIES, _NAMED = EntryRow._meta.db_table, NamedRow._meta.db_table
_COLUMNS = tuple(each.name for each in EntryRow._meta.concrete_fields)
_INSERT = (
    f"INSERT INTO {_ENTRIES} ({', '.join(_COLUMNS)}) VALUES ({', '.join(['%s'] * len(_COLUMNS))})"
)
_INSERT_NAMED = f"INSERT INTO {_NAMED} (entry, person) VALUES (%s, %s)"


def _values(entry: Entry) -> tuple[Any, ...]:
    """An entry in the order of the columns."""
    draft = entry.draft
    held: dict[str, Any] = {name: getattr(draft, name) for name in _COLUMNS if hasattr(draft, name)}
    held |= {name: _BETWEEN.join(getattr(draft, name)) for name in _WORDS}
    held |= {"seq": entry.seq, "previous": entry.previous, "digest": entry.digest}
    held["at"] = connection.ops.adapt_datetimefield_value(draft.at)
    return tuple(held[name] for name in _COLUMNS)


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


# ---------------------------------------------------------------- reading


def accesses_of(person: str, zone: tzinfo, *, last: int = 1000) -> tuple[Access, ...]:
    """Who looked at a person's record, as the person reads it; see `accesses`."""
    return accesses_from(entries_about(person, last=last), person, zone)


def entries_about(person: str, *, last: int = 200) -> list[Entry]:
    """The entries that concern a person, lists that named them too, the newest first."""
    by_list = list(
        NamedRow.objects.filter(person=person)
        .order_by("-entry")
        .values_list("entry", flat=True)[:last]
    )
    rows = EntryRow.objects.filter(Q(person=person) | Q(seq__in=by_list)).order_by("-seq")[:last]
    return [entry_of(row, ()) for row in rows]


def count_entries() -> int:
    """How many entries there are."""
    return EntryRow.objects.count()


def all_entries(until: int | None = None) -> Iterator[Entry]:
    """Every entry in order (up to a place), with the people it names."""
    after, some = -1, EntryRow.objects.order_by("seq")
    if until is not None:
        some = some.filter(seq__lte=until)
    while rows := list(some.filter(seq__gt=after)[:_AT_A_TIME]):
        after = rows[-1].seq
        named = _named(rows[0].seq, after)
        for row in rows:
            yield entry_of(row, named.get(row.seq, ()))


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


def entry_of(row: EntryRow, named: Iterable[str]) -> Entry:
    """A row as an entry, with the people it names."""
    words: dict[str, Any] = {
        name: tuple(word for word in getattr(row, name).split(_BETWEEN) if word) for name in _WORDS
    }
    own = [row.person] if row.person else []
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
        persons=tuple(sorted([*named, *own])),
        service=row.service,
        allowed=row.allowed,
        reason=row.reason,
        **words,
    )
    return Entry(seq=row.seq, draft=draft, previous=row.previous, digest=row.digest)
