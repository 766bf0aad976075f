"""How the rooms of scans open what they show: the policies are asked first, everything is logged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from sakimawari.cases.values import Doing
from sakimawari.console.access import Denied, Record, actor_of, may, open_record
from sakimawari.console.casework.door import purpose
from sakimawari.console.city import City, city
from sakimawari.console.moment import moment_of
from sakimawari.console.words import say
from sakimawari.guard.actor import EVERYWHERE, Actor
from sakimawari.guard.authorise.asked import Action, FieldGroup, Target
from sakimawari.problems import Problems
from sakimawari.reach.returned import store
from sakimawari.reach.returned.run import Desk
from sakimawari.reach.returned.values import Bound, Entry, Sheet
from sakimawari.reach.sending.store import replied

_FAMILIES = ("SCAN", "REACH001")
_ON_PAPER = (FieldGroup.HEALTH, FieldGroup.WELFARE)


def enter(request: HttpRequest) -> City:
    """Whether somebody may work at this desk at all; decided and logged."""
    may(request, Action.LIST_CASES, Target(kind="List", id="returned"), purpose=purpose(request))
    return city()


def desk_of(request: HttpRequest, there: City) -> Desk:
    """The desk at this moment, worked at by whoever asks."""
    moment = moment_of(there)
    return Desk(
        moment=moment,
        city=there.office.city,
        doing=Doing(actor=actor_of(request), at=moment.now),
        replied=replied,
    )


def bound_of(there: City, actor: Actor) -> Bound:
    """What of the desk is theirs, by wards and departments."""
    wards = None if EVERYWHERE in actor.wards else actor.wards
    if EVERYWHERE in actor.departments:
        return Bound(wards=wards)
    services = there.catalogue.services.values()
    mine = (one.slug for one in services if one.department in actor.departments)
    return Bound(wards=wards, services=frozenset(mine))


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A slip as far as it was opened: `whole` where all services on it are the actor's."""

    there: City
    record: Record
    sheet: Sheet
    bound: Bound
    whole: bool

    def mine(self, entry: Entry) -> bool:
        """Whether a field may be seen and settled."""
        return self.bound.covers_entry(self.sheet, entry)


def open_slip(request: HttpRequest, reference: str) -> Opened:
    """A slip with its person's record, asked for in the name of each of the actor's services on it.

    404 for a reference nobody sent back, as for one that stays hidden; Denied where no service on it
    is the actor's, or what may stand on it stays closed to them.
    """
    there = enter(request)
    try:
        person, services = store.whose(reference), store.services_of(reference)
    except Problems:
        raise Http404 from None
    bound = bound_of(there, actor_of(request))
    own = [one for one in services if bound.covers_service("", one)]
    record: Record | None = None
    for service in own or ("",):
        record = open_record(
            request,
            person,
            purpose=purpose(request),
            fields=(FieldGroup.IDENTITY, FieldGroup.CONTACT, *_ON_PAPER),
            service=service,
        )
        if not all(record.opens(group) for group in _ON_PAPER):
            raise Denied(say("scans.closed", language_in(request)))
    assert record is not None
    sheet = store.sheet(moment_of(there), reference)
    return Opened(there=there, record=record, sheet=sheet, bound=bound, whole=bound.covers(sheet))


def since_morning(moment: datetime) -> datetime:
    """Midnight of the day, from which the figures of the day count."""
    return datetime.combine(moment.date(), time(), moment.tzinfo)


def yesterday(moment: datetime) -> datetime:
    """A day ago: for how long a file that was handed in is shown."""
    return moment - timedelta(days=1)


def tell(request: HttpRequest, problems: Problems) -> None:
    """Show what was wrong at the head of the next page, in the words of this room."""
    for problem in problems.found:
        known = problem.id if problem.id.startswith(_FAMILIES) else "other"
        messages.error(request, words_of(known, language_in(request)))


def words_of(problem: str, language: str) -> str:
    """A problem in the words of this room."""
    return say(f"scans.problem.{problem if problem in KNOWN else 'other'}", language)


KNOWN = frozenset(
    f"SCAN{number:03d}"
    for number in (1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16, 19, 20, 21, 22, 23, 24, 25)
) | {"REACH001"}


def language_in(request: HttpRequest) -> str:
    """The language of the page."""
    return str(getattr(request, "language", "ja"))


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page of this room."""
    return render(request, f"scans/{template}", dict(context), status=status)


def shown(picture: bytes, name: str) -> HttpResponse:
    """A picture, kept by no cache and run by nothing."""
    response = HttpResponse(picture, content_type="image/jpeg")
    response["Content-Disposition"] = f'inline; filename="{name}.jpg"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; img-src 'self'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response
