"""What the rules will owe: one service and measure, ward by ward, in sentences, pictures and rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from sakimawari.anticipate.pictures.fans import Band, Fan, fan_chart
from sakimawari.anticipate.pictures.maps import Place, place_map
from sakimawari.anticipate.pictures.picture import Picture
from sakimawari.anticipate.pictures.stacks import Layer, Stack, stack_chart
from sakimawari.anticipate.pictures.terms import Terms, amount, change
from sakimawari.console.city import City
from sakimawari.console.foresight import finding
from sakimawari.console.foresight.brevity import in_short
from sakimawari.console.foresight.entering import as_csv, enter, terms_in
from sakimawari.console.foresight.periods import period_in, ticks_of
from sakimawari.console.foresight.values import CITY, DemandBook, Floats
from sakimawari.console.services import held
from sakimawari.console.staff.frame import language_in
from sakimawari.console.words import say
from sakimawari.drawing.sheets import Cell, Table

AGES = (0, 6, 18, 65, 75)  # of those a run tells, in this order


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

    def words(self, key: str, **values: object) -> str:
        """A text of this room."""
        return say(f"foresight.demand.{key}", self.language, **values)

    def period(self, at: int) -> str:
        """A period in words."""
        return period_in(self.language, self.book.frequency, self.book.periods[at])

    def href(self, *, area: str) -> str:
        """This page with another area."""
        chosen: dict[str, str | int] = {"service": self.slug, "measure": self.measure, "area": area}
        chosen |= {"at": self.at, "by": self.book.frequency}
        return f"{reverse('foresight:demand')}?{urlencode(chosen)}"


def _asked(request: HttpRequest, there: City, book: DemandBook) -> Asked:
    rows = {slug: row for row, (slug, _) in enumerate(book.services)}
    slug = request.GET.get("service", "") or book.services[0][0]
    measure, area = request.GET.get("measure", ""), request.GET.get("area", CITY)
    if slug not in rows or (area and area not in book.areas):
        raise Http404
    told, last = request.GET.get("at", ""), len(book.periods) - 1
    offered = list(book.middle)
    return Asked(
        there=there,
        book=book,
        row=rows[slug],
        measure=measure if measure in offered else offered[0],
        area=area,
        at=min(int(told), last) if told.isascii() and told.isdigit() else min(5, last),
        language=language_in(request),
        terms=terms_in(language_in(request)),
    )


@require_GET
def demand(request: HttpRequest) -> HttpResponse:
    """One service: how many, where, by when, and how sure."""
    there = enter(request)
    book = finding.demand(there, by=request.GET.get("by", "year"))
    if book is None:
        return render(request, "foresight/demand.html", {"here": "demand"})
    asked = _asked(request, there, book)
    table = area_table(asked)
    context = {
        "here": "demand",
        "asked": asked,
        "run": book.run,
        "measures": [(name, asked.words(f"measure.{name}")) for name in book.middle],
        "spans": [(at, asked.period(at)) for at in range(len(book.periods))],
        "turned": list(turned(asked)),
        "areas": in_short(table, asked.terms, share=90),
        "sentences": list(sentences(asked, table)),
        "query": urlencode({"service": asked.slug, "measure": asked.measure, "by": book.frequency}),
        **_pictures(asked, table),
    }
    return render(request, "foresight/demand.html", context)


def sentences(asked: Asked, table: Table) -> Iterator[str]:
    """The areas with the largest numbers: where, by when, how many, and how sure."""
    known = [row for row in table.rows[:-1] if _number(row[2]) > 0]
    for row in sorted(known, key=lambda row: -_number(row[2]))[:3]:
        yield asked.words(
            f"sentence.{asked.measure}",
            when=asked.period(asked.at),
            area=row[0],
            service=asked.service,
            count=amount(_number(row[2]), asked.terms),
            half=_half(_number(row[3]), _number(row[4]), asked.terms),
        )


def _half(low: float, high: float, terms: Terms) -> str:
    """Half of an interval, without decimals where there is more than one to tell."""
    half = (high - low) / 2
    return amount(round(half) if half >= 1 else half, terms)


def _number(cell: Cell) -> float:
    return float(cell) if isinstance(cell, (int, float)) else 0.0


def turned(asked: Asked) -> Iterator[str]:
    """Who reaches an age in the year shown, where most do."""
    for age in AGES:
        sides = asked.book.turned.get(age)
        if sides is None or np.isnan(sides[0, :, asked.at]).all():
            continue
        where = int(np.nanargmax(sides[0, :, asked.at]))
        mean, low, high = (float(side) for side in sides[:, where, asked.at])
        yield asked.words(
            "turned.born" if age == 0 else "turned.age",
            when=asked.period(asked.at), area=asked.book.areas[where], age=age,
            count=amount(mean, asked.terms), half=_half(low, high, asked.terms),
        )  # fmt: skip


def area_table(asked: Asked) -> Table:
    """Rows of areas, the city last: first, then, its interval of 90 %, the change."""
    book, at = asked.book, asked.at
    middle, low, high = _sides(asked)
    rows: list[tuple[Cell, ...]] = []
    for column, area in enumerate((*book.areas, asked.there.office.city)):
        was, will, least, most = (
            _known(value)
            for value in (middle[column, 0], middle[column, at], low[column, at], high[column, at])
        )
        told = None if was is None or will is None else change(will - was, asked.terms)
        rows.append((area, was, will, least, most, told))
    columns = (
        asked.words("area"), asked.period(0), asked.period(at), asked.terms.low.format(share=90),
        asked.terms.high.format(share=90), asked.words("change"),
    )  # fmt: skip
    return Table(columns=columns, rows=tuple(rows))


def _sides(asked: Asked) -> tuple[Floats, Floats, Floats]:
    """The measure's middle, low and high (areas + 1, periods)."""
    book = asked.book
    return (
        book.middle[asked.measure][asked.row],
        book.low[asked.measure][asked.row],
        book.high[asked.measure][asked.row],
    )


