"""Figures as files: CSV that Excel opens and programs read, GeoJSON for maps elsewhere.

The first row names the columns. A hidden count is an empty cell, and the last column says so.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse

from sakimawari.console.services.figures import MEASURES, Meaning, Shown
from sakimawari.drawing.sheets import harmless
from sakimawari.fit.compare.suppression import FEWEST
from sakimawari.registry.outlines import Outlines

HIDDEN = f"{FEWEST}未満またはそれを推測できる値は空欄"
COLUMNS = {
    "entitled": "対象",
    "possible": "可能性あり",
    "receiving": "受給中",
    "take_up": "受給率",
    "unclaimed": "未申請",
    "yen": "未申請の年額（円）",
}


def as_csv(name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A CSV file with a byte-order mark; in no cell does a spreadsheet calculate."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    content = b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")
    return _file(content, "text/csv; charset=utf-8", f"{name}.csv")


def as_geojson(name: str, areas: Iterable[tuple[Mapping[str, Any], Sequence[Any]]]) -> HttpResponse:
    """Areas with their figures; an area without boundary has no geometry."""
    features = [
        {
            "type": "Feature",
            "properties": dict(told),
            "geometry": {"type": "MultiPolygon", "coordinates": [[ring.tolist()] for ring in rings]}
            if rings
            else None,
        }
        for told, rings in areas
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    return _file(text.encode(), "application/geo+json", f"{name}.geojson")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


def cells(shown: Shown | None, meaning: Meaning) -> list[float | int | str]:
    """The figures of one place in the order of COLUMNS, and the remark."""
    told: list[float | int | str] = []
    hidden = False
    for measure in MEASURES:
        value = None if shown is None else shown.of(measure)
        hidden |= value is None and meaning.has(measure) and not _is_empty(shown, measure)
        told.append("" if value is None else round(value, 4) if measure == "take_up" else value)
    return [*told, HIDDEN if hidden else ""]


def _is_empty(shown: Shown | None, measure: str) -> bool:
    """A share of nobody is no share, and is not hidden."""
    return measure == "take_up" and shown is not None and shown.entitled == 0


def places_with_rings(
    outlines: Outlines, shown: Mapping[tuple[str, str], Shown], meaning: Meaning
) -> Iterable[tuple[Mapping[str, Any], Sequence[Any]]]:
    """Wards (town empty) or towns for GeoJSON."""
    for (ward, town), each in shown.items():
        rings = outlines.of_town(ward, town) if town else outlines.of_ward(ward)
        values = cells(each, meaning)
        told = dict(zip((*MEASURES, "remark"), values, strict=True))
        yield {"ward": ward, "town": town or None, **told}, rings
