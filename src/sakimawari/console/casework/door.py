"""How the rooms of casework open a case: the policies are asked, then what they allow is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from sakimawari.cases import run as cases
from sakimawari.cases.values import CaseRow, Doing, Moment
from sakimawari.console.access import actor_of, may
from sakimawari.console.city import City, city
from sakimawari.console.moment import moment_of
from sakimawari.console.words import say
from sakimawari.guard.actor import Role
from sakimawari.guard.authorise.asked import Action, FieldGroup, Ruling, Target
from sakimawari.packs.pack import Service
from sakimawari.problems import Problems

PURPOSE = "case"
_SESSION = "purpose"
_FAMILY = "APPL"
_FITTING = ("case", "check", "support")
EVERYTHING = tuple(FieldGroup)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A case as far as it was opened."""

    request: HttpRequest
    there: City
    moment: Moment
    row: CaseRow
    ruling: Ruling

    @property
    def service(self) -> Service | None:
        return self.there.catalogue.services.get(self.row.service)

    def opens(self, group: FieldGroup) -> bool:
        """Whether a group of fields was opened."""
        return group in self.ruling.fields


def purpose(request: HttpRequest) -> str:
    """The purpose of this room: 申請の審査, unless staff work here under another that fits.

    The head of the page shows what the session holds, so entering here changes it there too, and
    says so.
    """
    chosen = request.session.get(_SESSION, "")
    if chosen in _FITTING:
        return str(chosen)
    fitting = "support" if not actor_of(request).has(Role.CLERK, Role.SUPERVISOR) else PURPOSE
    request.session[_SESSION] = fitting
    if chosen:
        messages.info(request, say("casework.purpose-changed", language_in(request)))
    return fitting


def open_case(
    request: HttpRequest,
    number: str,
    action: Action = Action.READ_CASE,
    *,
    fields: Iterable[FieldGroup] = (),
) -> Opened:
    """Decide, log and open; 404 for a number nobody bears, as for one that stays hidden."""
    there = city()
    moment = moment_of(there)
    try:
        row = cases.case_row(moment, number)
    except Problems:
        raise Http404 from None
    target = target_of(there, row)
    ruling = may(request, action, target, purpose=purpose(request), fields=fields)
    return Opened(request=request, there=there, moment=moment, row=row, ruling=ruling)


def target_of(there: City, row: CaseRow) -> Target:
    """What the policies are asked about: the case, and the person it is about."""
    service = there.catalogue.services.get(row.service)
    of_person = service is None or service.holder.value == "person"
    return Target(
        kind="Case",
        id=row.number,
        person=row.subject if of_person else row.applicant,
        ward=row.ward,
        department=row.department,
        service=row.service,
        by=row.proposed_by,
    )


def doing(opened: Opened, *, note: str = "") -> Doing:
    """Who does it now, on the version of the case their page showed."""
    sent = opened.request.POST.get("version", "")
    return Doing(
        actor=actor_of(opened.request),
        at=opened.moment.now,
        version=int(sent) if sent.isascii() and sent.isdigit() else None,
        note=note.strip(),
    )


def tell(request: HttpRequest, problems: Problems) -> None:
    """Show what was wrong at the head of the next page, in the words of this room."""
    for problem in problems.found:
        known = problem.id if problem.id.startswith(_FAMILY) else "other"
        told = say(f"casework.problem.{known}", language_in(request))
        where = problem.where.column if problem.where is not None else None
        if problem.id == "APPL003" and where:
            told = f"{told}（{say(f'casework.account.{where}', language_in(request))}）"
        messages.error(request, told)


def language_in(request: HttpRequest) -> str:
    """The language of the page."""
    return str(getattr(request, "language", "ja"))


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page of this room."""
    return render(request, f"casework/{template}", dict(context), status=status)
