"""Looking through the audit: entries by account, day, purpose, action, answer, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from django.db.models import Q, QuerySet

from sakimawari.guard.audit.entries import Entry
from sakimawari.guard.audit.models import EntryRow, NamedRow
from sakimawari.guard.audit.store import entry_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Which entries; what is empty is not asked about. Days are those of a time zone, both included.

    `actors` are accounts, any of them. `person` finds entries about a resident by opaque key, lists
    that named them too.
    """

    actors: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    purpose: str = ""
    action: str = ""
    allowed: bool | None = None
    person: str = ""
    target: str = ""  # the number of a case, a list or an export, or its beginning


def entries(
    sought: Sought, zone: tzinfo, *, before: int | None = None, most: int = 50
) -> list[Entry]:
    """Entries that fit, from the place `before` downwards."""
    rows = _rows(sought, zone)
    if before is not None:
        rows = rows.filter(seq__lt=before)
    found = list(rows.order_by("-seq")[:most])
    return [entry_of(row, named_in(row.seq)) for row in found]


def named_in(seq: int) -> tuple[str, ...]:
    """The people whom an entry about several names."""
    return tuple(NamedRow.objects.filter(entry=seq).values_list("person", flat=True))


def count(sought: Sought, zone: tzinfo) -> int:
    """How many entries fit."""
    return _rows(sought, zone).count()


def actors(zone: tzinfo, *, since: date) -> tuple[str, ...]:
    """The accounts of staff who did anything since a day."""
    begin = datetime.combine(since, time(), zone)
    found = EntryRow.objects.filter(at__gte=begin, actor_kind="staff").values_list(
        "actor", flat=True
    )
    return tuple(found.distinct().order_by())


def _rows(sought: Sought, zone: tzinfo) -> QuerySet[EntryRow]:
    given = Q()
    if sought.actors:
        given &= Q(actor__in=sought.actors)
    if sought.since is not None:
        given &= Q(at__gte=datetime.combine(sought.since, time(), zone))
    if sought.until is not None:
        given &= Q(at__lt=datetime.combine(sought.until + timedelta(days=1), time(), zone))
    for name in ("purpose", "action"):
        if getattr(sought, name):
            given &= Q(**{name: getattr(sought, name)})
    if sought.allowed is not None:
        given &= Q(allowed=sought.allowed)
    if sought.person:
        by_list = NamedRow.objects.filter(person=sought.person).values("entry")
        given &= Q(person=sought.person) | Q(seq__in=by_list)
    if sought.target:
        given &= Q(target__startswith=sought.target)
    return EntryRow.objects.filter(given)
