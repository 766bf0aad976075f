"""Lists of calls and visits in the operational store: made whole, worked through, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from sakimawari.guard.keys import Keys
from sakimawari.guard.sealing import open_json, seal_json
from sakimawari.problems import fault
from sakimawari.reach.channels.lists.values import (
    MOST_TRIES,
    OPEN_AFTER,
    Contact,
    Entry,
    ListState,
    Outcome,
    Script,
)
from sakimawari.reach.channels.models import ContactRow, EntryRow, ListRow
from sakimawari.reach.channels.seam import Item
from sakimawari.reach.medium import Medium

_AT_A_TIME = 500


def make(
    id: str, medium: Medium, items: Sequence[Item], keys: Keys, *, on: date, at: datetime
) -> int:
    """Make a list, whole or not at all; how many entries it got.

    The same list again, or an item that stands in any list, is done once.
    """
    with transaction.atomic():
        ListRow.objects.get_or_create(
            id=id, defaults={"medium": medium.value, "on": on, "made_at": at}
        )
        known: set[str] = set()
        for first in range(0, len(items), _AT_A_TIME):
            some = [item.id for item in items[first : first + _AT_A_TIME]]
            known.update(EntryRow.objects.filter(pk__in=some).values_list("pk", flat=True))
        rows = [
            _row(id, place, item, keys) for place, item in enumerate(items) if item.id not in known
        ]
        EntryRow.objects.bulk_create(rows, batch_size=_AT_A_TIME)
    return len(rows)


def _row(list: str, place: int, item: Item, keys: Keys) -> EntryRow:
    content = {"subject": item.subject, "text": item.text, "subjects": list_of(item.subjects)}
    return EntryRow(
        id=item.id,
        list_id=list,
        place=place,
        person=item.person,
        household=item.household,
        ward=item.ward,
        language=item.language,
        services=",".join(item.services),
        useful_until=item.useful_until,
        content=seal_json(keys, item.person, content),
    )


def list_of(values: Sequence[str]) -> list[str]:
    """Texts as JSON keeps them."""
    return [*values]


def open_entries(
    medium: Medium,
    *,
    on: date,
    wards: Collection[str] | None = None,
    list: str = "",
    most: int | None = None,
) -> tuple[Entry, ...]:
    """What is still to be done by a medium, list by list; what is of no use any more stays out."""
    rows = _open(medium, on).order_by("list__on", "list_id", "place")
    if wards is not None:
        rows = rows.filter(ward__in=wards)
    if list:
        rows = rows.filter(list_id=list)
    return tuple(_entry(row) for row in rows[:most])


def entry(id: str) -> Entry | None:
    """One entry, done or not; None where there is none."""
    row = _entries().filter(pk=id).first()
    return None if row is None else _entry(row)


def entries(ids: Collection[str]) -> tuple[Entry, ...]:
    """Some entries, done or not; those that are not there are passed over."""
    wanted, found = sorted(ids), list[Entry]()
    for first in range(0, len(wanted), _AT_A_TIME):
        rows = _entries().filter(pk__in=wanted[first : first + _AT_A_TIME])
        found.extend(map(_entry, rows))
    return tuple(found)


def script(entry: Entry, keys: Keys) -> Script:
    """What is to be said; within a watched request the person must have been opened before."""
    row = EntryRow.objects.get(pk=entry.id)
    told = open_json(keys, entry.person, row.content)
    return Script(subject=told["subject"], text=told["text"], subjects=tuple(told["subjects"]))


def record(told: Contact, keys: Keys) -> bool:
    """Keep what came of a contact; False where it was told before.

    REACH076 for an entry that is not there, or one that is closed by another word already.
    """
    with transaction.atomic():
        row = EntryRow.objects.select_for_update().filter(pk=told.entry).first()
        if row is None:
            raise _no_entry()
        if ContactRow.objects.filter(token=told.token).exists():
            return False
        if row.closed_at is not None:
            raise fault(
                "REACH076",
                "somebody has closed this entry of the list already",
                "look at the list again; what happened since belongs into a new list",
            )
        tries = row.contacts.count() + 1
        ContactRow.objects.create(
            entry=row,
            person=row.person,
            outcome=told.outcome.value,
            at=told.at,
            by=told.by,
            again_at=told.again_at,
            note=seal_json(keys, row.person, told.note) if told.note else None,
            token=told.token,
        )
        stays = told.outcome in OPEN_AFTER and (
            told.outcome is Outcome.CALL_BACK or tries < MOST_TRIES
        )
        row.outcome, row.again_at = told.outcome.value, told.again_at
        row.closed_at = None if stays else told.at
        row.save(update_fields=["outcome", "again_at", "closed_at"])
    return True


def close_person(person: str, *, at: datetime) -> int:
    """Close whatever is open about somebody, without a contact: opted out, protected, applied."""
    rows = EntryRow.objects.filter(person=person, closed_at=None)
    return rows.update(closed_at=at, outcome=Outcome.SKIPPED.value, again_at=None)


def notes(entry: Entry, keys: Keys) -> tuple[tuple[datetime, Outcome, str], ...]:
    """What came of an entry so far, the oldest first, each with its note."""
    rows = ContactRow.objects.filter(entry_id=entry.id).order_by("at", "id")
    return tuple(
        (
            row.at,
            Outcome(row.outcome),
            open_json(keys, entry.person, row.note) if row.note else "",
        )
        for row in rows
    )


def lists(
    medium: Medium,
    *,
    wards: Collection[str] | None = None,
    services: Collection[str] | None = None,
) -> tuple[ListState, ...]:
    """The lists of a medium, the newest first, each with how far it is within wards and services."""
    entries = EntryRow.objects.filter(list__medium=medium.value)
    if wards is not None:
        entries = entries.filter(ward__in=wards)
    counted: dict[str, Counter[str]] = {}
    left: Counter[str] = Counter()
    rows = entries.values("list_id", "outcome", "services").annotate(
        all=Count("pk"), open=Count("pk", filter=Q(closed_at__isnull=True))
    )
    for row in rows:
        if services is None or _slugs(row["services"]) <= set(services):
            counted.setdefault(row["list_id"], Counter())[row["outcome"]] += row["all"]
            left[row["list_id"]] += row["open"]
    return tuple(
        ListState(
            id=row.id,
            medium=medium,
            on=row.on,
            entries=counted[row.id].total(),
            open=left[row.id],
            outcomes={name: count for name, count in counted[row.id].items() if name},
        )
        for row in ListRow.objects.filter(pk__in=counted).order_by("-on", "-made_at", "id")
    )


def _slugs(written: str) -> set[str]:
    return {slug for slug in written.split(",") if slug}


def outcomes_since(at: datetime) -> Mapping[str, tuple[Outcome, datetime]]:
    """The last word on each entry contacted since a moment, by its id: for whoever sent it."""
    rows = ContactRow.objects.filter(at__gte=at).order_by("at", "id")
    return {row.entry_id: (Outcome(row.outcome), row.at) for row in rows}


def _open(medium: Medium, on: date) -> QuerySet[EntryRow]:
    useful = Q(useful_until__isnull=True) | Q(useful_until__gte=on)
    return _entries().filter(useful, list__medium=medium.value, closed_at=None)


def _entries() -> QuerySet[EntryRow]:
    return EntryRow.objects.select_related("list").annotate(tries=Count("contacts"))


def _entry(row: EntryRow) -> Entry:
    return Entry(
        id=row.id,
        list=row.list_id,
        medium=Medium(row.list.medium),
        on=row.list.on,
        person=row.person,
        household=row.household,
        ward=row.ward,
        language=row.language,
        services=tuple(slug for slug in row.services.split(",") if slug),
        useful_until=row.useful_until,
        outcome=Outcome(row.outcome) if row.outcome else None,
        again_at=row.again_at,
        is_closed=row.closed_at is not None,
        tries=getattr(row, "tries", 0),
    )


def _no_entry() -> Exception:
    return fault(
        "REACH076", "there is no such entry of a list", "look at the list again and choose one"
    )
