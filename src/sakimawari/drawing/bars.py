"""Bars by class: one or two beside another, each with its value as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from sakimawari.drawing.elements import element, picture, text

WIDTH, ROW, NAME = 720, 52, 120
LETTER = 18  # units a letter of full width takes in a picture that bears its title


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """A class with its values, in the order of the legend; None is hidden."""

    label: str
    values: tuple[int | None, ...]


def bar_chart(
    title: str,
    description: str,
    rows: Sequence[Bars],
    *,
    names: Sequence[str],
    headed: bool = False,
) -> SafeString:
    """The chart with its legend on top; `headed`, it bears its title, and names get what room they need."""
    largest = max((v for row in rows for v in row.values if v is not None), default=0) or 1
    top, left = (34, _room(rows)) if headed else (0, NAME)
    parts: list[SafeString] = [text(0, 22, title, class_="chart-title")] if headed else []
    x: float = left
    for number, name in enumerate(names):
        parts.append(
            element("rect", x=x, y=top + 4, width=16, height=16, class_=f"chart-bar chart-bar-{number}")
        )  # fmt: skip
        parts.append(text(x + 22, top + 18, name, class_="chart-name"))
        x += max(150, 60 + LETTER * len(name)) if headed else 150
    for at, row in enumerate(rows):
        parts += _row(row, top + 32 + at * ROW, largest, left)
    return picture(title, description, WIDTH, top + 40 + ROW * len(rows), parts, class_="chart")


def _room(rows: Sequence[Bars]) -> int:
    """Units for the longest name: a letter of full width each, at most half the picture."""
    longest = max((len(row.label) for row in rows), default=0)
    return min(max(NAME, 20 + LETTER * longest), WIDTH // 2)


def _row(row: Bars, y: float, largest: int, left: int) -> Iterator[SafeString]:
    tall = (ROW - 10) / max(len(row.values), 1)
    yield text(left - 10, y + ROW / 2, row.label, class_="chart-tick", anchor="end")
    for number, value in enumerate(row.values):
        top = y + number * tall + 2
        wide = (WIDTH - left - 90) * (value or 0) / largest
        if value:
            yield element("rect", x=left, y=top, width=max(wide, 1.0), height=tall - 3,
                          class_=f"chart-bar chart-bar-{number}")  # fmt: skip
        told = "＊" if value is None else f"{value:,}"
        yield text(left + wide + 6, top + tall / 2 + 4, told, class_="chart-value")
