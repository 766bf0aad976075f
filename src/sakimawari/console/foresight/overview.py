"""What is coming at a glance: the largest changes of two years, new alerts, and which runs there are."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from sakimawari.anticipate.pictures.terms import amount
from sakimawari.console.city import City
from sakimawari.console.foresight import finding, store
from sakimawari.console.foresight.alert_views import all_alerts, sentence_of
from sakimawari.console.foresight.coming import (
    Change,
    largest,
    of_demand,
    of_people,
    of_series,
)
from sakimawari.console.foresight.entering import enter, name_in, terms_in
from sakimawari.console.foresight.periods import period_in
from sakimawari.console.staff.frame import language_in
from sakimawari.console.words import say

KINDS = (
    ("people", "people", "sakimawari project"),
    ("demand", "demand", "sakimawari demand"),
    ("series", "series", "sakimawari forecast"),
    ("alerts", "alerts", "sakimawari alerts"),
    ("capacity", "capacity", "sakimawari capacity"),
    ("backcast", "targets", "sakimawari backcast"),
)  # fmt: skip
MOST_ALERTS = 6


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """The first page of this room."""
    there, language = enter(request), language_in(request)
    names = _names(there)
    alerts = all_alerts(there)
    answered = store.answers([told.id for told in alerts])
    fresh = [told for told in alerts if told.id not in answered]
    context = {
        "here": "overview",
        "changes": [_row(each, there, names, language) for each in changes(there)],
        "alerts": [(told.alert, sentence_of(told, language), urlencode({"id": told.id}))
                   for told in fresh[:MOST_ALERTS]],
        "fresh": len(fresh),
        "kinds": [
            (say(f"foresight.kind.{route}", language), reverse(f"foresight:{route}"), command,
             next(iter(finding.runs(there, kind)), None))
            for kind, route, command in KINDS
        ],
    }  # fmt: skip
    return render(request, "foresight/overview.html", context)


def changes(there: City) -> tuple[Change, ...]:
    """The changes that stand out, of every run there is."""
    found: list[Change] = []
    people, demand, series = (
        finding.people(there),
        finding.demand(there, by="month"),
        finding.series(there),
    )
    if people is not None:
        found += largest(of_people(people), most=4)
    if demand is not None:
        found += largest(of_demand(demand), most=8)
    if series is not None:
        found += largest(of_series(series), most=6)
    return tuple(found)


def _names(there: City) -> dict[str, str]:
    demand = finding.demand(there)
    return {} if demand is None else dict(demand.services)


def _row(each: Change, there: City, names: dict[str, str], language: str) -> dict[str, Any]:
    terms = terms_in(language)
    area = each.area or there.office.city
    subject = names.get(each.subject, name_in(language, each.subject))
    if each.kind == "people":
        subject = say(f"foresight.overview.{each.subject}", language)
        href = f"{reverse('foresight:people')}?{urlencode({'area': each.area, 'year': str(each.when.year)})}"
    elif each.kind == "demand":
        href = f"{reverse('foresight:demand')}?{urlencode({'service': each.subject, 'area': each.area})}"
    else:
        href = f"{reverse('foresight:one-series')}?{urlencode({'id': each.subject})}"
    return {
        "subject": subject,
        "area": name_in(language, area),
        "when": period_in(language, "month", each.when),
        "now": amount(each.now, terms),
        "then": amount(each.then, terms),
        "between": f"{amount(each.low, terms)}〜{amount(each.high, terms)}",
        "ratio": f"{each.ratio:+.0%}".replace("-", "−"),
        "grows": each.ratio > 0,
        "href": href,
    }
