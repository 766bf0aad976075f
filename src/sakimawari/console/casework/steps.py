"""The buttons of a case: each decided by the policies, taken by the table of steps, then told."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from sakimawari.cases import run as cases
from sakimawari.cases.bank import read_account
from sakimawari.cases.states import Step
from sakimawari.cases.values import CaseRow
from sakimawari.console.casework.case import ACTION_OF
from sakimawari.console.casework.door import Opened, doing, language_in, open_case, tell
from sakimawari.console.casework.staffing import assignable
from sakimawari.console.signin.fresh import asked_again
from sakimawari.console.words import say
from sakimawari.guard.authorise.asked import Action
from sakimawari.problems import Problems


@require_POST
def take_step(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """One step of a case, then back to its page."""
    try:
        wanted = Step(step)
        work = _STEPS[wanted]
    except (ValueError, KeyError):
        raise Http404 from None
    opened = open_case(request, number, ACTION_OF.get(wanted, Action.WORK_CASE))
    if wanted is Step.APPROVE and (
        led := asked_again(request, back=reverse("casework:case", args=[number]))
    ):
        return led
    try:
        work(opened)
        messages.success(request, say(f"casework.done.{step}", language_in(request)))
    except Problems as problems:
        tell(request, problems)
    return redirect("casework:case", number)


def _text(opened: Opened, name: str = "text") -> str:
    return opened.request.POST.get(name, "")[:4_000]


def _plain(change: Callable[..., CaseRow], *, noted: bool = False) -> Callable[[Opened], CaseRow]:
    """A step that needs nothing but, where asked, its reason."""

    def work(opened: Opened) -> CaseRow:
        note = _text(opened) if noted else ""
        return change(opened.moment, opened.row.number, doing=doing(opened, note=note))

    return work


def _written(change: Callable[..., CaseRow]) -> Callable[[Opened], CaseRow]:
    """A step whose text goes to the resident."""

    def work(opened: Opened) -> CaseRow:
        return change(opened.moment, opened.row.number, doing=doing(opened), text=_text(opened))

    return work


def _assign(opened: Opened) -> CaseRow:
    chosen = opened.request.POST.get("assignee", "")
    if chosen and chosen not in assignable(opened.there, [opened.row.department], opened.row.ward):
        raise Http404
    return cases.assign(opened.moment, opened.row.number, doing=doing(opened), assignee=chosen)


def _account(opened: Opened) -> CaseRow:
    account = read_account({key: str(value)[:200] for key, value in opened.request.POST.items()})
    return cases.record_account(
        opened.moment, opened.row.number, doing=doing(opened), account=account
    )


def _returned(opened: Opened) -> CaseRow:
    """What came back is told to the resident too, with the request for another account."""
    cases.record_return(
        opened.moment,
        opened.row.number,
        doing=doing(opened),
        reason=opened.request.POST.get("reason", ""),
        telling=say("casework.returned-telling", "ja"),
    )
    return opened.row


_STEPS: dict[Step, Callable[[Opened], CaseRow]] = {
    Step.TAKE: _plain(cases.take),
    Step.ASSIGN: _assign,
    Step.ASK: _written(cases.ask),
    Step.MESSAGE: _written(cases.message),
    Step.RESUME: _plain(cases.resume),
    Step.APPROVE: _plain(cases.approve),
    Step.SEND_BACK: _plain(cases.send_back, noted=True),
    Step.RETRACT: _plain(cases.retract),
    Step.REOPEN: _plain(cases.reopen, noted=True),
    Step.APPEAL: _plain(cases.note_appeal, noted=True),
    Step.NOTIFY: _plain(cases.note_notice),
    Step.ACCOUNT: _account,
    Step.RETURN: _returned,
    Step.WITHDRAW: _plain(cases.withdraw_for, noted=True),
    Step.UNDO: _plain(cases.undo),
}
