"""One case: the form with its sources, papers, proof, messages, history, and what can be done now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from sakimawari.cases import run as cases
from sakimawari.cases.states import Step
from sakimawari.cases.values import CaseFile, State
from sakimawari.console.access import actor_of, would
from sakimawari.console.casework import facing
from sakimawari.console.casework.door import (
    EVERYTHING,
    Opened,
    doing,
    language_in,
    open_case,
    page,
    purpose,
    target_of,
)
from sakimawari.console.casework.staffing import assignable, everybody_in, names_of
from sakimawari.console.staff.people.proof import Proof, proof_of
from sakimawari.fit.explain import replay
from sakimawari.fit.language import Language
from sakimawari.guard.authorise.asked import Action
from sakimawari.guard.purposes import PURPOSES
from sakimawari.problems import Problems

ACTION_OF = {
    Step.APPROVE: Action.APPROVE_CASE,
    Step.SEND_BACK: Action.APPROVE_CASE,
    Step.REOPEN: Action.REOPEN_CASE,
}
# In the order in which they are offered; what is on pages of its own (payments) is left out.
OFFERED = (
    Step.APPROVE, Step.SEND_BACK, Step.TAKE, Step.PROPOSE, Step.DECIDE, Step.ASK, Step.RESUME,
    Step.RETRACT, Step.MESSAGE, Step.ACCOUNT, Step.NOTIFY, Step.RETURN, Step.APPEAL, Step.REOPEN,
    Step.WITHDRAW, Step.UNDO,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """A step of the history in words."""

    step: str
    at: datetime
    by: str
    side: str  # city, applicant, proxy, program
    after: State
    note: str


@require_GET
def case(request: HttpRequest, number: str) -> HttpResponse:
    """The page of one case."""
    opened = open_case(request, number, fields=EVERYTHING)
    if Step.MESSAGE in _allowed(opened, [Step.MESSAGE]):
        cases.seen(opened.moment, number, doing=doing(opened))
    file = cases.case_file(opened.moment, number, actor=actor_of(request))
    return page(request, "case.html", {**context_of(opened, file), "proof": _proof(opened, file)})


def context_of(opened: Opened, file: CaseFile) -> dict[str, object]:
    """What every page about one case shows."""
    names = names_of(opened.there, everybody_in(file))
    answers = facing.answers_of(file, opened)
    return {
        "file": file,
        "row": file.row,
        "service": opened.service,
        "standard": None
        if opened.service is None
        else cases.standard_of(opened.there.catalogue, opened.service),
        "fields": facing.fields_of(file, opened),
        "answers": answers,
        "answered": [line for line in answers if line.answer or line.closed],
        "unanswered": [line for line in answers if not (line.answer or line.closed)],
        "closed": facing.closed_groups(opened),
        "account": facing.account_shown(file.account, opened),
        "applicant": facing.applicant_named(file, opened),
        "reads_papers": facing.reads_papers(opened),
        "history": _history(file, names),
        "names": names,
        "steps": [step.value for step in allowed_steps(opened, file)],
        "assignees": assignable(opened.there, [file.row.department], file.row.ward),
        "returned": cases.RETURNED,
        "purpose_words": PURPOSES[purpose(opened.request)],
        "today": opened.moment.today,
    }


def allowed_steps(opened: Opened, file: CaseFile) -> list[Step]:
    """The steps the table offers and the policies allow, in the order of the page."""
    return _allowed(opened, [step for step in OFFERED if step.value in file.open_steps])


def _allowed(opened: Opened, steps: list[Step]) -> list[Step]:
    target, why = target_of(opened.there, opened.row), purpose(opened.request)
    actions = {ACTION_OF.get(step, Action.WORK_CASE) for step in steps}
    fine = {
        action for action in actions if would(opened.request, action, target, purpose=why).allowed
    }
    return [step for step in steps if ACTION_OF.get(step, Action.WORK_CASE) in fine]


def _proof(opened: Opened, file: CaseFile) -> Proof | None:
    """The proof frozen with the decision, or that of today while none is made."""
    explanation = None
    decision = file.decision
    if decision is not None and decision.proof:
        try:
            explanation = replay(decision.proof)
        except Problems:
            explanation = None
    if explanation is None and (decision is None or decision.decided_at is None):
        explanation = cases.proof(opened.moment, file.row.number)
    if explanation is None:
        return None
    spoken = Language.EN if language_in(opened.request) == "en" else Language.JA
    return proof_of(facing.shown_proof(explanation, opened), spoken)


def _history(file: CaseFile, names: Mapping[str, str]) -> list[Happened]:
    found = []
    for event in file.history:
        side = "city"
        if event.by_kind == "program":
            side = "program"
        elif event.by_kind == "resident":
            side = "applicant" if event.by == file.row.applicant else "proxy"
        found.append(
            Happened(
                step=event.step,
                at=event.at,
                by=names.get(event.by, "") if side == "city" else "",
                side=side,
                after=event.after,
                note=facing.noted(event, names),
            )
        )
    return found[::-1]
