"""A series as small as a word: what was, what is coming, and between which it lies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from sakimawari.anticipate.pictures.fans import Maybe, Plane, curves, points
from sakimawari.drawing.elements import element, picture
from sakimawari.drawing.scales import Span

WIDTH, HEIGHT = 140, 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Spark:
    """Values so far, the middle of what is coming, and between which most futures lie."""

    past: tuple[Maybe, ...]
    middle: tuple[float, ...] = ()
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()


def sparkline(title: str, told: str, spark: Spark) -> SafeString:
    """The line; it stands beside its numbers, and has no axis."""
    plane = Plane(count=len(spark.past) + len(spark.middle), axis=span_of([spark]),
                  left=2, top=2, width=WIDTH - 4, height=HEIGHT - 4)  # fmt: skip
    return picture(title, told, WIDTH, HEIGHT, drawn(spark, plane), class_="spark")


def span_of(sparks: Sequence[Spark]) -> Span:
    """From the least to the greatest of all, not rounded: there are no ticks."""
    known = [
        value
        for spark in sparks
        for side in (spark.past, spark.middle, spark.low, spark.high)
        for value in side
        if value is not None
    ]
    least, largest = min(known, default=0.0), max(known, default=1.0)
    if least < largest * 0.6:
        least = min(least, 0.0)
    return Span(bottom=least, top=largest if largest > least else least + 1.0, ticks=())


def drawn(spark: Spark, plane: Plane) -> list[SafeString]:
    """The band, the line so far and the line ahead, on a plane of the caller's."""
    start = len(spark.past)
    parts: list[SafeString] = []
    if spark.low:
        sides = [*enumerate(spark.high, start), *reversed([*enumerate(spark.low, start)])]
        outline = points([(plane.x(at), plane.y(value)) for at, value in sides])
        parts.append(element("polygon", points=outline, class_="fan-band fan-band-80"))
    parts += curves(plane, spark.past, class_="fan-past")
    joint = [spark.past[-1]] if spark.past and spark.past[-1] is not None else []
    ahead: list[Maybe] = [*joint, *spark.middle]
    return parts + curves(plane, ahead, class_="fan-middle", start=start - len(joint))
