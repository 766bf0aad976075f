"""Reading what was sent: counts, one person's history, failures by reason. Keys and codes only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from sakimawari.reach.medium import Medium
from sakimawari.reach.sending.hours import allowed_from
from sakimawari.reach.sending.message import Message
from sakimawari.reach.sending.message_store import message_of
from sakimawari.reach.sending.models import AttemptRow, MessageRow
from sakimawari.reach.sending.values import State, Step
from sakimawari.reach.terms.values import Terms

_ENDED_BADLY = [step.value for step in (Step.REFUSED, Step.BOUNCED, Step.STOPPED, Step.UNSURE)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many messages of a plan stand in a state, by the medium whose turn it is."""

    plan: str
    medium: Medium
    state: State
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One attempt of a message, as pages show it."""

    ours: str
    medium: Medium
    provider: str
    state: Step
    why: str
    called_at: datetime | None
    answered_at: datetime | None
    reported_at: datetime | None
    batch: str


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """One message with its attempts, the first first."""

    message: Message
    attempts: tuple[Attempt, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """How often an attempt ended so, by medium, provider and reason."""

    medium: Medium
    provider: str
    state: Step
    why: str
    count: int


def counts(plan: str | None = None) -> tuple[Tally, ...]:
    """How many messages stand where, of one plan or of all."""
    rows = MessageRow.objects.all() if plan is None else MessageRow.objects.filter(plan=plan)
    grouped = rows.values_list("plan", "medium", "state").annotate(count=Count("pk"))
    return tuple(
        Tally(plan=name, medium=Medium(medium), state=State(state), count=count)
        for name, medium, state, count in grouped.order_by("plan", "medium", "state")
        if medium
    )


def counts_by_state(plan: str | None = None) -> dict[State, int]:
    """The same by state alone; states without messages are not in it."""
    found: dict[State, int] = {}
    for each in counts(plan):
        found[each.state] = found.get(each.state, 0) + each.count
    return found


def history_of(person: str, *, most: int = 100) -> tuple[History, ...]:
    """What was sent, or is to be sent, to a person: the newest first. Held-out ones are not shown."""
    rows = MessageRow.objects.filter(person=person).exclude(state=State.HELD_OUT.value)
    return _histories(rows.order_by("-recorded_at", "-send_on")[:most])


def history(message: str) -> History | None:
    """One message with its attempts; None if there is none with this id."""
    found = _histories(MessageRow.objects.filter(pk=message))
    return found[0] if found else None


def _histories(rows: QuerySet[MessageRow]) -> tuple[History, ...]:
    listed = list(rows)
    attempts: dict[str, list[Attempt]] = {}
    found = AttemptRow.objects.filter(message__in=[row.pk for row in listed])
    for row in found.order_by("message_id", "pk"):
        attempts.setdefault(row.message_id, []).append(
            Attempt(
                ours=row.ours,
                medium=Medium(row.medium),
                provider=row.provider,
                state=Step(row.state),
                why=row.why,
                called_at=row.called_at,
                answered_at=row.answered_at,
                reported_at=row.reported_at,
                batch=row.batch,
            )
        )
    return tuple(
        History(message=message_of(row), attempts=tuple(attempts.get(row.pk, ()))) for row in listed
    )


def messages_of(
    plan: str, *, states: Iterable[State] = (), first: int = 0, most: int = 50
) -> tuple[Message, ...]:
    """Some messages of a plan, in the order of their ids, of some states or of all."""
    rows = MessageRow.objects.filter(plan=plan)
    wanted = [state.value for state in states]
    if wanted:
        rows = rows.filter(state__in=wanted)
    return tuple(map(message_of, rows.order_by("pk")[first : first + most]))


def failures(plan: str | None = None) -> tuple[Failure, ...]:
    """Attempts that reached nobody, or may not have, by reason: the most frequent first."""
    rows = AttemptRow.objects.filter(state__in=_ENDED_BADLY)
    if plan is not None:
        rows = rows.filter(message__plan=plan)
    grouped = rows.values_list("medium", "provider", "state", "why").annotate(count=Count("pk"))
    return tuple(
        Failure(medium=Medium(medium), provider=provider, state=Step(state), why=why, count=count)
        for medium, provider, state, why, count in grouped.order_by("-count", "medium", "why")
    )


def due_now(at: datetime, media: Sequence[Medium], terms: Terms) -> bool:
    """Whether messages of some media wait that may go out at this moment."""
    open_now = [m.value for m in media if allowed_from(m, at, terms) == at]
    due = Q(state=State.WAITING.value, medium__in=open_now, due_at__lte=at)
    return MessageRow.objects.filter(due).exists()
