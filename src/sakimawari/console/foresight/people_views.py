"""People to come: totals with their doubt, ages now and then, wards on a map, what comes and goes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from sakimawari.anticipate.pictures.fans import Fan, fan_chart
from sakimawari.anticipate.pictures.fans import table_of as table_of_fan
from sakimawari.anticipate.pictures.flows import Flow, Flows, flow_chart
from sakimawari.anticipate.pictures.maps import Place, place_map
from sakimawari.anticipate.pictures.multiples import Small, one_small
from sakimawari.anticipate.pictures.picture import Picture
from sakimawari.anticipate.pictures.pyramids import Pyramid, class_names, fives, pyramid_chart
from sakimawari.anticipate.pictures.sparks import Spark
from sakimawari.anticipate.pictures.terms import Terms, amount, change
from sakimawari.console.city import City
from sakimawari.console.foresight import finding
from sakimawari.console.foresight.bands import bands_of
from sakimawari.console.foresight.brevity import in_short
from sakimawari.console.foresight.entering import as_csv, enter, terms_in
from sakimawari.console.foresight.values import CITY, People
from sakimawari.console.foresight.veiling import alike, is_few, veiled
from sakimawari.console.services import held
from sakimawari.console.staff.frame import language_in
from sakimawari.console.words import say
from sakimawari.drawing.sheets import Cell, Table

MIDDLE, LOW, HIGH = 3, 1, 5  # of SHARES: the median, and 80 %


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a page shows: one projection, one area (the city), one year against the first."""

    there: City
    people: People
    area: str
    at: int
    language: str
    terms: Terms

    @property
    def number(self) -> int:
        """The area's column in the totals; the city is the last."""
        return len(self.people.areas) if self.area == CITY else self.people.areas.index(self.area)

    @property
    def place(self) -> str:
        """The area's name; the city's own where it is all of it."""
        return self.area or self.there.office.city

    def words(self, key: str, **values: object) -> str:
        """A text of this room."""
        return say(f"foresight.people.{key}", self.language, **values)

    def year(self, at: int) -> str:
        """A year in words."""
        return say("foresight.year", self.language, year=self.people.years[at])

    def href(self, *, area: str | None = None) -> str:
        """This page with another area."""
        query = {
            "area": self.area if area is None else area,
            "year": str(self.people.years[self.at]),
        }
        return f"{reverse('foresight:people')}?{urlencode(query)}"


def _asked(request: HttpRequest, there: City, people: People) -> Asked:
    area, language = request.GET.get("area", CITY), language_in(request)
    if area and area not in people.areas:
        raise Http404
    years = {str(year): at for at, year in enumerate(people.years)}
    at = years.get(request.GET.get("year", ""), min(10, len(people.years) - 1))
    return Asked(there=there, people=people, area=area, at=max(at, 1), language=language,
                 terms=terms_in(language))  # fmt: skip


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """The projection of the city or of one area of it."""
    there = enter(request)
    found = finding.people(there)
    if found is None:
        return render(request, "foresight/people.html", {"here": "people"})
    asked = _asked(request, there, found)
    context = {
        "here": "people",
        "asked": asked,
        "run": found.run,
        "years": [(year, asked.year(at)) for at, year in enumerate(found.years) if at],
        "hidden": is_few(found.totals[MIDDLE, 0, asked.number]),
        "query": urlencode({"area": asked.area, "year": str(found.years[asked.at])}),
        **_pictures(asked),
        **_areas(asked),
    }
    return render(request, "foresight/people.html", context)


def _pictures(asked: Asked) -> dict[str, Any]:
    totals = asked.people.totals[:, :, asked.number]
    now, then = totals[MIDDLE, 0], totals[MIDDLE, asked.at]
    if is_few(now):
        return {}
    title = asked.words("fan.title", place=asked.place)
    told = asked.words(
        "sentence", place=asked.place, year=asked.year(asked.at), then=amount(then, asked.terms),
        low=amount(totals[LOW, asked.at], asked.terms), high=amount(totals[HIGH, asked.at], asked.terms),
        first=asked.year(0), change=f"{then / now - 1:+.1%}".replace("-", "−") if now else "―",
    )  # fmt: skip
    return {
        "told": told,
        "aged": _aged(asked),
        "fan": fan_chart(title, told, fan_of(asked), terms=asked.terms),
        "pyramid": pyramid_of(asked),
        "flows": _flows(asked),
        "measured": list(_measured(asked)),
    }


