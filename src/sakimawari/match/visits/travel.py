"""How long it takes from place to place, by car, bicycle or on foot; given, or from coordinates.

Without a network of roads the way is the straight line times a detour factor. In Japanese towns a
way by car is about 1.3 to 1.4 times the straight line; a city with its own matrix gives that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

import numpy as np
import numpy.typing as npt

from sakimawari.problems import fault

Seconds = npt.NDArray[np.int64]
EARTH_METRES = 6_371_008.8  # mean radius (IUGG)


class Mode(Enum):
    """How a worker gets about."""

    CAR = "car"
    BICYCLE = "bicycle"
    FOOT = "foot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """Metres a second on the way, how much longer the way is than the line, and what each way takes
    on top (walking to the car, lights), in seconds; nothing within one place.
    """

    metres_a_second: float
    detour: float
    start: int = 0


SPEEDS: Mapping[Mode, Speed] = {
    Mode.CAR: Speed(metres_a_second=6.1, detour=1.35, start=60),  # 22 km/h in town
    Mode.BICYCLE: Speed(metres_a_second=3.6, detour=1.3, start=30),  # 13 km/h
    Mode.FOOT: Speed(metres_a_second=1.15, detour=1.25),  # a grown person with a bag
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Travel:
    """Seconds from place to place (row to column), for each way of getting about."""

    seconds: Mapping[Mode, Seconds] = field(repr=False)

    def __post_init__(self) -> None:
        shapes = {matrix.shape for matrix in self.seconds.values()}
        if len(shapes) != 1 or any(len(shape) != 2 or shape[0] != shape[1] for shape in shapes):
            raise fault(
                "VISIT002",
                "the matrices of travel are not square, or not of one size",
                "give one matrix a mode, each with as many rows and columns as there are places",
            )
        if any(len(matrix) and int(matrix.min()) < 0 for matrix in self.seconds.values()):
            raise fault(
                "VISIT002",
                "a matrix of travel holds a negative time",
                "give whole seconds from 0 on",
            )

    @property
    def places(self) -> int:
        """How many places there are."""
        return len(next(iter(self.seconds.values())))


def travel_between(
    points: Sequence[tuple[float, float]],
    speeds: Mapping[Mode, Speed] = SPEEDS,
    *,
    apart: float = 0.0,
) -> Travel:
    """Travel between places by latitude and longitude in degrees.

    Different places are taken to lie at least `apart` metres from each other: where many doors are
    known by the middle of their town alone, they are not one door.
    """
    metres = np.maximum(distances(points), apart)
    np.fill_diagonal(metres, 0.0)
    return Travel(
        seconds={
            mode: _seconds(metres, speed) for mode, speed in sorted(speeds.items(), key=_by_name)
        }
    )


def _by_name(item: tuple[Mode, Speed]) -> str:
    return item[0].value


def _seconds(metres: npt.NDArray[np.float64], speed: Speed) -> Seconds:
    way = np.ceil(metres * speed.detour / speed.metres_a_second)
    return np.where(metres > 0, way + speed.start, 0).astype(np.int64)


def distances(points: Sequence[tuple[float, float]]) -> npt.NDArray[np.float64]:
    """Metres of the straight lines between places (haversine)."""
    degrees = np.asarray(points, np.float64).reshape(-1, 2)
    latitude, longitude = np.radians(degrees[:, 0]), np.radians(degrees[:, 1])
    half_up = np.sin((latitude[:, None] - latitude[None, :]) / 2) ** 2
    half_across = np.sin((longitude[:, None] - longitude[None, :]) / 2) ** 2
    inner = half_up + np.cos(latitude)[:, None] * np.cos(latitude)[None, :] * half_across
    metres: npt.NDArray[np.float64] = 2 * EARTH_METRES * np.arcsin(np.sqrt(np.clip(inner, 0, 1)))
    return metres
