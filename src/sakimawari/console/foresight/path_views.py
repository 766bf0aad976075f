"""Ways back from a target: the path, what it asks for period by period, and what holds it back."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from sakimawari.anticipate.pictures.terms import amount
from sakimawari.anticipate.pictures.ways import way_chart
from sakimawari.console.city import City
from sakimawari.console.foresight import finding
from sakimawari.console.foresight.entering import as_csv, enter, terms_in
from sakimawari.console.foresight.values import Lever, Path
from sakimawari.console.staff.frame import language_in
from sakimawari.console.words import say
from sakimawari.drawing.sheets import Cell, Table


def _path(request: HttpRequest, there: City) -> Path | None:
    name = request.GET.get("run", "")
    found = finding.path(there, name)
    if found is None and name:
        raise Http404
    return found


def _named(lever: Lever, language: str) -> str:
    name = lever.name.get(language) or lever.name["ja"]
    return f"{lever.member} {name}" if lever.member else name


@require_GET
def paths(request: HttpRequest) -> HttpResponse:
    """The targets that were reckoned, and one of them."""
    there, language = enter(request), language_in(request)
    path = _path(request, there)
    if path is None:
        return render(request, "foresight/targets.html", {"here": "targets"})
    terms, name = terms_in(language), path.name.get(language) or path.name["ja"]
    way = path.ways.get(language) or path.ways.get("ja")
    title = say("foresight.targets.picture", language, target=name)
    context = {
        "here": "targets",
        "path": path,
        "name": name,
        "words": path.words.get(language) or path.words["ja"],
        "run": path.run,
        "runs": finding.runs(there, "backcast"),
        "picture": None if way is None else way_chart(title, name, way, terms=terms),
        "levers": [
            (_named(lever, language), lever.unit, [amount(value, terms) for value in lever.values])
            for lever in path.levers
        ],
        "query": urlencode({"run": path.run.name}),
    }
    return render(request, "foresight/targets.html", context)


@require_GET
def path_csv(request: HttpRequest) -> HttpResponse:
    """What the path asks for and what comes of it, one row a period."""
    there, language = enter(request), language_in(request)
    path = _path(request, there)
    if path is None or not path.is_possible:
        raise Http404
    terms, way = terms_in(language), path.ways.get(language) or path.ways.get("ja")
    table = None if way is None else way_chart("", "", way, terms=terms).table
    columns = table.columns if table else (terms.period,)
    rows: list[tuple[Cell, ...]] = []
    for at, label in enumerate(path.labels):
        first = table.rows[at] if table else (label,)
        rows.append((*first, *(lever.values[at] for lever in path.levers)))
    levers = (f"{_named(lever, language)}（{lever.unit}）" for lever in path.levers)
    return as_csv(f"target-{path.run.name}", Table(columns=(*columns, *levers), rows=tuple(rows)))