def fan_of(asked: Asked) -> Fan:
    """Residents of the area year by year."""
    totals = asked.people.totals[:, :, asked.number]
    labels = tuple(asked.year(at) for at in range(len(asked.people.years)))
    return Fan(
        labels=labels,
        past=(float(totals[MIDDLE, 0]),),
        middle=tuple(totals[MIDDLE, 1:].tolist()),
        bands=bands_of(totals[:, 1:]),
        unit=asked.words("unit"),
    )


def _counts(asked: Asked, side: np.ndarray, at: int) -> np.ndarray:
    """People by sex and age of the area in a year (2, 101)."""
    counts: np.ndarray = side[at].sum(axis=0) if asked.area == CITY else side[at, asked.number]
    return counts


def pyramid_of(asked: Asked) -> Picture:
    """Ages now as the outline, those of the year chosen as bars."""
    people = asked.people
    now, then, low, high = (
        tuple(fives(sex.tolist()) for sex in _counts(asked, side, at))
        for side, at in ((people.middle, 0), (people.middle, asked.at), (people.low, asked.at),
                         (people.high, asked.at))
    )  # fmt: skip
    shown_now = tuple(veiled(sex) for sex in now)
    shown_then = tuple(alike(first, sex) for first, sex in zip(shown_now, then, strict=True))
    # Of the whole city intervals of single areas do not add up: none are drawn.
    sides = None if asked.area == CITY and len(people.areas) > 1 else (low, high)
    pyramid = Pyramid(
        ages=class_names(),
        now_label=asked.year(0),
        then_label=asked.year(asked.at),
        now=(shown_now[0], shown_now[1]),
        then=(shown_then[0], shown_then[1]),
        low=None if sides is None else (sides[0][0], sides[0][1]),
        high=None if sides is None else (sides[1][0], sides[1][1]),
        unit=asked.words("unit"),
    )
    title = asked.words("pyramid.title", place=asked.place)
    told = asked.words("pyramid.told", first=asked.year(0), year=asked.year(asked.at))
    return pyramid_chart(title, told, pyramid, terms=asked.terms)


def _aged(asked: Asked) -> str:
    """Who is 75 and over, now and then."""
    now, then = (
        float(_counts(asked, asked.people.middle, at)[:, 75:].sum()) for at in (0, asked.at)
    )
    if is_few(now) or is_few(then):
        return ""
    whole = float(_counts(asked, asked.people.middle, asked.at).sum())
    return asked.words("aged", year=asked.year(asked.at), then=amount(then, asked.terms),
                     change=change(then - now, asked.terms), share=f"{then / whole:.0%}")  # fmt: skip


def _flows(asked: Asked) -> Picture | None:
    flows = asked.people.flows
    if not flows:
        return None
    names = {name: asked.words(f"flow.{name}") for name in flows}
    within = () if asked.area == CITY else ("moved_in", "moved_out")  # of the city they cancel out
    gains = [name for name in ("births", "arrived", *within[:1]) if name in flows]
    losses = [name for name in ("deaths", "left", *within[1:]) if name in flows]
    periods = tuple(
        Flow(
            label=asked.year(at + 1),
            gains=tuple(float(flows[name][at, asked.number]) for name in gains),
            losses=tuple(float(flows[name][at, asked.number]) for name in losses),
        )
        for at in range(len(asked.people.years) - 1)
    )
    value = Flows(gains=tuple(names[name] for name in gains), periods=periods,
                  losses=tuple(names[name] for name in losses), unit=asked.words("unit"))  # fmt: skip
    title = asked.words("flow.title", place=asked.place)
    return flow_chart(title, asked.words("flow.told"), value, terms=asked.terms)


def _measured(asked: Asked) -> Iterator[SafeString]:
    """Births, care, households, work: each in a small frame, none of too few people."""
    for each in asked.people.measured:
        quantiles = each.quantiles[:, :, asked.number]
        if is_few(float(quantiles[MIDDLE].min())):
            continue
        first, last = float(quantiles[MIDDLE, 0]), float(quantiles[MIDDLE, -1])
        spark = Spark(past=(), middle=tuple(quantiles[MIDDLE].tolist()),
                      low=tuple(quantiles[LOW].tolist()), high=tuple(quantiles[HIGH].tolist()))  # fmt: skip
        small = Small(name=asked.words(f"measure.{each.name}"), spark=spark,
                      beside=f"{amount(first, asked.terms)}→{amount(last, asked.terms)}")  # fmt: skip
        labels = [say("foresight.year", asked.language, year=year) for year in each.years]
        told = asked.words("measured.told", place=asked.place, first=amount(first, asked.terms),
                         last=amount(last, asked.terms), year=labels[-1])  # fmt: skip
        yield one_small(told, labels, small, terms=asked.terms)


