"""The steps of a plan between two people: make, propose, decide, carry out, give up."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from sakimawari.console.access import actor_of, may, would
from sakimawari.console.city import city
from sakimawari.console.outreach.plans import store, tasks
from sakimawari.console.outreach.plans.ground import ground_of
from sakimawari.console.outreach.plans.views import context_of, enter, plan_or_404, target_of
from sakimawari.console.signin.fresh import needs_fresh_factor
from sakimawari.console.staff.frame import language_in
from sakimawari.console.words import say
from sakimawari.guard.authorise.asked import Action, Target
from sakimawari.problems import Problems
from sakimawari.reach.plans import store as plans
from sakimawari.reach.plans.approval import Doing
from sakimawari.reach.plans.order import changed_since
from sakimawari.reach.plans.values import Plan

LONGEST_NOTE = 1_000


def told_faults(request: HttpRequest, problems: Problems) -> None:
    """What stood against a step, as messages of the next page."""
    for problem in problems.found:
        known = (
            say(f"outreach.fault.{problem.id}", language_in(request))
            if problem.id in _KNOWN
            else ""
        )
        messages.error(request, known or f"{problem.id} {problem.what}")


_KNOWN = frozenset({"REACH029", "REACH030", "REACH031", "REACH032"})


@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Have the next plan made beside the pages, with the lists that wait."""
    may(request, Action.PROPOSE_PLAN, Target(kind="Plan"))
    work = store.ask("make", by=actor_of(request).id, at=timezone.now())
    if work is None:
        messages.info(request, say("outreach.done.making", language_in(request)))
    else:
        tasks.make.enqueue(work.id)
        messages.success(request, say("outreach.done.make", language_in(request)))
    return redirect("outreach:plans")


@require_POST
def propose(request: HttpRequest, id: str) -> HttpResponse:
    """Propose a plan that was made from the command line."""
    may(request, Action.PROPOSE_PLAN, Target(kind="Plan", id=id))
    there = city()
    found = plan_or_404(there, id)
    plans.propose(
        found, by=actor_of(request).id, at=timezone.now(), note=_note(request), keys=there.keys
    )
    messages.success(request, say("outreach.done.propose", language_in(request)))
    return redirect("outreach:plan", id)


@needs_fresh_factor
def decide(request: HttpRequest, id: str) -> HttpResponse:
    """The second person approves, or rejects."""
    found = plan_or_404(city(), id)
    may(request, Action.APPROVE_PLAN, target_of(plans.standing(id)))
    if request.method != "POST":
        enter(request, id)
        return render(request, "outreach/plans/decide.html", context_of(request, id))
    approves = request.POST.get("decision") == "approve"
    doing = Doing.APPROVE if approves else Doing.REJECT
    return _take(request, doing, found)


@require_POST
@needs_fresh_factor
def apply(request: HttpRequest, id: str) -> HttpResponse:
    """Hand an approved plan over to sending, beside the pages."""
    there = city()
    found = plan_or_404(there, id)
    may(request, Action.APPROVE_PLAN, target_of(plans.standing(id)))
    try:
        _unchanged(found)
    except Problems as problems:
        told_faults(request, problems)
        return redirect("outreach:plan", id)
    work = store.ask("apply", plan=id, by=actor_of(request).id, at=timezone.now())
    if work is not None:
        tasks.carry_out.enqueue(work.id)
    messages.success(request, say("outreach.done.apply", language_in(request)))
    return redirect("outreach:plan", id)


@require_POST
def cancel(request: HttpRequest, id: str) -> HttpResponse:
    """Give a plan up before anything of it is sent: whoever may propose plans, or decide on it."""
    found = plan_or_404(city(), id)
    target = target_of(plans.standing(id))
    proposes = would(request, Action.PROPOSE_PLAN, Target(kind="Plan", id=id)).allowed
    may(request, Action.PROPOSE_PLAN if proposes else Action.APPROVE_PLAN, target)
    return _take(request, Doing.CANCEL, found)


def _take(request: HttpRequest, doing: Doing, found: Plan) -> HttpResponse:
    try:
        if doing is Doing.APPROVE:
            _unchanged(found)
        _noted(doing, found, request, timezone.now())
        messages.success(request, say(f"outreach.done.{doing.value}", language_in(request)))
    except Problems as problems:
        told_faults(request, problems)
    return redirect("outreach:plan", found.name)


def _noted(doing: Doing, found: Plan, request: HttpRequest, at: datetime) -> None:
    keys = city().keys
    plans.take(doing, found.name, by=actor_of(request).id, at=at, note=_note(request), keys=keys)


def _unchanged(found: Plan) -> None:
    """REACH029 where its tables are others, REACH030 where what it rests on has changed."""
    plans.check_unchanged(found)
    if changed := changed_since(found, ground_of(city(), found.on)):
        raise Problems(changed)


def _note(request: HttpRequest) -> str:
    return request.POST.get("note", "").strip()[:LONGEST_NOTE]
