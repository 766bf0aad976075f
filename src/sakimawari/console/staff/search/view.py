"""Search: what is typed is posted, never part of an address; answers show the least that tells people
apart, and only of those whom the one who asks may see.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from sakimawari.console.access import Roll, actor_of, may, note_hidden, open_list
from sakimawari.console.bearings import bearings
from sakimawari.console.city import City, city
from sakimawari.console.signin.throttle import LOOKUPS, allow
from sakimawari.console.staff.figures import figures
from sakimawari.console.staff.frame import page
from sakimawari.console.staff.purpose import purpose_of
from sakimawari.console.staff.scope import everywhere, wards_of
from sakimawari.console.staff.search.query import Typed, Unreadable, query_of, typed_in
from sakimawari.console.staff.search.recent import forget_all, seen_last
from sakimawari.guard.authorise.asked import Action, FieldGroup, Target
from sakimawari.registry.directory.run import directory_of
from sakimawari.registry.directory.values import Query

SHOWN = 20  # people in an answer; more are asked to be told apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A resident in an answer: the least that tells them from another of the same name."""

    person: str
    name: str
    kana: str
    born: date | None
    ward: str
    town: str
    protected: bool


@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """The form; with what was typed, the answer."""
    there, actor = city(), actor_of(request)
    wards = wards_of(actor, figures(there).wards)
    context = {"wards": wards, "typed": Typed(), "shown": SHOWN}
    if request.method != "POST":
        may(request, Action.FIND_PERSON, Target(kind="Person"), purpose=purpose_of(request))
        return page(request, "search.html", {**context, "recent": _recent(request, there)})
    allow(LOOKUPS, actor.id)
    typed = typed_in(request.POST.dict())
    context["typed"] = typed
    try:
        query = query_of(typed)
    except Unreadable as fault:
        return page(request, "search.html", {**context, "wrong": fault.field}, status=422)
    if not typed.anything:
        return page(request, "search.html", {**context, "wrong": "nothing"}, status=422)
    return page(request, "search.html", {**context, **_answer(request, there, query)})


def _answer(request: HttpRequest, there: City, query: Query) -> dict[str, object]:
    """Who was found. Protected people are neither shown nor counted, and the attempt alarms."""
    purpose, actor = purpose_of(request), actor_of(request)
    wards = wards_of(actor, figures(there).wards)
    if query.ward is None and len(wards) == 1 and not everywhere(actor):
        query = replace(query, ward=wards[0])  # nobody else could be shown
    directory = directory_of(there.snapshot, there.keys)
    found = directory.find(query, on=there.today, protected=actor.named)
    note_hidden(request, found.withheld, purpose=purpose)
    if found.too_many:
        open_list(request, (), action=Action.FIND_PERSON, purpose=purpose)
        return {"asked": True, "too_many": True, "total": found.total}
    near = [hit for hit in found.hits if everywhere(actor) or hit.ward in wards]
    roll = open_list(
        request,
        [hit.person for hit in near[:SHOWN]],
        action=Action.FIND_PERSON,
        purpose=purpose,
        fields=(FieldGroup.IDENTITY,),
    )
    return {
        "asked": True,
        "lines": lines_of(roll, there),
        "more": max(len(near) - SHOWN, 0),
        "elsewhere": len(found.hits) - len(near),
    }


def lines_of(roll: Roll, there: City) -> list[Line]:
    """The people of a roll as lines of an answer."""
    lines = []
    for person in roll:
        identity, stands = roll.record(person).identity(), bearings(there).of(person)
        lines.append(
            Line(
                person=person,
                name=identity.name,
                kana=identity.kana,
                born=identity.born,
                ward=stands.ward if stands is not None else "",
                town=bearings(there).place_of(person),
                protected=stands is not None and stands.protected,
            )
        )
    return lines


def _recent(request: HttpRequest, there: City) -> list[Line]:
    """The residents seen last, named again: one more entry in the audit, which says so."""
    seen = seen_last(request)
    if not seen:
        return []
    roll = open_list(
        request,
        seen,
        action=Action.FIND_PERSON,
        purpose=purpose_of(request),
        fields=(FieldGroup.IDENTITY,),
        name="recent",
    )
    return lines_of(roll, there)


@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Clear the residents seen last."""
    forget_all(request)
    return redirect("staff:search")
