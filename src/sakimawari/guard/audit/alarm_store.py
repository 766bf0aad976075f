"""Alarms in the operational store: raised by entries, counted up, put away by a person with a note."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F

from sakimawari.guard.audit.alarms import Alarm, AlarmKind, Asking, alarms_for
from sakimawari.guard.audit.entries import Entry
from sakimawari.guard.audit.models import AlarmRow, EntryRow, StaffRow
from sakimawari.problems import fault

_LONGEST_NOTE = 500
_A_MOMENT = timedelta(minutes=1)
_COUNTED_OF_PROGRAMS = 16  # every so many entries
_ABOUT_ONE = {AlarmKind.PROTECTED, AlarmKind.COLLEAGUE, AlarmKind.OWN}  # an alarm for each person


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