def _areas(asked: Asked) -> dict[str, Any]:
    """Every area: on a map of changes, as small multiples, and as rows."""
    people, language = asked.people, asked.language
    table = area_table(asked)
    outlines = held.outlines(asked.there)
    places = [
        Place(
            name=area,
            value=None if row[1] is None or row[2] is None else float(row[2]) - float(row[1]),
            told="" if row[5] is None else str(row[5]),
            href=asked.href(area=area),
            rings=outlines.of_ward(area),
            chosen=area == asked.area,
        )
        for area, row in zip(people.areas, table.rows, strict=False)
    ]
    title = asked.words("map.title", place=asked.there.office.city, year=asked.year(asked.at))
    told = say("foresight.map-told", language, count=len(places))
    picture, shades = place_map(title, told, places, changes=True, terms=asked.terms)
    return {
        "map": picture,
        "shades": shades,
        "areas": in_short(table, asked.terms, share=80),
        "smalls": _smalls(asked, table),
    }


def area_table(asked: Asked) -> Table:
    """Rows of areas, the city last: now, then, its interval of 80 %, the change in shares."""
    people = asked.people
    now = veiled(people.totals[MIDDLE, 0, :-1].tolist())
    then = alike(now, people.totals[MIDDLE, asked.at, :-1].tolist())
    rows: list[tuple[Cell, ...]] = []
    for number, area in enumerate((*people.areas, asked.there.office.city)):
        is_city = number == len(people.areas)
        first = float(people.totals[MIDDLE, 0, number]) if is_city else now[number]
        last = float(people.totals[MIDDLE, asked.at, number]) if is_city else then[number]
        if first is None or last is None:
            rows.append((area, first, last, None, None, None))
            continue
        low, high = (float(people.totals[share, asked.at, number]) for share in (LOW, HIGH))
        told = f"{last / first - 1:+.1%}".replace("-", "−") if first else None
        rows.append((area, round(first), round(last), round(low), round(high), told))
    columns = (
        asked.words("area"), asked.year(0), asked.year(asked.at), asked.terms.low.format(share=80),
        asked.terms.high.format(share=80), asked.words("change"),
    )  # fmt: skip
    return Table(columns=columns, rows=tuple(rows))


def _smalls(asked: Asked, table: Table) -> list[dict[str, Any]]:
    people = asked.people
    labels = [asked.year(at) for at in range(len(people.years))]
    made = []
    for number, area in enumerate(people.areas[:24]):
        row = table.rows[number]
        if row[5] is None:
            continue
        totals = people.totals[:, :, number]
        spark = Spark(past=(float(totals[MIDDLE, 0]),), middle=tuple(totals[MIDDLE, 1:].tolist()),
                      low=tuple(totals[LOW, 1:].tolist()), high=tuple(totals[HIGH, 1:].tolist()))  # fmt: skip
        small = Small(name=area, spark=spark, beside=str(row[5]))
        told = asked.words("fan.title", place=area)
        made.append({"svg": one_small(told, labels, small, terms=asked.terms),
                     "name": area, "href": asked.href(area=area)})  # fmt: skip
    return made


@require_GET
def people_csv(request: HttpRequest) -> HttpResponse:
    """What the page shows as one file: years, ages and areas, each row saying what it is."""
    there = enter(request)
    found = finding.people(there)
    if found is None:
        raise Http404
    asked = _asked(request, there, found)
    if is_few(found.totals[MIDDLE, 0, asked.number]):
        raise Http404
    years, ages, areas = (
        table_of_fan(fan_of(asked), asked.terms),
        pyramid_of(asked).table,
        area_table(asked),
    )
    width = max(len(table.columns) for table in (years, ages, areas))
    rows: list[tuple[Cell, ...]] = []
    for kind, table in (
        (asked.words("years"), years),
        (asked.words("ages"), ages),
        (asked.words("areas"), areas),
    ):
        rows.append((kind, *table.columns, *(None,) * (width - len(table.columns))))
        rows += [(kind, *row, *(None,) * (width - len(row))) for row in table.rows]
    columns = (asked.words("kind"), *(str(number + 1) for number in range(width)))
    return as_csv(
        f"people-{found.run.name}-{asked.place}", Table(columns=columns, rows=tuple(rows))
    )
