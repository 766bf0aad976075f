"""A forecast as files: one table for people, one of paths for programs, and what both rest on.

forecast.csv, forecast.parquet   series, period, mean, quantiles
paths.parquet                    series, path, one column a period; float32
backtest.csv                     series, member, scores on past origins
levels.csv                       each level's loss before and after it was made to add up
observed.parquet                 what was, and the level of each series
fan-N.svg, series.svg            pictures, each with its table
defects.csv, set_aside.csv       what the file showed, and its rows that could not be used
manifest.json                    of what, with what, how; written last
"""

from __future__ import annotations

import csv
import hashlib
import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from sakimawari.anticipate.reading.values import Examined
from sakimawari.anticipate.reading.wording import write_defects, write_set_aside
from sakimawari.anticipate.runs.folder import publishing, write_manifest
from sakimawari.anticipate.series.paths import TOLD
from sakimawari.anticipate.series.run import Order, Outcome
from sakimawari.anticipate.series.showing import keep

COLUMNS = tuple(f"q{1000 * level:03.0f}".rstrip("0").ljust(3, "0") for level in TOLD)


def write_folder(
    home: Path, name: str, outcome: Outcome, told: Examined, about: dict[str, object]
) -> Path:
    """Publish a forecast as `<home>/anticipate/series/NAME`."""
    with publishing(home, "series", name) as folder:
        fill(folder, outcome, told, about)
    return home / "anticipate" / "series" / name


def write_out(out: Path, outcome: Outcome, told: Examined, about: dict[str, object]) -> Path:
    """Write to a file (.csv or .parquet: the table alone) or to a folder of its own (all of it)."""
    if out.suffix.lower() in (".csv", ".parquet"):
        out.parent.mkdir(parents=True, exist_ok=True)
        making = out.with_name(f".{out.name}.making")
        _write_table(table_of(outcome), making, csv_wanted=out.suffix.lower() == ".csv")
        making.replace(out)
        return out
    making = out.with_name(f".{out.name}.making")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    try:
        fill(making, outcome, told, about)
        if out.exists():
            old = out.with_name(f".{out.name}.old")
            shutil.rmtree(old, ignore_errors=True)
            out.rename(old)
            making.rename(out)
            shutil.rmtree(old)
        else:
            making.rename(out)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return out


def fill(folder: Path, outcome: Outcome, told: Examined, about: dict[str, object]) -> None:
    """Write every file of a forecast, the manifest last."""
    table = table_of(outcome)
    _write_table(table, folder / "forecast.csv", csv_wanted=True)
    _write_table(table, folder / "forecast.parquet", csv_wanted=False)
    write_paths(folder / "paths.parquet", outcome)
    _write_rows(folder / "backtest.csv", _backtest_rows(outcome))
    if outcome.hierarchy is not None:
        _write_rows(folder / "levels.csv", _level_rows(outcome))
    write_defects(folder / "defects.csv", outcome.defects)
    if told.set_aside:
        write_set_aside(folder / "set_aside.csv", told.header, told.set_aside)
    keep(folder, outcome)
    write_manifest(folder, about)


def table_of(outcome: Outcome) -> pa.Table:
    """The forecast as a table: series, period, mean, quantiles; a row a series and period."""
    series, horizon = outcome.mean.shape
    columns: dict[str, object] = {
        "series": pa.array(np.repeat(np.array(outcome.panel.ids, object), horizon), pa.string()),
        "period": pa.array(np.tile(outcome.ahead.astype("M8[D]"), series)),
        "mean": np.round(outcome.mean.reshape(-1), 4),
    }
    for place, name in enumerate(COLUMNS):
        columns[name] = np.round(outcome.quantiles[..., place].reshape(-1), 4)
    return pa.table(columns)


