"""Where values lie on an axis, and into which class of a map they fall."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

CLASSES = 5


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
class Classes:
    """Classes of values, each with its least and greatest; together they hold every value."""

    bounds: tuple[tuple[float, float], ...]

    def of(self, value: float) -> int:
        """The number of the class, 0 the lowest."""
        return next((at for at, (_, last) in enumerate(self.bounds) if value <= last), 0)


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
