"""A moment of life step by step, and one service in full."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sakimawari.console.city import City
from sakimawari.console.display import display_in
from sakimawari.console.front.guide.order import steps_of
from sakimawari.console.front.moments import MOMENTS, moments_in, services_of
from sakimawari.console.front.views import open_city
from sakimawari.handbook.figures import IN_FORCE, UNSURE, Dated, figures_shown
from sakimawari.rules.tree import Award, Clause, Holder
from sakimawari.rules.walk import parameters_of
from sakimawari.rules.words import sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A condition in the words of a language; `official`: only official Japanese has words for it."""

    text: str
    article: str
    excludes: bool
    official: bool


@require_GET
def moment(request: HttpRequest, id: str) -> HttpResponse:
    """What to do, by when and where, in the order of time."""
    there = _open()
    chosen = MOMENTS.get(id)
    if chosen is None or chosen not in moments_in(there.catalogue):
        raise Http404
    steps = steps_of(
        services_of(there.catalogue, chosen).values(), there.catalogue.figures(there.today)
    )
    groups = [(when.value, list(found)) for when, found in groupby(steps, lambda one: one.when)]
    others = [each for each in moments_in(there.catalogue) if each is not chosen]
    context = {"moment": chosen, "groups": groups, "count": len(steps), "others": others}
    return render(request, "guide/moment.html", context)


@require_GET
def service(request: HttpRequest, slug: str) -> HttpResponse:
    """What a service is, for whom, how much, until when, with what and where."""
    there = _open()
    found = there.catalogue.services.get(slug)
    if found is None or found.holder is Holder.COMPANY:
        raise Http404
    language = display_in(request).language
    award = found.rule.amount
    context = {
        "service": found,
        "conditions": tuple(_told(clause, language) for clause in found.rule.clauses),
        "amount": "" if award is None else sentence(award.value),
        "unit": "" if award is None else award.unit,
        "figures": () if award is None else _figures(there, award),
        "bring": [paper.name for paper in found.papers if not paper.held],
        "held": [paper.name for paper in found.papers if paper.held],
        "moments": [each for each in moments_in(there.catalogue) if each.holds(found)],
    }
    return render(request, "guide/service.html", context)


def _figures(there: City, award: Award) -> tuple[tuple[str, str], ...]:
    """The figures of the law an amount is made of, as they stand today."""
    dated = [there.catalogue.parameters[each.name] for each in parameters_of(award.value)]
    found = []
    for shown in figures_shown(dated, there.today):
        now = next((each.value for each in shown.values if _stands(each)), None)
        if now is not None:
            found.append((shown.name, now))
    return tuple(found)


def _stands(dated: Dated) -> bool:
    """In force today, and not waiting for somebody to read its source."""
    return dated.state == IN_FORCE and dated.doubt != UNSURE


def _told(clause: Clause, language: str) -> Told:
    words = {"easy": clause.plain, "en": clause.english}.get(language, clause.text)
    return Told(
        text=words or clause.text,
        article=clause.article,
        excludes=clause.excludes,
        official=language != "ja" and not words,
    )


def _open() -> City:
    """The city as it stands; there are no guides before one is loaded."""
    there = open_city()
    if there is None:
        raise Http404
    return there