def _known(value: float) -> float | None:
    if np.isnan(value):
        return None
    return float(round(value)) if abs(value) >= 10 else round(float(value), 1)


def fan_of(asked: Asked) -> Fan:
    """The measure in the area, period by period, as far as it is shown."""
    book = asked.book
    sides = [side[asked.column] for side in _sides(asked)]
    shown = [at for at in range(len(book.periods)) if not np.isnan(sides[0][at])]
    days = [book.periods[at] for at in shown]
    middle, low, high = (tuple(float(side[at]) for at in shown) for side in sides)
    return Fan(
        labels=tuple(asked.period(at) for at in shown),
        ticks=ticks_of(asked.language, book.frequency, days),
        places=tuple(float(day.toordinal()) for day in days),
        past=(),
        middle=middle,
        bands=(Band(share=90, low=low, high=high),),
        unit=asked.unit,
    )


def _pictures(asked: Asked, table: Table) -> dict[str, Any]:
    row = table.rows[asked.column]
    if not isinstance(row[2], float):
        return {"hidden": True}
    title = asked.words("fan.title", service=asked.service, place=asked.place,
                      measure=asked.words(f"measure.{asked.measure}"))  # fmt: skip
    told = asked.words("fan.told", when=asked.period(asked.at), count=amount(row[2], asked.terms))
    outlines = held.outlines(asked.there)
    places = [
        Place(
            name=area,
            value=row[2] if isinstance(row[2], float) else None,
            href=asked.href(area=area),
            rings=outlines.of_ward(area),
            chosen=area == asked.area,
        )
        for area, row in zip(asked.book.areas, table.rows, strict=False)
    ]
    of_map = asked.words("map.title", service=asked.service, when=asked.period(asked.at))
    picture, shades = place_map(of_map, say("foresight.map-told", asked.language, count=len(places)),
                                places, terms=asked.terms)  # fmt: skip
    return {
        "fan": fan_chart(title, told, fan_of(asked), terms=asked.terms),
        "map": picture,
        "shades": shades,
        "stack": _stack(asked),
    }


def _stack(asked: Asked) -> Picture | None:
    """Areas stacked period by period; none where one of them is hidden."""
    book = asked.book
    middle = book.middle[asked.measure][asked.row]
    if np.isnan(middle).any() or len(book.areas) < 2:
        return None
    layers = tuple(
        Layer(name=area, values=tuple(max(float(value), 0.0) for value in middle[column]))
        for column, area in enumerate(book.areas)
    )
    labels = tuple(asked.period(at) for at in range(len(book.periods)))
    title = asked.words("stack.title", service=asked.service)
    stack = Stack(labels=labels, layers=layers, unit=asked.unit)
    return stack_chart(title, asked.words("stack.told"), stack, terms=asked.terms)


@require_GET
def demand_csv(request: HttpRequest) -> HttpResponse:
    """One service and measure: every area and period with its interval, small counts left empty."""
    there = enter(request)
    book = finding.demand(there, by=request.GET.get("by", "year"))
    if book is None:
        raise Http404
    asked = _asked(request, there, book)
    sides = _sides(asked)
    rows: list[tuple[Cell, ...]] = [
        (asked.service, area, asked.period(at), *(_known(side[column, at]) for side in sides))
        for column, area in enumerate((*book.areas, there.office.city))
        for at in range(len(book.periods))
    ]
    columns = (asked.words("service"), asked.words("area"), asked.terms.period,
               asked.words(f"measure.{asked.measure}"), asked.terms.low.format(share=90),
               asked.terms.high.format(share=90))  # fmt: skip
    return as_csv(f"demand-{asked.slug}-{asked.measure}", Table(columns=columns, rows=tuple(rows)))
