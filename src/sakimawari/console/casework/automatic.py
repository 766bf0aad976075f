"""Grants without application: how many are due, and cases opened for the next of them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from sakimawari.cases import run as cases
from sakimawari.cases.automatic import AT_ONCE
from sakimawari.cases.values import Doing
from sakimawari.console.access import actor_of, may, open_list, would
from sakimawari.console.casework.door import language_in, page, purpose
from sakimawari.console.city import City, city
from sakimawari.console.moment import moment_of
from sakimawari.console.staff.scope import services_of
from sakimawari.console.words import say
from sakimawari.guard.actor import Actor
from sakimawari.guard.authorise.asked import Action, FieldGroup, Target
from sakimawari.packs.pack import Service


@require_http_methods(["GET", "POST"])
def automatic(request: HttpRequest) -> HttpResponse:
    """The services the city may give unasked, with how many people are waiting for each."""
    why = purpose(request)
    may(request, Action.LIST_CASES, Target(kind="List"), purpose=why)
    there, actor = city(), actor_of(request)
    services = _own(there, actor)
    if request.method == "POST":
        return _open(request, there, services.get(request.POST.get("service", "")))
    counted = cases.automatic_waiting(moment_of(there), services, actor.wards)
    return page(
        request,
        "automatic.html",
        {
            "rows": [
                (services[slug], count, min(count, AT_ONCE))
                for slug, count in counted.items()
                if count
            ],
            "may_open": {slug for slug in services if _opens(request, services[slug])},
        },
    )


def _own(there: City, actor: Actor) -> dict[str, Service]:
    own = services_of(actor, there.catalogue.services)
    return {slug: one for slug, one in own.items() if cases.is_automatic(one)}


def _opens(request: HttpRequest, service: Service) -> bool:
    target = Target(kind="Case", department=service.department, service=service.slug)
    return would(request, Action.OPEN_CASE, target, purpose=purpose(request)).allowed


def _open(request: HttpRequest, there: City, service: Service | None) -> HttpResponse:
    """Open some: whom, is decided person by person and logged in one entry that names them."""
    if service is None or not _opens(request, service):
        raise Http404
    moment, actor = moment_of(there), actor_of(request)
    people = open_list(
        request,
        cases.next_ones(moment, service.slug, actor.wards),
        purpose=purpose(request),
        service=service.slug,
        fields=(FieldGroup.RIGHTS,),
        name="automatic",
    )
    done = cases.open_automatic(
        moment, service.slug, people, doing=Doing(actor=actor, at=moment.now)
    )
    language = language_in(request)
    told = say("casework.automatic.opened", language, count=len(done.numbers))
    messages.success(request, told)
    if done.left_out:
        left_out = say("casework.automatic.left-out", language, count=done.left_out)
        messages.warning(request, left_out)
    return redirect("casework:automatic")
