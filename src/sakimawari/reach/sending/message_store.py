"""Rows of messages as values, and the three ways in which they change: onward, ended, again later.

All of it within the transaction of whoever calls, on rows that transaction has locked.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import QuerySet

from sakimawari.reach.medium import Medium
from sakimawari.reach.sending.hours import JAPAN, morning_of
from sakimawari.reach.sending.message import Message, ended_as
from sakimawari.reach.sending.models import AttemptRow, MessageRow, TurnRow
from sakimawari.reach.sending.values import State, Step
from sakimawari.reach.sending.writing import write

AT_A_TIME = 500
CHANGED = (
    *("position", "medium", "state", "why", "due_at", "claim", "tries"),
    *("services", "sent_at", "replied_at", "changed_at"),
)
ALL_MEDIA = [medium.value for medium in Medium]


def message_of(row: MessageRow) -> Message:
    """A row as a value."""
    told = [(slug, subject, why) for slug, subject, why in json.loads(row.services)]
    return Message(
        id=row.pk,
        plan=row.plan,
        person=row.person,
        household=row.household,
        ward=row.ward,
        language=row.language,
        tellings=tuple((slug, subject) for slug, subject, _ in told),
        media=tuple(Medium(word) for word in row.media.split()),
        position=row.position,
        state=State(row.state),
        send_on=row.send_on,
        useful_until=row.useful_until,
        variant=row.variant,
        tries=row.tries,
        due_at=row.due_at,
        recorded_at=row.recorded_at,
        sent_at=row.sent_at,
        replied_at=row.replied_at,
        why=row.why,
        occasions={(slug, subject): why for slug, subject, why in told if why},
    )


def written(told: Iterable[tuple[str, str, str]]) -> str:
    """Services with whose right each is and why it is told, as the store keeps them."""
    return json.dumps(list(told), separators=(",", ":"))


def shortened(row: MessageRow, tellings: Iterable[tuple[str, str]]) -> str:
    """What a message tells, cut down to these."""
    left = set(tellings)
    return written(each for each in json.loads(row.services) if tuple(each[:2]) in left)


@contextmanager
def in_turn(name: str) -> Iterator[TurnRow]:
    """A transaction that only one worker at a time is in. SQLite has no other kind."""
    if not TurnRow.objects.filter(pk=name).exists():
        TurnRow.objects.bulk_create([TurnRow(name=name)], ignore_conflicts=True)
    with transaction.atomic():
        yield TurnRow.objects.select_for_update().get(pk=name)


def be_durable() -> None:
    """From now on, what this connection commits outlasts a loss of power, not only of a process.

    PostgreSQL does so anyway; SQLite's connections of the console leave out the last sync.
    """
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=FULL")


def unlocked(rows: QuerySet[MessageRow], most: int) -> list[MessageRow]:
    """Some rows, locked; those another transaction holds are passed over."""
    return list(rows.select_for_update(skip_locked=True)[:most])


def held_by(claim: str, ids: Iterable[str]) -> dict[str, MessageRow]:
    """Those of some messages that are still claimed under a token, locked, by id.

    In the order of their ids: two transactions that lock the same rows wait, and never for each other.
    """
    rows = MessageRow.objects.filter(pk__in=list(ids), claim=claim, state=State.CLAIMED.value)
    return {row.pk: row for row in rows.select_for_update().order_by("pk")}


def save(rows: Sequence[MessageRow], at: datetime) -> None:
    """Write changed rows."""
    for row in rows:
        row.changed_at = at
    if rows:
        write(rows, CHANGED)


def onward(rows: Sequence[tuple[MessageRow, str]], at: datetime) -> None:
    """Change rows to their next medium, each for a reason; those without one have ended.

    What leaves as a batch leaves with that of the next day: one a day is sorted and paid as one.
    """
    last = []
    for row, why in rows:
        media = row.media.split()
        if row.position + 1 >= len(media):
            last.append((row, why))
            continue
        row.position += 1
        row.medium = media[row.position]
        row.state, row.why, row.claim, row.tries = State.WAITING.value, why, "", 0
        row.due_at = next_leave(Medium(row.medium), at)
    end(last, State.FAILED, at)


def next_leave(medium: Medium, at: datetime) -> datetime:
    """When a message that turns to a medium now may leave by it at the earliest."""
    if medium.is_sent_one_by_one:
        return at
    return morning_of(at.astimezone(JAPAN).date() + timedelta(days=1))


def end(rows: Sequence[tuple[MessageRow, str]], state: State, at: datetime) -> None:
    """Change rows so that nothing more is done about them; what had reached somebody stays so."""
    ids = [row.pk for row, _ in rows]
    steps: dict[str, list[Step]] = {}
    found = AttemptRow.objects.filter(message__in=ids).exclude(state=Step.CLAIMED.value)
    for message, step in found.values_list("message_id", "state"):
        steps.setdefault(message, []).append(Step(step))
    for row, why in rows:
        row.state = ended_as(steps.get(row.pk, ()), state).value
        row.why, row.claim, row.due_at = why, "", None


def later(rows: Iterable[tuple[MessageRow, datetime]], *, why: str = "") -> None:
    """Change rows to wait until a moment, by the same medium."""
    for row, until in rows:
        row.state, row.why, row.claim, row.due_at = State.WAITING.value, why, "", until
