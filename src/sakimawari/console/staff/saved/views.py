"""Saving a list's filters, renaming, sharing, deleting with a way back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from sakimawari.console.access import actor_of
from sakimawari.console.staff.frame import language_in
from sakimawari.console.staff.lists.scoped import enter, scoped
from sakimawari.console.staff.saved import store
from sakimawari.console.staff.saved.sharing import UNDO, share_with
from sakimawari.console.words import say
from sakimawari.fit.listed.values import ListName
from sakimawari.guard.actor import Actor


def _maker(request: HttpRequest) -> Actor:
    enter(request)
    return actor_of(request)


def _department(request: HttpRequest, actor: Actor) -> str:
    asked = request.POST.get("department", "")
    return asked if asked in share_with(actor) else ""


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Save the filters of a list under a name."""
    actor, language = _maker(request), language_in(request)
    try:
        name = ListName(request.POST.get("list", ""))
    except ValueError:
        raise Http404 from None
    filters = scoped(request, name, request.POST.get("query", "")).filters
    called = " ".join(request.POST.get("name", "").split())
    back = f"{reverse('staff:list', args=[name.value])}?{filters.written}"
    if not called:
        messages.error(request, say("staff.saved.nameless", language))
        return redirect(back)
    store.keep(
        actor.id,
        called,
        {"name": [name.value], "q": [filters.written]},
        department=_department(request, actor),
        at=timezone.now(),
    )
    messages.success(request, say("staff.saved.kept", language, name=called))
    return redirect(back)


@require_POST
def rename(request: HttpRequest, id: int) -> HttpResponse:
    """Another name or other readers for an own list."""
    actor, language = _maker(request), language_in(request)
    called = " ".join(request.POST.get("name", "").split())
    if not called:
        messages.error(request, say("staff.saved.nameless", language))
    elif store.rename(
        id, actor.id, called, department=_department(request, actor), at=timezone.now()
    ):
        messages.success(request, say("staff.saved.kept", language, name=called))
    else:
        raise Http404
    return redirect("staff:lists")


@require_POST
def drop(request: HttpRequest, id: int) -> HttpResponse:
    """Delete an own list; the next page offers to undo it."""
    actor = _maker(request)
    dropped = store.drop(id, actor.id, at=timezone.now())
    if dropped is None:
        raise Http404
    request.session[UNDO] = [dropped.id, dropped.name]
    return redirect("staff:lists")


@require_POST
def restore(request: HttpRequest, id: int) -> HttpResponse:
    """Take back an own list that was deleted."""
    actor = _maker(request)
    restored = store.restore(id, actor.id)
    request.session.pop(UNDO, None)
    if restored is None:
        raise Http404
    message = say("staff.saved.restored", language_in(request), name=restored.name)
    messages.success(request, message)
    return redirect("staff:lists")
