"""Hooks and their deliveries, read and written."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from sakimawari.console.api.hooks.events import Happened
from sakimawari.console.api.models import Delivery, Hook, Reached

_CLAIM = timedelta(minutes=2)  # how long a process may take over one delivery
WAITING, TAKEN, GIVEN_UP = "waiting", "taken", "given_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A hook as programs see it."""

    id: str
    url: str
    events: tuple[str, ...]
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A delivery as programs see it."""

    event_id: str
    event: str
    state: str
    tries: int
    next_try: datetime | None
    last_status: int | None
    last_words: str
    made_at: datetime
    order: str  # grows with every delivery


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A delivery claimed for one try; the secret is sealed for the program."""

    id: int
    hook: int
    url: str
    client_id: str
    live: bool
    hosts: frozenset[str]
    secret: bytes
    event_id: str
    body: dict[str, object]
    tries: int


def _known(row: Hook) -> Known:
    return Known(id=row.public_id, url=row.url, events=tuple(row.events), made_at=row.made_at)


def add_hook(
    program_id: int, *, url: str, events: Sequence[str], sealed_secret: bytes, at: datetime
) -> Known:
    """Register a hook of a program."""
    return _known(
        Hook.objects.create(
            public_id=f"hook_{secrets.token_hex(8)}",
            program_id=program_id,
            url=url,
            events=list(events),
            secret=sealed_secret,
            made_at=at,
        )
    )


def hooks_of(program_id: int) -> tuple[Known, ...]:
    """The hooks of a program that have not ended, by id."""
    rows = Hook.objects.filter(program_id=program_id, ended_at=None).order_by("public_id")
    return tuple(_known(row) for row in rows)


def end_hook(program_id: int, public_id: str, *, at: datetime) -> bool:
    """End a hook; whether there was one. What waits to be sent to it is given up."""
    with transaction.atomic():
        rows = Hook.objects.filter(program_id=program_id, public_id=public_id, ended_at=None)
        Delivery.objects.filter(hook__in=rows, state=WAITING).update(state=GIVEN_UP, next_try=None)
        return bool(rows.update(ended_at=at))


def deliveries_of(
    program_id: int, public_id: str, *, after: str, most: int
) -> tuple[Sent, ...] | None:
    """Deliveries of a hook, the newest first, older than one; None where there is no such hook."""
    hook = Hook.objects.filter(program_id=program_id, public_id=public_id).first()
    if hook is None:
        return None
    rows = Delivery.objects.filter(hook=hook).order_by("-pk")
    if after:
        rows = rows.filter(pk__lt=int(after))
    return tuple(
        Sent(
            event_id=row.event_id,
            event=row.event,
            state=row.state,
            tries=row.tries,
            next_try=row.next_try,
            last_status=row.last_status,
            last_words=row.last_words,
            made_at=row.made_at,
            order=str(row.pk),
        )
        for row in rows[:most]
    )


def reached() -> int:
    """How far the history of cases has been told."""
    row = Reached.objects.first()
    return 0 if row is None else row.history


def tell(happened: Iterable[Happened], *, reach: int | None, at: datetime) -> int:
    """Queue events for the hooks that want them and may have them; how many deliveries that is.

    Both the deliveries and how far the history was told are written at once; an event told twice
    is queued once.
    """
    with transaction.atomic():
        hooks = list(
            Hook.objects.select_related("program").filter(ended_at=None, program__ended_at=None)
        )
        queued = [
            Delivery(
                hook=hook,
                event_id=one.id,
                event=one.event,
                body=one.body(),
                next_try=at,
                made_at=at,
            )
            for one in happened
            for hook in hooks
            if one.event in hook.events and _may_know(hook, one)
        ]
        Delivery.objects.bulk_create(queued, ignore_conflicts=True)
        if reach is not None:
            Reached.objects.update_or_create(pk=1, defaults={"history": reach})
    return len(queued)


def _may_know(hook: Hook, happened: Happened) -> bool:
    """Events of cases go to live keys that may read cases of that service and ward."""
    program = hook.program
    return (
        program.live
        and "cases:read" in program.scopes
        and not {"*", happened.service}.isdisjoint(program.services)
        and not {"*", happened.ward}.isdisjoint(program.wards)
    )


def queue_for(public_id: str, happened: Happened, *, at: datetime) -> None:
    """Queue one event for one hook: a test, or what happened in a rehearsal."""
    hook = Hook.objects.get(public_id=public_id)
    Delivery.objects.bulk_create(
        [
            Delivery(
                hook=hook,
                event_id=happened.id,
                event=happened.event,
                body=happened.body(),
                next_try=at,
                made_at=at,
            )
        ],
        ignore_conflicts=True,
    )


def claim_due(*, at: datetime, most: int = 20) -> tuple[Due, ...]:
    """Claim deliveries that are due: no other process has them for a while.

    The try is counted when it is claimed: one that ends with its process counts as a try.
    """
    claimed = []
    waiting = Q(state=WAITING, next_try__lte=at, hook__ended_at=None)
    for row in (
        Delivery.objects.select_related("hook__program").filter(waiting).order_by("pk")[:most]
    ):
        mine = Delivery.objects.filter(pk=row.pk, state=WAITING, tries=row.tries)
        if not mine.update(tries=row.tries + 1, next_try=at + _CLAIM):
            continue
        claimed.append(
            Due(
                id=row.pk,
                hook=row.hook_id,
                url=row.hook.url,
                client_id=row.hook.program.client_id,
                live=row.hook.program.live,
                hosts=frozenset(row.hook.program.hosts),
                secret=bytes(row.hook.secret),
                event_id=row.event_id,
                body=row.body,
                tries=row.tries + 1,
            )
        )
    return tuple(claimed)


def note_try(
    due: Due, *, state: str, status: int | None, words: str, next_try: datetime | None
) -> None:
    """Keep what came of a try."""
    Delivery.objects.filter(pk=due.id).update(
        state=state, last_status=status, last_words=words[:200], next_try=next_try
    )


def end_gone(due: Due, *, at: datetime) -> None:
    """End the hook whose receiver said it is gone."""
    with transaction.atomic():
        Hook.objects.filter(pk=due.hook).update(ended_at=at)
        Delivery.objects.filter(hook=due.hook, state=WAITING).update(state=GIVEN_UP, next_try=None)
