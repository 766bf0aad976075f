"""A map drawn by ourselves: the doors of a round in their order, the way between them, a scale.

No tiles, no outside service: straight lines between doors on white, north up. Colours are given as
attributes, so that it looks the same on paper and under a strict policy for styles.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from sakimawari.reach.rounds.values import Point

MARGIN = 26.0
METRES_A_DEGREE = 111_195.0
COLOURS = ("#1a4f9c", "#a4480a", "#0b6b4f", "#7a2e8c", "#8a1538", "#4a5a12", "#0e6478", "#5b4a2f")
_NICE = (100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One round on the map: where it begins, its doors in their order, what stands in each mark."""

    start: Point
    doors: tuple[Point, ...]
    marks: tuple[str, ...]
    colour: str = COLOURS[0]
    name: str = ""


def sketch(
    traces: Sequence[Trace],
    *,
    title: str,
    description: str,
    width: int = 720,
    height: int = 420,
    scale_words: tuple[str, str] = ("m", "km"),
    id: str = "rounds-map",
) -> str:
    """The map as SVG; `title` and `description` are what is read aloud in its place."""
    points = [point for trace in traces for point in (trace.start, *trace.doors)]
    frame = _Frame(points or [(0.0, 0.0)], width, height)
    parts = [
        f'<rect width="{width}" height="{height}" rx="8" fill="#fbfcfd" stroke="#c9d1db"/>',
        *(_way(trace, frame) for trace in traces),
        *(mark for trace in traces for mark in _marks(trace, frame)),
        *(_start(trace, frame) for trace in traces),
        _scale(frame, width, height, scale_words),
        _north(width),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'aria-labelledby="{id}-title {id}-desc" class="rounds-map" '
        f'font-family="Noto Sans JP, sans-serif"><title id="{id}-title">{escape(title)}</title>'
        f'<desc id="{id}-desc">{escape(description)}</desc>{"".join(parts)}</svg>'
    )


class _Frame:
    """Degrees to units of the picture, true to shape at the latitude of the round."""

    def __init__(self, points: Sequence[Point], width: int, height: int) -> None:
        self.south, self.north = min(p[0] for p in points), max(p[0] for p in points)
        self.west, self.east = min(p[1] for p in points), max(p[1] for p in points)
        self.squeeze = math.cos(math.radians((self.south + self.north) / 2))
        wide = max((self.east - self.west) * self.squeeze, 0.004)
        tall = max(self.north - self.south, 0.003)
        self.scale = min((width - 2 * MARGIN) / wide, (height - 2 * MARGIN - 14) / tall)
        self.left = (width - (self.east - self.west) * self.squeeze * self.scale) / 2
        self.top = (height - 14 - (self.north - self.south) * self.scale) / 2

    def at(self, point: Point) -> tuple[float, float]:
        return (
            self.left + (point[1] - self.west) * self.squeeze * self.scale,
            self.top + (self.north - point[0]) * self.scale,
        )


def _way(trace: Trace, frame: _Frame) -> str:
    if not trace.doors:
        return ""
    corners = [frame.at(point) for point in (trace.start, *trace.doors, trace.start)]
    told = " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)
    return (
        f'<polyline points="{told}" fill="none" stroke="{trace.colour}" stroke-width="2" '
        'stroke-linejoin="round" stroke-opacity="0.55"/>'
    )


def _marks(trace: Trace, frame: _Frame) -> list[str]:
    """A disc with its mark for each door; doors at one spot are fanned out so that all can be read."""
    found: list[str] = []
    taken: dict[tuple[int, int], int] = {}
    for point, mark in zip(trace.doors, trace.marks, strict=True):
        x, y = frame.at(point)
        spot = (round(x), round(y))
        turn = taken[spot] = taken.get(spot, -1) + 1
        if turn:
            angle = 2.4 * turn
            x, y = x + 17 * math.cos(angle), y + 17 * math.sin(angle)
        found.append(
            f'<g><circle cx="{x:.1f}" cy="{y:.1f}" r="10.5" fill="{trace.colour}" stroke="#fff" '
            f'stroke-width="1.5"/><text x="{x:.1f}" y="{y + 4.2:.1f}" font-size="12" fill="#fff" '
            f'text-anchor="middle">{escape(mark)}</text></g>'
        )
    return found


def _start(trace: Trace, frame: _Frame) -> str:
    x, y = frame.at(trace.start)
    return (
        f'<rect x="{x - 7:.1f}" y="{y - 7:.1f}" width="14" height="14" rx="2" fill="#1a1a1a" '
        'stroke="#fff" stroke-width="1.5"/>'
    )


def _scale(frame: _Frame, width: int, height: int, words: tuple[str, str]) -> str:
    """A bar of a round number of metres, at most a quarter of the width."""
    unit = frame.scale / METRES_A_DEGREE
    metres = max((each for each in _NICE if each * unit <= width / 4), default=_NICE[0])
    long = metres * unit
    told = f"{metres} {words[0]}" if metres < 1_000 else f"{metres // 1_000} {words[1]}"
    y = height - 14
    return (
        f'<path d="M16 {y - 5}v5h{long:.1f}v-5" fill="none" stroke="#4a5563" stroke-width="1.5"/>'
        f'<text x="{16 + long + 7:.1f}" y="{y + 1}" font-size="12" fill="#4a5563">{told}</text>'
    )


def _north(width: int) -> str:
    x = width - 24
    return (
        f'<path d="M{x} 36V16m-5 6l5-7 5 7" fill="none" stroke="#4a5563" stroke-width="1.5"/>'
        f'<text x="{x}" y="50" font-size="12" fill="#4a5563" text-anchor="middle">N</text>'
    )
