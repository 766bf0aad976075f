"""Hooks: addresses of a program at which it is told what happened."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from sakimawari.console.api import hook_store
from sakimawari.console.api.cursor import MOST, USUAL, read_cursor, write_cursor
from sakimawari.console.api.hooks.addresses import check_address
from sakimawari.console.api.hooks.events import Happened
from sakimawari.console.api.hooks.signature import new_secret, written
from sakimawari.console.api.refusals import Refused
from sakimawari.console.api.signing import Scope, program_of
from sakimawari.console.city import city

router = Router(tags=["hooks"])
Event = Literal["case.submitted", "case.waiting", "case.decided", "case.paid", "case.ended"]


class HookAsked(Schema):
    """An address, and the events to send there."""

    url: str = Field(
        max_length=500, description="https, at a host the city wrote down for this key"
    )
    events: list[Event] = Field(min_length=1, max_length=10)


class HookTold(Schema):
    """A hook of this program."""

    id: str
    url: str
    events: list[str]
    made_at: datetime


class HookMade(HookTold):
    """A hook with its secret, which is told this once."""

    secret: str = Field(description="Verify each `webhook-signature` with it")


class Hooks(Schema):
    """The hooks of this program."""

    hooks: list[HookTold]


class DeliveryTold(Schema):
    """An event sent, or waiting to be."""

    event_id: str
    event: str
    state: str = Field(description="waiting, taken or given_up")
    tries: int
    next_try: datetime | None
    last_status: int | None
    last_words: str
    made_at: datetime


class Deliveries(Schema):
    """A page of deliveries, the newest first."""

    deliveries: list[DeliveryTold]
    next: str | None


class Shown(Schema):
    """Which page."""

    cursor: str | None = Field(None, max_length=500)
    limit: int = Field(USUAL, ge=1, le=MOST)


class Queued(Schema):
    """An event that waits to be sent."""

    event_id: str


@router.post("", response={201: HookMade}, auth=Scope("hooks:write"))
def add_hook(request: HttpRequest, asked: HookAsked) -> Status[HookMade]:
    """Be told of events at an address."""
    known = program_of(request)
    url = check_address(asked.url, known.hosts, live=known.live)
    secret = new_secret()
    made = hook_store.add_hook(
        known.id,
        url=url,
        events=sorted(set(asked.events)),
        sealed_secret=city().keys.seal(known.client_id, secret),
        at=timezone.now(),
    )
    return Status(201, HookMade(**_told(made).model_dump(), secret=written(secret)))


@router.get("", response=Hooks, auth=Scope("hooks:write"))
def list_hooks(request: HttpRequest) -> Hooks:
    """The hooks of this program."""
    return Hooks(hooks=[_told(hook) for hook in hook_store.hooks_of(program_of(request).id)])


@router.delete("/{hook}", response={204: None}, auth=Scope("hooks:write"))
def end_hook(request: HttpRequest, hook: str) -> Status[None]:
    """Be told no more; what waits is not sent."""
    if not hook_store.end_hook(program_of(request).id, hook, at=timezone.now()):
        raise Refused("API004")
    return Status(204, None)


@router.post("/{hook}/test", response={202: Queued}, auth=Scope("hooks:write"))
def send_test(request: HttpRequest, hook: str) -> Status[Queued]:
    """Send a test event there, signed like any other."""
    _own(request, hook)
    now = timezone.now()
    happened = Happened(
        id=f"evt_test_{secrets.token_hex(8)}",
        event="hook.test",
        at=now,
        service="",
        ward="",
        data={"hook": hook},
    )
    hook_store.queue_for(hook, happened, at=now)
    return Status(202, Queued(event_id=happened.id))


@router.get("/{hook}/deliveries", response=Deliveries, auth=Scope("hooks:write"))
def list_deliveries(request: HttpRequest, hook: str, shown: Query[Shown]) -> Deliveries:
    """What was sent there or waits to be, the newest first."""
    of = f"deliveries {hook}"
    after = read_cursor(shown.cursor, of=of)
    rows = hook_store.deliveries_of(program_of(request).id, hook, after=after, most=shown.limit + 1)
    if rows is None:
        raise Refused("API004")
    page = rows[: shown.limit]
    more = len(rows) > len(page)
    return Deliveries(
        deliveries=[
            DeliveryTold(
                event_id=row.event_id,
                event=row.event,
                state=row.state,
                tries=row.tries,
                next_try=row.next_try,
                last_status=row.last_status,
                last_words=row.last_words,
                made_at=row.made_at,
            )
            for row in page
        ],
        next=write_cursor(page[-1].order, of=of) if more else None,
    )


def _own(request: HttpRequest, hook: str) -> None:
    if hook not in {one.id for one in hook_store.hooks_of(program_of(request).id)}:
        raise Refused("API004")


def _told(hook: hook_store.Known) -> HookTold:
    return HookTold(id=hook.id, url=hook.url, events=list(hook.events), made_at=hook.made_at)
