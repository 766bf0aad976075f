"""The form of a decision: reasons from the proof, to be read and changed by a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from sakimawari.cases import run as cases
from sakimawari.cases.standards import gives_money
from sakimawari.cases.states import Step
from sakimawari.cases.values import Finding
from sakimawari.console.access import actor_of
from sakimawari.console.casework import facing
from sakimawari.console.casework.case import allowed_steps, context_of
from sakimawari.console.casework.door import (
    EVERYTHING,
    Opened,
    doing,
    language_in,
    open_case,
    page,
    tell,
)
from sakimawari.console.signin.fresh import needs_fresh_factor
from sakimawari.console.staff.people.proof import proof_of
from sakimawari.console.words import say
from sakimawari.fit.explain import Explanation, record_of
from sakimawari.fit.language import Language
from sakimawari.guard.authorise.asked import Action
from sakimawari.packs.values import number_of
from sakimawari.problems import Problem, Problems

_LONGEST = 8_000


@require_http_methods(["GET", "POST"])
@needs_fresh_factor
def decide(request: HttpRequest, number: str) -> HttpResponse:
    """Propose a decision, or decide where one person is enough."""
    opened = open_case(request, number, Action.WORK_CASE)
    told = cases.proof(opened.moment, number)
    if request.method == "POST":
        try:
            return _decided(opened, told)
        except Problems as problems:
            tell(request, problems)
            return _form(opened, told, request.POST, status=422)
    return _form(opened, told, {})


def _form(
    opened: Opened, told: Explanation | None, sent: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    request = opened.request
    seen = open_case(request, opened.row.number, fields=EVERYTHING)
    file = cases.case_file(seen.moment, opened.row.number, actor=actor_of(request))
    steps = allowed_steps(seen, file)
    if not {Step.PROPOSE, Step.DECIDE} & set(steps):
        messages.info(request, say("casework.decide.not-now", language_in(request)))
        return redirect("casework:case", opened.row.number)
    finding = _chosen(sent.get("finding") or request.GET.get("finding", ""), told)
    shown = None if told is None else facing.shown_proof(told, seen)
    pays = seen.service is not None and gives_money(seen.service)
    return page(
        request,
        "decide.html",
        {
            **context_of(seen, file),
            "proof": None if shown is None else proof_of(shown, Language.JA),
            "veiled": shown is not None and shown is not told,
            "finding": finding,
            "against": told is not None and finding is not None and _against(told, finding),
            "status": "" if told is None else told.status,
            "pays": pays,
            "amount": sent.get("amount", _amount(seen, told)),
            "reasons": sent.get("reasons", _reasons(told, finding)),
            "note": sent.get("note", ""),
            "alone": Step.DECIDE in steps,
        },
        status=status,
    )


def _chosen(sent: str, told: Explanation | None) -> Finding | None:
    """What is decided on: as chosen, else as the proof says; an unknown proof says neither."""
    if sent in {each.value for each in Finding}:
        return Finding(sent)
    if told is None:
        return None
    return {"yes": Finding.GRANT, "no": Finding.REFUSE}.get(told.status)


def _against(told: Explanation, finding: Finding) -> bool:
    """Whether a decision would go against the proof, or before it is sure."""
    return told.status != {Finding.GRANT: "yes", Finding.REFUSE: "no"}[finding]


def _reasons(told: Explanation | None, finding: Finding | None) -> str:
    if told is None or finding is None:
        return ""
    found = (*cases.reasons_of(told, finding), *cases.open_reasons_of(told, finding))
    return "\n".join(found)


def _amount(opened: Opened, told: Explanation | None) -> str:
    if told is None or opened.service is None or not gives_money(opened.service):
        return ""
    yen = cases.grantable_yen(told, opened.service)
    return "" if not yen else str(yen)


def _decided(opened: Opened, told: Explanation | None) -> HttpResponse:
    sent = opened.request.POST
    finding = _chosen(sent.get("finding", ""), None)
    if finding is None:
        raise Problems(
            [Problem(id="APPL015", what="nothing is chosen", do="choose grant or refusal")]
        )
    row = cases.propose(
        opened.moment,
        opened.row.number,
        doing=doing(opened, note=sent.get("note", "")[:_LONGEST]),
        finding=finding,
        amount_yen=_yen(sent.get("amount", "")) if finding is Finding.GRANT else None,
        reasons=sent.get("reasons", "")[:_LONGEST].splitlines(),
        proof={} if told is None else record_of(told),
    )
    step = "propose" if row.two_persons else "decide"
    messages.success(opened.request, say(f"casework.done.{step}", language_in(opened.request)))
    return redirect("casework:case", opened.row.number)


def _yen(text: str) -> int | None:
    """An amount as it was typed; empty is none, what is no amount is refused as one."""
    if not text.strip():
        return None
    number = number_of(text.strip().removesuffix("円"))
    return number[0] if number is not None and number[1] == 0 else 0
