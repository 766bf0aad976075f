"""What the rules will owe: one service and measure, ward by ward, in sentences, pictures and rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from sakimawari.anticipate.pictures.fans import Band, Fan, fan_chart
from sakimawari.anticipate.pictures.maps import Place, place_map
from sakimawari.anticipate.pictures.stacks import Layer, Stack, stack_chart
from sakimawari.anticipate.pictures.terms import Terms, amount, change
from sakimawari.console.city import City
from sakimawari.console.foresight import finding
from sakimawari.console.foresight.brevity import in_short
from sakimawari.console.foresight.entering import as_csv, enter, terms_in
from sakimawari.console.foresight.periods import period_in, ticks_of
from sakimawari.console.foresight.values import CITY, DemandBook
from sakimawari.console.foresight.veiling import alike, veiled
from sakimawari.console.services import held
from sakimawari.console.staff.frame import language_in
from sakimawari.console.words import say
from sakimawari.drawing.sheets import Cell, Table

MEASURES = ("entitled", "started", "applications", "yen", "hours", "places")
_OF_PEOPLE = {"entitled", "started", "applications"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One service, measure and area (the city) of one run."""

    there: City
    book: DemandBook
    row: int
    measure: str
    area: str
    at: int
    language: str
    terms: Terms

    @property
    def slug(self) -> str:
        """The service's id."""
        return self.book.services[self.row][0]

    @property
    def service(self) -> str:
        """The service's name."""
        return self.book.services[self.row][1]

    @property
    def column(self) -> int:
        """The area's column; the city is the last."""
        return len(self.book.areas) if self.area == CITY else self.book.areas.index(self.area)

    @property
    def place(self) -> str:
        """The area's name."""
        return self.area or self.there.office.city

    @property
    def unit(self) -> str:
        """What the measure counts."""
        return say(f"foresight.unit.{self.measure}", self.language)

    def say(self, key: str, **values: object) -> str:
        """A text of this room."""
        return say(f"foresight.demand.{key}", self.language, **values)

    def period(self, at: int) -> str:
        """A period in words."""
        return period_in(self.language, "month", self.book.periods[at])

    def href(self, *, area: str) -> str:
        """This page with another area."""
        chosen = {"service": self.slug, "measure": self.measure, "area": area, "at": self.at}
        return f"{reverse('foresight:demand')}?{urlencode(chosen)}"


def _asked(request: HttpRequest, there: City, book: DemandBook) -> Asked:
    rows = {slug: row for row, (slug, _) in enumerate(book.services)}
    slug = request.GET.get("service", "") or book.services[0][0]
    measure = request.GET.get("measure", "")
    area = request.GET.get("area", CITY)
    if slug not in rows or (area and area not in book.areas):
        raise Http404
    told = request.GET.get("at", "")
    last = len(book.periods) - 1
    at = min(int(told), last) if told.isascii() and told.isdigit() else last
    offered = [name for name in MEASURES if name in book.middle]
    return Asked(
        there=there,
        book=book,
        row=rows[slug],
        measure=measure if measure in offered else offered[0],
        area=area,
        at=at,
        language=language_in(request),
        terms=terms_in(language_in(request)),
    )


@require_GET
def demand(request: HttpRequest) -> HttpResponse:
    """One service: how many, where, by when, and how sure."""
    there = enter(request)
    book = finding.demand(there)
    if book is None:
        return render(request, "foresight/demand.html", {"here": "demand"})
    asked = _asked(request, there, book)
    table = area_table(asked)
    context = {
        "here": "demand",
        "asked": asked,
        "run": book.run,
        "measures": [
            (name, asked.say(f"measure.{name}")) for name in MEASURES if name in book.middle
        ],
        "spans": [(at, asked.period(at)) for at in range(len(book.periods)) if at],
        "areas": in_short(table, asked.terms, share=90),
        "sentences": list(sentences(asked, table)),
        "query": urlencode({"service": asked.slug, "measure": asked.measure, "area": asked.area}),
        **_pictures(asked, table),
    }
    return render(request, "foresight/demand.html", context)


def sentences(asked: Asked, table: Table) -> Iterator[str]:
    """The areas with the largest numbers: where, by when, how many, and how sure."""
    known = [row for row in table.rows[:-1] if row[2] is not None]
    for row in sorted(known, key=lambda row: -float(row[2] or 0))[:3]:
        half = (float(row[4] or 0) - float(row[3] or 0)) / 2
        yield asked.say(
            f"sentence.{asked.measure}",
            when=asked.period(asked.at),
            area=row[0],
            service=asked.service,
            count=amount(float(row[2] or 0), asked.terms),
            half=amount(half, asked.terms),
        )


