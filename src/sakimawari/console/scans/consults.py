"""People who asked on a slip to be advised: a list to call them by."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from sakimawari.console.access import actor_of, open_list, open_record
from sakimawari.console.casework.door import purpose
from sakimawari.console.scans.door import bound_of, desk_of, enter, language_in, page
from sakimawari.console.words import say
from sakimawari.guard.authorise.asked import FieldGroup
from sakimawari.problems import Problems
from sakimawari.reach.returned import store


@require_GET
def consults(request: HttpRequest) -> HttpResponse:
    """Whoever asked and was not called yet, the oldest first."""
    there = enter(request)
    held = store.consults(bound_of(there, actor_of(request)))
    lines = []
    if held:
        roll = open_list(
            request,
            [one.person for one in held],
            purpose=purpose(request),
            fields=(FieldGroup.IDENTITY, FieldGroup.CONTACT),
            name="consults",
        )
        services = there.catalogue.services
        for one in held:
            if one.person in roll.people:
                record = roll.record(one.person)
                phone = record.contact().phone if record.opens(FieldGroup.CONTACT) else ""
                named = services[one.service].name if one.service in services else one.service
                lines.append((one, record.identity().name, phone, named))
    return page(request, "consults.html", {"lines": lines})


@require_POST
def called(request: HttpRequest, id: int) -> HttpResponse:
    """They were called."""
    there = enter(request)
    try:
        person = store.consult_person(id)
    except Problems:
        raise Http404 from None
    open_record(request, person, purpose=purpose(request), fields=(FieldGroup.IDENTITY,))
    store.note_called(id, desk_of(request, there).doing)
    messages.success(request, say("scans.consult.noted", language_in(request)))
    return redirect("scans:consults")
