"""Wards or towns in classes of a value, or of a change: what grows and what shrinks look apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sakimawari.anticipate.pictures.picture import Picture
from sakimawari.anticipate.pictures.terms import JAPANESE, Terms, amount, change
from sakimawari.drawing.areas import Area, Ring, area_map
from sakimawari.drawing.scales import Classes, Turning, classes_of, turning
from sakimawari.drawing.sheets import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A ward or town; `value` None is hidden. Without `told` the value is said as it is."""

    name: str
    value: float | None
    told: str = ""
    href: str = ""
    rings: tuple[Ring, ...] = ()
    chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shade:
    """A class of a map for its legend: its name in the style sheet, and its range in words."""

    kind: str
    told: str


def place_map(
    title: str,
    told: str,
    places: Sequence[Place],
    *,
    changes: bool = False,
    terms: Terms = JAPANESE,
) -> tuple[Picture, tuple[Shade, ...]]:
    """The map (tiles where a boundary is missing) with its table, and the shades for a legend."""
    values = [place.value for place in places if place.value is not None]
    classes = turning(values) if changes else classes_of([value for value in values if value])
    say = change if changes else amount
    areas = [
        Area(
            name=place.name,
            told=place.told or (terms.hidden if place.value is None else say(place.value, terms)),
            value=place.value,
            href=place.href,
            rings=place.rings,
            chosen=place.chosen,
        )
        for place in places
    ]
    svg = area_map(title, told, areas, classes)
    rows = tuple((place.name, place.value) for place in places)
    table = Table(columns=(terms.name, terms.value), rows=rows)
    return Picture(svg=svg, table=table), _legend(places, classes, terms)


def _legend(places: Sequence[Place], classes: Classes | Turning, terms: Terms) -> tuple[Shade, ...]:
    shades: list[Shade] = []
    if isinstance(classes, Turning):
        falls = [(-high, -low) for low, high in reversed(classes.shrinks.bounds)]
        shades += [_shade(f"less-{len(falls) - 1 - at}", low, high, terms, signed=True)
                   for at, (low, high) in enumerate(falls)]  # fmt: skip
    if any(place.value == 0 for place in places):
        shades.append(Shade(kind="map-none", told="0"))
    signed = isinstance(classes, Turning)
    bounds = classes.grows.bounds if isinstance(classes, Turning) else classes.bounds
    shades += [_shade(f"{at}", low, high, terms, signed=signed)
               for at, (low, high) in enumerate(bounds)]  # fmt: skip
    if any(place.value is None for place in places):
        shades.append(Shade(kind="map-hidden", told=terms.hidden))
    return tuple(shades)


def _shade(kind: str, low: float, high: float, terms: Terms, *, signed: bool) -> Shade:
    say = change if signed else amount
    first, last = say(low, terms), say(high, terms)
    return Shade(kind=f"map-{kind}", told=first if first == last else f"{first}〜{last}")
