"""Alarms in the operational store: raised by entries, counted up, put away by a person with a note."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from django.db.models import F, QuerySet

from sakimawari.guard.audit.alarms import Alarm, AlarmKind, Asking, alarms_for
from sakimawari.guard.audit.entries import Entry
from sakimawari.guard.audit.models import AlarmRow, EntryRow, StaffRow
from sakimawari.problems import fault

_LONGEST_NOTE = 500
_A_MOMENT = timedelta(minutes=1)
_COUNTED_OF_PROGRAMS = 16  # every so many entries: programs read by the thousand
_ASKED_FROM = 15  # people of one account in one process: a quarter of what alarms
_MOST_SEEN = 2000  # accounts
_ABOUT_ONE = {AlarmKind.PROTECTED, AlarmKind.COLLEAGUE, AlarmKind.OWN}  # an alarm for each person


def watch(entry: Entry, *, protected: bool) -> tuple[AlarmKind, ...]:
    """Raise the alarms an entry calls for; `protected`: the record asked for was, for this actor."""
    asking = Asking(
        denied=lambda kind, actor, since: _denied(entry, since),
        people_read=lambda kind, actor, since: _people_read(entry, since),
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
    """Watch the record of a resident who works for the city; every process knows in a minute."""
    StaffRow.objects.update_or_create(person=person, defaults={"account": account})
    _staff.clear()


def forget_staff(person: str) -> None:
    """No longer watch it: they left."""
    StaffRow.objects.filter(person=person).delete()
    _staff.clear()


def _denied(entry: Entry, since: datetime) -> int:
    if AlarmKind.MANY_DENIED in _noted_lately(entry):
        return 0
    return _of_actor(entry, since).filter(allowed=False).count()


def _people_read(entry: Entry, since: datetime) -> int:
    """Different people whose records the account opened; the store is asked only when this process
    has seen it open some, for each reading waits for the answer.
    """
    if entry.draft.actor_kind == "program" and entry.seq % _COUNTED_OF_PROGRAMS:
        return 0
    if _seen.count(entry, since) < _ASKED_FROM or AlarmKind.MASS_READING in _noted_lately(entry):
        return 0
    read = _of_actor(entry, since).filter(allowed=True).exclude(person="")
    return read.values("person").distinct().count()


def _of_actor(entry: Entry, since: datetime) -> QuerySet[EntryRow]:
    draft = entry.draft
    return EntryRow.objects.filter(actor=draft.actor, actor_kind=draft.actor_kind, at__gt=since)


@dataclass(slots=True)
class _Seen:
    """Whom the accounts of this process read lately. Several processes see a part each."""

    readings: dict[tuple[str, str], dict[str, datetime]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def count(self, entry: Entry, since: datetime) -> int:
        """Different people the account read since a moment, this entry among them."""
        draft = entry.draft
        with self.lock:
            held = self.readings.setdefault((draft.actor_kind, draft.actor), {})
            held[draft.person] = draft.at
            for person in [person for person, at in held.items() if at <= since]:
                del held[person]
            if len(self.readings) > _MOST_SEEN:
                self.readings.pop(next(iter(self.readings)))
            return len(held)


_seen = _Seen()
_staff: dict[str, tuple[float, dict[str, str]]] = {}


def _staff_of(person: str) -> str | None:
    """The account of the member of staff who is this resident; the list is read once in a while."""
    now = time.monotonic()
    read, held = _staff.get("all", (-_A_MOMENT.total_seconds(), {}))
    if now - read >= _A_MOMENT.total_seconds():
        held = dict(StaffRow.objects.values_list("person", "account"))
        _staff["all"] = (now, held)
    return held.get(person)


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
