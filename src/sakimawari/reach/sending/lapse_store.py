"""Leases that ended, and time that passed: what a dead worker held, and messages without a reply."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from sakimawari.reach.sending import message_store as messages
from sakimawari.reach.sending.call_store import ASK_AFTER, Lease, has_next, sent
from sakimawari.reach.sending.claim_store import Asking, Held
from sakimawari.reach.sending.hours import JAPAN
from sakimawari.reach.sending.message import is_too_late
from sakimawari.reach.sending.models import AttemptRow, MessageRow
from sakimawari.reach.sending.values import LIVE, State, Step
from sakimawari.reach.sending.writing import write

SILENT, NO_TRACE = "silent", "no_trace"
# An unsure message is asked about again, where its provider can be asked, before time decides.
ASK_AGAIN = (timedelta(hours=1), timedelta(days=1))
_HELD = (Step.CLAIMED.value, Step.CALLING.value)
_TAKEN = (State.SENT.value, State.DELIVERED.value, State.UNSURE.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapsed:
    """A message whose call may have begun, in the hands of whoever looks after it now.

    `called_at` is the first call under its id. `batch` names the batch it was written with.
    """

    held: Held
    called_at: datetime
    batch: str = ""


def take_lapsed(asking: Asking) -> tuple[tuple[Lapsed, ...], int]:
    """Take over messages whose lease ended; those that were never called wait again at once.

    Returns those that may have been called, and how many there were in all.
    """
    with messages.in_turn("claims"):
        due = MessageRow.objects.filter(
            state=State.CLAIMED.value, medium__in=messages.ALL_MEDIA, due_at__lte=asking.at
        )
        rows = {row.pk: row for row in messages.unlocked(due, asking.most)}
        attempts = list(AttemptRow.objects.filter(message__in=list(rows), state__in=_HELD))
        _complete_batches(rows, attempts)
        called = [each for each in attempts if each.state == Step.CALLING.value]
        uncalled = [each for each in attempts if each.state == Step.CLAIMED.value]
        for each in uncalled:
            each.state = (Step.AGAIN if each.maybe else Step.BUSY).value
            each.claimed_until = None
        for each in called:
            each.claimed_by, each.claimed_until = asking.token, asking.until
        write(attempts, ["state", "claimed_by", "claimed_until"])
        taken = {each.message_id for each in called}
        for id, row in rows.items():
            if id in taken:
                row.claim, row.due_at = asking.token, asking.until
            else:
                messages.later([(row, asking.at)])
        messages.save(list(rows.values()), asking.at)
    lapsed = tuple(
        Lapsed(
            held=Held(
                ours=each.ours,
                message=messages.message_of(rows[each.message_id]),
                provider=each.provider,
                until=asking.until,
            ),
            called_at=each.called_at or asking.at,
            batch=each.batch,
        )
        for each in called
    )
    return lapsed, len(rows)


def _complete_batches(rows: dict[str, MessageRow], attempts: list[AttemptRow]) -> None:
    """Add what else is being written with the same batches: a batch is written whole, or not at all."""
    batches = {each.batch for each in attempts if each.batch and each.state == Step.CALLING.value}
    if not batches:
        return
    known = {each.pk for each in attempts}
    others = AttemptRow.objects.filter(batch__in=batches, state=Step.CALLING.value)
    added = [each for each in others if each.pk not in known]
    ids = [each.message_id for each in added]
    found = MessageRow.objects.filter(pk__in=ids, state=State.CLAIMED.value)
    more = {row.pk: row for row in found.select_for_update().order_by("pk")}
    rows.update(more)
    attempts.extend(each for each in added if each.message_id in more)


def found_out(steps: Mapping[str, Step], lapsed: Sequence[Lapsed], lease: Lease) -> None:
    """Keep what was found out about calls nobody knew the end of, by our id.

    SENT: the provider has it · BUSY: it has not, so it may be called again, by anybody · AGAIN: a
    second call with the same id is harmless · UNSURE: none of these.
    """
    by_message = {each.held.message.id: each for each in lapsed if each.held.ours in steps}
    with transaction.atomic():
        rows = messages.held_by(lease.token, by_message)
        attempts = list(
            AttemptRow.objects.filter(
                message__in=list(rows), claimed_by=lease.token, state=Step.CALLING.value
            )
        )
        for row in attempts:
            step = steps[row.ours]
            row.state, row.claimed_until = step.value, None
            row.maybe = step in {Step.AGAIN, Step.UNSURE}
        write(attempts, ["state", "maybe", "claimed_until"])
        for row in attempts:
            _stands(rows[row.message_id], steps[row.ours], lease)
        messages.save([rows[row.message_id] for row in attempts], lease.at)


def _stands(row: MessageRow, step: Step, lease: Lease) -> None:
    match step:
        case Step.SENT:
            sent(row, lease)
        case Step.UNSURE:
            row.state, row.claim, row.tries = State.UNSURE.value, "", 0
            row.sent_at = row.sent_at or lease.at
            row.due_at = lease.at + ASK_AGAIN[0]
        case Step.AGAIN:
            row.tries += 1
            messages.later([(row, lease.at + ASK_AFTER * row.tries)])
        case _:
            messages.later([(row, lease.at)])


def take_silent(asking: Asking, reply_within: timedelta) -> tuple[tuple[Lapsed, ...], int]:
    """Move on what got no reply in time; returns the unsure ones that are to be asked about first."""
    with transaction.atomic():
        due = MessageRow.objects.filter(
            state__in=_TAKEN, medium__in=messages.ALL_MEDIA, due_at__lte=asking.at
        )
        rows = {row.pk: row for row in messages.unlocked(due, asking.most)}
        live = AttemptRow.objects.filter(
            message__in=list(rows), state__in=[step.value for step in LIVE]
        )
        current = {
            each.message_id: each for each in live if each.medium == rows[each.message_id].medium
        }
        asked = {id for id, row in rows.items() if _is_to_be_asked(row, current.get(id), asking.at)}
        silent = []
        for id, row in rows.items():
            attempt = current.get(id)
            since = (attempt and attempt.called_at) or row.sent_at or row.changed_at
            if id in asked or since + reply_within > asking.at:
                row.tries += 1
                row.due_at = _next_look(row, since, reply_within, asking)
            else:
                silent.append(row)
        _move_on(silent, asking.at)
        messages.save(list(rows.values()), asking.at)
    lapsed = tuple(
        Lapsed(
            held=Held(
                ours=each.ours,
                message=messages.message_of(rows[id]),
                provider=each.provider,
                until=asking.until,
            ),
            called_at=each.called_at or asking.at,
            batch=each.batch,
        )
        for id, each in current.items()
        if id in asked
    )
    return lapsed, len(rows)


def _is_to_be_asked(row: MessageRow, attempt: AttemptRow | None, at: datetime) -> bool:
    unsure = row.state == State.UNSURE.value and attempt is not None
    return unsure and row.tries < len(ASK_AGAIN)


def _next_look(
    row: MessageRow, since: datetime, reply_within: timedelta, asking: Asking
) -> datetime | None:
    """Asked again later, then once more when the time for a reply is over."""
    if row.state == State.UNSURE.value and row.tries < len(ASK_AGAIN):
        return asking.at + ASK_AGAIN[row.tries]
    over = max(since + reply_within, asking.at + ASK_AFTER)
    return over if has_next(row) or row.state == State.UNSURE.value else None


def _move_on(silent: Sequence[MessageRow], at: datetime) -> None:
    """To the next medium, if it still comes in time; else nothing more is done."""
    on = at.astimezone(JAPAN).date()
    further: list[tuple[MessageRow, str]] = []
    over: list[tuple[MessageRow, str]] = []
    for row in silent:
        in_time = has_next(row) and not is_too_late(row.useful_until, on)
        (further if in_time else over).append((row, SILENT))
    messages.onward(further, at)
    messages.end(over, State.FAILED, at)


def answered_later(steps: Mapping[str, Step], lapsed: Sequence[Lapsed], lease: Lease) -> None:
    """Keep what was found out about unsure messages: SENT, or BUSY (not taken: it goes out again)."""
    known = {each.held.message.id: each for each in lapsed if each.held.ours in steps}
    with transaction.atomic():
        found = MessageRow.objects.filter(pk__in=list(known), state=State.UNSURE.value)
        rows = {row.pk: row for row in found.select_for_update().order_by("pk")}
        attempts = list(
            AttemptRow.objects.filter(
                ours__in=[known[id].held.ours for id in rows], state=Step.UNSURE.value
            )
        )
        for row in attempts:
            row.state, row.maybe = steps[row.ours].value, False
        write(attempts, ["state", "maybe"])
        for row in attempts:
            message = rows[row.message_id]
            if steps[row.ours] is Step.SENT:
                sent(message, lease)
            else:
                messages.later([(message, lease.at)], why=NO_TRACE)
                message.sent_at, message.tries = None, 0
        messages.save([rows[row.message_id] for row in attempts], lease.at)
