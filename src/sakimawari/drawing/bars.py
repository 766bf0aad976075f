"""Bars by class: one or two beside another, each with its value as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from sakimawari.drawing.elements import element, picture, text

WIDTH, ROW, NAME = 720, 52, 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """A class with its values, in the order of the legend; None is hidden."""

    label: str
    values: tuple[int | None, ...]


def bar_chart(
    title: str, description: str, rows: Sequence[Bars], *, names: Sequence[str]
) -> SafeString:
    """The chart with its legend on top."""
    largest = max((v for row in rows for v in row.values if v is not None), default=0) or 1
    parts: list[SafeString] = []
    for number, name in enumerate(names):
        x = NAME + number * 150
        parts.append(
            element("rect", x=x, y=4, width=16, height=16, class_=f"chart-bar chart-bar-{number}")
        )
        parts.append(text(x + 22, 18, name, class_="chart-name"))
    for at, row in enumerate(rows):
        parts += _row(row, 32 + at * ROW, largest)
    return picture(title, description, WIDTH, 40 + ROW * len(rows), parts, class_="chart")


def _row(row: Bars, y: float, largest: int) -> Iterator[SafeString]:
    tall = (ROW - 10) / max(len(row.values), 1)
    yield text(NAME - 10, y + ROW / 2, row.label, class_="chart-tick", anchor="end")
    for number, value in enumerate(row.values):
        top = y + number * tall + 2
        wide = (WIDTH - NAME - 90) * (value or 0) / largest
        if value:
            yield element("rect", x=NAME, y=top, width=max(wide, 1.0), height=tall - 3,
                          class_=f"chart-bar chart-bar-{number}")  # fmt: skip
        told = "＊" if value is None else f"{value:,}"
        yield text(NAME + wide + 6, top + tall / 2 + 4, told, class_="chart-value")
