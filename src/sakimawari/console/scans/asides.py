"""Pages set aside: no code, damaged, somebody else's; each stays until a person has dealt with it."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from sakimawari.cases.values import Moment
from sakimawari.console.access import open_record, would
from sakimawari.console.casework.door import purpose
from sakimawari.console.moment import moment_of
from sakimawari.console.scans.door import desk_of, enter, language_in, page, shown, tell, words_of
from sakimawari.console.words import say
from sakimawari.guard.authorise.asked import Action, FieldGroup, Target
from sakimawari.problems import Problems
from sakimawari.reach.addressing.reference import read_reference
from sakimawari.reach.returned import page_store
from sakimawari.reach.returned.crew import Reader
from sakimawari.reach.returned.run import by_reference
from sakimawari.reach.returned.values import Aside, PageState

MOST = 200
WITH_A_TYPED_REFERENCE = ("SCAN011", "SCAN012", "SCAN013")


def listed(request: HttpRequest, moment: Moment) -> Sequence[Aside]:
    """Pages set aside that somebody may know of; of a person under protection only who is named."""
    return [one for one in page_store.asides(moment, most=MOST) if _knows(request, one.person)]


def _knows(request: HttpRequest, person: str) -> bool:
    if not person:
        return True
    target = Target(kind="Person", person=person)
    return would(request, Action.READ_PERSON, target, purpose=purpose(request)).allowed


@require_GET
def asides(request: HttpRequest) -> HttpResponse:
    """The pages set aside, the oldest first."""
    there = enter(request)
    found = [
        (one, words_of(one.problem, language_in(request)))
        for one in listed(request, moment_of(there))
    ]
    return page(request, "asides.html", {"asides": found})


@require_http_methods(["GET", "POST"])
def aside(request: HttpRequest, id: str) -> HttpResponse:
    """One page: its picture, the reference to type where the code cannot be read, and an end to it."""
    there = enter(request)
    one = _opened(request, id, moment_of(there))
    if request.method == "POST":
        return _deal(request, one)
    context = {
        "aside": one,
        "why": words_of(one.problem, language_in(request)),
        "may_type": one.problem in WITH_A_TYPED_REFERENCE,
        "pictured": page_store.has_picture(moment_of(there), id),
    }
    return page(request, "aside.html", context)


@require_GET
def picture(request: HttpRequest, id: str) -> HttpResponse:
    """The page itself."""
    there = enter(request)
    _opened(request, id, moment_of(there))
    try:
        return shown(page_store.picture(moment_of(there), id, of_slip=False), id[:8])
    except Problems:
        raise Http404 from None


def _opened(request: HttpRequest, id: str, moment: Moment) -> Aside:
    """A page, its person's record opened first where it is somebody's."""
    try:
        person = page_store.owner_of(id)
        one = page_store.aside(moment, id)
    except Problems:
        raise Http404 from None
    if one.person:
        open_record(
            request,
            person,
            purpose=purpose(request),
            fields=(FieldGroup.IDENTITY, FieldGroup.CONTACT),
        )
    return one


def _deal(request: HttpRequest, one: Aside) -> HttpResponse:
    there = enter(request)
    work = desk_of(request, there)
    if request.POST.get("act") == "clear":
        page_store.clear_aside(one.id, work.doing)
        messages.success(request, say("scans.aside.cleared", language_in(request)))
        return redirect("scans:asides")
    try:
        reference = read_reference(request.POST.get("reference", ""))
    except Problems as problems:
        tell(request, problems)
        return redirect("scans:aside", one.id)
    with Reader(there.office.home) as reader:
        told = by_reference(work, reader, one.id, reference)
    if told.state is PageState.ASIDE:
        messages.error(request, words_of(told.problem, language_in(request)))
        return redirect("scans:aside", one.id)
    messages.success(request, say("scans.aside.read", language_in(request)))
    return redirect("scans:slip", reference) if told.waiting else redirect("scans:asides")
