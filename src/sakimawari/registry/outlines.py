"""A city's own boundaries, for its maps: <home>/boundaries/*.geojson, wards and towns.

Read are 国土数値情報 行政区域 (N03: wards), 国勢調査 町丁・字等境界 (S_NAME, CITY_NAME: towns of a ward),
and any GeoJSON whose areas name `ward` and, for towns, `town`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sakimawari.drawing.areas import Ring
from sakimawari.problems import Place, Problem
from sakimawari.registry.boundaries import features_of

FOLDER = "boundaries"
LARGEST = 200_000_000  # bytes of one file
_WARDS = ("ward", "N03_004", "N03_005", "CSS_NAME", "CITY_NAME", "行政区", "区名")
_TOWNS = ("town", "S_NAME", "MOJI", "町字", "町丁名")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlines:
    """Rings of wards by name, and of towns by ward and name; `problems` are files not read."""

    wards: Mapping[str, tuple[Ring, ...]]
    towns: Mapping[tuple[str, str], tuple[Ring, ...]]
    problems: tuple[Problem, ...] = ()

    def of_ward(self, ward: str) -> tuple[Ring, ...]:
        """The rings of a ward: its own, or those of all its towns."""
        own = self.wards.get(ward)
        if own:
            return own
        return tuple(ring for (of, _), rings in self.towns.items() if of == ward for ring in rings)

    def of_town(self, ward: str, town: str) -> tuple[Ring, ...]:
        """The rings of a town; none where no boundary is there."""
        return self.towns.get((ward, plain_town(town)), ())


def read_outlines(home: Path) -> Outlines:
    """Every boundary file of a home; MAP001 noted for one that is no GeoJSON of areas with names."""
    wards: dict[str, list[Ring]] = {}
    towns: dict[tuple[str, str], list[Ring]] = {}
    problems = []
    for path in sorted((home / FOLDER).glob("*.geojson")):
        found = list(_areas(path))
        if not found:
            problems.append(
                Problem(
                    id="MAP001",
                    what="the file holds no areas whose ward (and town) is named",
                    do="put GeoJSON polygons there with N03 or census names, or with `ward` and "
                    "`town`",
                    where=Place(file=f"{FOLDER}/{path.name}"),
                )
            )
        for ward, town, rings in found:
            if town:
                towns.setdefault((ward, plain_town(town)), []).extend(rings)
            else:
                wards.setdefault(ward, []).extend(rings)
    return Outlines(
        wards={ward: tuple(rings) for ward, rings in wards.items()},
        towns={town: tuple(rings) for town, rings in towns.items()},
        problems=tuple(problems),
    )


def stamp(home: Path) -> tuple[str, ...]:
    """Changes when a boundary file is added, replaced or removed."""
    files = sorted((home / FOLDER).glob("*.geojson"))
    return tuple(f"{path.name} {path.stat().st_mtime_ns}" for path in files)


def _areas(path: Path) -> Iterator[tuple[str, str, list[Ring]]]:
    if path.stat().st_size > LARGEST:
        return
    try:
        features = features_of(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        return
    for feature in features or ():
        told = feature.get("properties") if isinstance(feature, dict) else None
        rings = _rings(feature.get("geometry")) if isinstance(told, dict) else []
        ward = _ward(told) if isinstance(told, dict) else ""
        if ward and rings and isinstance(told, dict):
            yield ward, _first(told, _TOWNS), rings


def _ward(told: Mapping[str, Any]) -> str:
    """The ward's own name, without the city's before it (北九州市門司区)."""
    name = _first(told, _WARDS)
    return name.rpartition("市")[2] if name.endswith("区") else name


def _first(told: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return next((_narrow(str(told[name])).strip() for name in names if told.get(name)), "")


def _rings(geometry: Any) -> list[Ring]:
    if not isinstance(geometry, dict):
        return []
    polygons = geometry.get("coordinates")
    if geometry.get("type") == "Polygon":
        polygons = [polygons]
    elif geometry.get("type") != "MultiPolygon":
        return []
    if not isinstance(polygons, list):
        return []
    try:
        return [np.array(ring, np.float64)[:, :2] for polygon in polygons for ring in polygon]
    except (TypeError, ValueError, IndexError):
        return []


def plain_town(town: str) -> str:
    """A town's name as registers and maps have it in common: without 大字 and 字, no blanks."""
    name = _narrow(town).replace(" ", "")
    for before in ("大字", "字"):
        name = name.removeprefix(before)
    return name


def _narrow(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
