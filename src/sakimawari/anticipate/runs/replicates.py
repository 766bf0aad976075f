"""What each replicate of a run found, kept so that a later stage can hold a plan against all of them.

replicates.parquet   service, measure, standing, area, since, until, error, values (one a replicate)

`standing` figures are counted on the day `until`, others happen from `since` to `until`. `area` is null
for the whole city, `service` for what is no service's. `error` is the standard error that comes from
reading a sample of households, the same ones in every replicate (0: all were read). `values` are null
where the count is too small to be shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

FILE = "replicates.parquet"
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampled:
    """One measure by replicate: `values` (replicates, periods, areas), the last area None: the city.

    `spans` are (first day, last day) of the periods; `error` and `hidden` are (periods, areas).
    """

    service: str | None
    measure: str
    standing: bool
    areas: Sequence[str | None]
    spans: Sequence[tuple[date, date]]
    values: Floats
    error: Floats | None = None
    hidden: Bools | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """What the replicates of a run say of one area in one period; no values where they are hidden."""

    since: date
    until: date
    error: float
    values: Floats | None


def write_replicates(folder: Path, measures: Iterable[Sampled]) -> None:
    """Write every measure, one group of rows each; nothing where there is none."""
    writer: pq.ParquetWriter | None = None
    for each in measures:
        table = _table(each)
        if writer is None:
            writer = pq.ParquetWriter(folder / FILE, table.schema, compression="zstd")
        writer.write_table(table)
    if writer is not None:
        writer.close()


def _table(each: Sampled) -> pa.Table:
    replicates, periods, width = each.values.shape
    rows = periods * width
    kept = each.hidden if each.hidden is not None else np.zeros((periods, width), np.bool_)
    error = each.error if each.error is not None else np.zeros((periods, width))
    flat = each.values.transpose(1, 2, 0).reshape(rows * replicates).astype(np.float32)
    values = pa.FixedSizeListArray.from_arrays(
        pa.array(flat), replicates, mask=pa.array(kept.reshape(rows))
    )
    since, until = zip(*each.spans, strict=True) if periods else ((), ())
    return pa.table(
        {
            "service": pa.array([each.service] * rows, pa.string()),
            "measure": pa.array([each.measure] * rows, pa.string()),
            "standing": pa.array([each.standing] * rows, pa.bool_()),
            "area": pa.array(list(each.areas) * periods, pa.string()),
            "since": pa.array(np.repeat(np.array(since, object), width).tolist(), pa.date32()),
            "until": pa.array(np.repeat(np.array(until, object), width).tolist(), pa.date32()),
            "error": pa.array(error.reshape(rows).astype(np.float32)),
            "values": values,
        }
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Replicates:
    """The replicates of a finished run, to be asked by service, measure and area."""

    table: pa.Table

    def services(self) -> tuple[str, ...]:
        """Every service the run counted."""
        return tuple(str(one) for one in pc.unique(self.table["service"]).to_pylist() if one)

    def measures(self, service: str | None) -> tuple[str, ...]:
        """Every measure of a service, or of the people."""
        return tuple(str(one) for one in pc.unique(self._of(service)["measure"]).to_pylist())

    def areas(self) -> tuple[str, ...]:
        """Every area, without the city."""
        return tuple(str(one) for one in pc.unique(self.table["area"]).to_pylist() if one)

    def measure(self, service: str | None, measure: str) -> tuple[bool, dict[str, list[Span]]]:
        """Whether it is a standing figure, and its periods by area ("" the city), in their order."""
        part = self._of(service)
        part = part.filter(pc.equal(part["measure"], measure)).sort_by("until")
        found: dict[str, list[Span]] = {}
        columns = (part[name].to_pylist() for name in ("area", "since", "until", "error", "values"))
        for area, since, until, error, values in zip(*columns, strict=True):
            seen = None if values is None else np.array(values, np.float64)
            span = Span(since=since, until=until, error=float(error), values=seen)
            found.setdefault(area or "", []).append(span)
        return bool(part["standing"][0].as_py()) if len(part) else True, found

    def _of(self, service: str | None) -> pa.Table:
        column = self.table["service"]
        chosen = pc.is_null(column) if service is None else pc.equal(column, service)
        return self.table.filter(chosen)


def open_replicates(folder: Path) -> Replicates | None:
    """The replicates of a finished run; None where it was made without them."""
    file = folder / FILE
    return Replicates(table=pq.read_table(file)) if file.is_file() else None
