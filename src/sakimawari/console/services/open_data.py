"""All services by ward as one table, and as open data: counts of the city, never of a person."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sakimawari.console.access import may
from sakimawari.console.city import city
from sakimawari.console.services import held
from sakimawari.console.services.catalogue import Row, choices, found, rows_of, wanted_of
from sakimawari.console.services.figures import MEASURES
from sakimawari.console.services.sheets import COLUMNS, as_csv, cells
from sakimawari.console.services.showing import Cell, cell
from sakimawari.console.services.views import language_of
from sakimawari.console.words import say
from sakimawari.fit.compare.suppression import FEWEST
from sakimawari.guard.authorise.asked import Action, Target


def figures(request: HttpRequest) -> HttpResponse:
    """Services down, wards across, one measure at a time."""
    may(request, Action.SEE_FIGURES, Target(kind="Figures"))
    there, language = city(), language_of(request)
    board = held.board(there)
    rows = rows_of(there.catalogue, board)
    wanted = wanted_of(request.GET)
    measure = request.GET.get("measure", "")
    measure = measure if measure in MEASURES else "entitled"
    wards = board.figures.wards
    context = {
        "wanted": wanted,
        "packs": choices(rows)["pack"],
        "measure": measure,
        "measures": [(each, say(f"services.measure.{each}", language)) for each in MEASURES],
        "measure_name": say(f"services.measure.{measure}", language),
        "wards": wards,
        "lines": [
            (row, _cells(row, measure, wards, language))
            for row in found(rows, wanted)
            if row.figures is not None
        ],
        "run": there.run,
        "few": FEWEST,
    }
    return render(request, "services/open_data.html", context)


def _cells(row: Row, measure: str, wards: tuple[str, ...], language: str) -> list[Cell]:
    figures = row.figures
    assert figures is not None
    places = [figures.total, *(figures.wards.get(ward) for ward in wards)]
    return [cell(measure, shown, figures.meaning, language) for shown in places]


def figures_csv(request: HttpRequest) -> HttpResponse:
    """The open data: one row a service and ward, every measure a column."""
    may(request, Action.SEE_FIGURES, Target(kind="Figures"))
    there = city()
    board = held.board(there)
    on = there.run.on.isoformat()
    rows = []
    for row in rows_of(there.catalogue, board):
        if row.figures is None:
            continue
        about = (row.slug, row.service.name, row.pack.name, row.service.department, row.subject)
        meaning = row.figures.meaning
        rows.append((*about, "全市", *cells(row.figures.total, meaning), on))
        for ward, shown in row.figures.wards.items():
            rows.append((*about, ward, *cells(shown, meaning), on))
    columns = ("制度ID", "制度名", "分野", "所管課", "単位", "行政区", *COLUMNS.values(), "注記",
               "時点")  # fmt: skip
    return as_csv(f"figures-{on}", columns, rows)
