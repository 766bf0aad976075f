"""The catalogue, one service with its rule in words, and its worked examples run now."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from sakimawari.console.access import may, would
from sakimawari.console.city import City, city
from sakimawari.console.services import held
from sakimawari.console.services.catalogue import (
    GROUPS,
    SORTS,
    Row,
    choices,
    found,
    row_of,
    rows_of,
    wanted_of,
)
from sakimawari.console.services.figures import MEASURES, Meaning
from sakimawari.console.services.sheets import COLUMNS, as_csv, cells
from sakimawari.console.services.showing import Line, cells_of, headings
from sakimawari.console.words import say
from sakimawari.guard.authorise.asked import Action, Target
from sakimawari.packs.pack import Service

_NO_MEANING = Meaning(registered=False, in_yen=False)


def language_of(request: HttpRequest) -> str:
    """The language of the page."""
    return str(getattr(request, "language", "ja"))


def service_or_404(city: City, slug: str) -> Service:
    """A service in effect."""
    service = city.catalogue.services.get(slug)
    if service is None:
        raise Http404
    return service


def _rows(city: City) -> tuple[Row, ...]:
    return rows_of(city.catalogue, held.board(city))


def catalogue(request: HttpRequest) -> HttpResponse:
    """Every service, searched and sorted."""
    may(request, Action.READ_RULES, Target(kind="Rule"))
    sees = would(request, Action.SEE_FIGURES, Target(kind="Figures")).allowed
    there, language = city(), language_of(request)
    rows, wanted = _rows(there), wanted_of(request.GET)
    kept = found(rows, wanted)
    query = {name: value for name, value in _query(wanted).items() if value}
    context = {
        "rows": [(row, _line(row, language)) for row in kept],
        "count": len(rows),
        "wanted": wanted,
        "groups": _groups(rows, wanted, language),
        "sorts": [(sort, say(f"services.sort.{sort}", language)) for sort in SORTS],
        "headings": headings(language),
        "query": urlencode(query),
        "sees": sees,
        "run": there.run,
        "drafts": would(request, Action.DRAFT_RULE, Target(kind="Rule")).allowed,
    }
    return render(request, "services/catalogue.html", context)


def _query(wanted: object) -> dict[str, str]:
    told = {name: str(getattr(wanted, name)) for name in (*GROUPS, "sort")}
    return {"q": str(getattr(wanted, "words", "")), **told}


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One way to narrow the catalogue."""

    name: str
    label: str
    chosen: str
    choices: list[tuple[str, str]]


def _groups(rows: tuple[Row, ...], wanted: object, language: str) -> list[Group]:
    offered = choices(rows)
    return [
        Group(
            name=name,
            label=say(f"services.group.{name}", language),
            chosen=str(getattr(wanted, name)),
            choices=offered[name],
        )
        for name in GROUPS
    ]


def _line(row: Row, language: str) -> Line:
    figures = row.figures
    meaning = _NO_MEANING if figures is None else figures.meaning
    shown = None if figures is None else figures.total
    return Line(name=row.service.name, cells=cells_of(shown, meaning, language))


def catalogue_csv(request: HttpRequest) -> HttpResponse:
    """The catalogue as it was narrowed, as a file."""
    may(request, Action.SEE_FIGURES, Target(kind="Figures"))
    there = city()
    kept = found(_rows(there), wanted_of(request.GET))
    columns = ("制度ID", "制度名", "分野", "区分", "根拠法令", "所管課", "ライフイベント", "届け方",
               "単位", *COLUMNS.values(), "注記", "時点")  # fmt: skip
    rows = (
        (row.slug, row.service.name, row.pack.name, row.scope, row.service.law,
         row.service.department, "・".join(row.events), row.rung, row.subject,
         *cells(None if row.figures is None else row.figures.total,
                _NO_MEANING if row.figures is None else row.figures.meaning),
         there.run.on.isoformat())
        for row in kept
    )  # fmt: skip
    return as_csv(f"services-{there.run.on}", columns, rows)


def service(request: HttpRequest, slug: str) -> HttpResponse:
    """One service: its conditions in the order of the law, its figures, papers, words."""
    there = city()
    chosen = service_or_404(there, slug)
    may(request, Action.READ_RULES, Target(kind="Rule", id=slug, service=slug))
    page = held.page(there, chosen)
    names = {each.slug: each.name for each in there.catalogue.services.values()}
    context = {
        **head_of(request, there, chosen, here="service"),
        "page": page,
        "interactions": [
            (each, [(slug, names.get(slug, slug)) for slug in each.services])
            for each in chosen.interactions
        ],
        "readers": [(each, names[each]) for each in there.catalogue.dependents(slug)],
        "names": names,
        "today": there.today,
    }
    return render(request, "services/service.html", context)


def examples(request: HttpRequest, slug: str) -> HttpResponse:
    """The worked examples of a service with what came of each just now."""
    there = city()
    chosen = service_or_404(there, slug)
    may(request, Action.READ_RULES, Target(kind="Rule", id=slug, service=slug))
    results = held.results(there.catalogue, slug)
    context = {
        **head_of(request, there, chosen, here="examples"),
        "results": results,
        "failing": sum(not each.holds for each in results),
    }
    return render(request, "services/examples.html", context)


def head_of(request: HttpRequest, there: City, chosen: Service, *, here: str) -> dict[str, object]:
    """What every page of one service begins with."""
    pack = there.catalogue.pack_of(chosen)
    row = row_of(chosen, pack, held.board(there))
    target = Target(kind="Figures", id=chosen.slug, service=chosen.slug)
    return {
        "service": chosen,
        "row": row,
        "here": here,
        "sees": would(request, Action.SEE_FIGURES, target).allowed,
        "drafts": would(request, Action.DRAFT_RULE, Target(kind="Rule", id=pack.id)).allowed,
        "run": there.run,
        "measures": MEASURES,
    }
