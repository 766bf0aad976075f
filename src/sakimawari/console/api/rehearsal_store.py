"""Rehearsed cases, read and written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sakimawari.console.api import hook_store
from sakimawari.console.api.hooks.events import Happened
from sakimawari.console.api.models import Rehearsal

_MOST = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A rehearsed case."""

    id: str
    service: str
    subject: str
    state: str
    opened_on: date


def _row(made: Rehearsal) -> Row:
    return Row(
        id=made.public_id,
        service=made.service,
        subject=made.subject,
        state=made.state,
        opened_on=made.opened_on,
    )


def open_case(
    program_id: int, *, id: str, service: str, subject: str, client_key: str, on: date, at: datetime
) -> Row:
    """Open a case once for a client key and service; the same again gives the one there is."""
    made, _ = Rehearsal.objects.get_or_create(
        program_id=program_id,
        client_key=client_key,
        service=service,
        defaults={
            "public_id": id,
            "subject": subject,
            "state": "submitted",
            "opened_on": on,
            "changed_at": at,
        },
    )
    return _row(made)


def one(program_id: int, case: str) -> Row | None:
    """A case of a program's own."""
    made = Rehearsal.objects.filter(program_id=program_id, public_id=case).first()
    return None if made is None else _row(made)


def rows_after(program_id: int, after: str) -> tuple[Row, ...]:
    """The cases of a program after an id, by id."""
    rows = Rehearsal.objects.filter(program_id=program_id, public_id__gt=after)
    return tuple(_row(made) for made in rows.order_by("public_id")[:_MOST])


def move(program_id: int, case: str, *, state: str, at: datetime) -> Row:
    """Set the state of a case."""
    Rehearsal.objects.filter(program_id=program_id, public_id=case).update(
        state=state, changed_at=at
    )
    return _row(Rehearsal.objects.get(program_id=program_id, public_id=case))


def tell_hooks(program_id: int, happened: Happened, *, at: datetime) -> None:
    """Queue an event for the hooks of a program that want it."""
    for hook in hook_store.hooks_of(program_id):
        if happened.event in hook.events:
            hook_store.queue_for(hook.id, happened, at=at)
