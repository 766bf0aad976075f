"""Parts of a whole, period by period: demand by service, ward or class, stacked and named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.safestring import SafeString

from sakimawari.anticipate.pictures.picture import Picture
from sakimawari.anticipate.pictures.terms import JAPANESE, Terms, amount
from sakimawari.drawing.elements import element, line, picture, text
from sakimawari.drawing.scales import Axis, axis_to
from sakimawari.drawing.sheets import Cell, Table

WIDTH, HEIGHT = 720, 340
LEFT, RIGHT, TOP, BOTTOM = 72, 176, 34, 40
MOST = 6  # layers that can be told apart
_NEAR = 20.0  # names beside the last bar stand no nearer


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """A part with its values, one a period, not negative."""

    name: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """Periods and their parts, the lowest layer first; `room` is what stands ready for them."""

    labels: tuple[str, ...]
    layers: tuple[Layer, ...]
    unit: str
    room: tuple[float, ...] = ()
    room_name: str = ""


def stack_chart(title: str, told: str, stack: Stack, *, terms: Terms = JAPANESE) -> Picture:
    """Stacked bars, each layer named beside the last bar; more than six are drawn as one rest."""
    layers = _few(stack.layers, terms)
    totals = [sum(each) for each in zip(*(layer.values for layer in layers), strict=True)]
    axis = axis_to(max([*totals, *stack.room], default=0.0))
    parts = list(_grid(stack, axis, terms))
    for number, (layer, below) in enumerate(zip(layers, _below(layers), strict=True)):
        parts += [
            element("rect", element("title", f"{label} {layer.name} {amount(value, terms)}"),
                    x=x, y=_y(under + value, axis), width=wide,
                    height=max(_y(under, axis) - _y(under + value, axis), 0.5),
                    class_=f"stack-{number}")
            for label, (x, wide), value, under in zip(
                stack.labels, _columns(stack), layer.values, below, strict=True
            )
            if value > 0
        ]  # fmt: skip
    parts += _names(layers, axis, terms)
    parts += _ready(stack, axis)
    svg = picture(title, told, WIDTH, HEIGHT, parts, class_="chart stack-chart")
    return Picture(svg=svg, table=_table(stack, terms))


def _few(layers: tuple[Layer, ...], terms: Terms) -> tuple[Layer, ...]:
    if len(layers) <= MOST:
        return layers
    ordered = sorted(layers, key=lambda layer: -sum(layer.values))
    kept = ordered[: MOST - 1]
    rest = zip(*(layer.values for layer in ordered[MOST - 1 :]), strict=True)
    others = Layer(name=terms.rest, values=tuple(sum(each) for each in rest))
    return (*(layer for layer in layers if layer in kept), others)


def _below(layers: tuple[Layer, ...]) -> list[list[float]]:
    """For each layer, how high the layers under it reach."""
    reached = [0.0] * (len(layers[0].values) if layers else 0)
    found = []
    for layer in layers:
        found.append(list(reached))
        reached = [before + value for before, value in zip(reached, layer.values, strict=True)]
    return found


def _y(value: float, axis: Axis) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / axis.top


def _grid(stack: Stack, axis: Axis, terms: Terms) -> Iterator[SafeString]:
    yield text(LEFT - 8, TOP - 14, stack.unit, class_="chart-unit", anchor="end")
    for tick in axis.ticks:
        y = _y(tick, axis)
        yield line(LEFT, y, WIDTH - RIGHT, y, class_="chart-grid" if tick else "chart-base")
        yield text(LEFT - 8, y + 5, amount(tick, terms), class_="chart-tick", anchor="end")
    count = max(len(stack.labels), 1)
    every = max(1, -(-count // 8))
    for at, label in enumerate(stack.labels):
        if at % every == 0:
            minor = " chart-minor" if at // every % 2 else ""
            x = LEFT + (WIDTH - LEFT - RIGHT) * (at + 0.5) / count
            yield text(x, HEIGHT - 14, label, class_=f"chart-tick{minor}", anchor="middle")


def _columns(stack: Stack) -> list[tuple[float, float]]:
    """Where each period's bar begins, and how wide it is."""
    room = (WIDTH - LEFT - RIGHT) / max(len(stack.labels), 1)
    return [(LEFT + room * (at + 0.12), room * 0.76) for at in range(len(stack.labels))]


def _names(layers: tuple[Layer, ...], axis: Axis, terms: Terms) -> Iterator[SafeString]:
    """Each layer's name beside its part of the last bar, moved apart where they would touch."""
    lowest = HEIGHT - BOTTOM + _NEAR
    for number, (layer, below) in enumerate(zip(layers, _below(layers), strict=True)):
        if not layer.values:
            continue
        y = min(_y(below[-1] + layer.values[-1] / 2, axis), lowest - _NEAR)
        lowest = y
        x = WIDTH - RIGHT + 10
        yield element("rect", x=x, y=y - 7, width=12, height=12, class_=f"stack-{number}")
        yield text(x + 18, y + 4, f"{layer.name} {amount(layer.values[-1], terms)}",
                   class_="chart-side")  # fmt: skip


def _ready(stack: Stack, axis: Axis) -> Iterator[SafeString]:
    """What stands ready, as a step over each bar."""
    room = (WIDTH - LEFT - RIGHT) / max(len(stack.labels), 1)
    for at, value in enumerate(stack.room):
        y = _y(value, axis)
        if value > 0:
            yield line(LEFT + room * at, y, LEFT + room * (at + 1), y, class_="stack-room")
    if stack.room:
        yield line(LEFT + 6, TOP - 18, LEFT + 36, TOP - 18, class_="stack-room")
        yield text(LEFT + 44, TOP - 13, stack.room_name, class_="chart-name")


def _table(stack: Stack, terms: Terms) -> Table:
    columns = [terms.period, *(layer.name for layer in stack.layers), terms.total]
    rows: list[tuple[Cell, ...]] = []
    for at, label in enumerate(stack.labels):
        values = [layer.values[at] for layer in stack.layers]
        ready = (stack.room[at],) if stack.room else ()
        rows.append((label, *values, sum(values), *ready))
    if stack.room:
        columns.append(stack.room_name)
    return Table(columns=tuple(columns), rows=tuple(rows))
