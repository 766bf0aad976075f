"""The map of an answer: places by people, sites by what becomes of them, a line to the nearest."""

from __future__ import annotations

import math

from django.utils.safestring import SafeString

from sakimawari.drawing.elements import element
from sakimawari.match.assign.siting.places import Choice
from sakimawari.match.assign.siting.reading import Named
from sakimawari.match.assign.siting.tables import OPENED, state_of
from sakimawari.match.assign.siting.telling import Told, value_in_words
from sakimawari.match.positions.points import Point

_WIDE, _TALL, _EDGE, _FOOT = 960, 720, 28, 104  # letters of 24: read on a telephone
_INK, _QUIET, _GROUND = "#1f2933", "#9aa5b1", "#ffffff"
_WITHIN, _BEYOND, _LINE = "#2f6f9f", "#b4472f", "#d3dbe3"
_FILL = {"既存": "#1f2933", "新設": "#1d7a4d", "見送り": "#ffffff", "不可": "#d3dbe3"}


def map_of(named: Named, choice: Choice, told: Told) -> str:
    """The map as one SVG file."""
    at = _Projection([*named.at_places, *named.at_sites])
    parts = [element("rect", width=_WIDE, height=_TALL + _FOOT, fill=_GROUND)]
    parts += [
        _line(at, named.at_places[i], named.at_sites[told.nearest[i]])
        for i in range(len(named.places))
        if told.nearest[i] >= 0
    ]
    parts += [_place(at, named, told, i) for i in range(len(named.places))]
    order = sorted(range(len(named.sites)), key=lambda j: state_of(named, choice, j) in OPENED)
    parts += [_site(at, named, choice, j) for j in order]
    parts += _legend(choice)
    title = f"{choice.goal.in_japanese}：{value_in_words(choice)}"
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + element(
        "svg",
        element("title", title, id="map-title"),
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {_WIDE} {_TALL + _FOOT}",
        font_family="'Noto Sans JP','Hiragino Sans','Yu Gothic',sans-serif",
        role="img",
        aria_labelledby="map-title",
    )


class _Projection:
    """Degrees to the picture, true to shape at the middle latitude."""

    def __init__(self, points: list[Point]) -> None:
        norths, easts = [p.latitude for p in points], [p.longitude for p in points]
        self.north, self.west = max(norths), min(easts)
        self.squeeze = math.cos(math.radians((max(norths) + min(norths)) / 2))
        wide = max((max(easts) - self.west) * self.squeeze, 1e-6)
        tall = max(self.north - min(norths), 1e-6)
        self.scale = min((_WIDE - 2 * _EDGE) / wide, (_TALL - 2 * _EDGE) / tall)
        self.left = (_WIDE - wide * self.scale) / 2
        self.top = (_TALL - tall * self.scale) / 2

    def of(self, point: Point) -> tuple[float, float]:
        """Where a point lies."""
        x = self.left + (point.longitude - self.west) * self.squeeze * self.scale
        return x, self.top + (self.north - point.latitude) * self.scale


def _line(at: _Projection, here: Point, there: Point) -> SafeString:
    (x1, y1), (x2, y2) = at.of(here), at.of(there)
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=_LINE, stroke_width=0.8)


def _place(at: _Projection, named: Named, told: Told, i: int) -> SafeString:
    x, y = at.of(named.at_places[i])
    largest = max(int(named.problem.weights.max()), 1)
    radius = 2.0 + 7.0 * math.sqrt(float(named.problem.weights[i]) / largest)
    inside = bool(told.within[i]) and told.nearest[i] >= 0
    tip = f"{named.places[i]}：{int(named.problem.weights[i]):,}人"
    return element(
        "circle",
        element("title", tip),
        cx=x,
        cy=y,
        r=radius,
        fill=_WITHIN if inside else _GROUND,
        fill_opacity=0.55 if inside else 1.0,
        stroke=_WITHIN if inside else _BEYOND,
        stroke_width=0.6 if inside else 1.8,
    )


def _site(at: _Projection, named: Named, choice: Choice, j: int) -> SafeString:
    x, y = at.of(named.at_sites[j])
    state = state_of(named, choice, j)
    half = 8 if state in OPENED else 5
    square = element(
        "rect",
        element("title", f"{named.sites[j]} {named.names[j]}：{state}"),
        x=x - half,
        y=y - half,
        width=2 * half,
        height=2 * half,
        rx=2,
        fill=_FILL[state],
        stroke=_INK if state in OPENED else _QUIET,
        stroke_width=1.2,
    )
    if state not in OPENED:
        return square
    label = element(
        "text",
        named.sites[j],
        x=x + 12,
        y=y + 9,
        font_size=24,
        font_weight="bold",
        fill=_INK,
        stroke=_GROUND,
        stroke_width=4,
        paint_order="stroke",
    )
    return element("g", square, label)


def _legend(choice: Choice) -> list[SafeString]:
    y, x = _TALL + 34, float(_EDGE)
    parts: list[SafeString] = []
    for state, fill in _FILL.items():
        parts.append(
            element("rect", x=x, y=y - 16, width=18, height=18, rx=2, fill=fill, stroke=_QUIET)
        )
        parts.append(element("text", state, x=x + 28, y=y, font_size=24, fill=_INK))
        x += 64 + 24 * len(state)
    y, x = y + 40, float(_EDGE)
    for words, fill, edge in (
        ("地点（大きさは人数）" if choice.radius is None else "圏内の地点", _WITHIN, _WITHIN),
        ("届かない地点" if choice.radius is None else "圏外の地点", _GROUND, _BEYOND),
    ):
        parts.append(
            element("circle", cx=x + 8, cy=y - 8, r=9, fill=fill, stroke=edge, stroke_width=1.8)
        )
        parts.append(element("text", words, x=x + 28, y=y, font_size=24, fill=_INK))
        x += 70 + 24 * len(words)
    return parts
