"""Around a call: the mark before it, the answer after it, and what is given back uncalled.

    claimed ──mark──► calling ──keep──► sent | refused | busy | (unsure: left for `lapse_store`)
       └──settle──► stopped, refused, later

Each change asks that the message is still claimed under the worker's token: whoever lost its lease
changes nothing, and calls nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from django.db import transaction
from django.db.models.functions import Coalesce

from sakimawari.reach.channels.seam import Answer, Outcome
from sakimawari.reach.sending import message_store as messages
from sakimawari.reach.sending.backoff import wait_after
from sakimawari.reach.sending.claim_store import Held
from sakimawari.reach.sending.gates import OPTED_OUT
from sakimawari.reach.sending.message import Telling
from sakimawari.reach.sending.models import AttemptRow, MessageRow
from sakimawari.reach.sending.optout_store import opted_out_of
from sakimawari.reach.sending.values import State, Step
from sakimawari.reach.sending.writing import change, write

MOST_TRIES = 24  # in a row by one medium, about three days; then the next medium
ASK_AFTER = timedelta(minutes=2)  # once a call's end is unknown: whatever was under way is over
BUSY = "busy"


class Kind(Enum):
    """STOP nothing more is done · ONWARD to the next medium · WAIT by the same medium, later"""

    STOP = "stop"
    ONWARD = "onward"
    WAIT = "wait"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What becomes of a claimed message that is not called: why, and until when it waits."""

    kind: Kind
    why: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """In whose name and until when; `reply_within`: how long a reply is waited for."""

    token: str
    at: datetime
    until: datetime
    reply_within: timedelta


def settle(fates: Mapping[str, Fate], told: Mapping[str, Sequence[Telling]], lease: Lease) -> None:
    """Let go of claimed messages that are not called, by message id; keep what the others tell.

    `told` names messages that tell less than was planned.
    """
    if not fates and not told:
        return
    with transaction.atomic():
        rows = messages.held_by(lease.token, [*fates, *told])
        for id, tellings in told.items():
            if id in rows:
                rows[id].services = messages.shortened(rows[id], tellings)
        fated = {id: fates[id] for id in rows if id in fates}
        _let_go(fated, lease)
        by_kind: dict[Kind, list[tuple[MessageRow, Fate]]] = {}
        for id, fate in fated.items():
            by_kind.setdefault(fate.kind, []).append((rows[id], fate))
        messages.end(
            [(row, fate.why) for row, fate in by_kind.get(Kind.STOP, ())], State.STOPPED, lease.at
        )
        messages.onward([(row, fate.why) for row, fate in by_kind.get(Kind.ONWARD, ())], lease.at)
        for row, fate in by_kind.get(Kind.WAIT, ()):
            messages.later([(row, fate.until or lease.at)], why=fate.why)
        messages.save(list(rows.values()), lease.at)


def _let_go(fates: Mapping[str, Fate], lease: Lease) -> None:
    """Attempts of messages that are let go; one that may have been called before stays unsure."""
    held = AttemptRow.objects.filter(
        message__in=list(fates),
        claimed_by=lease.token,
        state__in=(Step.CLAIMED.value, Step.CALLING.value),
    )
    changed = list(held)
    for row in changed:
        fate = fates[row.message_id]
        waits = fate.kind is Kind.WAIT
        if row.maybe or row.state == Step.CALLING.value:
            row.state = (Step.AGAIN if waits else Step.UNSURE).value
        else:
            row.state = (Step.BUSY if waits else Step.STOPPED).value
        row.why, row.claimed_until = fate.why, None
    _write(changed)


