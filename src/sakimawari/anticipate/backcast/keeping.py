"""What a target took from outside (a file beside it, a run of the city), kept with its answer.

taken.parquet   table, draw (null: the mean that was planned for), member, period, value

With it a finished backcast can be read again when the run it was made from is gone or made anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sakimawari.anticipate.backcast.values import Floats, Table, Target

FILE = "taken.parquet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Figures of a table, flat: members × periods, and draws × members × periods."""

    grid: Floats
    draws: Floats | None


def keep_tables(folder: Path, target: Target) -> None:
    """Write the tables from outside; nothing where there is none."""
    parts = [_flat(one, target) for one in target.tables.values() if one.outside]
    if parts:
        pq.write_table(pa.concat_tables(parts), folder / FILE, compression="zstd")


def _flat(table: Table, target: Target) -> pa.Table:
    members, periods = target.members(table.over), len(target.labels)
    stacked = [table.grid] if table.draws is None else [table.grid, *table.draws]
    each = len(members) * periods
    draw: list[int | None] = [None] * each
    draw += np.repeat(np.arange(len(stacked) - 1), each).tolist()
    named = np.repeat(np.array(members, object), periods)
    return pa.table(
        {
            "table": pa.array([table.id] * each * len(stacked), pa.string()),
            "draw": pa.array(draw, pa.int32()),
            "member": pa.array(np.tile(named, len(stacked)).tolist(), pa.string()),
            "period": pa.array(list(target.labels) * len(members) * len(stacked), pa.string()),
            "value": pa.array(np.concatenate([one.ravel() for one in stacked]), pa.float64()),
        }
    )


def kept_tables(folder: Path) -> Mapping[str, Kept]:
    """The tables kept with a finished backcast, by name."""
    if not (folder / FILE).is_file():
        return {}
    table, found = pq.read_table(folder / FILE), {}
    for id in pc.unique(table["table"]).to_pylist():
        part = table.filter(pc.equal(table["table"], id))
        drawn = part.filter(pc.is_valid(part["draw"]))["value"].to_numpy()
        grid = part.filter(pc.is_null(part["draw"]))["value"].to_numpy()
        found[str(id)] = Kept(grid=grid, draws=drawn if len(drawn) else None)
    return found
