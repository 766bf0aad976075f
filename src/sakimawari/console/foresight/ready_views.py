"""What must stand ready, as its runs tell it: staff and rosters, slots, outreach by week, places."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from sakimawari.console.foresight import finding
from sakimawari.console.foresight.entering import as_csv, enter
from sakimawari.console.foresight.ready_pictures import pictures_of
from sakimawari.console.foresight.values import Ready
from sakimawari.console.staff.frame import language_in
from sakimawari.console.words import say
from sakimawari.drawing.sheets import Cell, Table

_MOST_ROWS = 60
_SHEETS = ("openings", "weeks", "outreach", "rosters", "slots", "needs")
_COLUMNS = {
    *("kind", "ward", "year", "needed", "there", "open", "shortage", "week", "replies_at_most"),
    *("replies", "minutes", "is_full", "push", "people", "counter", "day", "shift", "staff"),
    *("hours_of_week", "persons_at_least", "mean", "slots", "hour", "arrivals", "at_counter"),
    *("on_duty", "served"),
}


@require_GET
def ready(request: HttpRequest) -> HttpResponse:
    """One run with its pictures and the first rows of its tables."""
    there, language = enter(request), language_in(request)
    found = _ready(request)
    if found is None:
        return render(request, "foresight/capacity.html", {"here": "capacity"})
    sheets = [_sheet(found, name, language) for name in _SHEETS if name in found.sheets]
    context = {
        "places_unknown": found.run.about.get("places_there_are_known") is False,
        "here": "capacity",
        "run": found.run,
        "runs": finding.runs(there, "capacity"),
        "sheets": sheets,
        "pictures": pictures_of(found, language),
    }
    return render(request, "foresight/capacity.html", context)


def _ready(request: HttpRequest) -> Ready | None:
    there, name = enter(request), request.GET.get("run", "")
    found = finding.capacity(there, name)
    if found is None and name:
        raise Http404
    return found


def _sheet(found: Ready, name: str, language: str) -> dict[str, Any]:
    table = in_words(found.sheets[name], language)
    return {
        "name": name,
        "title": say(f"foresight.capacity.sheet.{name}", language),
        "table": Table(columns=table.columns, rows=table.rows[:_MOST_ROWS]),
        "count": len(table.rows),
        "is_cut": len(table.rows) > _MOST_ROWS,
        "query": urlencode({"run": found.run.name, "sheet": name}),
    }


def in_words(table: Table, language: str) -> Table:
    """A table of a run with its columns in the words of the page."""
    columns = tuple(
        say(f"foresight.capacity.column.{name}", language) if name in _COLUMNS else name
        for name in table.columns
    )
    years = {at for at, name in enumerate(table.columns) if name in ("year", "hour")}
    shares = {at for at, name in enumerate(table.columns) if name in ("shortage", "served")}
    rows = tuple(
        tuple(
            str(cell) if at in years else _cell(cell, is_share=at in shares, language=language)
            for at, cell in enumerate(row)
        )
        for row in table.rows
    )
    return Table(columns=columns, rows=rows)


def _cell(cell: Cell, *, is_share: bool, language: str) -> Cell:
    if isinstance(cell, bool):
        return say(f"foresight.capacity.{'full' if cell else 'room'}", language)
    if is_share and isinstance(cell, (int, float)):
        return f"{cell:.0%}"
    return cell


@require_GET
def ready_csv(request: HttpRequest) -> HttpResponse:
    """One table of a run, whole."""
    found, name = _ready(request), request.GET.get("sheet", "")
    if found is None or (name and name not in found.sheets):
        raise Http404
    chosen = name or next(iter(found.sheets))
    table = in_words(found.sheets[chosen], language_in(request))
    return as_csv(f"{found.run.name}-{chosen}", table)
