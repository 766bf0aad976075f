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
import pyarrow.parquet as pq

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
        name: [_Written.at(folder / f"{name}.parquet") for folder in folders] for name in TABLES
    }
    for service in services:
        for name, parts in kept.items():
            for piece in _of_service(parts, service, TABLES[name].schema):
                writer.append(name, _summed(piece) if name == SUMMARY.name else piece)
        yield service


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """One table of a part, and which services its row groups hold (first and last by name)."""

    path: Path
    about: pq.FileMetaData
    services: tuple[tuple[int, str, str], ...]  # row group, first, last

    @classmethod
    def at(cls, path: Path) -> _Written:
        about = pq.read_metadata(path)
        column = about.schema.to_arrow_schema().get_field_index("service")
        held = []
        for at in range(about.num_row_groups):
            group = about.row_group(at)
            if group.num_rows:
                told = group.column(column).statistics
                held.append((at, str(told.min), str(told.max)))
        return cls(path=path, about=about, services=tuple(held))

    def of(self, service: str) -> pa.Table | None:
        """The rows of one service, if there are any."""
        near = [(at, low == high) for at, low, high in self.services if low <= service <= high]
        if not near:
            return None
        with pq.ParquetFile(self.path, metadata=self.about) as file:
            table = file.read_row_groups([at for at, _ in near], use_threads=False)
        if all(alone for _, alone in near):
            return table
        return table.filter(pc.equal(table["service"].cast(pa.string()), service))


def _of_service(parts: Sequence[_Written], service: str, schema: pa.Schema) -> Iterator[pa.Table]:
    """The rows of one service in the order of the parts, in large pieces; at least one piece."""
    waiting = [schema.empty_table()]
    held = 0
    for part in parts:
        found = part.of(service)
        if found is None:
            continue
        waiting.append(found.cast(schema))
        held += found.num_rows
        if held >= _ROWS_AT_ONCE:
            yield pa.concat_tables(waiting).unify_dictionaries()
            waiting, held = [schema.empty_table()], 0
    yield pa.concat_tables(waiting).unify_dictionaries()


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
    return {name: int(pq.read_metadata(folder / f"{name}.parquet").num_rows) for name in TABLES}
