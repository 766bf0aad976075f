"""Where values lie on an axis, and into which class of a map they fall."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

CLASSES = 5
_DARK = 3  # classes from which the text on them is white


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """An axis from 0 to a round number above the largest value, with its ticks."""

    top: float
    ticks: tuple[float, ...]


def axis_to(largest: float, *, ticks: int = 4) -> Axis:
    """An axis that holds a value, with steps of 1, 2 or 5 times a power of ten."""
    if largest <= 0:
        return Axis(top=1.0, ticks=(0.0, 1.0))
    rough = largest / ticks
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
    if largest >= ticks:
        step = max(step, 1.0)
    count = math.ceil(largest / step)
    return Axis(top=count * step, ticks=tuple(step * at for at in range(count + 1)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """An axis between two round numbers, with its ticks."""

    bottom: float
    top: float
    ticks: tuple[float, ...]

    def share(self, value: float) -> float:
        """How far up the axis a value lies: 0 at the bottom, 1 at the top."""
        return (value - self.bottom) / (self.top - self.bottom)


def axis_between(least: float, largest: float, *, ticks: int = 4) -> Span:
    """An axis that holds both values: from 0, unless they lie so far above that they look flat.

    Values below zero are held too, with a tick at zero.
    """
    low = min(least, 0.0) if least < largest * 0.6 else least
    if not math.isfinite(largest - low) or largest <= low:
        low, largest = min(low, 0.0), max(largest, low + 1.0, 1.0)
    rough = (largest - low) / ticks
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
    first, last = math.floor(low / step), math.ceil(largest / step)
    told = tuple(step * at for at in range(first, last + 1))
    return Span(bottom=told[0], top=told[-1], ticks=told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Classes:
    """Classes of values, each with its least and greatest; together they hold every value."""

    bounds: tuple[tuple[float, float], ...]

    def of(self, value: float) -> int:
        """The number of the class, 0 the lowest."""
        return next((at for at, (_, last) in enumerate(self.bounds) if value <= last), 0)

    def shade(self, value: float) -> str:
        """The name of the shade in the style sheet."""
        return "none" if value == 0 else f"{self.of(value)}"

    def is_dark(self, value: float) -> bool:
        """Whether text on the shade is white."""
        return bool(value) and self.of(value) >= _DARK


@dataclass(frozen=True, slots=True, kw_only=True)
class Turning:
    """Classes of changes, apart for what grows and what shrinks, each by its size."""

    grows: Classes
    shrinks: Classes

    def shade(self, value: float) -> str:
        """The name of the shade in the style sheet; what shrinks has shades of its own."""
        if value < 0:
            return f"less-{self.shrinks.of(-value)}"
        return self.grows.shade(value)

    def is_dark(self, value: float) -> bool:
        """Whether text on the shade is white."""
        return self.shrinks.is_dark(-value) if value < 0 else self.grows.is_dark(value)


def turning(values: Sequence[float]) -> Turning:
    """Classes of changes, up to five each way."""
    return Turning(
        grows=classes_of([value for value in values if value > 0]),
        shrinks=classes_of([-value for value in values if value < 0]),
    )


def classes_of(values: Sequence[float]) -> Classes:
    """Up to five classes with about equally many places each; equal values share a class."""
    ordered = sorted(values)
    if not ordered:
        return Classes(bounds=())
    count = min(CLASSES, len(set(ordered)))
    cuts = {ordered[min(len(ordered) - 1, len(ordered) * k // count - 1)] for k in range(1, count)}
    lasts = sorted({*(cut for cut in cuts if cut < ordered[-1]), ordered[-1]})
    bounds = []
    for at, last in enumerate(lasts):
        first = next(v for v in ordered if at == 0 or v > lasts[at - 1])
        bounds.append((first, last))
    return Classes(bounds=tuple(bounds))
