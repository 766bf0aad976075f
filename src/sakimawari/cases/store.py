"""Cases in the operational store: opened, changed one step at a time, read.

A change takes the row, checks the version it was made on and the table of steps, and leaves a row of
history; all or nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from sakimawari.cases.keeping import opened, seal
from sakimawari.cases.models import (
    CaseRecord,
    DecisionRow,
    EventRow,
    MessageRow,
    PauseRow,
    SubmissionRow,
)
from sakimawari.cases.period import Pause, days_left, due
from sakimawari.cases.states import Standing, Step, after
from sakimawari.cases.submission_store import OPEN_STATES, Content, Place
from sakimawari.cases.values import (
    Account,
    CaseRow,
    Channel,
    Doing,
    Event,
    Finding,
    Message,
    Moment,
    Origin,
    Side,
    State,
)
from sakimawari.guard.keys import Keys
from sakimawari.packs.handling import Count
from sakimawari.problems import Problems, fault

NEEDS_ACCOUNT, NEEDS_REPLY = "account", "reply"


def unknown_case() -> Problems:
    """No such case; also what is said where nobody may know of it."""
    return fault("APPL005", "there is no case with this number", "check the number, digit by digit")


def found(number: str) -> CaseRecord:
    """A case's record, for reading. APPL005 where there is none."""
    row = CaseRecord.objects.select_related("submission").filter(number=number).first()
    if row is None:
        raise unknown_case()
    return row


@contextmanager
def changing(number: str, doing: Doing) -> Iterator[CaseRecord]:
    """A case taken for a change. APPL008 where somebody changed it since it was looked at."""
    with transaction.atomic():
        row = (
            CaseRecord.objects.select_for_update(of=("self",))
            .select_related("submission")
            .filter(number=number)
            .first()
        )
        if row is None:
            raise unknown_case()
        if doing.version is not None and row.version != doing.version:
            raise fault(
                "APPL008",
                "somebody changed the case since it was opened",
                "read the page again, and do it again if it is still right",
            )
        yield row
        row.version += 1
        row.updated_at = doing.at
        row.save()


# ---------------------------------------------------------------- steps


def open_case(
    moment: Moment, submission: SubmissionRow, place: Place, at: int, *, doing: Doing
) -> CaseRecord:
    """A new case, opened and submitted; its standard period runs from today."""
    standard = place.standard
    content = opened(moment.keys, submission.applicant, submission.content, Content)
    row = CaseRecord(
        number=f"{submission.receipt}-{at}",
        submission=submission,
        service=place.wish.service,
        subject=place.wish.subject,
        applicant=submission.applicant,
        household=place.household,
        ward=place.ward,
        department=place.department,
        origin=submission.origin,
        channel=submission.channel,
        state=State.DRAFT.value,
        opened_on=moment.today,
        period_from=moment.today,
        due_on=due(moment.today, standard.days, standard.count),
        period_days=standard.days,
        period_count=standard.count.value,
        two_persons=standard.two_persons,
        account=_sealed_account(moment.keys, submission.applicant, content.account),
        updated_at=doing.at,
    )
    row.save()
    _log(moment, row, Step.OPEN, doing, before=None, state=State.DRAFT)
    advance(moment, row, Step.SUBMIT, doing)
    row.save()
    return row


def standing_of(row: CaseRecord, finding: Finding | None = None) -> Standing:
    """What the table of steps asks about a case; `finding` where one is just being made."""
    held = Finding(row.finding) if row.finding else None
    return Standing(
        before=State(row.state),
        origin=Origin(row.origin),
        two_persons=row.two_persons,
        finding=finding or held,
        proposed_by=row.proposed_by,
    )


def advance(
    moment: Moment, row: CaseRecord, step: Step, doing: Doing, *, finding: Finding | None = None
) -> None:
    """Take a step: state, standing still of the period, history. APPL006, APPL007."""
    before = State(row.state)
    standing = standing_of(row, finding)
    state = after(step, standing, by=doing.actor.kind, actor=doing.actor.id)
    _log(moment, row, step, doing, before=before, state=state)
    move_to(moment, row, state)


def move_to(moment: Moment, row: CaseRecord, state: State) -> None:
    """Put a case into a state, the standard period with it."""
    before = State(row.state)
    row.state, row.is_open = state.value, state.value in OPEN_STATES
    if state is State.WAITING and before is not State.WAITING:
        PauseRow.objects.create(case=row, since=moment.today)
        row.due_on = None
    elif before is State.WAITING and state is not State.WAITING:
        PauseRow.objects.filter(case=row, until=None).update(until=moment.today)
        row.due_on = _due(row)


def restart_period(moment: Moment, row: CaseRecord) -> None:
    """The standard period runs anew from today, as for a case that is opened again."""
    row.period_from = moment.today
    row.due_on = _due(row)


def _due(row: CaseRecord) -> date | None:
    pauses = [Pause(since=each.since, until=each.until) for each in row.pauses.all()]
    return due(row.period_from, row.period_days, Count(row.period_count), pauses)


