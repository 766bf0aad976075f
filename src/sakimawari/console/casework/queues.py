"""The work queue: what is to be done, the most urgent first; filters, and giving cases to somebody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from sakimawari.cases import run as cases
from sakimawari.cases.run import Backlog, DueSoon, QueueFilter
from sakimawari.cases.values import CaseRow, Doing, State
from sakimawari.console.access import actor_of, may, open_list, would
from sakimawari.console.casework.door import language_in, page, purpose, target_of, tell
from sakimawari.console.casework.staffing import assignable, names_of
from sakimawari.console.city import City, city
from sakimawari.console.moment import moment_of
from sakimawari.console.words import say
from sakimawari.guard.authorise.asked import Action, FieldGroup, Target
from sakimawari.problems import Problems

SIZE = 50
VIEWS = ("open", "mine", "nobody", "late", "proposed", "reply", "account", "decided")
_ME = "me"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One case as the queue shows it."""

    row: CaseRow
    service: str
    name: str  # of the applicant, where it may be shown
    assignee: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The filters of the address as they were chosen."""

    view: str
    state: str
    service: str
    ward: str
    due: str
    number: str
    first: int

    def query(self, **changed: object) -> str:
        """The filters as the end of an address, some of them changed."""
        held = {
            "view": self.view, "state": self.state, "service": self.service, "ward": self.ward,
            "due": self.due, "number": self.number, "first": self.first,
        }  # fmt: skip
        return urlencode({key: value for key, value in {**held, **changed}.items() if value})


@require_GET
def queues(request: HttpRequest) -> HttpResponse:
    """The queue, narrowed by a view (mine, late …) and filters."""
    why = purpose(request)
    may(request, Action.LIST_CASES, Target(kind="List"), purpose=why)
    there, actor = city(), actor_of(request)
    moment, asked = moment_of(there), _asked(request)
    wanted = filter_of(asked, actor.id)
    found = cases.queue(moment, wanted, actor=actor, first=asked.first, most=SIZE)
    offered = cases.offered(moment, actor=actor)
    counted = cases.tally(
        moment,
        {view: _viewed(QueueFilter(), view, actor.id) for view in VIEWS if view != "decided"},
        actor=actor,
    )
    departments = sorted(offered["department"])
    return page(
        request,
        "queues.html",
        {
            "asked": asked,
            "lines": _lines(request, there, found.rows),
            "total": found.total,
            "after": asked.query(first=asked.first + SIZE)
            if found.total > asked.first + SIZE
            else "",
            "before": asked.query(first=max(asked.first - SIZE, 0)) if asked.first else "",
            "shown_from": asked.first + 1,
            "shown_to": asked.first + len(found.rows),
            "views": [(view, counted.get(view)) for view in VIEWS],
            "services": _named(there, offered["service"]),
            "wards": sorted(ward for ward in offered["ward"] if ward),
            "states": list(State)[1:],
            "dues": list(DueSoon),
            "backlog": _backlog(there, cases.backlog(moment, actor=actor)),
            "assignees": assignable(there, departments),
            "may_assign": _works(request, there, found.rows),
            "here": request.get_full_path(),
            "me": actor.id,
        },
    )


def _asked(request: HttpRequest) -> Asked:
    sent = request.GET
    view, first = sent.get("view", ""), sent.get("first", "")
    return Asked(
        view=view if view in VIEWS else VIEWS[0],
        state=sent.get("state", "")
        if sent.get("state", "") in {one.value for one in State}
        else "",
        service=sent.get("service", "")[:64],
        ward=sent.get("ward", "")[:40],
        due=sent.get("due", "") if sent.get("due", "") in {one.value for one in DueSoon} else "",
        number=sent.get("number", "").strip()[:24],
        first=int(first) if first.isascii() and first.isdigit() and len(first) < 7 else 0,
    )


def filter_of(asked: Asked, me: str) -> QueueFilter:
    """The filters as the store reads them. A number is looked for among all cases."""
    narrowed = QueueFilter(
        states=(State(asked.state),) if asked.state else (),
        services=(asked.service,) if asked.service else (),
        wards=(asked.ward,) if asked.ward else (),
        due=DueSoon(asked.due) if asked.due else None,
        number=asked.number,
    )
    return narrowed if asked.number else _viewed(narrowed, asked.view, me)


def _viewed(asked: QueueFilter, view: str, me: str) -> QueueFilter:
    match view:
        case "mine":
            return replace(asked, assignee=me)
        case "nobody":
            return replace(asked, assignee=cases.NOBODY_YET)
        case "late":
            return replace(asked, due=DueSoon.LATE)
        case "proposed":
            return replace(asked, states=(State.PROPOSED,))
        case "reply":
            return replace(asked, needs="reply")
        case "account":
            return replace(asked, needs="account")
        case "decided":
            return replace(asked, states=asked.states or _DECIDED)
    return asked


_DECIDED = (State.APPROVED, State.REFUSED, State.PAID, State.WITHDRAWN, State.OBJECTED)


def _lines(request: HttpRequest, there: City, rows: Sequence[CaseRow]) -> list[Line]:
    """Rows with the names of their applicants: of all who may be shown, in one entry of the audit."""
    if not rows:
        return []
    roll = open_list(
        request,
        [row.applicant for row in rows],
        purpose=purpose(request),
        fields=(FieldGroup.IDENTITY,),
        name="cases",
    )
    names = {key: roll.record(key).identity().name for key in roll}
    staff = names_of(there, [row.assignee for row in rows])
    services = there.catalogue.services
    return [
        Line(
            row=row,
            service=services[row.service].name if row.service in services else row.service,
            name=names.get(row.applicant, ""),
            assignee=staff.get(row.assignee, ""),
        )
        for row in rows
    ]


def _named(there: City, counted: Mapping[str, int]) -> list[tuple[str, str, int]]:
    services = there.catalogue.services
    found = [
        (slug, services[slug].name if slug in services else slug, count)
        for slug, count in counted.items()
    ]
    return sorted(found, key=lambda one: one[1])


def _backlog(there: City, found: Sequence[Backlog]) -> list[tuple[str, Backlog]]:
    services = there.catalogue.services
    return [(services[one.key].name if one.key in services else one.key, one) for one in found]


def _works(request: HttpRequest, there: City, rows: Sequence[CaseRow]) -> bool:
    """Whether whoever looks may work on any of these cases: then they may be given away."""
    why = purpose(request)
    return any(
        would(request, Action.WORK_CASE, target_of(there, row), purpose=why).allowed for row in rows
    )


@require_POST
def assign(request: HttpRequest) -> HttpResponse:
    """Give the marked cases to somebody, or to nobody; those that are not one's to give stay."""
    there, actor = city(), actor_of(request)
    moment, why = moment_of(there), purpose(request)
    chosen = request.POST.get("assignee", "")
    assignee = actor.id if chosen == _ME else "" if chosen == cases.NOBODY_YET else chosen
    done = 0
    for number in request.POST.getlist("case")[: SIZE * 2]:
        try:
            row = cases.case_row(moment, number)
            target = target_of(there, row)
            fits = not assignee or assignee in assignable(there, [row.department], row.ward)
            if not fits or not would(request, Action.WORK_CASE, target, purpose=why).allowed:
                continue
            may(request, Action.WORK_CASE, target, purpose=why)
            cases.assign(moment, number, doing=Doing(actor=actor, at=moment.now), assignee=assignee)
            done += 1
        except Problems as problems:
            tell(request, problems)
    messages.success(request, say("casework.assigned", language_in(request), count=done))
    return redirect(f"{reverse('casework:queues')}?{_asked_again(request)}")


def _asked_again(request: HttpRequest) -> str:
    """The filters of the page the form stood on, and no other address."""
    return request.POST.get("query", "")[:400].replace("\n", "").replace("\r", "")
