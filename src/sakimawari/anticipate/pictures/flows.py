"""What comes and what goes in each period, stacked up and down from one base, and what stays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from sakimawari.anticipate.pictures.fans import Plane, points
from sakimawari.anticipate.pictures.picture import Picture
from sakimawari.anticipate.pictures.terms import JAPANESE, Terms, amount, change
from sakimawari.drawing.elements import element, line, picture, text
from sakimawari.drawing.scales import axis_between
from sakimawari.drawing.sheets import Cell, Table

WIDTH, HEIGHT = 720, 360
LEFT, RIGHT, TOP, BOTTOM = 72, 20, 64, 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A period: what came and what went, in the order of their names, both not negative."""

    label: str
    gains: tuple[float, ...]
    losses: tuple[float, ...]

    @property
    def net(self) -> float:
        """What stays of it."""
        return sum(self.gains) - sum(self.losses)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flows:
    """Periods with the names of what comes (births, arrivals) and what goes (deaths, departures)."""

    gains: tuple[str, ...]
    losses: tuple[str, ...]
    periods: tuple[Flow, ...]
    unit: str = "人"


def flow_chart(title: str, told: str, flows: Flows, *, terms: Terms = JAPANESE) -> Picture:
    """Bars up and down with the line of what stays; the table has a column for each name."""
    most = max((sum(each.gains) for each in flows.periods), default=0.0)
    least = -max((sum(each.losses) for each in flows.periods), default=0.0)
    count = len(flows.periods)
    plane = Plane(count=count, axis=axis_between(least, max(most, 1.0)), left=LEFT, top=TOP,
                  width=WIDTH - LEFT - RIGHT, height=HEIGHT - TOP - BOTTOM)  # fmt: skip
    parts = [*_legend(flows, terms), *_grid(flows, plane, terms)]
    middles = []
    for at, each in enumerate(flows.periods):
        left, room = LEFT + plane.width * at / count, plane.width / count
        parts += _bars(each, flows, plane, (left + room * 0.16, room * 0.68), terms)
        middles.append((left + room / 2, plane.y(each.net)))
        every = max(1, -(-count // 10))
        if at % every == 0:
            minor = " chart-minor" if at // every % 2 else ""
            parts.append(text(left + room / 2, HEIGHT - 14, each.label,
                              class_=f"chart-tick{minor}", anchor="middle"))  # fmt: skip
    if middles:
        parts.append(element("polyline", points=points(middles), class_="flow-net"))
    parts += [element("circle", cx=x, cy=y, r=4, class_="flow-net-dot") for x, y in middles]
    svg = picture(title, told, WIDTH, HEIGHT, parts, class_="chart flow-chart")
    return Picture(svg=svg, table=_table(flows, terms))


def _legend(flows: Flows, terms: Terms) -> Iterator[SafeString]:
    for row, (sign, names, kind) in enumerate(
        (("▲", flows.gains, "in"), ("▼", flows.losses, "out"))
    ):
        for number, name in enumerate(names):
            x, y = LEFT + number * 150, 4 + row * 24
            yield element("rect", x=x, y=y, width=16, height=16, class_=f"flow-{kind}-{number}")
            yield text(x + 22, y + 14, f"{sign} {name}", class_="chart-name")
    x = LEFT + 150 * max(len(flows.gains), len(flows.losses), 2)
    yield line(x, 12, x + 24, 12, class_="flow-net")
    yield text(x + 30, 18, terms.net, class_="chart-name")


def _grid(flows: Flows, plane: Plane, terms: Terms) -> Iterator[SafeString]:
    yield text(LEFT - 8, TOP - 12, flows.unit, class_="chart-unit", anchor="end")
    for tick in plane.axis.ticks:
        y = plane.y(tick)
        yield line(LEFT, y, WIDTH - RIGHT, y, class_="chart-grid" if tick else "chart-base")
        told = change(tick, terms) if tick else "0"
        yield text(LEFT - 8, y + 5, told, class_="chart-tick", anchor="end")


def _bars(
    each: Flow, flows: Flows, plane: Plane, room: tuple[float, float], terms: Terms
) -> Iterator[SafeString]:
    x, width = room
    for sign, values, names, kind in (
        (1, each.gains, flows.gains, "in"),
        (-1, each.losses, flows.losses, "out"),
    ):
        reached = 0.0
        for number, (value, name) in enumerate(zip(values, names, strict=True)):
            if value > 0:
                ends = (plane.y(sign * reached), plane.y(sign * (reached + value)))
                told = element("title", f"{each.label} {name} {amount(value, terms)}")
                yield element("rect", told, x=x, y=min(ends), width=width,
                              height=max(abs(ends[0] - ends[1]), 0.5),
                              class_=f"flow-{kind}-{number}")  # fmt: skip
            reached += value


def _table(flows: Flows, terms: Terms) -> Table:
    rows: Sequence[tuple[Cell, ...]] = [
        (each.label, *each.gains, *each.losses, each.net) for each in flows.periods
    ]
    columns = (terms.period, *flows.gains, *flows.losses, terms.net)
    return Table(columns=columns, rows=tuple(rows))