def write_paths(path: Path, outcome: Outcome) -> None:
    """The sample paths, float32: a row a series and path, a column a period; a part a thousand series."""
    count, horizon = outcome.paths.shape[1:]
    names = [str(day) for day in outcome.ahead.astype("M8[D]")]
    schema = pa.schema(
        [("series", pa.string()), ("path", pa.int32()), *((name, pa.float32()) for name in names)]
    )
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for first in range(0, len(outcome.paths), 1_000):
            part = outcome.paths[first : first + 1_000].astype(np.float32).reshape(-1, horizon)
            ids = np.repeat(np.array(outcome.panel.ids[first : first + 1_000], object), count)
            paths = np.tile(np.arange(count, dtype=np.int32), len(ids) // count)
            columns = [pa.array(ids, pa.string()), pa.array(paths)]
            columns += [pa.array(np.ascontiguousarray(part[:, at])) for at in range(horizon)]
            writer.write_table(pa.Table.from_arrays(columns, schema=schema))


def _write_table(table: pa.Table, path: Path, *, csv_wanted: bool) -> None:
    if not csv_wanted:
        pq.write_table(table, path, compression="zstd")
        return
    with path.open("wb") as opened:
        opened.write(b"\xef\xbb\xbf")  # so that Excel reads Japanese names
        options = pyarrow.csv.WriteOptions(quoting_style="needed")
        pyarrow.csv.write_csv(table, opened, options)


def _write_rows(path: Path, rows: Iterator[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as opened:
        csv.writer(opened).writerows(rows)


def _backtest_rows(outcome: Outcome) -> Iterator[tuple[object, ...]]:
    yield "series", "member", "origins", "mase", "loss", "cover80", "cover95", "bias"
    for member, scores in outcome.scores.items():
        figures = np.stack([scores.mase, scores.loss, scores.cover80, scores.cover95, scores.bias])
        for name, row in zip(outcome.panel.ids, figures.T, strict=True):
            told = ["" if np.isnan(figure) else round(float(figure), 4) for figure in row]
            yield name, member, scores.origins, *told


def _level_rows(outcome: Outcome) -> Iterator[tuple[object, ...]]:
    yield "level", "series", "loss_alone", "loss_adding_up", "ratio", "trust"
    if outcome.hierarchy is None:
        return
    for level, rows in outcome.hierarchy.levels.items():
        if outcome.learnt is None:
            yield level, len(rows), "", "", "", ""
            continue
        before, after = outcome.learnt.before[level], outcome.learnt.after[level]
        trust = 1 / outcome.learnt.factors[level]
        ratio = outcome.learnt.ratios[level]
        yield level, len(rows), f"{before:.5f}", f"{after:.5f}", f"{ratio:.4f}", f"{trust:.4g}"


def manifest_of(source: Path, outcome: Outcome, told: Examined, order: Order) -> dict[str, object]:
    """What the forecast was made of and with."""
    panel = outcome.panel
    known = np.isfinite(panel.values)
    return {
        "kind": "series",
        "source": source.name,
        "sha256": hashlib.sha256(source.read_bytes()).hexdigest(),
        "rows": told.rows,
        "set_aside": len(told.set_aside),
        "defects": len(outcome.defects),
        "series": len(panel.ids),
        "bottom": len(panel.ids) if outcome.hierarchy is None else outcome.hierarchy.bottom,
        "levels": [] if outcome.hierarchy is None else list(outcome.hierarchy.levels),
        "keys": list(told.key_names),
        "frequency": panel.frequency.value,
        "from": str(panel.starts[0].astype("M8[D]")),
        "to": str(panel.starts[-1].astype("M8[D]")),
        "reported": round(float(known.mean()), 4),
        "counts": panel.is_count,
        "exposure": panel.exposure is not None,
        "horizon": order.horizon,
        "paths": outcome.paths.shape[1],
        "seed": order.seed,
        "weights": outcome.weights,
        "level_kept": None if outcome.learnt is None else outcome.learnt.kept,
        "origins": [str(day) for day in outcome.origins],
        "scores": overall(outcome),
        "seconds": {stage: round(value, 2) for stage, value in outcome.seconds.items()},
    }


def overall(outcome: Outcome) -> dict[str, dict[str, float]]:
    """Each member's mean scores over series."""
    told: dict[str, dict[str, float]] = {}
    for member, scores in outcome.scores.items():
        told[member] = {}
        for name in ("mase", "loss", "cover80", "cover95", "bias"):
            figures = getattr(scores, name)
            if np.isfinite(figures).any():
                told[member][name] = round(float(np.nanmean(figures)), 4)
    return told


def csv_text(outcome: Outcome, most: int = 20) -> str:
    """The first rows of the table as CSV, for a look."""
    buffer = io.BytesIO()
    pyarrow.csv.write_csv(table_of(outcome).slice(0, most), buffer)
    return buffer.getvalue().decode("utf-8")
