"""The resident's side of a case: replies, withdrawal, objection, and what one declines to hear of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sakimawari.cases import decline_store, paper_store, store
from sakimawari.cases.answering import LONGEST_REMARK, clean, merged
from sakimawari.cases.bank import sound
from sakimawari.cases.keeping import opened, seal
from sakimawari.cases.models import CaseRecord, SubmissionRow
from sakimawari.cases.papers import read_paper
from sakimawari.cases.states import Step
from sakimawari.cases.submission_store import Content
from sakimawari.cases.values import Account, CaseRow, Declined, Doing, Moment, Paper, Side, State
from sakimawari.guard.actor import ActorKind
from sakimawari.problems import Place, fault


def reply(
    moment: Moment,
    number: str,
    *,
    doing: Doing,
    text: str = "",
    papers: Sequence[str] = (),
    fields: Mapping[str, str] | None = None,
    account: Account | None = None,
) -> CaseRow:
    """Write to the city, with corrections, papers or another account; staff note it for them.

    In 補正待ち it is the answer, and the standard period runs on. APPL002 for a field that does not
    fit, APPL014 for a paper that is gone, APPL015 for nothing at all.
    """
    said = clean(text)
    if not (said or papers or fields or account):
        raise fault("APPL015", "there is nothing written", "write something, or hand in a paper")
    if len(said) > LONGEST_REMARK:
        raise fault(
            "APPL002",
            f"the message has {len(said)} characters; {LONGEST_REMARK} are taken",
            "shorten it",
            where=Place(file="message", column="text"),
        )
    with store.changing(number, doing) as row:
        _take_reply_step(moment, row, doing, also=bool(fields or papers))
        if papers:
            paper_store.add_to_case(row, papers)
        if fields:
            _correct(moment, row, fields, doing)
        if account is not None:
            store.advance(moment, row, Step.ACCOUNT, replace(doing, note=""))
            store.set_account(moment, row, sound(account))
        by_city = doing.actor.kind is ActorKind.STAFF
        if said or papers:
            side = Side.CITY if by_city else Side.RESIDENT
            store.write_message(moment, row, side, doing, text=said, papers=papers)
        if not by_city:
            store.need(row, store.NEEDS_REPLY)
    return store.shown(row, moment)


def _take_reply_step(moment: Moment, row: CaseRecord, doing: Doing, *, also: bool) -> None:
    plain = replace(doing, note="")
    if row.state == State.WAITING.value and doing.actor.kind is not ActorKind.STAFF:
        store.advance(moment, row, Step.ANSWER, plain)
    else:
        store.advance(moment, row, Step.ADD if also else Step.MESSAGE, plain)


def _correct(moment: Moment, row: CaseRecord, fields: Mapping[str, str], doing: Doing) -> None:
    """Corrections stand in the submission, so that all its cases see them."""
    submission = SubmissionRow.objects.select_for_update().get(pk=row.submission_id)
    content = opened(moment.keys, row.applicant, submission.content, Content)
    filled = merged(content.filled, fields, at=doing.at, by=doing.actor.id)
    submission.content = seal(moment.keys, row.applicant, replace(content, filled=filled))
    submission.updated_at = doing.at
    submission.save(update_fields=["content", "updated_at"])


def withdraw(moment: Moment, number: str, *, doing: Doing) -> CaseRow:
    """取下げ, before the decision. APPL006 where it is too late."""
    with store.changing(number, doing) as row:
        store.advance(moment, row, Step.WITHDRAW, doing)
    return store.shown(row, moment)


def object_to(moment: Moment, number: str, *, doing: Doing) -> CaseRow:
    """辞退 of an automatic grant, before it is paid. APPL006 for any other case, or too late."""
    with store.changing(number, doing) as row:
        store.advance(moment, row, Step.OBJECT, doing)
    return store.shown(row, moment)


def keep_paper(
    moment: Moment, applicant: str, content: bytes, *, label: str, doing: Doing
) -> Paper:
    """Keep a paper for an applicant, sealed and without its name; sent later by its id.

    APPL010 too large, APPL011 no PDF, JPEG or PNG, APPL012 damaged or too many points, APPL013
    locked, or holding something that acts.
    """
    sheet = read_paper(content)
    return paper_store.keep(moment, applicant, sheet, label=clean(label), doing=doing)


def decline(moment: Moment, person: str, service: str, *, doing: Doing) -> Declined:
    """ "Don't tell me about this": kept apart from cases, taken back with `undecline`. APPL001."""
    if service not in moment.catalogue.services:
        raise fault("APPL001", "there is no such service", "choose one of the catalogue")
    return decline_store.keep(person, service, doing)


def undecline(person: str, service: str) -> None:
    """Be told about a service again."""
    decline_store.drop(person, service)


def declined_by(person: str) -> tuple[Declined, ...]:
    """What a person declined, by service."""
    return decline_store.of_person(person)
