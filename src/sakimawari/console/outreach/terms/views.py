"""Reading the terms of contact, and setting them after seeing what changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from sakimawari.console.access import may, would
from sakimawari.console.city import city
from sakimawari.console.outreach.terms.form import Filled, changes_of, filled, media_of, rows_of
from sakimawari.console.signin.fresh import needs_fresh_factor
from sakimawari.console.staff.frame import language_in
from sakimawari.console.words import say
from sakimawari.guard.authorise.asked import Action, Target
from sakimawari.problems import Problem, Problems
from sakimawari.reach.plans import store as plans
from sakimawari.reach.plans.values import PlanState
from sakimawari.reach.terms.reading import read_terms
from sakimawari.reach.terms.values import Terms
from sakimawari.reach.terms.writing import write_terms


@require_GET
def shown(request: HttpRequest) -> HttpResponse:
    """The terms with what each means, its unit and its value."""
    may(request, Action.READ_PLANS, Target(kind="Plan"))
    terms, faults = _terms()
    context = {
        **_around(terms, language_in(request)),
        "faults": faults,
        "sets": would(request, Action.PROPOSE_PLAN, Target(kind="Plan")).allowed,
    }
    return render(request, "outreach/terms/terms.html", context)


@needs_fresh_factor
def edit(request: HttpRequest) -> HttpResponse:
    """Set the terms: first what would change is shown, then it is saved."""
    may(request, Action.PROPOSE_PLAN, Target(kind="Plan"))
    terms, _ = _terms()
    language = language_in(request)
    if request.method != "POST":
        return render(request, "outreach/terms/edit.html", _around(terms, language))
    form = filled(request.POST)
    if form.terms is None:
        context = {
            **_around(terms, language, form),
            "wrong": form.wrong,
            "not_alone": "" in form.wrong,
        }
        return render(request, "outreach/terms/edit.html", context, status=422)
    changes = changes_of(terms, form.terms, language)
    if request.POST.get("save") == "yes":
        write_terms(city().office.home, form.terms)
        messages.success(request, say("outreach.terms.saved", language))
        return redirect("outreach:terms")
    waiting = [
        each.plan
        for each in plans.standings()
        if each.state in {PlanState.PROPOSED, PlanState.APPROVED}
    ]
    context = {
        **_around(form.terms, language, form),
        "changes": changes,
        "looked": True,
        "waiting": waiting,
    }
    return render(request, "outreach/terms/edit.html", context)


def _terms() -> tuple[Terms, tuple[Problem, ...]]:
    """The terms of the city; of a faulty file the usual ones, and its faults."""
    try:
        return read_terms(city().office.home), ()
    except Problems as problems:
        return Terms(), problems.found


def _around(terms: Terms, language: str, form: Filled | None = None) -> Mapping[str, Any]:
    return {
        "groups": rows_of(terms, language, form),
        "media": media_of(terms, language, form),
    }
