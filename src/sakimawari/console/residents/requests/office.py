"""The office's side: what waits for an answer, and the answer."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from sakimawari.console.access import actor_of, may, open_record
from sakimawari.console.city import city
from sakimawari.console.residents.applications import moment_of
from sakimawari.console.residents.requests import store
from sakimawari.console.words import say
from sakimawari.guard.authorise.asked import Action, FieldGroup, Target
from sakimawari.problems import Problems

PURPOSE = "check"  # whoever answers looks into the quality of a record, or into who looked at it


@never_cache
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """What waits, the oldest first, and what was answered last; nothing of what was written."""
    may(request, Action.LIST_CASES, Target(kind="List"), purpose=PURPOSE)
    context = {
        "waiting": store.listed(waiting=True),
        "answered": store.listed(waiting=False, last=50),
        "today": city().today,
    }
    return render(request, "requests/listed.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, number: str) -> HttpResponse:
    """One request, opened and logged; answered once."""
    try:
        person = store.whose(number)
    except Problems:
        raise Http404 from None
    target = Target(kind="Person", person=person)
    may(request, Action.READ_ACCESS, target, purpose=PURPOSE)
    record = open_record(request, person, purpose=PURPOSE, fields={FieldGroup.IDENTITY})
    there, error = city(), ""
    if request.method == "POST":
        text, now = request.POST.get("text", ""), moment_of(there).now
        try:
            store.answer(there.keys, number, text, by=actor_of(request).id, at=now)
        except Problems as problems:
            error = say(f"requests.error.{problems.found[0].id.lower()}", _language(request))
        else:
            messages.success(request, say("requests.answered", _language(request)))
            return redirect("requests:listed")
    context = {
        "asked": store.request(there.keys, number),
        "name": record.identity().name if record.opens(FieldGroup.IDENTITY) else "",
        "text": request.POST.get("text", ""),
        "error": error,
    }
    return render(request, "requests/one.html", context, status=422 if error else 200)


def _language(request: HttpRequest) -> str:
    return str(getattr(request, "language", "ja"))
