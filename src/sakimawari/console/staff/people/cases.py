"""The cases of a resident: those the actor may read, and how many others there are."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from sakimawari.cases.run import cases_of
from sakimawari.cases.values import CaseRow
from sakimawari.console.access import would
from sakimawari.console.moment import moment_of
from sakimawari.console.record import Record
from sakimawari.console.staff.people.head import Tab, opened
from sakimawari.console.staff.people.views import shown
from sakimawari.console.staff.purpose import purpose_of
from sakimawari.console.staff.staff_names import colleagues
from sakimawari.guard.authorise.asked import Action, Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A row of the page: the case, its service in words, who works on it."""

    row: CaseRow
    service: str
    assignee: str


@require_GET
def cases(request: HttpRequest, person: str) -> HttpResponse:
    """Cases in which the resident applied or is the subject."""
    record = opened(request, person)
    found = cases_of(moment_of(record.city), person)
    readable = [row for row in found if may_read(request, row)]
    names = colleagues(record.city, (row.assignee for row in readable))
    services = record.city.catalogue.services
    told = [
        Case(
            row=row,
            service=services[row.service].name if row.service in services else row.service,
            assignee=names.get(row.assignee, ""),
        )
        for row in readable
    ]
    return shown(
        request,
        record,
        Tab.CASES,
        "cases.html",
        {"cases": told, "others": len(found) - len(told), "may_open": may_open(request, record)},
    )


def may_read(request: HttpRequest, row: CaseRow) -> bool:
    """Whether the actor could open this case; what they cannot is counted, not shown."""
    target = Target(
        kind="Case",
        id=row.number,
        person=row.applicant,
        ward=row.ward,
        department=row.department,
        service=row.service,
    )
    return would(request, Action.READ_CASE, target, purpose=purpose_of(request)).allowed


def may_open(request: HttpRequest, record: Record) -> bool:
    """Whether an application may be begun for the resident."""
    target = Target(kind="Person", person=record.person)
    return would(request, Action.OPEN_CASE, target, purpose=purpose_of(request)).allowed
