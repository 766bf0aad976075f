"""Ways back from a target: the path, what it asks for year by year, and what holds it back."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from sakimawari.anticipate.pictures.terms import amount
from sakimawari.anticipate.pictures.ways import Bound, Way, way_chart
from sakimawari.console.city import City
from sakimawari.console.foresight import finding
from sakimawari.console.foresight.entering import as_csv, enter, terms_in
from sakimawari.console.foresight.values import Path
from sakimawari.console.staff.frame import language_in
from sakimawari.console.words import say
from sakimawari.drawing.sheets import Table


def _path(request: HttpRequest, there: City) -> Path | None:
    name = request.GET.get("run", "")
    found = finding.path(there, name)
    if found is None and name:
        raise Http404
    return found


def way_of(path: Path) -> Way:
    """The path as a picture's value."""
    bounds = tuple(Bound(at=each.at, told=each.told) for each in path.bindings)
    return Way(labels=path.labels, reached=path.reached, without=path.without, target=path.target,
               bounds=bounds, unit=path.unit)  # fmt: skip


@require_GET
def paths(request: HttpRequest) -> HttpResponse:
    """The targets that were reckoned, and one of them."""
    there, language = enter(request), language_in(request)
    path = _path(request, there)
    if path is None:
        return render(request, "foresight/targets.html", {"here": "targets"})
    terms = terms_in(language)
    title = say("foresight.targets.picture", language, target=path.target_told)
    picture = None if path.impossible or not path.labels else way_chart(
        title, path.verified or path.target_told, way_of(path), terms=terms
    )  # fmt: skip
    levers = [
        (lever, ["―" if value is None else amount(value, terms) for value in lever.values])
        for lever in path.levers
    ]
    context = {
        "here": "targets",
        "path": path,
        "run": path.run,
        "runs": finding.runs(there, "backcast"),
        "picture": picture,
        "levers": levers,
        "query": urlencode({"run": path.run.name}),
    }
    return render(request, "foresight/targets.html", context)


@require_GET
def path_csv(request: HttpRequest) -> HttpResponse:
    """The path and what it asks for, one row a period."""
    there, language = enter(request), language_in(request)
    path = _path(request, there)
    if path is None:
        raise Http404
    table = way_chart("", "", way_of(path), terms=terms_in(language)).table
    columns = (*table.columns, *(f"{lever.name}（{lever.unit}）" for lever in path.levers))
    rows = tuple(
        (*row, *(lever.values[at] for lever in path.levers)) for at, row in enumerate(table.rows)
    )
    return as_csv(f"target-{path.run.name}", Table(columns=columns, rows=rows))
