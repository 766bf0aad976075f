"""Many series side by side, each in a small frame of its own, on one scale or on their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from sakimawari.anticipate.pictures.fans import Plane, text_length
from sakimawari.anticipate.pictures.picture import Picture
from sakimawari.anticipate.pictures.sparks import Spark, drawn, span_of
from sakimawari.anticipate.pictures.terms import JAPANESE, Terms, amount
from sakimawari.drawing.elements import element, line, linked_picture, picture, text
from sakimawari.drawing.scales import Span
from sakimawari.drawing.sheets import Cell, Table

CELL, TALL, GAP, COLUMNS = 230, 132, 15, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Small:
    """One of them: its name, its values, what stands beside the name, and where it leads."""

    name: str
    spark: Spark
    beside: str = ""
    href: str = ""


def small_multiples(
    title: str,
    told: str,
    labels: Sequence[str],
    smalls: Sequence[Small],
    *,
    shared: bool = True,
    terms: Terms = JAPANESE,
) -> Picture:
    """All of them in rows of three; `labels` name the periods, past and then ahead.

    With `shared` equal heights are equal numbers; otherwise each fills its own frame.
    """
    whole = span_of([small.spark for small in smalls])
    parts: list[SafeString] = []
    for at, small in enumerate(smalls):
        x, y = (at % COLUMNS) * (CELL + GAP), (at // COLUMNS) * (TALL + GAP)
        inside = _cell(small, labels, whole if shared else span_of([small.spark]), (x, y), terms)
        parts.append(_linked(small, inside))
    rows = max(1, -(-len(smalls) // COLUMNS))
    make = linked_picture if any(small.href for small in smalls) else picture
    svg = make(title, told, COLUMNS * (CELL + GAP) - GAP, rows * (TALL + GAP), parts,
               class_="chart multiples")  # fmt: skip
    return Picture(svg=svg, table=_table(labels, smalls, terms))


def one_small(
    told: str, labels: Sequence[str], small: Small, *, span: Span | None = None,
    terms: Terms = JAPANESE,
) -> SafeString:  # fmt: skip
    """One of them as a picture of its own, for a page that sets them in a grid."""
    inside = _cell(small, labels, span or span_of([small.spark]), (0, 0), terms)
    return picture(small.name, told, CELL, TALL, inside, class_="chart multiples")


def _linked(small: Small, inside: Iterator[SafeString]) -> SafeString:
    if not small.href:
        return element("g", *inside)
    return element("a", *inside, href=small.href, aria_label=f"{small.name} {small.beside}",
                   class_="multiples-link")  # fmt: skip


def _cell(
    small: Small, labels: Sequence[str], span: Span, corner: tuple[float, float], terms: Terms
) -> Iterator[SafeString]:
    x, y = corner
    plane = Plane(count=len(labels), axis=span, left=x + 4, top=y + 40, width=CELL - 8, height=68)
    yield element("rect", x=x + 0.5, y=y + 0.5, width=CELL - 1, height=TALL - 1, rx=4,
                  class_="multiples-frame")  # fmt: skip
    room = CELL - 30 - text_length(small.beside)
    yield text(x + 10, y + 22, shortened(small.name, room), class_="chart-name")
    yield text(x + CELL - 10, y + 22, small.beside, class_="chart-side", anchor="end")
    base = plane.y(max(span.bottom, 0.0))
    yield line(plane.left, base, plane.left + plane.width, base, class_="chart-base")
    yield from drawn(small.spark, plane)
    known = [label for label in labels if label]
    if known:
        yield text(x + 8, y + TALL - 8, known[0], class_="chart-tick")
        yield text(x + CELL - 8, y + TALL - 8, known[-1], class_="chart-tick", anchor="end")
    top = amount(span.top, terms)
    yield text(x + CELL / 2, y + TALL - 8, f"▲{top}", class_="chart-tick", anchor="middle")


def shortened(name: str, room: float) -> str:
    """As much of a name as has room; the whole of it stands in the table."""
    if text_length(name) <= room:
        return name
    kept = name
    while kept and text_length(kept) + 14 > room:
        kept = kept[:-1]
    return f"{kept}…"


def _table(labels: Sequence[str], smalls: Sequence[Small], terms: Terms) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for small in smalls:
        start = len(small.spark.past)
        for at, label in enumerate(labels):
            ahead = at - start
            is_ahead = 0 <= ahead < len(small.spark.middle)
            low = small.spark.low[ahead] if is_ahead and small.spark.low else None
            high = small.spark.high[ahead] if is_ahead and small.spark.high else None
            rows.append((
                small.name,
                label,
                small.spark.past[at] if at < start else None,
                small.spark.middle[ahead] if is_ahead else None,
                low,
                high,
            ))  # fmt: skip
    columns = (terms.name, terms.period, terms.past, terms.middle,
               terms.low.format(share=80), terms.high.format(share=80))  # fmt: skip
    return Table(columns=columns, rows=tuple(rows))
