"""One or more lines over days or months; a gap where a value is hidden."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from sakimawari.drawing.elements import element, line, picture, text
from sakimawari.drawing.scales import Axis, axis_to

WIDTH, HEIGHT = 720, 300
LEFT, RIGHT, TOP, BOTTOM = 78, 96, 26, 46


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line with its name, drawn at its end; a value of None leaves a gap."""

    name: str
    values: tuple[int | None, ...]


def line_chart(
    title: str, description: str, labels: Sequence[str], lines: Sequence[Line], *, unit: str
) -> SafeString:
    """The chart; the first line is drawn solid, the others dashed and dotted."""
    largest = max((v for each in lines for v in each.values if v is not None), default=0)
    axis = axis_to(largest)
    parts = [*_grid(axis, unit), *_days(labels)]
    taken: list[float] = []
    for number, each in enumerate(lines):
        parts += _line(each, number, axis, taken)
    return picture(title, description, WIDTH, HEIGHT, parts, class_="chart")


def _x(at: int, count: int) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * (at / max(count - 1, 1))


def _y(value: float, axis: Axis) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / axis.top


def _grid(axis: Axis, unit: str) -> Iterator[SafeString]:
    yield text(LEFT - 8, TOP - 10, unit, class_="chart-unit", anchor="end")
    for tick in axis.ticks:
        y = _y(tick, axis)
        yield line(LEFT, y, WIDTH - RIGHT, y, class_="chart-grid" if tick else "chart-base")
        yield text(LEFT - 8, y + 5, f"{tick:,.0f}", class_="chart-tick", anchor="end")


def _days(labels: Sequence[str]) -> Iterator[SafeString]:
    every = max(1, -(-len(labels) // 9))
    for at, label in enumerate(labels):
        if at % every == 0:
            minor = " chart-minor" if at // every % 2 else ""
            yield text(_x(at, len(labels)), HEIGHT - BOTTOM + 24, label,
                       class_=f"chart-tick{minor}", anchor="middle")  # fmt: skip


def _line(each: Line, number: int, axis: Axis, taken: list[float]) -> Iterator[SafeString]:
    count = len(each.values)
    known = [(at, value) for at, value in enumerate(each.values) if value is not None]
    stretches: list[list[tuple[float, float]]] = []
    for place, (at, value) in enumerate(known):
        if place == 0 or known[place - 1][0] != at - 1:
            stretches.append([])
        stretches[-1].append((_x(at, count), _y(value, axis)))
    for points in stretches:
        told = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        yield element("polyline", points=told, class_=f"chart-line chart-line-{number}")
    if count <= 30 or len(known) == 1:
        for at, value in known:
            yield element("circle", cx=_x(at, count), cy=_y(value, axis), r=4,
                          class_=f"chart-dot chart-dot-{number}")  # fmt: skip
    if known:
        y = _free(_y(known[-1][1], axis), taken)
        yield text(_x(known[-1][0], count) + 10, y + 5, f"{each.name} {known[-1][1]:,}",
                   class_="chart-name")  # fmt: skip


def _free(y: float, taken: list[float]) -> float:
    """A height for a name at the end of a line that no other name has."""
    while any(abs(y - other) < 20 for other in taken):
        y -= 20
    taken.append(y)
    return y
