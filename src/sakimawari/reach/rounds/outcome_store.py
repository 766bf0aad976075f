"""What was told of visits: each once by its token, both kept where two differ, passed on once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction

from sakimawari.guard.keys import Keys
from sakimawari.guard.sealing import open_json, seal_json
from sakimawari.problems import Problems, fault
from sakimawari.reach.channels import list_store
from sakimawari.reach.channels.lists.values import Contact, Entry, Outcome
from sakimawari.reach.rounds.models import OutcomeRow, VisitRow
from sakimawari.reach.rounds.values import Kind, Standing

LONGEST_NOTE = 500
FORWARD = timedelta(minutes=10)  # a telephone's clock may go so far ahead
_AS_OF_LIST = {
    Kind.MET: Outcome.REACHED,
    Kind.APPLIED: Outcome.APPLIED,
    Kind.NOT_HOME: Outcome.NO_ANSWER,
    Kind.LETTER: Outcome.NO_ANSWER,
    Kind.REFUSES: Outcome.REFUSES,
    Kind.MOVED: Outcome.WRONG,
    Kind.FOLLOW_UP: Outcome.REACHED,
}
OF_THE_OFFICE = (
    Kind.FOLLOW_UP,
    Kind.REFUSES,
    Kind.MOVED,
)  # after these the office has something to do


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An outcome as it is told. `token`: 16 to 64 characters, the same where it is told again."""

    token: str
    entry: str
    kind: Kind
    at: datetime
    by: str
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An outcome as it is kept; `has_note` where one is sealed beside it."""

    token: str
    on: date
    entry: str
    person: str
    kind: Kind
    at: datetime
    by: str
    has_note: bool
    standing: Standing
    settled: bool


Record = Callable[[Contact, Entry, Keys], bool]


def _on_the_list(contact: Contact, entry: Entry, keys: Keys) -> bool:
    return list_store.record(contact, keys)


def tell(told: Told, keys: Keys, *, on: date, now: datetime, record: Record = _on_the_list) -> bool:
    """Keep an outcome; False where this token was kept before, whatever it says now.

    `record` passes it on to the list it came from, with whatever follows from it there: an opt-out,
    an answer to a message.

    VISIT020 where the visit is not on the teller's round of that day; VISIT021 for a token or note
    that cannot be.
    """
    _check(told)
    with transaction.atomic():
        visit = VisitRow.objects.filter(on=on, entry=told.entry, worker=told.by).first()
        if OutcomeRow.objects.filter(pk=told.token).exists():
            return False
        if visit is None:
            raise fault(
                "VISIT020",
                "this visit is not on the round of whoever told of it",
                "open the round of the day again; tell the office where another made the visit",
            )
        OutcomeRow.objects.create(
            token=told.token,
            on=on,
            entry=told.entry,
            person=visit.person,
            kind=told.kind.value,
            note=seal_json(keys, visit.person, told.note) if told.note else None,
            at=min(told.at, now + FORWARD),
            by=told.by,
            received_at=now,
        )
    pass_on(keys, record=record)
    return True


def _check(told: Told) -> None:
    if not 16 <= len(told.token) <= 64 or not told.token.replace("-", "").isalnum():
        raise fault("VISIT021", "an outcome came without a token of its own", "load the page again")
    if len(told.note) > LONGEST_NOTE:
        raise fault(
            "VISIT021",
            f"a note has at most {LONGEST_NOTE} characters",
            "write it shorter; what is longer belongs into the record of the consultation",
        )


def pass_on(keys: Keys, *, record: Record = _on_the_list) -> int:
    """Pass on whatever was not yet, once each; how many the lists took.

    Where the list heard of the visit by another way already, what was told here stays beside it.
    """
    done = 0
    for row in OutcomeRow.objects.filter(passed_on=False).order_by("at", "token"):
        contact = Contact(
            entry=row.entry,
            outcome=_AS_OF_LIST[Kind(row.kind)],
            at=row.at,
            by=row.by,
            token=row.token,
        )
        entry = list_store.entry(row.entry)
        if entry is not None:
            with suppress(Problems):
                done += record(contact, entry, keys)
        OutcomeRow.objects.filter(pk=row.pk).update(passed_on=True)
    return done


def outcomes_on(
    on: date, *, until: date | None = None, by: str | None = None
) -> dict[str, tuple[Kept, ...]]:
    """What was told of the visits of a day (or of several), by entry; what stands comes first."""
    rows = OutcomeRow.objects.filter(on__gte=on, on__lte=until or on)
    if by is not None:
        rows = rows.filter(by=by)
    found: dict[str, tuple[Kept, ...]] = {}
    for row in rows.order_by("-at", "-received_at", "token"):
        before = found.get(row.entry, ())
        found[row.entry] = (*before, _kept(row, first=not before))
    return found


def _kept(row: OutcomeRow, *, first: bool) -> Kept:
    return Kept(
        token=row.token,
        on=row.on,
        entry=row.entry,
        person=row.person,
        kind=Kind(row.kind),
        at=row.at,
        by=row.by,
        has_note=row.note is not None,
        standing=Standing.STANDS if first else Standing.BESIDE,
        settled=row.settled_at is not None,
    )


def notes_of(tokens: Collection[str], keys: Keys) -> Mapping[str, str]:
    """The notes of outcomes, by token; the people must have been cleared before."""
    rows = OutcomeRow.objects.filter(pk__in=list(tokens)).exclude(note=None)
    return {
        row.token: open_json(keys, row.person, row.note) for row in rows if row.note is not None
    }


def waiting_for_the_office(since: date) -> tuple[Kept, ...]:
    """What was told and asks something of the office, not yet settled; the oldest first."""
    rows = OutcomeRow.objects.filter(
        on__gte=since, kind__in=[kind.value for kind in OF_THE_OFFICE], settled_at=None
    ).order_by("at", "token")
    return tuple(_kept(row, first=True) for row in rows)


def whose(token: str) -> str:
    """Whose visit an outcome is of, to be cleared before; VISIT020 where there is none."""
    row = OutcomeRow.objects.filter(pk=token).first()
    if row is None:
        raise fault("VISIT020", "there is no such outcome", "look at the list again")
    return row.person


def settle(token: str, *, by: str, at: datetime) -> bool:
    """Say that what an outcome asked of the office is done; False where it was before."""
    rows = OutcomeRow.objects.filter(pk=token, settled_at=None)
    return bool(rows.update(settled_at=at, settled_by=by))
