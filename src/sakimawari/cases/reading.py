"""A case opened for reading: everything that was sent, said, proved and decided."""

from __future__ import annotations

from typing import Any

from sakimawari.cases import paper_store, store
from sakimawari.cases.keeping import opened
from sakimawari.cases.models import CaseRecord, DecisionRow
from sakimawari.cases.proving import proof_of
from sakimawari.cases.states import Step, open_steps
from sakimawari.cases.submission_store import Content
from sakimawari.cases.values import CaseFile, CaseRow, Decision, Doing, Finding, Moment, Side
from sakimawari.cases.working import undoable
from sakimawari.fit.explain import Explanation
from sakimawari.guard import clearance
from sakimawari.guard.actor import Actor, ActorKind


def case_row(moment: Moment, number: str) -> CaseRow:
    """A case with nothing sealed opened: what a Target is made from. APPL005."""
    return store.shown(store.found(number), moment)


def cases_of(moment: Moment, person: str) -> tuple[CaseRow, ...]:
    """The cases in which a person is subject or applicant, newest first; drafts apart."""
    return store.rows_of(moment, person)


def case_file(moment: Moment, number: str, *, actor: Actor) -> CaseFile:
    """A case opened for somebody whom the policies let read it. APPL005."""
    row = store.found(number)
    clearance.require_any((row.subject, row.applicant))
    content = _content(moment, row)
    service = moment.catalogue.services.get(row.service)
    about = {row.subject, row.applicant}
    mine = [
        one
        for one in content.filled
        if row.service in one.field.services and one.field.subject in about
    ]
    name = row.service if service is None else service.name
    return CaseFile(
        row=store.shown(row, moment),
        title=name if service is None or service.form is None else service.form.title,
        service_name=name,
        filled=tuple(mine),
        answered=tuple(one for one in content.answered if row.service in one.ask.services),
        papers_needed=tuple(one for one in content.papers if row.service in one.services),
        papers=paper_store.of_case(moment, row),
        account=store.account_of(moment.keys, row),
        remark=content.remark,
        proxy=content.proxy,
        messages=store.messages_of(moment, row),
        history=store.history_of(moment, row),
        decisions=tuple(_decision(moment, row, one) for one in row.decisions.order_by("seq")),
        open_steps=tuple(step.value for step in _steps(row, actor, moment)),
        run=row.submission.run,
        packs=row.submission.packs,
    )


def seen(moment: Moment, number: str, *, doing: Doing) -> None:
    """Note that one side opened the case: what the other wrote is seen."""
    row = store.found(number)
    by = Side.RESIDENT if doing.actor.kind is ActorKind.RESIDENT else Side.CITY
    if store.mark_seen(row, by, doing.at) and by is Side.CITY:
        with store.changing(number, Doing(actor=doing.actor, at=doing.at)) as held:
            store.lift(held, store.NEEDS_REPLY)


def proof(moment: Moment, number: str, *, accepted: bool = True) -> Explanation | None:
    """The proof of a case by today's registers, with the applicant's answers unless left out."""
    row = store.found(number)
    clearance.require_any((row.subject, row.applicant))
    answered = _content(moment, row).answered if accepted else ()
    return proof_of(moment, row, answered)


def _content(moment: Moment, row: CaseRecord) -> Content:
    return opened(moment.keys, row.applicant, row.submission.content, Content)


def _steps(row: CaseRecord, actor: Actor, moment: Moment) -> tuple[Step, ...]:
    steps = open_steps(store.standing_of(row), by=actor.kind, actor=actor.id)
    undo = undoable(row, Doing(actor=actor, at=moment.now))
    return steps if undo is None else (*steps, Step.UNDO)


def _decision(moment: Moment, row: CaseRecord, held: DecisionRow) -> Decision:
    content: dict[str, Any] = opened(moment.keys, row.applicant, held.content, dict)
    return Decision(
        seq=held.seq,
        live=held.live,
        finding=Finding(held.finding),
        amount_yen=held.amount_yen,
        reasons=tuple(content["reasons"]),
        note=content["note"],
        proposed_by=held.proposed_by,
        proposed_at=held.proposed_at,
        decided_by=held.decided_by,
        decided_at=held.decided_at,
        decided_on=held.decided_on,
        pay_from=held.pay_from,
        notice_on=held.notice_on,
        proof=content["proof"],
    )
