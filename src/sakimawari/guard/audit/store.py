"""The audit in the operational store: entries are added one after another, and read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q

from sakimawari.guard.audit.accesses import Access, accesses_from
from sakimawari.guard.audit.alarms import Alarm, AlarmKind, Asking, alarms_for
from sakimawari.guard.audit.chain import BEGINNING, linked
from sakimawari.guard.audit.entries import Draft, Entry
from sakimawari.guard.audit.models import AlarmRow, CheckpointRow, EntryRow, NamedRow, StaffRow
from sakimawari.guard.audit.signing import Checkpoint, Signer
from sakimawari.guard.audit.verify import HEAD, MARK_EVERY, Witnesses
from sakimawari.guard.audit.witness import checkpoints_of, head_of, keep_checkpoint, keep_head
from sakimawari.problems import fault

_LOCK = 0x5A41554449  # of PostgreSQL: whoever adds to the chain holds it until the commit
_AT_A_TIME = 2000
_LONGEST_NOTE = 500
_A_MOMENT = timedelta(minutes=1)
_COUNTED_OF_PROGRAMS = 16  # every so many entries
_ABOUT_ONE = {AlarmKind.PROTECTED, AlarmKind.COLLEAGUE, AlarmKind.OWN}  # an alarm for each person
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


def watch(entry: Entry, *, protected: bool) -> tuple[AlarmKind, ...]:
    """Raise the alarms an entry calls for; `protected`: the record asked for was, for this actor."""
    noted = _noted_lately(entry)
    asking = Asking(
        denied=(lambda *_: 0) if AlarmKind.MANY_DENIED in noted else _denied,
        people_read=(lambda *_: 0) if _is_uncounted(entry, noted) else _people_read,
        staff_of=_staff_of,
    )
    kinds = tuple(alarms_for(entry, asking, protected=protected))
    for kind in kinds:
        _raise(kind, entry)
    return kinds


def alarms(*, open_only: bool = True, last: int = 200) -> tuple[Alarm, ...]:
    """The alarms nobody has looked at yet (or all of them), the newest first."""
    rows = AlarmRow.objects.order_by("-last_at", "-id")
    if open_only:
        rows = rows.filter(acknowledged_at=None)
    return tuple(_alarm(row) for row in rows[:last])


def acknowledge(id: int, *, by: str, at: datetime, note: str) -> None:
    """Note that a person looked, and what they found; GUARD016 without a note or for no open alarm.

    Who caused an alarm may not put it away.
    """
    words = note.strip()[:_LONGEST_NOTE]
    found = AlarmRow.objects.filter(id=id, acknowledged_at=None).exclude(actor=by)
    if not words or not found.update(acknowledged_at=at, acknowledged_by=by, note=words):
        raise fault(
            "GUARD016",
            "an alarm is put away by somebody else than who caused it, once, and with a note",
            "write what you found, or ask a colleague to look at it",
        )


def keep_staff(person: str, account: str) -> None:
    """Watch the record of a resident who works for the city."""
    StaffRow.objects.update_or_create(person=person, defaults={"account": account})


def forget_staff(person: str) -> None:
    """No longer watch it: they left."""
    StaffRow.objects.filter(person=person).delete()


def _noted_lately(entry: Entry) -> set[AlarmKind]:
    """Open alarms about the account that were noted a moment ago: counting again tells nothing new."""
    draft = entry.draft
    kinds = AlarmRow.objects.filter(
        actor=draft.actor,
        actor_kind=draft.actor_kind,
        acknowledged_at=None,
        last_at__gt=draft.at - _A_MOMENT,
    ).values_list("kind", flat=True)
    return {AlarmKind(kind) for kind in kinds}


def _is_uncounted(entry: Entry, noted: set[AlarmKind]) -> bool:
    """Programs read by the thousand: of theirs some are counted, which is soon enough."""
    some = entry.draft.actor_kind == "program" and entry.seq % _COUNTED_OF_PROGRAMS
    return bool(some) or AlarmKind.MASS_READING in noted


def _denied(actor_kind: str, actor: str, since: datetime) -> int:
    return EntryRow.objects.filter(
        actor=actor, actor_kind=actor_kind, at__gt=since, allowed=False
    ).count()


def _people_read(actor_kind: str, actor: str, since: datetime) -> int:
    read = EntryRow.objects.filter(
        actor=actor, actor_kind=actor_kind, at__gt=since, allowed=True
    ).exclude(person="")
    return read.values("person").distinct().count()


def _staff_of(person: str) -> str | None:
    return StaffRow.objects.filter(person=person).values_list("account", flat=True).first()


def _raise(kind: AlarmKind, entry: Entry) -> None:
    """An alarm; one that nobody has looked at yet, of the same kind, actor and person, is counted up."""
    draft = entry.draft
    person = draft.person if kind in _ABOUT_ONE else ""
    about = {"kind": kind.value, "actor_kind": draft.actor_kind, "actor": draft.actor}
    same = AlarmRow.objects.filter(**about, person=person, acknowledged_at=None)
    if not same.update(count=F("count") + 1, last_at=draft.at):
        AlarmRow.objects.create(
            **about, person=person, entry=entry.seq, at=draft.at, last_at=draft.at
        )


def _alarm(row: AlarmRow) -> Alarm:
    return Alarm(
        id=row.id,
        kind=AlarmKind(row.kind),
        at=row.at,
        last_at=row.last_at,
        actor_kind=row.actor_kind,
        actor=row.actor,
        person=row.person,
        entry=row.entry,
        count=row.count,
        acknowledged_at=row.acknowledged_at,
        acknowledged_by=row.acknowledged_by,
        note=row.note,
    )


# ---------------------------------------------------------------- reading


def accesses_of(person: str, zone: tzinfo, *, last: int = 1000) -> tuple[Access, ...]:
    """Who looked at a person's record, as the person reads it; see `accesses`."""
    return accesses_from(entries_about(person, last=last), person, zone)


def entries_about(person: str, *, last: int = 200) -> list[Entry]:
    """The entries that concern a person, lists that named them too, the newest first."""
    by_list = NamedRow.objects.filter(person=person).values("entry")
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
