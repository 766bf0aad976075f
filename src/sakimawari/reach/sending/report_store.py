"""The inbox of reports: kept as they came, each once, and read in the order of what they tell.

A report may come twice, late, out of order, or before the answer of the call it tells of. Keeping
one costs a row; what it means is decided later, by a worker, on what is known by then.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from sakimawari.reach.channels.seam import Report, Said
from sakimawari.reach.medium import Medium
from sakimawari.reach.sending import message_store as messages
from sakimawari.reach.sending.call_store import has_next
from sakimawari.reach.sending.models import AttemptRow, MessageRow, ReportRow
from sakimawari.reach.sending.optout_store import BY_REPORT, opt_out
from sakimawari.reach.sending.values import State, Step
from sakimawari.reach.sending.writing import add, write

WAIT_FOR_MESSAGE = timedelta(days=3)  # a report on nothing we know may be early, or not ours
_READ_AGAIN = timedelta(minutes=10)
_ARRIVED = {Said.DELIVERED, Said.READ, Said.COMPLAINED}
_LOST = {Said.BOUNCED, Said.FAILED}
_ENDS_MEDIUM = {Said.COMPLAINED, Said.STOPPED}
# Where the provider may have the message, so that it can tell how it went on.
_OUT = (Step.CALLING, Step.AGAIN, Step.SENT, Step.UNSURE)
_STATES_OUT = (State.CLAIMED.value, State.SENT.value, State.UNSURE.value)


def receive(reports: Iterable[Report], *, at: datetime) -> int:
    """Keep reports as they came; how many were handed over. Twice the same is kept once."""
    rows = [
        ReportRow(
            key=_key(each),
            provider=each.provider,
            ours=each.id,
            theirs=each.theirs,
            said=each.said.value,
            at=each.at,
            received_at=at,
            due_at=at,
        )
        for each in reports
    ]
    with transaction.atomic():
        add(rows, unless_there=True)
    return len(rows)


def _key(report: Report) -> str:
    parts = (
        report.provider,
        report.id,
        report.theirs,
        report.said.value,
        report.at.isoformat(),
    )
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=32).hexdigest()


def read_reports(at: datetime, *, most: int, reply_within: timedelta) -> int:
    """Read reports that are due and do what they say; how many were looked at."""
    due = ReportRow.objects.filter(due_at__lte=at).order_by("due_at")[:most]
    reports = sorted(due, key=lambda row: (row.at, row.pk))
    if not reports:
        return 0
    attempts = _attempts_of(reports)
    for row in reports:  # first, and kept: a process that ends here says it once more, harmlessly
        if row.pk in attempts and Said(row.said) in _ENDS_MEDIUM:
            attempt = attempts[row.pk]
            opt_out(attempt.person, Medium(attempt.medium), at=at, source=BY_REPORT)
    with transaction.atomic():
        told = [(row, attempts[row.pk]) for row in reports if row.pk in attempts]
        _apply(told, at, reply_within)
        for row in reports:
            row.found = row.pk in attempts
            early = not row.found and at - row.received_at < WAIT_FOR_MESSAGE
            row.due_at = at + _READ_AGAIN if early else None
        write(reports, ["found", "due_at"])
    return len(reports)


def _attempts_of(reports: Sequence[ReportRow]) -> dict[int, AttemptRow]:
    """The attempt each report tells of: by our id, else by the provider's own."""
    ours = {row.ours for row in reports if row.ours}
    theirs = {row.theirs for row in reports if row.theirs}
    by_ours = {(row.provider, row.ours): row for row in AttemptRow.objects.filter(ours__in=ours)}
    by_theirs: dict[tuple[str, str], AttemptRow] = {}
    for provider in {row.provider for row in reports}:
        named = AttemptRow.objects.filter(provider=provider, theirs__in=theirs)
        by_theirs.update({(row.provider, row.theirs): row for row in named})
    found = {}
    for row in reports:
        attempt = by_ours.get((row.provider, row.ours)) or by_theirs.get((row.provider, row.theirs))
        if attempt is not None:
            found[row.pk] = attempt
    return found


def _apply(
    told: Sequence[tuple[ReportRow, AttemptRow]], at: datetime, reply_within: timedelta
) -> None:
    ids = {attempt.message_id for _, attempt in told}
    found = MessageRow.objects.filter(pk__in=ids).select_for_update().order_by("pk")
    rows = {row.pk: row for row in found}
    wanted = {attempt.pk for _, attempt in told}
    current = {row.pk: row for row in AttemptRow.objects.filter(pk__in=wanted)}
    changed: dict[str, MessageRow] = {}
    for report, attempt in told:
        now = current[attempt.pk]
        before = Step(now.state)
        step = after_report(before, Said(report.said), maybe=now.maybe)
        now.reported_at = at
        if step is before:
            continue
        now.state, now.claimed_until = step.value, None
        row = rows[now.message_id]
        waits_for_it = before is Step.AGAIN and row.state == State.WAITING.value
        concerned = row.medium == now.medium and (row.state in _STATES_OUT or waits_for_it)
        # One that has moved on is not touched: the attempt alone remembers.
        if concerned and _tell(row, now, step, at, reply_within):
            changed[row.pk] = row
    write(list(current.values()), ["state", "claimed_until", "reported_at"])
    messages.save(list(changed.values()), at)


def after_report(step: Step, said: Said, *, maybe: bool = False) -> Step:
    """Where an attempt stands after a report: what arrived has arrived, whatever is said later.

    A message claimed for a second call (`maybe`) may have been delivered by the first.
    """
    out = step in _OUT or (step is Step.CLAIMED and maybe)
    if said in _ARRIVED and (out or step is Step.BOUNCED):
        return Step.DELIVERED
    if said in _LOST and out:
        return Step.BOUNCED
    return step


def _tell(
    row: MessageRow, attempt: AttemptRow, step: Step, at: datetime, reply_within: timedelta
) -> bool:
    """Change a message by what one of its attempts came to; whether it changed."""
    if step is Step.BOUNCED:
        messages.onward([(row, "bounced")], at)
        return True
    since = attempt.called_at or at
    row.state, row.why, row.claim, row.tries = State.DELIVERED.value, "", "", 0
    row.sent_at = row.sent_at or since
    row.due_at = since + reply_within if has_next(row) else None
    return True


def waiting_reports() -> int:
    """How many reports are not read yet."""
    return ReportRow.objects.filter(due_at__isnull=False).count()


def reports_of(ours: Iterable[str]) -> Mapping[str, tuple[tuple[Said, datetime], ...]]:
    """What was reported under some of our ids, the oldest first."""
    found: dict[str, list[tuple[Said, datetime]]] = {}
    for row in ReportRow.objects.filter(ours__in=list(ours)).order_by("at"):
        found.setdefault(row.ours, []).append((Said(row.said), row.at))
    return {id: tuple(said) for id, said in found.items()}