def mark(held: Sequence[Held], lease: Lease) -> frozenset[str]:
    """Mark attempts as being called, by our id, just before the calls; those that may be made.

    This is the last moment at which an opt-out or a reply stops a message: who is not named in the
    answer has said no since, or is no longer this worker's.
    """
    with transaction.atomic(savepoint=False):
        rows = MessageRow.objects.filter(
            pk__in=[each.message.id for each in held],
            claim=lease.token,
            state=State.CLAIMED.value,
        ).select_for_update()
        mine = dict(rows.order_by("pk").values_list("pk", "person"))
        refused = opted_out_of(held[0].message.medium, mine.values()) if mine else frozenset()
        open_ones = {
            each.ours: each.message.id
            for each in held
            if mine.get(each.message.id, "") not in {"", *refused}
        }
        attempts = AttemptRow.objects.filter(
            ours__in=list(open_ones),
            claimed_by=lease.token,
            state__in=(Step.CLAIMED.value, Step.CALLING.value),
        )
        marked = attempts.update(
            state=Step.CALLING.value,
            claimed_until=lease.until,
            called_at=Coalesce("called_at", lease.at),
        )
        if min(each.until for each in held) - lease.at < (lease.until - lease.at) / 2:
            MessageRow.objects.filter(pk__in=open_ones.values()).update(due_at=lease.until)
        if refused:
            _stop_refused([id for id, person in mine.items() if person in refused], lease)
        if marked == len(open_ones):
            return frozenset(open_ones)
        return frozenset(attempts.values_list("ours", flat=True))


def _stop_refused(ids: Sequence[str], lease: Lease) -> None:
    """Opted out since the claim: on to the next medium, if there is one."""
    rows = list(messages.held_by(lease.token, ids).values())
    _let_go({row.pk: Fate(kind=Kind.ONWARD, why=OPTED_OUT) for row in rows}, lease)
    messages.onward([(row, OPTED_OUT) for row in rows], lease.at)
    messages.save(rows, lease.at)


def keep(answers: Mapping[str, Answer], held: Iterable[Held], lease: Lease) -> None:
    """Keep what providers answered, by our id.

    UNSURE leaves the attempt as it is, to be asked about once any call is surely over.
    """
    if not answers:
        return
    mine = [each for each in held if each.ours in answers]
    accepted = [each for each in mine if answers[each.ours].outcome is Outcome.ACCEPTED]
    others = {each.message.id: each for each in mine if each not in accepted}
    with transaction.atomic(savepoint=False):
        _keep_accepted(accepted, answers, lease)
        if not others:
            return
        rows = messages.held_by(lease.token, others)
        attempts = AttemptRow.objects.filter(
            ours__in=[each.ours for each in others.values()]
        ).select_for_update()
        providers = {each.ours: each.provider for each in others.values()}
        changed = []
        for row in attempts.order_by("pk"):
            if row.provider == providers.get(row.ours):
                ours = row.message_id in rows and row.claimed_by == lease.token
                changed.append(_answered(row, answers[row.ours], ours=ours, at=lease.at))
        _write(changed)
        _move(rows, {id: answers[each.ours] for id, each in others.items()}, lease)


def _keep_accepted(accepted: Sequence[Held], answers: Mapping[str, Answer], lease: Lease) -> None:
    """Note what was taken, in a few statements: nearly every call ends so.

    Where the lease was lost the attempt learns of it all the same, and the message is left to
    whoever holds it.
    """
    alike: dict[tuple[bool, bool], list[str]] = {}
    for each in accepted:
        message = each.message
        key = (message.next_medium is not None, message.sent_at is None)
        alike.setdefault(key, []).append(message.id)
    for (further, first), ids in alike.items():
        rows = MessageRow.objects.filter(pk__in=ids, claim=lease.token, state=State.CLAIMED.value)
        rows.update(
            state=State.SENT.value,
            why="",
            claim="",
            tries=0,
            due_at=lease.at + lease.reply_within if further else None,
            changed_at=lease.at,
            **({"sent_at": lease.at} if first else {}),
        )
    change(
        _TAKEN,
        (
            (
                answers[each.ours].theirs[:120],
                lease.at,
                answers[each.ours].why[:40],
                each.ours,
                each.provider,
            )
            for each in accepted
        ),
    )


