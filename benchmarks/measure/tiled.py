"""A larger city for engines: one snapshot laid several times side by side, each copy with wards of its own.

Only the tables a night reads. Names of the wards tell the copy, keys are told apart by it; nothing
else differs, so what a copy is owed is what the original is owed.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sakimawari.registry.publishing import point_to
from sakimawari.registry.store import ROWS_A_GROUP, Snapshot

_KEYS = ("person", "household", "beneficiary")
_ROWS = ("guardian", "spouse", "first_person", "head", "row")


def tiled(snapshot: Snapshot, home: Path, *, copies: int) -> Path:
    """A home whose snapshot is so many copies of another; kept for the next run."""
    name = f"{snapshot.folder.name}-times-{copies}"
    place = home / "snapshots" / name
    if not (place / "manifest.json").is_file():
        shutil.rmtree(place, ignore_errors=True)
        (place / "facts").mkdir(parents=True)
        _write(snapshot, place, copies)
        point_to(home / "snapshots", name)
    return home


def _write(snapshot: Snapshot, place: Path, copies: int) -> None:
    people, units = snapshot.people().num_rows, snapshot.households().num_rows

    def laid(table: pa.Table, copy: int) -> pa.Table:
        return _moved(table, copy, people=people, units=units)

    for name in ("people", "households", "receiving", "protection"):
        _repeat(snapshot.folder / f"{name}.parquet", place / f"{name}.parquet", copies, laid)
    for fact, told in snapshot.manifest["facts"].items():
        target = place / "facts" / f"fact={fact}"
        target.mkdir()
        step = people if told["holder"] == "person" else units

        def moved(table: pa.Table, copy: int, step: int = step) -> pa.Table:
            return _added(table, "row", copy * step)

        _repeat(snapshot.fact_path(fact), target / "part.parquet", copies, moved)
    wards = [
        ward
        | {
            "ward": f"{ward['ward']}{copy or ''}",
            "first_unit": ward["first_unit"] + copy * units,
            "first_person": ward["first_person"] + copy * people,
        }
        for copy in range(copies)
        for ward in snapshot.manifest["wards"]
    ]
    counts = {name: snapshot.manifest[name] * copies for name in ("people", "households")}
    manifest = json.dumps({**snapshot.manifest, **counts, "wards": wards}, ensure_ascii=False)
    (place / "manifest.json").write_text(manifest, encoding="utf-8")


def _repeat(
    source: Path, target: Path, copies: int, laid: Callable[[pa.Table, int], pa.Table]
) -> None:
    with pq.ParquetFile(source) as file:
        table = file.read()
    with pq.ParquetWriter(target, table.schema, compression="zstd", compression_level=1) as writer:
        for copy in range(copies):
            writer.write_table(laid(table, copy), row_group_size=ROWS_A_GROUP)


def _moved(table: pa.Table, copy: int, *, people: int, units: int) -> pa.Table:
    for name in table.column_names:
        at = table.column_names.index(name)
        if name in _KEYS and copy:
            keys = pc.binary_join_element_wise(table[name], pa.scalar(f"{copy}"), "-")
            table = table.set_column(at, name, pc.if_else(pc.equal(table[name], ""), "", keys))
        elif name == "unit" and pa.types.is_integer(table[name].type):
            table = _added(table, name, copy * units)
        elif name in _ROWS:
            table = _added(table, name, copy * people)
        elif name == "ward" and copy:
            words = table[name].combine_chunks()
            named = pc.binary_join_element_wise(words.dictionary, pa.scalar(f"{copy}"), "")
            table = table.set_column(at, name, pa.DictionaryArray.from_arrays(words.indices, named))
    return table


def _added(table: pa.Table, name: str, by: int) -> pa.Table:
    numbers = table[name].to_numpy()
    moved = np.where(numbers >= 0, numbers + by, numbers).astype(np.int32)
    return table.set_column(table.column_names.index(name), name, pa.array(moved))
