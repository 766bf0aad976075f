"""What a forecast's folder keeps for those who look at it: what was, level by level, and pictures.

observed.parquet   series, level, values (one a period, null where not reported); starts in its schema
fan-N.svg, .csv    the first series of the file's order, totals first
series.svg, .csv   the same side by side
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sakimawari.anticipate.pictures.fans import Band, Fan, fan_chart
from sakimawari.anticipate.pictures.multiples import Small, small_multiples
from sakimawari.anticipate.pictures.picture import save
from sakimawari.anticipate.pictures.sparks import Spark
from sakimawari.anticipate.series.run import Outcome
from sakimawari.anticipate.series.values import Floats, Hierarchy, Panel

OBSERVED = "observed.parquet"
QUANTILES = ("q025", "q10", "q25", "q50", "q75", "q90", "q975")
_MOST_FANS, _MOST_SMALL, _BACK = 12, 24, 156
_BANDS = ((50, 2, 4), (80, 1, 5), (95, 0, 6))


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A forecast as its folder tells it. `past` is (series, periods), NaN where not reported;
    `ahead` (7, series, horizon) by QUANTILES; `scores` those of the combination, NaN without one.
    `aside` holds the ids of the rows set aside, one a row.
    """

    ids: tuple[str, ...]
    levels: tuple[str, ...]
    starts: tuple[date, ...]
    later: tuple[date, ...]
    past: Floats
    ahead: Floats
    scores: dict[str, Floats]
    defects: tuple[dict[str, str], ...]
    aside: tuple[str, ...] = ()


def keep(folder: Path, outcome: Outcome) -> None:
    """Write what was observed, and the pictures."""
    write_observed(folder / OBSERVED, outcome.panel, outcome.hierarchy)
    _draw(folder, outcome)


def open_kept(folder: Path) -> Kept:
    """Read a finished folder."""
    ids, levels, starts, past = read_observed(folder / OBSERVED)
    told = pq.read_table(folder / "forecast.parquet", columns=["period", *QUANTILES])
    horizon = len(told) // max(len(ids), 1)
    ahead = np.stack([told[name].to_numpy().reshape(len(ids), horizon) for name in QUANTILES])
    return Kept(
        ids=ids,
        levels=levels,
        starts=starts,
        later=tuple(told["period"].slice(0, horizon).to_pylist()),
        past=past,
        ahead=ahead,
        scores=_scores(folder / "backtest.csv", ids),
        defects=_rows(folder / "defects.csv"),
        aside=tuple(row["id"] for row in _rows(folder / "set_aside.csv")),
    )


def write_observed(path: Path, panel: Panel, hierarchy: Hierarchy | None) -> None:
    """Write what a panel reports, with the level of each series."""
    level = [""] * len(panel.ids)
    if hierarchy is not None:
        for name, rows in hierarchy.levels.items():
            for row in rows.tolist():
                level[row] = name
    periods = panel.values.shape[1]
    values = pa.FixedSizeListArray.from_arrays(
        pa.array(panel.values.reshape(-1), pa.float64()), periods
    )
    starts = [str(day) for day in panel.starts.astype("M8[D]")]
    table = pa.table({"series": pa.array(panel.ids), "level": pa.array(level), "values": values})
    pq.write_table(table.replace_schema_metadata({"starts": json.dumps(starts)}), path,
                   compression="zstd")  # fmt: skip


def read_observed(path: Path) -> tuple[tuple[str, ...], tuple[str, ...], tuple[date, ...], Floats]:
    """Names, levels, first days of periods, and values (series, periods), NaN where not reported."""
    observed = pq.read_table(path)
    starts = json.loads((observed.schema.metadata or {})[b"starts"])
    ids = tuple(observed["series"].to_pylist())
    flat = observed["values"].combine_chunks().flatten().to_numpy(zero_copy_only=False)
    past = flat.astype(np.float64).reshape(len(ids), len(starts))
    return ids, tuple(observed["level"].to_pylist()), tuple(map(date.fromisoformat, starts)), past


def _scores(path: Path, ids: tuple[str, ...]) -> dict[str, Floats]:
    rows = [row for row in _rows(path) if row["member"] == "combined"]
    place = {name: at for at, name in enumerate(ids)}
    found = {name: np.full(len(ids), np.nan) for name in ("mase", "cover80", "cover95")}
    for row in rows:
        for name, values in found.items():
            if row[name] and row["series"] in place:
                values[place[row["series"]]] = float(row[name])
    return found if rows else {}


def _rows(path: Path) -> tuple[dict[str, str], ...]:
    if not path.is_file():
        return ()
    with path.open(encoding="utf-8-sig", newline="") as file:
        return tuple(csv.DictReader(file))


def _draw(folder: Path, outcome: Outcome) -> None:
    smalls = []
    back = min(_BACK, outcome.panel.values.shape[1])
    days = [str(day) for day in outcome.panel.starts[-back:].astype("M8[D]")]
    labels = (*days, *(str(day) for day in outcome.ahead.astype("M8[D]")))
    for at, name in enumerate(outcome.panel.ids[:_MOST_SMALL]):
        past = tuple(float(value) if np.isfinite(value) else None
                     for value in outcome.panel.values[at, -back:])  # fmt: skip
        sides = [tuple(side.tolist()) for side in np.moveaxis(outcome.quantiles[at], -1, 0)]
        smalls.append(
            Small(name=name, spark=Spark(past=past, middle=sides[3], low=sides[1], high=sides[5]))
        )
        if at < _MOST_FANS:
            bands = tuple(
                Band(share=share, low=sides[low], high=sides[high]) for share, low, high in _BANDS
            )
            fan = Fan(labels=labels, past=past, middle=sides[3], bands=bands, unit="件")
            save(folder, f"fan-{at + 1}", fan_chart(name, f"{name}: {labels[-1]}まで", fan))
    save(
        folder,
        "series",
        small_multiples("系列", f"{len(smalls)}の系列", labels, smalls, shared=False),
    )
