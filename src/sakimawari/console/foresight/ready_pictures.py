"""Pictures of what must stand ready: places by year against those there, staff by day, replies by week."""

from __future__ import annotations

from collections.abc import Iterator

from sakimawari.anticipate.pictures.picture import Picture
from sakimawari.anticipate.pictures.stacks import Layer, Stack, stack_chart
from sakimawari.console.foresight.entering import terms_in
from sakimawari.console.foresight.values import Ready
from sakimawari.console.words import say
from sakimawari.drawing.sheets import Table

_MOST_DAYS = 40


def pictures_of(found: Ready, language: str) -> list[tuple[str, Picture]]:
    """Each with its heading."""
    made = {
        "openings": _openings,
        "weeks": _weeks,
        "needs": _needs,
    }
    return [
        told
        for name, draw in made.items()
        if name in found.sheets
        for told in draw(found.sheets[name], language)
    ]


def _rows(table: Table) -> list[dict[str, object]]:
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


def _number(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0


def _openings(table: Table, language: str) -> Iterator[tuple[str, Picture]]:
    """Of each kind the places needed, ward by ward, against those there."""
    rows = _rows(table)
    for kind in dict.fromkeys(str(row["kind"]) for row in rows):
        mine = [row for row in rows if row["kind"] == kind]
        years = sorted({int(_number(row["year"])) for row in mine})
        wards = list(dict.fromkeys(str(row["ward"]) for row in mine))
        needed = {
            (str(row["ward"]), int(_number(row["year"]))): _number(row["needed"]) for row in mine
        }
        there = [
            sum(_number(row["there"]) for row in mine if row["year"] == year) for year in years
        ]
        layers = tuple(
            Layer(name=ward, values=tuple(needed.get((ward, year), 0.0) for year in years))
            for ward in wards
        )
        labels = tuple(say("foresight.year", language, year=year) for year in years)
        yield _drawn(
            kind,
            Stack(
                labels=labels,
                layers=layers,
                unit=_unit("places", language),
                room=tuple(there) if any(there) else (),
                room_name=say("foresight.capacity.there", language),
            ),
            language,
        )


def _weeks(table: Table, language: str) -> Iterator[tuple[str, Picture]]:
    """Replies that pushes will bring, week by week, under what the counter can take."""
    rows = _rows(table)
    labels = tuple(
        say("foresight.capacity.week", language, week=int(_number(row["week"])) + 1) for row in rows
    )
    title = say("foresight.capacity.sheet.weeks", language)
    name = say("foresight.capacity.column.replies", language)
    layers = (Layer(name=name, values=tuple(_number(row["replies"]) for row in rows)),)
    room = tuple(_number(row["replies_at_most"]) for row in rows)
    yield _drawn(
        title,
        Stack(
            labels=labels,
            layers=layers,
            unit=_unit("replies", language),
            room=room,
            room_name=say("foresight.capacity.there", language),
        ),
        language,
    )


def _needs(table: Table, language: str) -> Iterator[tuple[str, Picture]]:
    """The most staff of each day, counter by counter, for the first weeks."""
    most: dict[tuple[str, str], float] = {}
    for row in _rows(table):
        key = (str(row["counter"]), str(row["day"]))
        most[key] = max(most.get(key, 0.0), _number(row["on_duty"]))
    days = sorted({day for _, day in most})[:_MOST_DAYS]
    counters = list(dict.fromkeys(counter for counter, _ in most))
    layers = tuple(
        Layer(name=counter, values=tuple(most.get((counter, day), 0.0) for day in days))
        for counter in counters
    )
    title = say("foresight.capacity.sheet.needs", language)
    labels = tuple(f"{int(day[5:7])}/{int(day[8:10])}" for day in days)
    yield _drawn(
        title, Stack(labels=labels, layers=layers, unit=_unit("staff", language)), language
    )


def _drawn(title: str, stack: Stack, language: str) -> tuple[str, Picture]:
    told = say("foresight.capacity.told", language)
    return title, stack_chart(title, told, stack, terms=terms_in(language))


def _unit(name: str, language: str) -> str:
    return say(f"foresight.capacity.unit.{name}", language)
