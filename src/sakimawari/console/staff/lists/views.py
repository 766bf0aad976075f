"""Lists: what there is, how many, and — opened with a purpose — who."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from sakimawari.console.access import actor_of, open_list
from sakimawari.console.staff.frame import language_in, page
from sakimawari.console.staff.lists import opening
from sakimawari.console.staff.lists.counting import Counted, counted, counts_by_ward, of_the_night
from sakimawari.console.staff.lists.named import named, persons_of
from sakimawari.console.staff.lists.scoped import FOR_LISTS, Scoped, enter, scoped
from sakimawari.console.staff.people.views import spoken
from sakimawari.console.staff.saved import store as saved_store
from sakimawari.console.staff.saved.sharing import UNDO, share_with
from sakimawari.console.words import say
from sakimawari.fit.listed.store import count
from sakimawari.fit.listed.store import page as page_of
from sakimawari.fit.listed.values import KINDS, ListName, cursor_of
from sakimawari.guard.authorise.asked import FieldGroup
from sakimawari.guard.purposes import PURPOSES, Purpose

PAGE = 50


def name_of(word: str) -> ListName:
    """The list an address names; a page that is not there for any other word."""
    try:
        return ListName(word)
    except ValueError:
        raise Http404 from None


def purposes_for_lists() -> tuple[Purpose, ...]:
    """The purposes for which people may be listed."""
    return tuple(PURPOSES[id] for id in FOR_LISTS)


@require_GET
def lists(request: HttpRequest) -> HttpResponse:
    """The lists there are, with how many rows each has for the actor, and the saved ones."""
    enter(request)
    scope, actor = scoped(request, ListName.GAP), actor_of(request)
    night = counts_by_ward(scope.there, scope.wards)
    numbers = {
        name.value: of_the_night(name, scope.there, night, services=scope.services).total
        for name in ListName
    }
    return page(
        request,
        "lists.html",
        {
            "names": [name.value for name in ListName],
            "numbers": numbers,
            "scope": scope,
            "saved": saved_store.seen_by(actor.id, actor.departments),
            "share_with": share_with(actor),
            "undo": request.session.get(UNDO),
        },
    )


@require_GET
def one(request: HttpRequest, name: str) -> HttpResponse:
    """A list in counts, with its filters: nobody is named yet."""
    enter(request)
    scope = scoped(request, name_of(name))
    context = {**frame_of(scope), "share_with": share_with(actor_of(request))}
    if scope.filters.wrong:
        context["wrong"] = scope.filters.wrong
    if scope.chosen:
        context["counted"] = counts_of(scope)
    return page(request, "list.html", context)


def counts_of(scope: Scoped) -> Counted:
    """The counts of a list: those of the night where nothing is filtered, else counted now."""
    filters = scope.filters
    if filters.service or set(filters.pairs()) - {"department", "ward"}:
        return counted(count(scope.there.run, scope.listing))
    night = counts_by_ward(scope.there, scope.listing.wards)
    return of_the_night(filters.name, scope.there, night, services=scope.chosen)


def frame_of(scope: Scoped) -> dict[str, Any]:
    """What the page of a list offers to choose from."""
    name = scope.filters.name
    return {
        "scope": scope,
        "filters": scope.filters,
        "list_name": name.value,
        "kinds": KINDS[name],
        "service_names": {slug: one.name for slug, one in scope.services.items()},
        "by_name": sorted(scope.services.values(), key=lambda service: service.name),
        "has_amounts": name is not ListName.DEADLINES,
        "missing_choices": _missing_choices(scope) if name is ListName.QUESTIONS else (),
        "purposes_for_lists": purposes_for_lists(),
    }


def _missing_choices(scope: Scoped) -> tuple[str, ...]:
    facts = scope.there.catalogue.facts_needed(scope.chosen)
    return tuple(sorted({fact.name for fact in facts}))


@require_POST
def open_names(request: HttpRequest, name: str) -> HttpResponse:
    """Open a list with a purpose; what is opened is logged page by page, as it is shown."""
    scope = scoped(request, name_of(name), request.POST.get("query", ""))
    kept = opening.keep(
        request,
        name,
        scope.filters.written,
        request.POST.get("purpose", ""),
        request.POST.get("reason", ""),
    )
    address = reverse("staff:list", args=[name])
    if kept is None:
        messages.error(request, say("staff.lists.purpose-missing", language_in(request)))
        return redirect(f"{address}?{scope.filters.written}")
    return redirect(f"{reverse('staff:names', args=[name])}?opened={kept.token}")


@require_GET
def names(request: HttpRequest, name: str) -> HttpResponse:
    """One page of an opened list: one entry in the audit, which names everybody on it."""
    opened = opening.opened(request, request.GET.get("opened", ""))
    if opened is None or opened.name != name:
        return redirect("staff:list", name=name)
    scope = scoped(request, name_of(name), opened.query)
    shown = page_of(
        scope.there.run,
        scope.listing,
        after=cursor_of(request.GET.get("after", "")),
        size=PAGE,
    )
    persons = persons_of(scope.there, shown.rows)
    roll = open_list(
        request,
        persons.values(),
        purpose=opened.purpose,
        service=scope.filters.service,
        fields=(FieldGroup.IDENTITY, FieldGroup.RIGHTS),
        name=audit_name(name, opened.reason),
    )
    rows = named(scope.there, shown.rows, persons, roll, language=spoken(request))
    return page(
        request,
        "names.html",
        {
            **frame_of(scope),
            "opened": opened,
            "opened_purpose": PURPOSES[opened.purpose],
            "rows": rows,
            "left_out": len(shown.rows) - len(rows),
            "following": shown.following.written() if shown.following is not None else "",
            "first": not request.GET.get("after"),
        },
    )


def audit_name(name: str, reason: str) -> str:
    """How a list is called in the audit: which one, and why it was made."""
    return f"{name}: {reason}" if reason else name
