"""A run made part by part: the city cut along its wards, each part written apart, all joined.

A household is evaluated with the people linked to it and nobody else, so the calendar of a city is
the calendars of its parts one after another. Engines differ only in where parts are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from sakimawari.fit.store import RunWriter

_FIRST_LAYER, _UNITS = "000.parquet", "units.parquet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One part of the work: units first_unit … last_unit - 1, all of one ward."""

    number: int
    ward: str
    first_unit: int
    last_unit: int


def shares_of(manifest: Mapping[str, Any], *, most_units: int) -> tuple[Share, ...]:
    """Cut a snapshot along its wards, a large ward into equal parts of at most `most_units`.

    In the order of the units; `number` counts from 0.
    """
    cuts: list[tuple[str, int, int]] = []
    for ward in manifest["wards"]:
        first, units = int(ward["first_unit"]), int(ward["units"])
        pieces = -(-units // most_units)
        edges = [first + units * at // pieces for at in range(pieces + 1)] if pieces else []
        cuts += [(ward["ward"], a, b) for a, b in pairwise(edges)]
    return tuple(
        Share(number=number, ward=ward, first_unit=first, last_unit=last)
        for number, (ward, first, last) in enumerate(cuts)
    )


def join_parts(
    writer: RunWriter, folders: Sequence[Path], services: Sequence[str]
) -> Iterator[str]:
    """Write calendars and households of a run from those of its parts; yields each service done.

    `folders` in the order of the units. What is held at a time is one part of one service.
    """
    for service in services:
        paths = [folder / "calendar" / service / _FIRST_LAYER for folder in folders]
        writer.calendar(service, 0, (pq.read_table(path, use_threads=False) for path in paths))
        yield service
    writer.units(pq.read_table(folder / _UNITS, use_threads=False) for folder in folders)


def rows_written(folder: Path) -> dict[str, int]:
    """How many rows each file in the folder of a part holds."""
    return {
        path.relative_to(folder).as_posix(): int(pq.read_metadata(path).num_rows)
        for path in sorted(folder.glob("**/*.parquet"))
    }
