"""Facilities held against one another and against the city's boundaries."""

from __future__ import annotations

import re
import statistics
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import polars as pl
import pyarrow as pa

from sakimawari.registry import schema
from sakimawari.registry.boundaries import Boundaries
from sakimawari.registry.opendata import Facility, Finding
from sakimawari.registry.units import dictionary

_FAR_DEGREES = 0.5  # some 50 km from the middle of its own file
_CITY = re.compile(r"^(?:.{2,3}?[都道府県])?([^市町村区]{1,6}[市町村])")

Checked = tuple[list[Facility], list[Finding]]


def check_facilities(facilities: Sequence[Facility], boundaries: Boundaries | None) -> Checked:
    """The facilities with their positions judged, and what was found; a second row of an id goes."""
    kept, findings = _without_twins(facilities)
    kept = [_placed(facility, findings) for facility in _judged(kept, findings, boundaries)]
    findings.extend(_shared_addresses(kept, boundaries))
    return kept, findings


def _without_twins(facilities: Sequence[Facility]) -> Checked:
    kept: list[Facility] = []
    findings: list[Finding] = []
    seen: dict[tuple[str, str], int] = {}
    for facility in facilities:
        key = (facility.dataset, facility.facility)
        if key in seen and seen[key] == facility.file:
            findings.append(Finding("ROW041", facility.file, facility.row))
            continue
        seen[key] = facility.file
        kept.append(facility)
    return kept, findings


def _judged(
    facilities: list[Facility], findings: list[Finding], boundaries: Boundaries | None
) -> list[Facility]:
    """Positions outside the city marked as such (ROW052), wards compared (ROW053)."""
    middles = _middles(facilities)
    judged = []
    for facility in facilities:
        latitude, longitude = facility.latitude, facility.longitude
        if latitude is None or longitude is None:
            judged.append(facility)
            continue
        middle = middles[facility.file]
        outside = max(abs(latitude - middle[0]), abs(longitude - middle[1])) > _FAR_DEGREES
        if boundaries is not None:
            outside = boundaries.is_outside(latitude, longitude)
            lies_in = boundaries.ward_of(latitude, longitude)
            if facility.ward and lies_in and facility.ward != lies_in:
                findings.append(Finding("ROW053", facility.file, facility.row))
        if outside:
            findings.append(Finding("ROW052", facility.file, facility.row))
        judged.append(replace(facility, position="outside") if outside else facility)
    return judged


def _middles(facilities: Sequence[Facility]) -> dict[int, tuple[float, float]]:
    """The middle of each file's positions."""
    placed: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for facility in facilities:
        if facility.latitude is not None and facility.longitude is not None:
            placed[facility.file].append((facility.latitude, facility.longitude))
    return {
        file: (statistics.median(at[0] for at in points), statistics.median(at[1] for at in points))
        for file, points in placed.items()
    }


def _placed(facility: Facility, findings: list[Finding]) -> Facility:
    """Notes an address in another municipality than the row itself tells (ROW058)."""
    if facility.city is None or facility.address is None:
        return facility
    told = _CITY.match(unicodedata.normalize("NFKC", facility.city))
    written = _CITY.match(unicodedata.normalize("NFKC", facility.address))
    if told and written and told[1] != written[1]:
        findings.append(Finding("ROW058", facility.file, facility.row))
    return facility


def _shared_addresses(
    facilities: Sequence[Facility], boundaries: Boundaries | None
) -> list[Finding]:
    """Facilities of one address that lie in different wards (ROW054)."""
    if boundaries is None:
        return []
    by_address: dict[str, list[tuple[Facility, str]]] = defaultdict(list)
    for facility in facilities:
        if facility.address and facility.latitude is not None and facility.longitude is not None:
            ward = boundaries.ward_of(facility.latitude, facility.longitude)
            if ward is not None:
                by_address[_plain_address(facility.address)].append((facility, ward))
    return [
        Finding("ROW054", facility.file, facility.row)
        for together in by_address.values()
        if len({ward for _, ward in together}) > 1
        for facility, _ in together
    ]


def _plain_address(address: str) -> str:
    plain = "".join(unicodedata.normalize("NFKC", address).split())
    return re.sub(r"番地?|丁目|号", "-", plain).rstrip("-")


def facilities_table(facilities: Sequence[Facility], files: Sequence[str]) -> pa.Table:
    """`facilities.parquet`, by dataset and key; an id used by two files carries its file's name."""
    times = Counter(facility.facility for facility in facilities)
    keyed = [
        facility
        if times[facility.facility] == 1
        else replace(facility, facility=f"{facility.dataset}:{facility.facility}")
        for facility in facilities
    ]
    keyed.sort(
        key=lambda facility: (facility.dataset, facility.facility, facility.file, facility.row)
    )
    columns: dict[str, pa.Array] = {}
    hazards = {name: place for place, name in enumerate(schema.HAZARDS)}
    for column in schema.FACILITIES.columns:
        values: list[Any]
        if column.name in hazards:
            values = [facility.hazards[hazards[column.name]] for facility in keyed]
        elif column.name == "source":
            values = [files[facility.file] for facility in keyed]
        elif column.name == "source_row":
            values = [facility.row for facility in keyed]
        else:
            values = [getattr(facility, column.name) for facility in keyed]
        words = column.type == schema.WORD
        columns[column.name] = (
            dictionary(pl.Series(values, dtype=pl.String))
            if words
            else pa.array(values, column.type)
        )
    return pa.table(columns)