def _log(
    moment: Moment,
    row: CaseRecord,
    step: Step,
    doing: Doing,
    *,
    before: State | None,
    state: State,
) -> None:
    last = EventRow.objects.filter(case=row).aggregate(last=Max("seq"))["last"] or 0
    EventRow.objects.create(
        case=row,
        seq=last + 1,
        step=step.value,
        at=doing.at,
        on=moment.today,
        by=doing.actor.id,
        by_kind=doing.actor.kind.value,
        before="" if before is None else before.value,
        after=state.value,
        note=seal(moment.keys, row.applicant, doing.note) if doing.note else None,
    )


def log_undo(moment: Moment, row: CaseRecord, doing: Doing, *, state: State) -> None:
    """The row of history of a step undone: back to the state before it."""
    _log(moment, row, Step.UNDO, doing, before=State(row.state), state=state)


def note_of(moment: Moment, row: CaseRecord, event: EventRow) -> str:
    """What was noted with a step."""
    return "" if event.note is None else opened(moment.keys, row.applicant, event.note, str)


# ---------------------------------------------------------------- reading


def shown(row: CaseRecord, moment: Moment) -> CaseRow:
    """A record as lists show it."""
    return CaseRow(
        number=row.number,
        receipt=row.number.rpartition("-")[0],
        service=row.service,
        subject=row.subject,
        applicant=row.applicant,
        household=row.household,
        ward=row.ward,
        department=row.department,
        origin=Origin(row.origin),
        channel=Channel(row.channel),
        state=State(row.state),
        opened_on=row.opened_on,
        due_on=row.due_on,
        days_left=days_left(row.due_on, moment.today) if row.is_open else None,
        paused=row.state == State.WAITING.value,
        assignee=row.assignee,
        amount_yen=row.amount_yen,
        finding=Finding(row.finding) if row.finding else None,
        proposed_by=row.proposed_by,
        decided_on=row.decided_on,
        needs=tuple(row.needs.split()),
        two_persons=row.two_persons,
        updated_at=row.updated_at,
        version=row.version,
    )


def rows_of(moment: Moment, person: str) -> tuple[CaseRow, ...]:
    """The cases in which a person is subject or applicant, newest first."""
    about = CaseRecord.objects.filter(subject=person) | CaseRecord.objects.filter(applicant=person)
    return tuple(shown(row, moment) for row in about.order_by("-pk"))


def history_of(moment: Moment, row: CaseRecord) -> tuple[Event, ...]:
    """Every step of a case, the first first."""
    return tuple(
        Event(
            seq=event.seq,
            step=event.step,
            at=event.at,
            by=event.by,
            by_kind=event.by_kind,
            before=State(event.before) if event.before else None,
            after=State(event.after),
            note=note_of(moment, row, event),
        )
        for event in row.events.order_by("seq")
    )


def account_of(keys: Keys, row: CaseRecord) -> Account | None:
    """Where a case's grant is paid to, if that was given."""
    return None if row.account is None else opened(keys, row.applicant, row.account, Account)


def set_account(moment: Moment, row: CaseRecord, account: Account | None) -> None:
    """Write the account of a case; the city needs one for as long as it cannot be paid to."""
    row.account = _sealed_account(moment.keys, row.applicant, account)
    if account is not None and account.complete:
        lift(row, NEEDS_ACCOUNT)


def _sealed_account(keys: Keys, person: str, account: Account | None) -> bytes | None:
    return None if account is None else seal(keys, person, account)


def need(row: CaseRecord, what: str) -> None:
    """Mark what the city must do besides deciding."""
    row.needs = " ".join(dict.fromkeys([*row.needs.split(), what]))


def lift(row: CaseRecord, what: str) -> None:
    """Take such a mark away."""
    row.needs = " ".join(word for word in row.needs.split() if word != what)


# ---------------------------------------------------------------- messages


def write_message(
    moment: Moment,
    row: CaseRecord,
    side: Side,
    doing: Doing,
    *,
    text: str,
    asks: bool = False,
    papers: Iterable[str] = (),
) -> None:
    """Put a message into a case."""
    MessageRow.objects.create(
        case=row,
        side=side.value,
        at=doing.at,
        by=doing.actor.id,
        asks=asks,
        content=seal(moment.keys, row.applicant, {"text": text, "papers": list(papers)}),
    )


def messages_of(moment: Moment, row: CaseRecord) -> tuple[Message, ...]:
    """The messages of a case, the first first."""
    found = []
    for each in row.messages.order_by("pk"):
        held = opened(moment.keys, row.applicant, each.content, dict)
        found.append(
            Message(
                id=each.pk,
                side=Side(each.side),
                text=held["text"],
                at=each.at,
                by=each.by,
                asks=each.asks,
                papers=tuple(held["papers"]),
                seen_at=each.seen_at,
            )
        )
    return tuple(found)


def mark_seen(row: CaseRecord, by: Side, at: datetime) -> bool:
    """Note that one side has read what the other wrote; whether there was anything unread."""
    other = Side.CITY if by is Side.RESIDENT else Side.RESIDENT
    return bool(row.messages.filter(side=other.value, seen_at=None).update(seen_at=at))


def drop_last_request(row: CaseRecord) -> bool:
    """Take back the last 補正依頼, as long as it was not read."""
    last = row.messages.filter(asks=True).order_by("-pk").first()
    if last is None or last.seen_at is not None:
        return False
    last.delete()
    return True


def live_decision(row: CaseRecord) -> DecisionRow | None:
    """The decision that is proposed or in effect."""
    return row.decisions.filter(live=True).first()
