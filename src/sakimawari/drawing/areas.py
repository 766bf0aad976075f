"""A map of wards or towns, or tiles in their place: each area a link with its name and value."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from django.utils.safestring import SafeString

from sakimawari.drawing.elements import element, linked_picture, text
from sakimawari.drawing.scales import Classes, Turning

Ring = npt.NDArray[np.float64]  # points as (longitude, latitude), closed

WIDTH = 520
_MARGIN, _HIGHEST = 12, 560
_GRID = 2.0  # points are kept to half a unit: neighbours keep their common border
_ROOMY = 1300.0  # square units from which an area holds its name
TILE, GAP = 118, 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """An area: its name, the value in words, a value to colour it by, where it leads.

    `value` None: hidden, or nothing to say; `rings` in degrees, none where no boundary is there. In
    a picture that stands alone an area leads nowhere: `href` is empty.
    """

    name: str
    told: str
    value: float | None
    href: str
    rings: tuple[Ring, ...] = ()
    chosen: bool = False


def area_map(
    title: str, description: str, areas: Sequence[Area], classes: Classes | Turning
) -> SafeString:
    """The map, or tiles where an area has no boundary."""
    if not areas or any(not area.rings for area in areas):
        return _tiles(title, description, areas, classes)
    project, height = _projection(areas)
    parts = [_hatch()]
    drawn = []
    for area in areas:
        rings = [_simplified(project(ring)) for ring in area.rings]
        kept = [ring for ring in rings if len(ring) > 2]
        shape = element("path", d="".join(_path(ring) for ring in kept), class_="map-shape")
        parts.append(_link(area, classes, [shape]))
        drawn.append((area, kept))
    parts += [label for area, rings in drawn for label in _label(area, rings, classes)]
    return linked_picture(title, description, WIDTH, height, parts, class_="map")


def _hatch() -> SafeString:
    lines = element("path", d="M0 8L8 0M-2 2L2 -2M6 10L10 6", class_="map-hatch")
    ground = element("rect", width=8, height=8, class_="map-hatch-ground")
    pattern = element("pattern", ground, lines, id="hatch", width=8, height=8,
                      patternUnits="userSpaceOnUse")  # fmt: skip
    return element("defs", pattern)


def _class_of(area: Area, classes: Classes | Turning) -> str:
    if area.value is None:
        return "map-hidden"
    return f"map-{classes.shade(area.value)}"


def _link(area: Area, classes: Classes | Turning, inside: list[SafeString]) -> SafeString:
    chosen = " map-chosen" if area.chosen else ""
    return element(
        "a" if area.href else "g",
        element("title", f"{area.name} {area.told}"),
        *inside,
        href=area.href or None,
        role=None if area.href else "img",
        aria_label=f"{area.name} {area.told}",
        aria_current="true" if area.chosen else None,
        class_=f"map-area {_class_of(area, classes)}{chosen}",
    )


def _projection(areas: Sequence[Area]) -> tuple[Callable[[Ring], Ring], int]:
    """Degrees to units of the picture, true to shape at the city's latitude; and the height."""
    points = np.concatenate([ring for area in areas for ring in area.rings])
    west, south = points.min(axis=0)
    east, north = points.max(axis=0)
    squeeze = math.cos(math.radians((south + north) / 2))
    wide, tall = max((east - west) * squeeze, 1e-9), max(north - south, 1e-9)
    scale = min((WIDTH - 2 * _MARGIN) / wide, (_HIGHEST - 2 * _MARGIN) / tall)
    left = (WIDTH - wide * scale) / 2

    def project(ring: Ring) -> Ring:
        x = left + (ring[:, 0] - west) * squeeze * scale
        y = _MARGIN + (north - ring[:, 1]) * scale
        return np.stack([x, y], axis=1)

    return project, round(tall * scale) + 2 * _MARGIN


def _simplified(ring: Ring) -> Ring:
    """The ring without points too near another to be seen, nor such on a straight line."""
    closed = len(ring) > 1 and bool(np.all(ring[0] == ring[-1]))
    points = np.round((ring[:-1] if closed else ring) * _GRID) / _GRID
    moved = np.any(np.diff(points, axis=0, prepend=points[:1] - 1) != 0, axis=1)
    points = points[moved]
    if len(points) < 4:
        return points
    before, after = np.roll(points, 1, axis=0), np.roll(points, -1, axis=0)
    bend = (points[:, 0] - before[:, 0]) * (after[:, 1] - points[:, 1]) - (
        points[:, 1] - before[:, 1]
    ) * (after[:, 0] - points[:, 0])
    kept: Ring = points[bend != 0]
    return kept


def _path(ring: Ring) -> str:
    told = "L".join(f"{x:g} {y:g}" for x, y in ring.tolist())
    return f"M{told}Z"


def _size(ring: Ring) -> float:
    x, y = ring[:, 0], ring[:, 1]
    return abs(float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))) / 2


def _label(area: Area, rings: list[Ring], classes: Classes | Turning) -> Iterator[SafeString]:
    """Name and value on the largest part of an area that has room for them."""
    if not rings:
        return
    ring = max(rings, key=_size)
    if _size(ring) < _ROOMY:
        return
    x, y = _inside(ring)
    dark = area.value is not None and classes.is_dark(area.value)
    kind = " map-label-dark" if dark else ""
    yield text(x, y - 3, area.name, class_=f"map-label{kind}", anchor="middle")
    yield text(x, y + 16, area.told, class_=f"map-value{kind}", anchor="middle")


def _inside(ring: Ring) -> tuple[float, float]:
    """A point well within a ring: the middle of its widest stretch near its centre of weight."""
    x, y = ring[:, 0], ring[:, 1]
    next_x, next_y = np.roll(x, -1), np.roll(y, -1)
    cross = x * next_y - next_x * y
    area = float(cross.sum()) / 2 or 1.0
    middle = float(((y + next_y) * cross).sum()) / (6 * area)
    best = (0.0, float(x.mean()), middle)
    for level in (middle, middle - 12, middle + 12):
        crossing = (y > level) != (next_y > level)
        at = x[crossing] + (level - y[crossing]) * (next_x[crossing] - x[crossing]) / (
            next_y[crossing] - y[crossing]
        )
        at.sort()
        for first, last in zip(at[::2].tolist(), at[1::2].tolist(), strict=False):
            best = max(best, (last - first, (first + last) / 2, level))
    return best[1], best[2]


def _tiles(
    title: str, description: str, areas: Sequence[Area], classes: Classes | Turning
) -> SafeString:
    columns = (WIDTH + GAP) // (TILE + GAP)
    rows = -(-len(areas) // columns)
    tall = 76
    parts = [_hatch()]
    for at, area in enumerate(areas):
        x, y = (at % columns) * (TILE + GAP) + 6, (at // columns) * (tall + GAP) + 6
        dark = area.value is not None and classes.is_dark(area.value)
        kind = " map-label-dark" if dark else ""
        inside = [
            element("rect", x=x, y=y, width=TILE, height=tall, rx=6, class_="map-shape"),
            text(x + TILE / 2, y + 32, area.name, class_=f"map-label{kind}", anchor="middle"),
            text(x + TILE / 2, y + 54, area.told, class_=f"map-value{kind}", anchor="middle"),
        ]
        parts.append(_link(area, classes, inside))
    height = max(rows, 1) * (tall + GAP) + 6
    return linked_picture(title, description, WIDTH, height, parts, class_="map map-tiles")
