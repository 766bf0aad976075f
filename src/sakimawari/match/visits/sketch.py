"""A round drawn: doors in their order, joined by straight lines, the north above; no map, no names."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from sakimawari.drawing.elements import element
from sakimawari.match.positions.points import EARTH_METRES, Point

WIDTH, HEIGHT, EDGE, HEAD = 720, 560, 48, 64
INK, QUIET, WAY = "#1f2933", "#616e7c", "#1f5fa8"
_FONT = "'Noto Sans JP','Hiragino Sans','Yu Gothic',sans-serif"
_RADIUS, _NEAR, _A_LINE = 14, 14, 4  # of a mark; how near two are one; signs in a line
_BARS = (100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A stop as it is drawn: where, and the sign in its circle; `square` for a beginning or end."""

    point: Point
    sign: str
    square: bool = False
    hollow: bool = False


def drawn(title: str, about: str, marks: Sequence[Mark]) -> str:
    """The picture as an SVG file of its own."""
    spread = _Spread.over([mark.point for mark in marks])
    at = [spread.place(mark.point) for mark in marks]
    parts = [
        element("rect", width=WIDTH, height=HEIGHT, fill="#ffffff"),
        _words(EDGE, 30, title, size=19, weight=600),
        _words(EDGE, 52, about, size=13, fill=QUIET),
        *_lines(at),
        *(part for place, here in _together(marks, at) for part in _marks(here, *place)),
        *_bar(spread.metres_a_unit),
    ]
    told = element(
        "svg",
        element("title", title),
        element("desc", about),
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        width=WIDTH,
        height=HEIGHT,
        role="img",
        font_family=_FONT,
    )
    return str(told) + "\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spread:
    west: float
    north: float
    across: float  # metres a degree of longitude
    up: float
    metres_a_unit: float

    @classmethod
    def over(cls, points: Sequence[Point]) -> _Spread:
        north = max(point.latitude for point in points)
        south = min(point.latitude for point in points)
        west = min(point.longitude for point in points)
        east = max(point.longitude for point in points)
        up = math.radians(1) * EARTH_METRES
        across = up * math.cos(math.radians((north + south) / 2))
        wide, tall = WIDTH - 2 * EDGE, HEIGHT - HEAD - 2 * EDGE
        metres = max((east - west) * across / wide, (north - south) * up / tall, 0.5)
        return cls(west=west, north=north, across=across, up=up, metres_a_unit=metres)

    def place(self, point: Point) -> tuple[float, float]:
        x = EDGE + (point.longitude - self.west) * self.across / self.metres_a_unit
        y = HEAD + EDGE / 2 + (self.north - point.latitude) * self.up / self.metres_a_unit
        return x, y


def _lines(at: Sequence[tuple[float, float]]) -> Iterator[SafeString]:
    told = " ".join(f"{x:.1f},{y:.1f}" for x, y in at)
    yield element("polyline", points=told, fill="none", stroke=WAY, stroke_width=2,
                  stroke_opacity=0.55, stroke_linejoin="round")  # fmt: skip


def _together(
    marks: Sequence[Mark], at: Sequence[tuple[float, float]]
) -> list[tuple[tuple[float, float], list[Mark]]]:
    """Marks that would cover one another, as one place with all of them in their order."""
    found: list[tuple[tuple[float, float], list[Mark]]] = []
    for mark, (x, y) in zip(marks, at, strict=True):
        here = next(
            (
                held
                for place, held in found
                if math.hypot(place[0] - x, place[1] - y) < _NEAR and held[0].square == mark.square
            ),
            None,
        )
        if here is None:
            found.append(((x, y), [mark]))
        else:
            here.append(mark)
    return found


def _marks(marks: Sequence[Mark], x: float, y: float) -> Iterator[SafeString]:
    """A place: its sign within, or where a round returns to it, all signs beside it."""
    if marks[0].square:
        yield element("rect", x=x - 8, y=y - 8, width=16, height=16, fill=INK)
        return
    hollow = all(mark.hollow for mark in marks)
    fill, ink = ("#ffffff", WAY) if hollow else (WAY, "#ffffff")
    if len(marks) == 1:
        yield element("circle", cx=x, cy=y, r=_RADIUS, fill=fill, stroke=WAY, stroke_width=2)
        yield _words(x, y + 5.5, marks[0].sign, size=15, fill=ink, weight=600, anchor="middle")
        return
    yield element("circle", cx=x, cy=y, r=8, fill=fill, stroke=WAY, stroke_width=2)
    mixed = any(mark.hollow != marks[0].hollow for mark in marks)
    told = [("○" if mark.hollow else "●") * mixed + mark.sign for mark in marks]
    lines = [" ".join(told[since : since + _A_LINE]) for since in range(0, len(told), _A_LINE)]
    left = x > WIDTH / 2
    beside, anchor = (x - 13, "end") if left else (x + 13, "start")
    for number, line in enumerate(lines):
        below = y + 5 + (number - (len(lines) - 1) / 2) * 18
        yield _words(beside, below, line, size=15, fill=WAY, weight=600, anchor=anchor, halo=True)


def _words(
    x: float,
    y: float,
    words: str,
    *,
    size: int,
    fill: str = INK,
    weight: int = 400,
    anchor: str = "start",
    halo: bool = False,
) -> SafeString:
    """A line of words; `halo`: white around the letters, so that lines below do not cross them."""
    around = (
        {
            "stroke": "#ffffff",
            "stroke_width": 4,
            "stroke_linejoin": "round",
            "paint_order": "stroke",
        }
        if halo
        else {}
    )
    return element("text", words, x=x, y=y, font_size=size, fill=fill, font_weight=weight,
                   text_anchor=anchor, **around)  # fmt: skip


def _bar(metres_a_unit: float) -> Iterator[SafeString]:
    """A scale, as long as fits a fifth of the width."""
    fitting = [metres for metres in _BARS if metres / metres_a_unit <= WIDTH / 5]
    metres = max(fitting, default=_BARS[0])
    long = metres / metres_a_unit
    y, end = HEIGHT - 18, WIDTH - EDGE
    yield element("line", x1=end - long, y1=y, x2=end, y2=y, stroke=QUIET, stroke_width=2)
    told = f"{metres // 1_000} km" if metres >= 1_000 else f"{metres} m"
    yield _words(end, y - 6, told, size=12, fill=QUIET, anchor="end")
    yield _words(EDGE, y, "上が北", size=12, fill=QUIET)
