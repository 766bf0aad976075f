"""Who wants nothing by a medium: said once, it holds at once, also for what a worker has in hand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from sakimawari.reach.medium import Medium
from sakimawari.reach.sending import message_store as messages
from sakimawari.reach.sending.gates import OPTED_OUT
from sakimawari.reach.sending.models import AttemptRow, MessageRow, OptOutRow
from sakimawari.reach.sending.values import State, Step

BY_REPORT, BY_RESIDENT, BY_ONE_CLICK, BY_STAFF = "report", "resident", "one_click", "staff"


def opt_out(person: str, medium: Medium, *, at: datetime, source: str = BY_RESIDENT) -> int:
    """Nothing goes to a person by a medium from now on; how many calls were stopped by it.

    What a worker holds and has not called is taken from it. A call that has begun cannot be
    taken back: it is over within the time one call may take. Saying it twice changes nothing.
    """
    with transaction.atomic():
        row = OptOutRow(person=person, medium=medium.value, at=at, source=source)
        OptOutRow.objects.bulk_create([row], ignore_conflicts=True)
        held = {
            row.pk: row
            for row in MessageRow.objects.filter(
                person=person, medium=medium.value, state=State.CLAIMED.value
            )
            .select_for_update()
            .order_by("pk")
        }
        stopped = AttemptRow.objects.filter(
            message__in=held, medium=medium.value, state=Step.CLAIMED.value, maybe=False
        )
        ids = list(stopped.values_list("message_id", flat=True))
        stopped.update(state=Step.STOPPED.value, why=OPTED_OUT, claimed_until=None)
        messages.onward([(held[id], OPTED_OUT) for id in ids], at)
        messages.save([held[id] for id in ids], at)
    return len(ids)


def opt_in(person: str, medium: Medium, *, at: datetime) -> bool:
    """A person wants to be told by a medium again; whether they had opted out."""
    rows = OptOutRow.objects.filter(person=person, medium=medium.value, ended_at=None)
    return bool(rows.update(ended_at=at))


def opted_out(person: str) -> dict[Medium, datetime]:
    """The media a person wants nothing by, each with the moment they said so."""
    rows = OptOutRow.objects.filter(person=person, ended_at=None)
    return {Medium(row.medium): row.at for row in rows}


def opted_out_of(medium: Medium, persons: Iterable[str]) -> frozenset[str]:
    """Who of some people wants nothing by a medium."""
    asked, found = [*persons], set[str]()
    held = OptOutRow.objects.filter(medium=medium.value, ended_at=None)
    for first in range(0, len(asked), messages.AT_A_TIME):
        rows = held.filter(person__in=asked[first : first + messages.AT_A_TIME])
        found.update(rows.values_list("person", flat=True))
    return frozenset(found)


def opted_out_by_medium(persons: Iterable[str] | None = None) -> dict[Medium, frozenset[str]]:
    """Who (of some people, or of all) wants nothing by which medium: for whoever plans."""
    rows = OptOutRow.objects.filter(ended_at=None)
    if persons is not None:
        rows = rows.filter(person__in=list(persons))
    found: dict[Medium, set[str]] = {}
    for person, medium in rows.values_list("person", "medium"):
        found.setdefault(Medium(medium), set()).add(person)
    return {medium: frozenset(people) for medium, people in found.items()}