# What a report said meanwhile stays; and a provider that took it has it, whoever called.
_TAKEN = """
UPDATE sending_attemptrow
SET state = CASE WHEN state = 'delivered' THEN state ELSE 'sent' END,
    theirs = %s, answered_at = %s, why = %s, claimed_until = NULL
WHERE ours = %s AND provider = %s AND state IN ('calling', 'again', 'unsure', 'delivered')
"""


def _answered(row: AttemptRow, answer: Answer, *, ours: bool, at: datetime) -> AttemptRow:
    """The attempt with an answer that did not take it; one that is no longer the worker's stays."""
    row.theirs = row.theirs or answer.theirs
    row.answered_at = at
    if not ours:
        return row
    if row.state == Step.CALLING.value:
        match answer.outcome:
            case Outcome.REFUSED:
                row.state = Step.REFUSED.value
            case Outcome.BUSY:
                row.state = (Step.AGAIN if row.maybe else Step.BUSY).value
            case Outcome.UNSURE:
                row.claimed_until = at + ASK_AFTER
                row.why = answer.why[:40]
                return row
            case Outcome.ACCEPTED:
                pass
    row.why, row.claimed_until = answer.why[:40], None
    return row


def _move(rows: Mapping[str, MessageRow], answers: Mapping[str, Answer], lease: Lease) -> None:
    refused = []
    for id, row in rows.items():
        answer = answers[id]
        match answer.outcome:
            case Outcome.ACCEPTED:
                pass  # noted with all others that were
            case Outcome.REFUSED:
                refused.append((row, answer.why[:40] or "refused"))
            case Outcome.BUSY:
                row.tries += 1
                if row.tries >= MOST_TRIES:
                    refused.append((row, BUSY))
                    continue
                wait = wait_after(row.tries, seed=id, least_seconds=answer.wait_seconds)
                messages.later([(row, lease.at + wait)], why=answer.why[:40] or BUSY)
            case Outcome.UNSURE:
                row.due_at = lease.at + ASK_AFTER
    messages.onward(refused, lease.at)
    messages.save(list(rows.values()), lease.at)
    given_up = [row.pk for row, why in refused if why == BUSY]
    if given_up:
        maybe = AttemptRow.objects.filter(message__in=given_up, state=Step.AGAIN.value)
        maybe.update(state=Step.UNSURE.value)


def sent(row: MessageRow, lease: Lease) -> None:
    """Change a row to sent: next it is looked at when no reply came within the time for it."""
    row.state, row.why, row.claim, row.tries = State.SENT.value, "", "", 0
    row.sent_at = row.sent_at or lease.at
    row.due_at = lease.at + lease.reply_within if has_next(row) else None


def has_next(row: MessageRow) -> bool:
    """Whether another medium is left."""
    return row.position + 1 < len(row.media.split())


def keep_and_mark(
    answers: Mapping[str, Answer], held: Iterable[Held], next_ones: Sequence[Held], lease: Lease
) -> frozenset[str]:
    """Keep the answers of some calls and mark the next ones, as one change of the store."""
    with transaction.atomic():
        keep(answers, held, lease)
        return mark(next_ones, lease) if next_ones else frozenset()


def give_back(token: str, at: datetime) -> int:
    """Give back what a worker holds and has not called, at once; how much that was."""
    with transaction.atomic():
        rows = MessageRow.objects.filter(claim=token, state=State.CLAIMED.value)
        held = {row.pk: row for row in rows.select_for_update().order_by("pk")}
        uncalled = AttemptRow.objects.filter(
            message__in=list(held), claimed_by=token, state=Step.CLAIMED.value
        )
        back = list(uncalled)
        for row in back:
            row.state = (Step.AGAIN if row.maybe else Step.BUSY).value
            row.claimed_until = None
        _write(back)
        rows_back = [held[row.message_id] for row in back]
        messages.later((row, at) for row in rows_back)
        messages.save(rows_back, at)
    return len(back)


def _write(rows: Sequence[AttemptRow]) -> None:
    fields = ["state", "why", "theirs", "claimed_until", "answered_at"]
    write(rows, fields)
