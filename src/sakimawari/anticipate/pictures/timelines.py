"""What was seen, between which it was expected, and where it left that: marked by shape and text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from django.utils.safestring import SafeString

from sakimawari.anticipate.pictures.fans import Maybe, Plane, curves, frame, points
from sakimawari.anticipate.pictures.picture import Picture
from sakimawari.anticipate.pictures.terms import JAPANESE, Terms
from sakimawari.drawing.elements import element, line, picture, text
from sakimawari.drawing.scales import axis_between
from sakimawari.drawing.sheets import Cell, Table

WIDTH, HEIGHT = 720, 330
LEFT, RIGHT, TOP, BOTTOM = 72, 24, 56, 44
Kind = Literal["over", "under", "shift"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A period that stood out: above what was expected, below it, or where the level changed."""

    at: int
    kind: Kind
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Periods with what was seen (None: not reported) and the limits of what was expected."""

    labels: tuple[str, ...]
    seen: tuple[Maybe, ...]
    middle: tuple[Maybe, ...]
    low: tuple[Maybe, ...]
    high: tuple[Maybe, ...]
    marks: tuple[Mark, ...]
    unit: str
    ticks: tuple[str, ...] = ()


def timeline_chart(
    title: str, told: str, timeline: Timeline, *, terms: Terms = JAPANESE
) -> Picture:
    """The line with the band it was expected in; ▲ above, ▼ below, ◆ a change of level."""
    known = [
        value
        for side in (timeline.seen, timeline.low, timeline.high)
        for value in side
        if value is not None
    ]
    axis = axis_between(min(known, default=0.0), max(known, default=1.0))
    plane = Plane(count=len(timeline.labels), axis=axis, left=LEFT, top=TOP,
                  width=WIDTH - LEFT - RIGHT, height=HEIGHT - TOP - BOTTOM)  # fmt: skip
    parts = [
        *_legend(terms),
        *frame(plane, timeline.ticks or timeline.labels, timeline.unit, terms),
    ]
    parts += _band(timeline, plane)
    parts += curves(plane, timeline.middle, class_="time-middle")
    parts += curves(plane, timeline.seen, class_="time-seen")
    parts += [each for mark in timeline.marks for each in _mark(mark, timeline, plane)]
    svg = picture(title, told, WIDTH, HEIGHT, parts, class_="chart timeline-chart")
    return Picture(svg=svg, table=table_of(timeline, terms))


def table_of(timeline: Timeline, terms: Terms = JAPANESE) -> Table:
    """One row a period; the last column says what stood out."""
    marks = {mark.at: mark for mark in timeline.marks}
    names = {"over": terms.over, "under": terms.under, "shift": terms.shift}
    rows: list[tuple[Cell, ...]] = []
    for at, label in enumerate(timeline.labels):
        mark = marks.get(at)
        said = f"{names[mark.kind]} {mark.told}".strip() if mark else None
        rows.append((label, timeline.seen[at], timeline.middle[at], timeline.low[at],
                     timeline.high[at], said))  # fmt: skip
    columns = (terms.period, terms.past, terms.middle, f"{terms.expected} −",
               f"{terms.expected} +", terms.remark)  # fmt: skip
    return Table(columns=columns, rows=tuple(rows))


def _legend(terms: Terms) -> Iterator[SafeString]:
    yield line(LEFT, 14, LEFT + 24, 14, class_="time-seen")
    yield text(LEFT + 30, 19, terms.past, class_="chart-name")
    yield element("rect", x=LEFT + 110, y=7, width=24, height=14, class_="time-band")
    yield text(LEFT + 140, 19, terms.expected, class_="chart-name")
    signs = f"▲ {terms.over}　▼ {terms.under}　◆ {terms.shift}"
    yield text(LEFT + 270, 19, signs, class_="chart-name")


def _band(timeline: Timeline, plane: Plane) -> Iterator[SafeString]:
    stretch: list[tuple[int, float, float]] = []
    pairs = zip((*timeline.low, None), (*timeline.high, None), strict=True)
    for at, (low, high) in enumerate(pairs):
        if low is not None and high is not None:
            stretch.append((at, low, high))
            continue
        if len(stretch) > 1:
            upper = [(plane.x(each), plane.y(top)) for each, _, top in stretch]
            lower = [(plane.x(each), plane.y(foot)) for each, foot, _ in reversed(stretch)]
            yield element("polygon", points=points([*upper, *lower]), class_="time-band")
        stretch = []


def _mark(mark: Mark, timeline: Timeline, plane: Plane) -> Iterator[SafeString]:
    value = timeline.seen[mark.at]
    x = plane.x(mark.at)
    y = plane.y(value) if value is not None else plane.top + plane.height / 2
    shape, class_ = _SHAPES[mark.kind], f"time-{mark.kind}"
    name = f"{timeline.labels[mark.at]} {mark.told}"
    if mark.kind == "shift":
        yield line(x, plane.top, x, plane.top + plane.height, class_="time-shift-line")
    yield element("path", element("title", name), d=shape.format(x=f"{x:.1f}", y=f"{y:.1f}"),
                  class_=class_)  # fmt: skip
    if mark.told:
        anchor = "end" if x > plane.left + plane.width * 0.75 else "start"
        aside = x - 10 if anchor == "end" else x + 10
        above = y + 22 if mark.kind == "under" else y - 8
        yield text(aside, max(above, plane.top + 12), mark.told, class_="chart-name time-told",
                   anchor=anchor)  # fmt: skip


_SHAPES: dict[Kind, str] = {
    "over": "M{x} {y}m0 -7l7 12h-14Z",
    "under": "M{x} {y}m0 7l7 -12h-14Z",
    "shift": "M{x} {y}m0 -8l7 8l-7 8l-7 -8Z",
}
