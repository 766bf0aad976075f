"""Rectangles of a slip in millimetres, and where they fall on the upright picture of it."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from sakimawari.reach.letters.geometry import Area

DOTS = 8.0  # points a millimetre of the upright slip: 203 dots an inch


def centre(area: Area) -> NDArray[np.float64]:
    """The middle of an area."""
    return np.array([area.x + area.width / 2, area.y + area.height / 2])


def corners(area: Area) -> NDArray[np.float64]:
    """Upper left, upper right, lower right, lower left."""
    right, bottom = area.x + area.width, area.y + area.height
    return np.array([(area.x, area.y), (right, area.y), (right, bottom), (area.x, bottom)])


def grown(area: Area, by: float, down: float | None = None) -> Area:
    """Wider by so much on every side (and higher by `down`); narrower for less than nothing."""
    down = by if down is None else down
    width, height = max(area.width + 2 * by, 0.1), max(area.height + 2 * down, 0.1)
    return Area(x=area.x - by, y=area.y - down, width=width, height=height)


def around(areas: Iterable[Area]) -> Area:
    """The smallest area that holds them all."""
    held = list(areas)
    x, y = min(one.x for one in held), min(one.y for one in held)
    return Area(
        x=x,
        y=y,
        width=max(one.x + one.width for one in held) - x,
        height=max(one.y + one.height for one in held) - y,
    )


def slices(area: Area, slip: Area, shape: tuple[int, ...]) -> tuple[slice, slice]:
    """Rows and columns of an area on the upright picture of a slip, cut at its edges."""
    top, left = (area.y - slip.y) * DOTS, (area.x - slip.x) * DOTS
    bottom, right = top + area.height * DOTS, left + area.width * DOTS

    def within(low: float, high: float, most: int) -> slice:
        return slice(min(max(round(low), 0), most), min(max(round(high), 0), most))

    return within(top, bottom, shape[0]), within(left, right, shape[1])
