"""The city's side of a case: taken, asked about, proposed, decided, opened again.

Whoever calls has asked the policies; what no policy could allow, the table of steps refuses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sakimawari.cases import store
from sakimawari.cases.bank import sound
from sakimawari.cases.keeping import seal
from sakimawari.cases.models import CaseRecord, DecisionRow, EventRow
from sakimawari.cases.proving import BLANK
from sakimawari.cases.standards import standard_of
from sakimawari.cases.states import UNDO_WITHIN_SECONDS, UNDOABLE, Step
from sakimawari.cases.values import Account, CaseRow, Doing, Finding, Moment, Origin, Side, State
from sakimawari.problems import Problems, fault

MOST_YEN = 9_999_999_999


def take(moment: Moment, number: str, *, doing: Doing, assignee: str = "") -> CaseRow:
    """Begin the examination; the case is theirs, or whom they name."""
    with store.changing(number, doing) as row:
        store.advance(moment, row, Step.TAKE, replace(doing, note=row.assignee))
        row.assignee = assignee or doing.actor.id
    return store.shown(row, moment)


def assign(moment: Moment, number: str, *, doing: Doing, assignee: str) -> CaseRow:
    """Give a case to somebody, or to nobody (""); the history notes whose it was."""
    with store.changing(number, doing) as row:
        store.advance(moment, row, Step.ASSIGN, replace(doing, note=row.assignee))
        row.assignee = assignee
    return store.shown(row, moment)


def message(moment: Moment, number: str, *, doing: Doing, text: str) -> CaseRow:
    """Write to the resident without asking for anything."""
    with store.changing(number, doing) as row:
        store.advance(moment, row, Step.MESSAGE, replace(doing, note=""))
        store.write_message(moment, row, Side.CITY, doing, text=_said(text))
        store.lift(row, store.NEEDS_REPLY)
    return store.shown(row, moment)


def ask(moment: Moment, number: str, *, doing: Doing, text: str) -> CaseRow:
    """補正依頼 (行政手続法第7条): what is missing, in words; the standard period stands still."""
    with store.changing(number, doing) as row:
        store.advance(moment, row, Step.ASK, replace(doing, note=""))
        store.write_message(moment, row, Side.CITY, doing, text=_said(text), asks=True)
        store.lift(row, store.NEEDS_REPLY)
    return store.shown(row, moment)


def resume(moment: Moment, number: str, *, doing: Doing) -> CaseRow:
    """Go on examining without an answer, or because it came by another way."""
    return _step(moment, number, Step.RESUME, doing)


def propose(
    moment: Moment,
    number: str,
    *,
    doing: Doing,
    finding: Finding,
    amount_yen: int | None = None,
    reasons: Sequence[str],
    proof: Mapping[str, Any],
) -> CaseRow:
    """Propose a decision with its reasons, freezing the proof; where one person is enough, decide.

    `proof` is what `fit.explain.record_of` wrote, or empty where the registers no longer know the
    subject. APPL015 without a reason, or with a blank in one, APPL016 for an amount no payment can be of, APPL006.
    """
    said = tuple(reason.strip() for reason in reasons if reason.strip())
    if not said or any(BLANK in reason for reason in said):
        raise fault(
            "APPL015",
            "a decision needs its reasons, each whole (行政手続法第8条)",
            "take them from the proof, fill in its blanks, or write them in your own words",
        )
    if amount_yen is not None and not 0 < amount_yen <= MOST_YEN:
        raise fault(
            "APPL016",
            "the amount is not between 1 and 9,999,999,999 yen",
            "write the amount to be paid now in yen; leave it empty where nothing is paid",
        )
    with store.changing(number, doing) as row:
        step = Step.PROPOSE if row.two_persons else Step.DECIDE
        store.advance(moment, row, step, doing, finding=finding)
        row.finding = finding.value
        row.amount_yen = amount_yen if finding is Finding.GRANT else None
        row.proposed_by = doing.actor.id
        decision = _propose(moment, row, doing, {"reasons": said, "proof": proof})
        if step is Step.DECIDE:
            _decide(moment, row, decision, doing)
    return store.shown(row, moment)


def approve(moment: Moment, number: str, *, doing: Doing) -> CaseRow:
    """The second person decides as proposed. APPL007: nobody approves their own proposal."""
    with store.changing(number, doing) as row:
        store.advance(moment, row, Step.APPROVE, doing)
        decision = store.live_decision(row)
        assert decision is not None
        _decide(moment, row, decision, doing)
    return store.shown(row, moment)


def send_back(moment: Moment, number: str, *, doing: Doing) -> CaseRow:
    """差戻し by the second person, with what is to be looked at again as the note."""
    return _unpropose(moment, number, Step.SEND_BACK, doing)


def retract(moment: Moment, number: str, *, doing: Doing) -> CaseRow:
    """引戻し by whoever proposed."""
    return _unpropose(moment, number, Step.RETRACT, doing)


def reopen(moment: Moment, number: str, *, doing: Doing) -> CaseRow:
    """Examine a case again that was decided or given up, for the reason in the note.

    The decision stays in the file; a new one takes its place. The standard period runs anew.
    """
    _reasoned(doing)
    with store.changing(number, doing) as row:
        store.advance(moment, row, Step.REOPEN, doing)
        row.decisions.filter(live=True).update(live=False)
        row.finding, row.proposed_by, row.amount_yen, row.decided_on = "", "", None, None
        store.restart_period(moment, row)
    return store.shown(row, moment)


def note_appeal(moment: Moment, number: str, *, doing: Doing) -> CaseRow:
    """Record that a 審査請求 was made against the decision; its course is not kept here."""
    _reasoned(doing)
    return _step(moment, number, Step.APPEAL, doing)


def note_notice(moment: Moment, number: str, *, doing: Doing) -> CaseRow:
    """Record that the notice of the decision was sent today."""
    with store.changing(number, doing) as row:
        store.advance(moment, row, Step.NOTIFY, doing)
        row.decisions.filter(live=True).update(notice_on=moment.today)
    return store.shown(row, moment)


def record_account(moment: Moment, number: str, *, doing: Doing, account: Account) -> CaseRow:
    """The account a clerk looked up (公金受取口座) or took down at the counter."""
    with store.changing(number, doing) as row:
        store.advance(moment, row, Step.ACCOUNT, doing)
        store.set_account(moment, row, sound(account))
    return store.shown(row, moment)


def withdraw_for(moment: Moment, number: str, *, doing: Doing) -> CaseRow:
    """取下げ as the applicant wrote or said it to the city; the note says how."""
    _reasoned(doing)
    return _step(moment, number, Step.WITHDRAW, doing)


def undo(moment: Moment, number: str, *, doing: Doing) -> CaseRow:
    """Take back one's own last step, within ten minutes, where nothing has come of it yet.

    APPL017 where it is too late, somebody else's, or of a kind that has effect outside.
    """
    with store.changing(number, doing) as row:
        last = row.events.order_by("-seq").first()
        if last is None or not _may_undo(row, last, doing):
            raise _not_undoable()
        state = State(last.before)
        if last.step == Step.ASK.value and not store.drop_last_request(row):
            raise _not_undoable()
        if last.step == Step.PROPOSE.value:
            _drop_proposal(row)
        if last.step in {Step.TAKE.value, Step.ASSIGN.value}:
            row.assignee = store.note_of(moment, row, last)
        store.log_undo(moment, row, doing, state=state)
        store.move_to(moment, row, state)
    return store.shown(row, moment)


def undoable(row: CaseRecord, doing: Doing) -> Step | None:
    """The step somebody could undo now."""
    last = row.events.order_by("-seq").first()
    return Step(last.step) if last is not None and _may_undo(row, last, doing) else None


def _may_undo(row: CaseRecord, last: EventRow, doing: Doing) -> bool:
    return (
        Step(last.step) in UNDOABLE
        and last.by == doing.actor.id
        and doing.at - last.at <= timedelta(seconds=UNDO_WITHIN_SECONDS)
    )


def _not_undoable() -> Problems:
    return fault(
        "APPL017",
        "the last step cannot be undone: it is too old, not yours, or has had its effect",
        "take the step that leads on from here; a decision is changed by opening the case again",
    )


# ---------------------------------------------------------------- within a change


def _step(moment: Moment, number: str, step: Step, doing: Doing) -> CaseRow:
    with store.changing(number, doing) as row:
        store.advance(moment, row, step, doing)
    return store.shown(row, moment)


def _unpropose(moment: Moment, number: str, step: Step, doing: Doing) -> CaseRow:
    with store.changing(number, doing) as row:
        store.advance(moment, row, step, doing)
        _drop_proposal(row)
    return store.shown(row, moment)


def _drop_proposal(row: CaseRecord) -> None:
    row.decisions.filter(live=True, decided_at=None).update(live=False)
    row.finding, row.proposed_by, row.amount_yen = "", "", None


def _propose(
    moment: Moment, row: CaseRecord, doing: Doing, content: Mapping[str, Any]
) -> DecisionRow:
    """A decision that takes the place of the one before, if there was one."""
    row.decisions.filter(live=True).update(live=False)
    return DecisionRow.objects.create(
        case=row,
        seq=row.decisions.count() + 1,
        finding=row.finding,
        amount_yen=row.amount_yen,
        proposed_by=doing.actor.id,
        proposed_at=doing.at,
        content=seal(moment.keys, row.applicant, {**content, "note": doing.note}),
    )


def _decide(moment: Moment, row: CaseRecord, decision: DecisionRow, doing: Doing) -> None:
    decision.decided_by, decision.decided_at = doing.actor.id, doing.at
    decision.decided_on = moment.today
    decision.pay_from = moment.today
    if row.origin == Origin.AUTOMATIC.value:
        standard = standard_of(moment.catalogue, moment.catalogue.services[row.service])
        decision.pay_from += timedelta(days=standard.objection_days)
    decision.save()
    row.decided_on = moment.today
    account = store.account_of(moment.keys, row)
    if row.amount_yen and (account is None or not account.complete):
        store.need(row, store.NEEDS_ACCOUNT)


def _said(text: str) -> str:
    if not text.strip():
        raise fault("APPL015", "there is nothing written", "write what the other side should know")
    return text.strip()


def _reasoned(doing: Doing) -> None:
    if not doing.note.strip():
        raise fault("APPL015", "this step needs its reason", "write the reason as a note")