def area_table(asked: Asked) -> Table:
    """Rows of areas, the city last: first, then, its interval of 90 %, the change."""
    book, at = asked.book, asked.at
    middle, low, high = (
        side[asked.measure][asked.row] for side in (book.middle, book.low, book.high)
    )
    now, then = middle[:-1, 0].tolist(), middle[:-1, at].tolist()
    first = veiled(now) if asked.measure in _OF_PEOPLE else tuple(now)
    last = alike(first, then) if asked.measure in _OF_PEOPLE else tuple(then)
    rows: list[tuple[Cell, ...]] = []
    for column, area in enumerate((*book.areas, asked.there.office.city)):
        is_city = column == len(book.areas)
        was = float(middle[column, 0]) if is_city else first[column]
        will = float(middle[column, at]) if is_city else last[column]
        if was is None or will is None:
            rows.append((area, was, will, None, None, None))
            continue
        told = change(will - was, asked.terms)
        ends = (float(low[column, at]), float(high[column, at]))
        rows.append(
            (area, round(was, 1), round(will, 1), round(ends[0], 1), round(ends[1], 1), told)
        )
    columns = (
        asked.say("area"), asked.period(0), asked.period(at), asked.terms.low.format(share=90),
        asked.terms.high.format(share=90), asked.say("change"),
    )  # fmt: skip
    return Table(columns=columns, rows=tuple(rows))


def fan_of(asked: Asked) -> Fan:
    """The measure in the area, period by period."""
    book = asked.book
    middle, low, high = (
        tuple(side[asked.measure][asked.row, asked.column].tolist())
        for side in (book.middle, book.low, book.high)
    )
    return Fan(
        labels=tuple(asked.period(at) for at in range(len(book.periods))),
        ticks=ticks_of(asked.language, "month", book.periods),
        places=tuple(float(day.toordinal()) for day in book.periods),
        past=(),
        middle=middle,
        bands=(Band(share=90, low=low, high=high),),
        unit=asked.unit,
    )


def _pictures(asked: Asked, table: Table) -> dict[str, Any]:
    row = table.rows[asked.column]
    if row[2] is None:
        return {"hidden": True}
    title = asked.say("fan.title", service=asked.service, place=asked.place,
                      measure=asked.say(f"measure.{asked.measure}"))  # fmt: skip
    told = asked.say(
        "fan.told", when=asked.period(asked.at), count=amount(float(row[2]), asked.terms)
    )
    outlines = held.outlines(asked.there)
    places = [
        Place(
            name=area,
            value=None if row[2] is None else float(row[2]),
            href=asked.href(area=area),
            rings=outlines.of_ward(area),
            chosen=area == asked.area,
        )
        for area, row in zip(asked.book.areas, table.rows, strict=False)
    ]
    of_map = asked.say("map.title", service=asked.service, when=asked.period(asked.at))
    picture, shades = place_map(of_map, say("foresight.map-told", asked.language, count=len(places)),
                                places, terms=asked.terms)  # fmt: skip
    return {
        "fan": fan_chart(title, told, fan_of(asked), terms=asked.terms),
        "map": picture,
        "shades": shades,
        "stack": _stack(asked, table),
    }


def _stack(asked: Asked, table: Table) -> Any:
    """Areas stacked year by year; none where one of them is hidden."""
    book = asked.book
    if any(row[2] is None for row in table.rows) or len(book.areas) < 2:
        return None
    ats = [at for at, day in enumerate(book.periods) if day.month == book.periods[0].month]
    middle = book.middle[asked.measure][asked.row]
    layers = tuple(
        Layer(name=area, values=tuple(max(float(middle[column, at]), 0.0) for at in ats))
        for column, area in enumerate(book.areas)
    )
    labels = tuple(say("foresight.year", asked.language, year=book.periods[at].year) for at in ats)
    title = asked.say("stack.title", service=asked.service)
    stack = Stack(labels=labels, layers=layers, unit=asked.unit)
    return stack_chart(title, asked.say("stack.told"), stack, terms=asked.terms)


@require_GET
def demand_csv(request: HttpRequest) -> HttpResponse:
    """One service and measure: every area and period with its interval, small counts left empty."""
    there = enter(request)
    book = finding.demand(there)
    if book is None:
        raise Http404
    asked = _asked(request, there, book)
    middle, low, high = (
        side[asked.measure][asked.row] for side in (book.middle, book.low, book.high)
    )
    shown = area_table(asked).rows
    rows: list[tuple[Cell, ...]] = []
    for column, row in enumerate(shown):
        for at in range(len(book.periods)):
            values = [float(side[column, at]) for side in (middle, low, high)]
            few = (
                row[1] is None
                or row[2] is None
                or (asked.measure in _OF_PEOPLE and 0 < round(values[0]) < 5)
            )
            rows.append((asked.service, row[0], asked.period(at),
                         *((None,) * 3 if few else tuple(round(each, 2) for each in values))))  # fmt: skip
    columns = (asked.say("service"), asked.say("area"), asked.terms.period,
               asked.say(f"measure.{asked.measure}"), asked.terms.low.format(share=90),
               asked.terms.high.format(share=90))  # fmt: skip
    return as_csv(f"demand-{asked.slug}-{asked.measure}", Table(columns=columns, rows=tuple(rows)))
