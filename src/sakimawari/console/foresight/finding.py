"""Finished runs as the values pages show; each is read once and kept while its folder stands."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from sakimawari.anticipate.alerts.showing import Kept
from sakimawari.anticipate.alerts.showing import open_kept as open_watch
from sakimawari.anticipate.runs.folder import MANIFEST, finished, manifest_of
from sakimawari.anticipate.series.showing import open_kept
from sakimawari.console.city import City
from sakimawari.console.foresight.demand_reading import of_months, of_years
from sakimawari.console.foresight.path_reading import read_path
from sakimawari.console.foresight.people_reading import read_people
from sakimawari.console.foresight.values import (
    DemandBook,
    Flaw,
    People,
    Ready,
    Run,
    SeriesBook,
)
from sakimawari.console.foresight.values import Path as Way
from sakimawari.drawing.sheets import Cell, Table

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True, kw_only=True)
class Watching:
    """A run of alerts with all that was observed."""

    run: Run
    kept: Kept


_MOST_KEPT = 12
_lock = threading.Lock()
_kept: dict[tuple[str, int], object] = {}


def runs(there: City, kind: str) -> tuple[Run, ...]:
    """The finished runs of a kind, the newest first."""
    return tuple(_run(folder) for folder in finished(there.office.home, kind))


def _run(folder: Path) -> Run:
    made = datetime.fromtimestamp((folder / MANIFEST).stat().st_mtime, tz=UTC)
    return Run(kind=folder.parent.name, name=folder.name, made=made, about=manifest_of(folder))


def _latest(there: City, kind: str, name: str) -> Path | None:
    folders = finished(there.office.home, kind)
    return next((each for each in folders if not name or each.name == name), None)


def _read(folder: Path, read: Callable[[Path, Run], Found]) -> Found:
    """What was read of a folder, once for each time it is published."""
    key = (str(folder), (folder / MANIFEST).stat().st_mtime_ns)
    with _lock:
        if key in _kept:
            found: Found = _kept[key]  # type: ignore[assignment]
            return found
    made = read(folder, _run(folder))
    with _lock:
        while len(_kept) >= _MOST_KEPT:
            _kept.pop(next(iter(_kept)))
        _kept[key] = made
    return made


def series(there: City, name: str = "") -> SeriesBook | None:
    """A forecast of series by its name, else the newest; None where there is none."""
    folder = _latest(there, "series", name)
    return None if folder is None else _read(folder, _series)


def _series(folder: Path, run: Run) -> SeriesBook:
    kept = open_kept(folder)
    defects = (
        Flaw(
            id=row["id"],
            series=row["series"],
            period=date.fromisoformat(row["period"]) if row["period"] else None,
            what=row["what"],
            count=int(row["periods"]),
            amount=float(row["amount"]) if row.get("amount") else None,
        )
        for row in kept.defects
    )
    weights = run.about.get("weights")
    return SeriesBook(
        run=run,
        ids=kept.ids,
        levels=kept.levels,
        frequency=str(run.about["frequency"]),
        starts=kept.starts,
        later=kept.later,
        past=kept.past,
        ahead=kept.ahead,
        scores=kept.scores,
        members=tuple(weights) if isinstance(weights, dict) else (),
        flaws=tuple(defects),
        aside=kept.aside,
    )


def people(there: City, name: str = "") -> People | None:
    """A projection by its name, else the newest; None where there is none."""
    folder = _latest(there, "people", name)
    return None if folder is None else _read(folder, read_people)


def demand(there: City, *, by: str = "year") -> DemandBook | None:
    """The newest demand by year or by month, by the other where it has not got the one."""
    folder = _latest(there, "demand", "")
    if folder is None:
        return None
    years, months = _read(
        folder, lambda folder, run: (of_years(folder, run), of_months(folder, run))
    )
    if years is not None and months is not None and len(years.periods) < 2:
        return months  # one whole year is no course
    return (months or years) if by == "month" else (years or months)


def alerts(there: City) -> tuple[Watching, ...]:
    """What each run watches, the newest first; a run of another name watches other series."""
    folders = finished(there.office.home, "alerts")
    return tuple(_read(folder, lambda folder, run: Watching(run=run, kept=open_watch(folder)))
                 for folder in folders)  # fmt: skip


def capacity(there: City, name: str = "") -> Ready | None:
    """What must stand ready by its name, else the newest; None where there is none."""
    folder = _latest(there, "capacity", name)
    return None if folder is None else _read(folder, _ready)


def _ready(folder: Path, run: Run) -> Ready:
    sheets = {}
    for path in sorted(folder.glob("*.parquet")):
        table = pq.read_table(path)
        rows = zip(*(_plain(column) for column in table.columns), strict=True)
        sheets[path.stem] = Table(columns=tuple(table.column_names), rows=tuple(rows))
    return Ready(run=run, sheets=sheets)


def _plain(column: pa.ChunkedArray) -> list[Cell]:
    return [each.isoformat() if isinstance(each, date) else each for each in column.to_pylist()]


def path(there: City, name: str = "") -> Way | None:
    """A backcast by its name, else the newest; None where there is none."""
    folder = _latest(there, "backcast", name)
    return None if folder is None else _read(folder, read_path)
