"""Zones of hazards: polygons of a shapefile or GeoJSON, in degrees, and which points lie in them.

`区域_洪水.shp` (or `zone_flood.geojson`) is the zone planned for: inside is level 1 at least, outside is
0 where the table does not tell more. `履歴_洪水.shp` (`past_flood.geojson`) are areas that were struck:
inside is level 1 at least, outside says nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapefile
import shapely
from shapely.geometry import shape

from sakimawari.match.assign.evacuation.values import HAZARDS
from sakimawari.match.positions.points import Point
from sakimawari.problems import Place, fault

_ENGLISH = dict(
    zip(
        ("flood", "landslide", "storm_surge", "earthquake", "tsunami", "fire", "inland", "volcano"),
        HAZARDS,
        strict=True,
    )
)
_PLANNED, _PAST = ("区域", "zone"), ("履歴", "past")
ENDINGS = (".shp", ".geojson")


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """The area of a hazard; `past`: it was struck, which says nothing of what lies outside."""

    hazard: str
    past: bool
    area: Any

    def holds(self, points: Sequence[Point]) -> list[bool]:
        """Which points lie in the zone."""
        east = [point.longitude for point in points]
        north = [point.latitude for point in points]
        return [bool(each) for each in shapely.contains_xy(self.area, east, north)]


def read_zones(folder: Path) -> list[Zone]:
    """Every zone of a folder, by the names of its files. ASSIGN034, ASSIGN035."""
    return [
        zone
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in ENDINGS
        for zone in _zone(path)
    ]


def _zone(path: Path) -> Iterator[Zone]:
    kind, _, told = path.stem.partition("_")
    if kind.lower() not in (*_PLANNED, *_PAST):
        return
    hazard = _ENGLISH.get(told.lower(), told)
    if hazard not in HAZARDS:
        raise fault(
            "ASSIGN035",
            "the name of the file tells no hazard",
            f"name it 区域_洪水 or zone_flood; hazards are {'、'.join(HAZARDS)}",
            where=Place(file=path.name),
        )
    area = shapely.union_all([shapely.make_valid(shape(each)) for each in _shapes(path)])
    shapely.prepare(area)
    yield Zone(hazard=hazard, past=kind.lower() in _PAST, area=area)


def _shapes(path: Path) -> list[Any]:
    try:
        if path.suffix.lower() == ".shp":
            with shapefile.Reader(str(path)) as reader:
                found = [each.__geo_interface__ for each in reader.iterShapes()]
        else:
            told = json.loads(path.read_text(encoding="utf-8-sig"))
            found = [each["geometry"] for each in told["features"]]
        west, south, east, north = shapely.total_bounds([shape(each) for each in found])
        within = 122 <= west <= east <= 154 and 20 <= south <= north <= 46
    except (ValueError, KeyError, TypeError, UnicodeDecodeError, shapefile.ShapefileException):
        within = False
    if not within:
        raise fault(
            "ASSIGN034",
            "the file holds no polygons in degrees of latitude and longitude within Japan",
            "give polygons as a shapefile or GeoJSON, in JGD2011 or WGS 84 (not in plane metres)",
            where=Place(file=path.name),
        )
    return [each for each in found if each is not None]
