"""The pages of the check: choose a moment, answer, see. Every step is a form that is sent."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sakimawari.console.city import City
from sakimawari.console.display import display_in
from sakimawari.console.front.check.asking import (
    Screen,
    interview_of,
    questionnaire_for,
    screen_of,
    standing_of,
)
from sakimawari.console.front.check.fields import ERAS, answers_in, skipped
from sakimawari.console.front.check.found import SHOWN_AT_FIRST, results_of
from sakimawari.console.front.check.told import Told, fits, forget, keep, told_in
from sakimawari.console.front.moments import MOMENTS, moments_in
from sakimawari.console.front.views import open_city
from sakimawari.console.signin.throttle import VISITS, allow

_COUNTS = tuple(range(10))  # of one relation in a household


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Choose what happened, or everything; a new beginning forgets what was told before."""
    there = open_city()
    if there is None:
        return render(request, "check/closed.html", status=503)
    if request.method == "GET":
        began = told_in(request)
        context = {"moments": moments_in(there.catalogue), "began": began and began.screens}
        return render(request, "check/start.html", context)
    _count(request)
    told = Told(moment=request.POST.get("moment", ""), service=request.POST.get("service", ""))
    if told.moment and MOMENTS.get(told.moment) not in moments_in(there.catalogue):
        raise Http404
    if told.service and told.service not in there.catalogue.residents.services:
        raise Http404
    return _kept(request, redirect("front:question"), told)


@require_http_methods(["GET", "POST"])
def question(request: HttpRequest) -> HttpResponse:
    """The next question, and its answer."""
    there, told = open_city(), told_in(request)
    if there is None or told is None:
        return redirect("front:check")
    if request.method == "POST":
        return _answered(request, there, told)
    screen = screen_of(standing_of(there, told), display_in(request).language)
    if screen is None:
        return redirect("front:results")
    return _asked(request, there, told, screen)


@require_GET
def results(request: HttpRequest) -> HttpResponse:
    """What may apply by the answers so far."""
    there, told = open_city(), told_in(request)
    if there is None or told is None:
        return redirect("front:check")
    standing = standing_of(there, told)
    language = display_in(request).language
    found = results_of(standing, language)
    context = {
        "found": found,
        "possible": found.possible[:SHOWN_AT_FIRST],
        "possible_more": found.possible[SHOWN_AT_FIRST:],
        "moment": MOMENTS.get(told.moment),
        "service": there.catalogue.services.get(told.service),
        "answered": len(told.screens),
        "may_ask_more": bool(standing.outlook.candidates) and fits(told),
        "today": there.today,
    }
    return render(request, "check/results.html", context)


@require_POST
def more(request: HttpRequest) -> HttpResponse:
    """Some more questions, for more exact results."""
    told = told_in(request)
    if told is None:
        return redirect("front:check")
    return _kept(request, redirect("front:question"), told.with_more())


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """Forget everything that was told."""
    return forget(redirect("front:check"))


def _answered(request: HttpRequest, there: City, told: Told) -> HttpResponse:
    _count(request)
    form: Mapping[str, str] = {name: str(value) for name, value in request.POST.items()}
    doing = form.get("do", "next")
    if doing == "back":
        if not told.screens:
            return redirect("front:check")
        return _kept(request, redirect("front:question"), told.without_last())
    if doing == "results":
        return redirect("front:results")
    if doing == "skip":
        return _onwards(request, told, told.with_screen(skipped(form)))
    questionnaire = questionnaire_for(there, told)
    answers, wrong = answers_in(questionnaire, interview_of(questionnaire, told), form)
    if not wrong:
        return _onwards(request, told, told.with_screen(answers))
    screen = screen_of(standing_of(there, told), display_in(request).language)
    if screen is None:
        return redirect("front:results")
    return _asked(request, there, told, screen, sent=form, wrong=wrong)


def _onwards(request: HttpRequest, before: Told, after: Told) -> HttpResponse:
    if not fits(after):
        return redirect("front:results")
    is_enough = len(after.screens) >= after.target
    return _kept(request, redirect("front:results" if is_enough else "front:question"), after)


def _asked(
    request: HttpRequest,
    there: City,
    told: Told,
    screen: Screen,
    *,
    sent: Mapping[str, str] | None = None,
    wrong: Mapping[str, str] | None = None,
) -> HttpResponse:
    context = {
        "screen": screen,
        "number": len(told.screens) + 1,
        "target": max(told.target, len(told.screens) + 1),
        "moment": MOMENTS.get(told.moment),
        "service": there.catalogue.services.get(told.service),
        "sent": sent or {},
        "wrong": wrong or {},
        "eras": ERAS,
        "counts": _COUNTS,
    }
    return render(request, "check/question.html", context, status=422 if wrong else 200)


def _kept(request: HttpRequest, response: HttpResponse, told: Told) -> HttpResponse:
    return keep(response, told, secure=request.is_secure())


def _count(request: HttpRequest) -> None:
    allow(VISITS, request.META.get("REMOTE_ADDR", ""))
