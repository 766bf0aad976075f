"""What must stand ready: rosters, counters, slots and places, against what is there."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from sakimawari.anticipate.pictures.fans import Band, Fan, fan_chart
from sakimawari.anticipate.pictures.terms import Terms, amount
from sakimawari.console.foresight import finding
from sakimawari.console.foresight.entering import as_csv, enter, terms_in
from sakimawari.console.foresight.values import Ready
from sakimawari.console.staff.frame import language_in
from sakimawari.console.words import say
from sakimawari.drawing.sheets import Cell, Table


@require_GET
def ready(request: HttpRequest) -> HttpResponse:
    """Every kind and place, with the first period in which it would be short."""
    there, language = enter(request), language_in(request)
    found = finding.capacity(there)
    if not found:
        return render(request, "foresight/capacity.html", {"here": "capacity"})
    chosen = _chosen(request, found)
    terms = terms_in(language)
    title = say("foresight.capacity.fan", language, kind=chosen.kind, place=chosen.place)
    told = sentence_of(chosen, terms, language)
    fan = Fan(labels=chosen.labels, past=(), middle=chosen.needed, unit=chosen.unit,
              bands=(Band(share=90, low=chosen.low, high=chosen.high),),
              target=chosen.there[-1] if chosen.there else None)  # fmt: skip
    of_room = Terms(**{**_fields(terms), "target": say("foresight.capacity.there", language)})
    context = {
        "here": "capacity",
        "run": finding.runs(there, "capacity")[0],
        "rows": [_row(each, terms, language) for each in found],
        "chosen": chosen,
        "told": told,
        "fan": fan_chart(title, told, fan, terms=of_room),
        "query": urlencode({"kind": chosen.kind, "place": chosen.place}),
    }
    return render(request, "foresight/capacity.html", context)


def _fields(terms: Terms) -> dict[str, Any]:
    return {name: getattr(terms, name) for name in terms.__dataclass_fields__}


def _chosen(request: HttpRequest, found: tuple[Ready, ...]) -> Ready:
    kind, place = request.GET.get("kind", ""), request.GET.get("place", "")
    if not kind and not place:
        return found[0]
    chosen = next((each for each in found if (each.kind, each.place) == (kind, place)), None)
    if chosen is None:
        raise Http404
    return chosen


def short_from(ready: Ready) -> int | None:
    """The first period whose need is more than what is there; None where it never is, or unknown."""
    pairs = zip(ready.needed, ready.there, strict=False)
    return next((at for at, (need, there) in enumerate(pairs) if need > there), None)


def sentence_of(ready: Ready, terms: Terms, language: str) -> str:
    """The largest need and when, and from when it is short."""
    at = max(range(len(ready.needed)), key=lambda each: ready.needed[each])
    told = say("foresight.capacity.most", language, place=ready.place, kind=ready.kind,
               when=ready.labels[at], most=amount(ready.needed[at], terms), unit=ready.unit)  # fmt: skip
    short = short_from(ready)
    if short is None:
        return told
    return f"{told} {say('foresight.capacity.short', language, when=ready.labels[short])}"


def _row(ready: Ready, terms: Terms, language: str) -> dict[str, str]:
    at, short = (
        max(range(len(ready.needed)), key=lambda each: ready.needed[each]),
        short_from(ready),
    )
    none = "―" if not ready.there else say("foresight.capacity.enough", language)
    return {
        "kind": ready.kind,
        "place": ready.place,
        "most": f"{amount(ready.needed[at], terms)}{ready.unit}",
        "between": f"{amount(ready.low[at], terms)}〜{amount(ready.high[at], terms)}",
        "when": ready.labels[at],
        "there": f"{amount(ready.there[at], terms)}{ready.unit}" if ready.there else "―",
        "short": none if short is None else ready.labels[short],
        "is_short": "yes" if short is not None else "",
        "query": urlencode({"kind": ready.kind, "place": ready.place}),
    }


@require_GET
def ready_csv(request: HttpRequest) -> HttpResponse:
    """Every kind, place and period."""
    there, language = enter(request), language_in(request)
    found = finding.capacity(there)
    if not found:
        raise Http404
    terms = terms_in(language)
    rows: list[tuple[Cell, ...]] = [
        (each.kind, each.place, label, each.needed[at], each.low[at], each.high[at], each.unit,
         each.there[at] if each.there else None)
        for each in found
        for at, label in enumerate(each.labels)
    ]  # fmt: skip
    names = ("kind", "place", "when", "needed", "low", "high", "unit", "there")
    said = {
        name: say(f"foresight.capacity.column.{name}", language)
        for name in names
        if name not in ("low", "high")
    }
    columns = tuple(said.get(name) or getattr(terms, name).format(share=90) for name in names)
    return as_csv("capacity", Table(columns=columns, rows=tuple(rows)))
