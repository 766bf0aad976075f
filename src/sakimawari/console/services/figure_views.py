"""The figures of one service: by ward, town and age, on a map, from month to month, night by night."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from sakimawari.console.access import may
from sakimawari.console.city import City, city
from sakimawari.console.services import held
from sakimawari.console.services.figures import MEASURES, ServiceFigures, Shown
from sakimawari.console.services.sheets import COLUMNS, as_csv, as_geojson, cells, places_with_rings
from sakimawari.console.services.showing import (
    Line,
    cell,
    cells_of,
    headings,
    meaningful,
    written,
)
from sakimawari.console.services.views import head_of, language_of, service_or_404
from sakimawari.console.words import say
from sakimawari.drawing.areas import Area, Ring, area_map
from sakimawari.drawing.scales import Classes, classes_of
from sakimawari.fit.compare.suppression import FEWEST
from sakimawari.guard.authorise.asked import Action, Target
from sakimawari.packs.pack import Service
from sakimawari.registry.outlines import Outlines


@dataclass(frozen=True, slots=True, kw_only=True)
class Legend:
    """A class of the map: its number for the style sheet, and its range in words."""

    kind: str
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a page of figures shows: one service, one measure, all wards or the towns of one."""

    there: City
    service: Service
    figures: ServiceFigures
    measure: str
    ward: str
    town: str
    language: str

    @property
    def shown(self) -> Mapping[str, Shown]:
        """The areas of the map with their figures."""
        return self.figures.towns_of(self.ward) if self.ward else self.figures.wards


def asked_of(request: HttpRequest, slug: str) -> Asked:
    """What a request asks for; 404 for a service or ward that is not there."""
    there = city()
    chosen = service_or_404(there, slug)
    may(request, Action.SEE_FIGURES, Target(kind="Figures", id=slug, service=slug))
    figures = held.board(there).of(slug)
    if figures is None:
        raise Http404
    offered = meaningful(figures)
    measure = request.GET.get("measure", "")
    ward = request.GET.get("ward", "")
    if ward and ward not in figures.wards:
        raise Http404
    default = "unclaimed" if "unclaimed" in offered else offered[0]
    return Asked(
        there=there,
        service=chosen,
        figures=figures,
        measure=measure if measure in offered else default,
        ward=ward,
        town=request.GET.get("town", ""),
        language=language_of(request),
    )


def figures(request: HttpRequest, slug: str) -> HttpResponse:
    """Map and table, wards or the towns of a ward."""
    asked = asked_of(request, slug)
    language = asked.language
    picture, legend = _map(asked)
    outlines = held.outlines(asked.there)
    context = {
        **head_of(request, asked.there, asked.service, here="figures"),
        "asked": asked,
        "picture": picture,
        "legend": legend,
        "has_map": all(_rings(asked, outlines, name) for name in asked.shown),
        "problems": outlines.problems,
        "measure_name": say(f"services.measure.{asked.measure}", language),
        "offered": [
            (
                measure,
                say(f"services.measure.{measure}", language),
                _address(asked, measure=measure),
            )
            for measure in meaningful(asked.figures)
        ],
        "headings": headings(language),
        "lines": [_line(asked, name, shown) for name, shown in asked.shown.items()],
        "total": cells_of(_total(asked), asked.figures.meaning, language),
        "query": urlencode({"ward": asked.ward}) if asked.ward else "",
        "up": _address(asked, ward="") if asked.ward else "",
        "few": FEWEST,
    }
    return render(request, "services/figures.html", context)


def _total(asked: Asked) -> Shown:
    return asked.figures.wards[asked.ward] if asked.ward else asked.figures.total


def _address(asked: Asked, *, measure: str = "", ward: str | None = None, town: str = "") -> str:
    """This page with something else chosen."""
    chosen = {
        "measure": measure or asked.measure,
        "ward": asked.ward if ward is None else ward,
        "town": town,
    }
    query = urlencode({name: value for name, value in chosen.items() if value})
    return f"{reverse('services:figures', args=[asked.service.slug])}?{query}"


def _href(asked: Asked, name: str) -> str:
    """From a ward to its towns; from a town to its row of the table."""
    if asked.ward:
        return f"{_address(asked, town=name)}#chosen"
    return _address(asked, ward=name)


def _line(asked: Asked, name: str, shown: Shown) -> Line:
    return Line(
        name=name,
        cells=cells_of(shown, asked.figures.meaning, asked.language),
        href="" if asked.ward else _address(asked, ward=name),
        here=bool(asked.ward) and name == asked.town,
    )


def _rings(asked: Asked, outlines: Outlines, name: str) -> tuple[Ring, ...]:
    return outlines.of_town(asked.ward, name) if asked.ward else outlines.of_ward(name)


def _map(asked: Asked) -> tuple[SafeString, list[Legend]]:
    outlines, language = held.outlines(asked.there), asked.language
    values = {name: shown.of(asked.measure) for name, shown in asked.shown.items()}
    classes = classes_of([value for value in values.values() if value])
    areas = [
        Area(
            name=name,
            told=cell(asked.measure, shown, asked.figures.meaning, language).text,
            value=values[name],
            href=_href(asked, name),
            rings=_rings(asked, outlines, name),
            chosen=name == asked.town,
        )
        for name, shown in asked.shown.items()
    ]
    measure = say(f"services.measure.{asked.measure}", language)
    place = asked.ward or asked.there.office.city
    title = say("services.map.title", language, service=asked.service.name, place=place,
                measure=measure)  # fmt: skip
    told = say("services.map.description", language, count=len(areas))
    return area_map(title, told, areas, classes), _legend(asked, classes, values)


def _legend(
    asked: Asked, classes: Classes, values: Mapping[str, float | int | None]
) -> list[Legend]:
    told = []
    for at, (low, high) in enumerate(classes.bounds):
        first, last = written(asked.measure, low), written(asked.measure, high)
        told.append(Legend(kind=f"map-{at}", told=first if first == last else f"{first}〜{last}"))
    if any(value == 0 for value in values.values()):
        told.insert(0, Legend(kind="map-none", told=written(asked.measure, 0)))
    if any(value is None for value in values.values()):
        said = say("services.map.hidden", asked.language, fewest=FEWEST)
        told.append(Legend(kind="map-hidden", told=said))
    return told


def figures_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """The table as a file: every ward and town of the city, whatever the page shows."""
    asked = asked_of(request, slug)
    found, on = asked.figures, asked.there.run.on.isoformat()
    columns = ("制度ID", "制度名", "行政区", "町", *COLUMNS.values(), "注記", "時点")
    about = (slug, asked.service.name)
    rows = [(*about, "全市", "", *cells(found.total, found.meaning), on)]
    for ward, shown in found.wards.items():
        rows.append((*about, ward, "", *cells(shown, found.meaning), on))
        rows += [
            (*about, ward, town, *cells(each, found.meaning), on)
            for town, each in found.towns_of(ward).items()
        ]
    return as_csv(f"{slug}-{on}", columns, rows)


def figures_geojson(request: HttpRequest, slug: str) -> HttpResponse:
    """The areas of the map with their figures, for a map elsewhere."""
    asked = asked_of(request, slug)
    keyed = {
        (asked.ward, name) if asked.ward else (name, ""): shown
        for name, shown in asked.shown.items()
    }
    areas = places_with_rings(held.outlines(asked.there), keyed, asked.figures.meaning)
    return as_geojson(f"{slug}-{asked.ward or 'wards'}", areas)


__all__ = ["MEASURES", "asked_of", "figures", "figures_csv", "figures_geojson"]
