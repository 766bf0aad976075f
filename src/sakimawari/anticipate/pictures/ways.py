"""From today to a target: the path, what would come without it, and which condition holds it back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.safestring import SafeString

from sakimawari.anticipate.pictures.fans import Maybe, Plane, curves, frame
from sakimawari.anticipate.pictures.picture import Picture
from sakimawari.anticipate.pictures.terms import JAPANESE, Terms, amount
from sakimawari.drawing.elements import element, line, picture, text
from sakimawari.drawing.scales import axis_between
from sakimawari.drawing.sheets import Cell, Table

WIDTH, HEIGHT, ROW = 720, 300, 24
LEFT, RIGHT, TOP, BOTTOM = 72, 132, 40, 44


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A condition that holds the path back in some periods, in words."""

    ats: tuple[int, ...]
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Periods with the path planned and, where known, what would come without it.

    `target` None: the goal is no level of what is drawn; `name` says what is.
    """

    labels: tuple[str, ...]
    reached: tuple[Maybe, ...]
    without: tuple[Maybe, ...]
    target: Maybe
    bounds: tuple[Bound, ...]
    unit: str
    name: str = ""


def way_chart(title: str, told: str, way: Way, *, terms: Terms = JAPANESE) -> Picture:
    """The path with its target; what binds is numbered on it and said beneath."""
    known = [value for side in (way.reached, way.without) for value in side if value is not None]
    known += [] if way.target is None else [way.target]
    axis = axis_between(min(known, default=0.0), max(known, default=1.0))
    plane = Plane(count=len(way.labels), axis=axis, left=LEFT, top=TOP,
                  width=WIDTH - LEFT - RIGHT, height=HEIGHT - TOP - BOTTOM)  # fmt: skip
    parts = [*frame(plane, way.labels, way.unit, terms)]
    if way.target is not None:
        y = plane.y(way.target)
        parts.append(line(LEFT, y, LEFT + plane.width, y, class_="fan-target"))
        parts.append(text(LEFT + 6, y - 6, f"{terms.target} {amount(way.target, terms)}",
                          class_="chart-name fan-target-name"))  # fmt: skip
    if way.name:
        parts.append(text(LEFT + 6, TOP - 22, way.name, class_="chart-name"))
    parts += curves(plane, way.without, class_="way-without")
    parts += curves(plane, way.reached, class_="way-reached")
    parts += [*_dots(way, plane), *_ends(way, plane, terms), *_bounds(way, plane)]
    height = HEIGHT + ROW * len(way.bounds)
    svg = picture(title, told, WIDTH, height, parts, class_="chart way-chart")
    return Picture(svg=svg, table=_table(way, terms))


def _dots(way: Way, plane: Plane) -> Iterator[SafeString]:
    for at, value in enumerate(way.reached):
        if value is not None and len(way.labels) <= 40:
            yield element("circle", cx=plane.x(at), cy=plane.y(value), r=4, class_="way-dot")


def _ends(way: Way, plane: Plane, terms: Terms) -> Iterator[SafeString]:
    taken: list[float] = []
    for values, name in ((way.reached, terms.reached), (way.without, terms.without)):
        last = next((value for value in reversed(values) if value is not None), None)
        if last is None:
            continue
        y = min(plane.y(last), HEIGHT - BOTTOM - 22)
        while any(abs(y - other) < 40 for other in taken):
            y += 40 if y < HEIGHT / 2 else -40
        taken.append(y)
        x = LEFT + plane.width + 10
        yield text(x, y, name, class_="chart-side")
        yield text(x, y + 22, amount(last, terms), class_="chart-name")


def _bounds(way: Way, plane: Plane) -> Iterator[SafeString]:
    met = [0] * len(way.labels)
    for number, bound in enumerate(way.bounds, 1):
        for at in bound.ats:
            value, aside = way.reached[at], 14 * met[at]
            met[at] += 1
            x, y = plane.x(at) - aside, plane.y(plane.axis.bottom if value is None else value)
            path = f"M{x:.1f} {y:.1f}m0 -11l11 11l-11 11l-11 -11Z"
            yield element("path", element("title", bound.told), d=path, class_="way-bound")
            yield text(x, y + 5, f"{number}", class_="way-number", anchor="middle")
        foot = HEIGHT + ROW * (number - 1) + 6
        yield text(LEFT, foot, f"◆{number} {_when(bound, way)} {bound.told}", class_="chart-side")


def _when(bound: Bound, way: Way) -> str:
    """The periods of a condition: one, a stretch, or how they begin and end."""
    first, last = way.labels[min(bound.ats)], way.labels[max(bound.ats)]
    return first if first == last else f"{first}〜{last}"


def _table(way: Way, terms: Terms) -> Table:
    said: dict[int, list[str]] = {}
    for bound in way.bounds:
        for at in bound.ats:
            said.setdefault(at, []).append(bound.told)
    rows: list[tuple[Cell, ...]] = [
        (label, way.reached[at], way.without[at] if way.without else None, way.target,
         "・".join(said[at]) if at in said else None)
        for at, label in enumerate(way.labels)
    ]  # fmt: skip
    columns = (terms.period, terms.reached, terms.without, terms.target, terms.binding)
    return Table(columns=columns, rows=tuple(rows))
