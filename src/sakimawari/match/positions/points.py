"""Latitude and longitude: read and checked, and the straight lines between two lists of points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

EARTH_METRES = 6_371_008.8  # mean radius (IUGG)
_LATITUDES, _LONGITUDES = (20.0, 46.0), (122.0, 154.0)  # Japan with its islands
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Point:
    """A position in degrees (JGD2011 and WGS 84 agree to within a metre or so)."""

    latitude: float
    longitude: float


def read_point(latitude: str, longitude: str) -> Point | str:
    """A position from two cells, or what is wrong with it in words."""
    try:
        north, east = float(latitude), float(longitude)
    except ValueError:
        return "the position is missing or no number"
    if _within(north, _LATITUDES) and _within(east, _LONGITUDES):
        return Point(north, east)
    if _within(east, _LATITUDES) and _within(north, _LONGITUDES):
        return "latitude and longitude are swapped"
    return "the position lies outside Japan"


def _within(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]


def metres(here: Sequence[Point], there: Sequence[Point]) -> Floats:
    """Straight lines from each of one list (rows) to each of another (columns), haversine, in metres."""
    one, other = _radians(here), _radians(there)
    half_up = np.sin((one[:, None, 0] - other[None, :, 0]) / 2) ** 2
    half_across = np.sin((one[:, None, 1] - other[None, :, 1]) / 2) ** 2
    inner = half_up + np.cos(one[:, None, 0]) * np.cos(other[None, :, 0]) * half_across
    found: Floats = 2 * EARTH_METRES * np.arcsin(np.sqrt(np.clip(inner, 0, 1)))
    return found


def _radians(points: Sequence[Point]) -> Floats:
    return np.radians([(p.latitude, p.longitude) for p in points]).reshape(-1, 2)
