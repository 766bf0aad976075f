"""Ward boundaries (国土数値情報 行政区域 N03, GeoJSON): which ward a position lies in.

Without a boundary file a position is only held against the other positions of its own file.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sakimawari.drawing.areas import Ring

_METRES_A_DEGREE = 111_320.0
_COAST_TOLERANCE_METRES = 100.0  # simplified coasts cut off quays by a few tens of metres


@dataclass(frozen=True, slots=True, kw_only=True)
class Ward:
    """A ward with its municipality's code (five digits) and the rings of its area."""

    name: str
    code: str
    rings: tuple[Ring, ...]

    def holds(self, latitude: float, longitude: float) -> bool:
        """Whether a position lies within (even-odd over all rings)."""
        crossings = 0
        for ring in self.rings:
            x, y = ring[:, 0], ring[:, 1]
            above, next_above = y[:-1] > latitude, y[1:] > latitude
            with np.errstate(divide="ignore", invalid="ignore"):
                meets = x[:-1] + (latitude - y[:-1]) * np.diff(x) / np.diff(y)
            crossings += int(((above != next_above) & (longitude < meets)).sum())
        return crossings % 2 == 1

    def distance_metres(self, latitude: float, longitude: float) -> float:
        """Distance to the nearest border of the ward."""
        stretch = math.cos(math.radians(latitude))
        return min(_distance(ring, latitude, longitude, stretch) for ring in self.rings)


def _distance(ring: Ring, latitude: float, longitude: float, stretch: float) -> float:
    points = (ring - (longitude, latitude)) * (stretch, 1.0) * _METRES_A_DEGREE
    start, way = points[:-1], np.diff(points, axis=0)
    length = np.maximum((way**2).sum(axis=1), 1e-9)
    share = np.clip(-(start * way).sum(axis=1) / length, 0.0, 1.0)
    nearest = start + way * share[:, None]
    return float(np.sqrt((nearest**2).sum(axis=1)).min())


@dataclass(frozen=True, slots=True, kw_only=True)
class Boundaries:
    """The wards of a city."""

    wards: tuple[Ward, ...]

    def ward_of(self, latitude: float, longitude: float) -> str | None:
        """The ward a position lies in, or None."""
        for ward in self.wards:
            if ward.holds(latitude, longitude):
                return ward.name
        return None

    def is_outside(self, latitude: float, longitude: float) -> bool:
        """Whether a position lies outside the city, the coast's vagueness allowed for."""
        if self.ward_of(latitude, longitude) is not None:
            return False
        nearest = min(ward.distance_metres(latitude, longitude) for ward in self.wards)
        return nearest > _COAST_TOLERANCE_METRES


def is_boundary_map(features: Sequence[Mapping[str, Any]]) -> bool:
    """Whether GeoJSON features are an N03 boundary file."""
    return bool(features) and all("N03_007" in feature["properties"] for feature in features)


def boundaries_of(features: Sequence[Mapping[str, Any]]) -> Boundaries:
    """The wards of an N03 file (a city without wards counts as one)."""
    rings: dict[tuple[str, str], list[Ring]] = {}
    for feature in features:
        told = feature["properties"]
        name = told.get("N03_004") or told.get("N03_005") or ""
        geometry = feature["geometry"]
        polygons = geometry["coordinates"]
        if geometry["type"] == "Polygon":
            polygons = [polygons]
        of_ward = rings.setdefault((name, told["N03_007"]), [])
        of_ward.extend(
            np.array(ring, np.float64)[:, :2] for polygon in polygons for ring in polygon
        )
    return Boundaries(
        wards=tuple(
            Ward(name=name, code=code, rings=tuple(found)) for (name, code), found in rings.items()
        )
    )


def features_of(text: str) -> list[dict[str, Any]] | None:
    """The features of a GeoJSON text, or None if it is none."""
    try:
        told = json.loads(text)
    except json.JSONDecodeError:
        return None
    if not isinstance(told, dict) or told.get("type") != "FeatureCollection":
        return None
    features = told.get("features")
    return features if isinstance(features, list) else None


def rows_of_points(features: Sequence[Mapping[str, Any]]) -> list[list[str]] | None:
    """Point features as the rows of a table, header first, 緯度 and 経度 last; None if not points."""
    points = [f for f in features if (f.get("geometry") or {}).get("type") == "Point"]
    if not points or len(points) != len(features):
        return None
    names = list(dict.fromkeys(name for feature in points for name in feature["properties"]))
    rows = [[*names, "緯度", "経度"]]
    for feature in points:
        longitude, latitude = feature["geometry"]["coordinates"][:2]
        told = feature["properties"]
        cells = ["" if told.get(name) is None else str(told[name]) for name in names]
        rows.append([*cells, repr(latitude), repr(longitude)])
    return rows
