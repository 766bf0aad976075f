"""Payments: what is due, batches made by one and released by another, what came back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from sakimawari.cases import run as cases
from sakimawari.cases.paying import Batch, Due
from sakimawari.cases.period import next_open
from sakimawari.cases.run import Whose
from sakimawari.cases.values import Doing, Moment
from sakimawari.console.access import actor_of, may, would
from sakimawari.console.casework.door import PURPOSE, language_in, page, purpose, tell
from sakimawari.console.casework.staffing import names_of
from sakimawari.console.city import City, city
from sakimawari.console.moment import moment_of
from sakimawari.console.signin.fresh import asked_again
from sakimawari.console.words import say
from sakimawari.guard.actor import EVERYWHERE, Actor
from sakimawari.guard.authorise.asked import Action, Target
from sakimawari.packs.values import date_of
from sakimawari.problems import Problems

_AHEAD_DAYS = 7  # banks want a file some days before


@dataclass(frozen=True, slots=True, kw_only=True)
class Pile:
    """What a department is to pay by a day."""

    whose: Whose
    due: Due


@require_GET
def payments(request: HttpRequest) -> HttpResponse:
    """What is due by a day, and the batches so far."""
    may(request, Action.LIST_CASES, Target(kind="List"), purpose=purpose(request))
    there, actor = city(), actor_of(request)
    moment = moment_of(there)
    pay_on = _day(request.GET.get("pay_on", ""), moment)
    piles = [
        Pile(whose=whose, due=cases.due_payments(moment, whose, named=actor.named))
        for whose in _piles(actor, pay_on)
        if _may(request, Action.PREPARE_PAYMENT, _target(whose.department, whose.ward))
    ]
    found = [
        batch
        for batch in cases.batches()
        if _may(request, Action.PREPARE_PAYMENT, target_of(batch))
    ]
    return page(
        request,
        "payments.html",
        {
            "pay_on": pay_on,
            "piles": [pile for pile in piles if pile.due.lines or pile.due.left_out],
            "batches": found,
            "names": _names(there, found),
            "releasable": {batch.number for batch in found if _releases(request, batch)},
            "today": moment.today,
        },
    )


@require_GET
def batch(request: HttpRequest, number: str) -> HttpResponse:
    """One batch with its payments."""
    there, held = city(), _batch(number)
    may(request, Action.PREPARE_PAYMENT, target_of(held), purpose=purpose(request))
    services = there.catalogue.services
    lines = [
        (line, services[line.service].name if line.service in services else line.service)
        for line in cases.lines_of(number)
    ]
    return page(
        request,
        "batch.html",
        {
            "batch": held,
            "lines": lines,
            "names": _names(there, [held]),
            "may_release": held.state == "made" and _releases(request, held),
            "returned": cases.RETURNED,
        },
    )


@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Make what is due of a department by a day into a batch."""
    moment = moment_of()
    whose = Whose(
        department=request.POST.get("department", "")[:200],
        ward=request.POST.get("ward", "")[:40],
        pay_on=_day(request.POST.get("pay_on", ""), moment),
    )
    target = _target(whose.department, whose.ward)
    may(request, Action.PREPARE_PAYMENT, target, purpose=purpose(request))
    if not whose.ward and EVERYWHERE not in actor_of(request).wards:
        raise Http404
    try:
        made = cases.make_batch(moment, whose, doing=_doing(request, moment))
    except Problems as problems:
        tell(request, problems)
        return redirect("casework:payments")
    messages.success(request, say("casework.payments.made", language_in(request), count=made.count))
    return redirect("casework:batch", made.number)


@require_POST
def release(request: HttpRequest, number: str) -> HttpResponse:
    """The second person releases a batch."""
    held, moment = _batch(number), moment_of()
    may(request, Action.PAY, target_of(held), purpose=purpose(request))
    if led := asked_again(request, back=reverse("casework:batch", args=[number])):
        return led
    return _changed(
        request,
        number,
        "released",
        lambda: cases.release_batch(moment, number, doing=_doing(request, moment)),
    )


@require_POST
def drop(request: HttpRequest, number: str) -> HttpResponse:
    """Throw away a batch that was not released."""
    held, moment = _batch(number), moment_of()
    may(request, Action.PREPARE_PAYMENT, target_of(held), purpose=purpose(request))
    return _changed(
        request,
        number,
        "dropped",
        lambda: cases.drop_batch(number, doing=_doing(request, moment)),
    )


@require_POST
def download(request: HttpRequest, number: str) -> HttpResponse:
    """The payment file of a released batch; each handing out is in the audit."""
    held = _batch(number)
    may(request, Action.PREPARE_PAYMENT, target_of(held), purpose=purpose(request))
    try:
        content = cases.batch_file(moment_of(), number)
    except Problems as problems:
        tell(request, problems)
        return redirect("casework:batch", number)
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{number}.txt"'
    response["Cache-Control"] = "no-store"
    return response


def _changed(
    request: HttpRequest, number: str, done: str, work: Callable[[], object]
) -> HttpResponse:
    try:
        work()
        messages.success(request, say(f"casework.payments.{done}", language_in(request)))
    except Problems as problems:
        tell(request, problems)
    return redirect("casework:batch", number)


def target_of(batch: Batch) -> Target:
    """What the policies are asked about; whoever made it is named."""
    return _target(batch.department, batch.ward, by=batch.made_by, id=batch.number)


def _target(department: str, ward: str, *, by: str = "", id: str = "") -> Target:
    return Target(kind="Batch", id=id, department=department, ward=ward, by=by)


def _may(request: HttpRequest, action: Action, target: Target) -> bool:
    return would(request, action, target, purpose=PURPOSE).allowed


def _releases(request: HttpRequest, batch: Batch) -> bool:
    return _may(request, Action.PAY, target_of(batch))


def _piles(actor: Actor, pay_on: date) -> list[Whose]:
    """A pile for each department, of all wards, or of each ward the actor works for."""
    everywhere = EVERYWHERE in actor.wards
    found = {
        (department, "" if everywhere else ward)
        for department, ward, _ in cases.departments_due()
        if everywhere or ward in actor.wards
    }
    return [Whose(department=one, ward=ward, pay_on=pay_on) for one, ward in sorted(found)]


def _day(sent: str, moment: Moment) -> date:
    return date_of(sent) or next_open(moment.today + timedelta(days=_AHEAD_DAYS))


def _batch(number: str) -> Batch:
    try:
        return cases.batch(number)
    except Problems:
        raise Http404 from None


def _doing(request: HttpRequest, moment: Moment) -> Doing:
    return Doing(actor=actor_of(request), at=moment.now)


def _names(there: City, found: list[Batch]) -> dict[str, str]:
    ids = [id for one in found for id in (one.made_by, one.released_by)]
    return dict(names_of(there, ids))
