"""A run made part by part: the city cut along its wards, each part written apart, all joined.

A household is evaluated with the people linked to it and nobody else, so every table of a run is the
union of what its parts say, and `summary` their sum. Engines differ only in where parts are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from sakimawari.fit.schema import SUMMARY
from sakimawari.fit.store import TABLES, RunWriter
from sakimawari.registry.part import SnapshotPart
from sakimawari.rules.tree import Holder

_ROWS_AT_ONCE = 1 << 20  # how many rows of one service are held while joining


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


class PartWriter(RunWriter):
    """Writes the tables of a part, its rows and units counted as in the whole snapshot."""

    def __init__(self, folder: Path, part: SnapshotPart) -> None:
        super().__init__(folder)
        self._part = part

    def append(self, name: str, table: pa.Table) -> None:
        """Add rows that are counted within the part."""
        super().append(name, _counted_in_whole(table, self._part))


def _counted_in_whole(table: pa.Table, part: SnapshotPart) -> pa.Table:
    names = table.column_names
    if "unit" in names:
        units = pc.add(table["unit"], pa.scalar(part.first_unit, pa.int32()))
        table = table.set_column(names.index("unit"), "unit", units)
    if "row" in names:
        is_person = pc.equal(table["subject_kind"].cast(pa.string()), Holder.PERSON.value)
        first = pc.if_else(
            is_person,
            pa.scalar(part.first_person, pa.int32()),
            pa.scalar(part.first_unit, pa.int32()),
        )
        table = table.set_column(names.index("row"), "row", pc.add(table["row"], first))
    return table


def join_parts(
    writer: RunWriter, folders: Sequence[Path], services: Sequence[str]
) -> Iterator[str]:
    """Write the tables of a run from those of its parts, service by service; yields each when done.

    `folders` in the order of the units. At any moment some hundred thousand rows are held.
    """
    kept = {
        name: ds.dataset(
            [str(folder / f"{name}.parquet") for folder in folders], schema=table.schema
        )
        for name, table in TABLES.items()
    }
    for service in services:
        for name, rows in kept.items():
            for piece in _of_service(rows, service):
                writer.append(name, _summed(piece) if name == SUMMARY.name else piece)
        yield service


def _of_service(rows: ds.Dataset, service: str) -> Iterator[pa.Table]:
    """The rows of one service in the order of the parts, in large pieces; at least one piece."""
    wanted = pc.equal(ds.field("service").cast(pa.string()), service)
    waiting: list[pa.RecordBatch] = []
    held = 0
    for batch in rows.to_batches(filter=wanted):
        waiting.append(batch)
        held += batch.num_rows
        if held >= _ROWS_AT_ONCE:
            yield pa.Table.from_batches(waiting, rows.schema).unify_dictionaries()
            waiting, held = [], 0
    yield pa.Table.from_batches(waiting, rows.schema).unify_dictionaries()


def _summed(table: pa.Table) -> pa.Table:
    """Counts of the parts of a ward added up, wards in the order they come."""
    counted = [field.name for field in SUMMARY.schema if pa.types.is_int64(field.type)]
    keys = [name for name in SUMMARY.schema.names if name not in counted]
    plain = table.cast(
        pa.schema([(f.name, pa.string() if f.name in keys else f.type) for f in table.schema])
    )
    plain = plain.append_column("at", pa.array(range(len(plain)), pa.int64()))
    added = plain.group_by(keys, use_threads=False).aggregate(
        [*((name, "sum") for name in counted), ("at", "min")]
    )
    in_order = added.sort_by("at_min").drop_columns(["at_min"])
    return in_order.rename_columns([name.removesuffix("_sum") for name in in_order.column_names])


def rows_written(folder: Path) -> dict[str, int]:
    """How many rows each table in the folder of a part holds."""
    return {name: ds.dataset(str(folder / f"{name}.parquet")).count_rows() for name in TABLES}
