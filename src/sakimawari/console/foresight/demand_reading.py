"""A demand's folder as a book: rows of services, places and periods laid out as arrays."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sakimawari.anticipate.demand.load import MEASURES
from sakimawari.anticipate.demand.store import DEMAND, TURNED, YEARS
from sakimawari.console.foresight.values import CITY, DemandBook, Floats, Run
from sakimawari.fit.compare.suppression import FEWEST

_LONGEST_MONTH = 31
_OF_PEOPLE = ("entitled", "started", "possible", "applications")


def of_years(folder: Path, run: Run) -> DemandBook | None:
    """The demand by calendar year; None where no whole year is ahead."""
    table = pq.read_table(folder / f"{YEARS}.parquet")
    return _book(run, table, "year", _turned(folder)) if len(table) else None


def of_months(folder: Path, run: Run) -> DemandBook | None:
    """The months ahead that were read one by one."""
    table = pq.read_table(folder / f"{DEMAND}.parquet")
    days = pc.subtract(table["until"].cast(pa.int32()), table["since"].cast(pa.int32()))
    near = table.filter(pc.less_equal(days, _LONGEST_MONTH))
    return _book(run, near, "month", {}) if len(near) else None


def _book(run: Run, table: pa.Table, frequency: str, turned: dict[int, Floats]) -> DemandBook:
    table = table.filter(pc.not_equal(table["level"], "town"))
    services = dict(zip(table["service"].to_pylist(), table["name"].to_pylist(), strict=True))
    areas = [area for area in dict.fromkeys(table["ward"].to_pylist()) if area]
    periods = sorted(set(table["since"].to_pylist()))
    where = (
        _places(table["service"].to_pylist(), list(services)),
        _places([area or CITY for area in table["ward"].to_pylist()], [*areas, CITY]),
        _places(table["since"].to_pylist(), periods),
    )
    shape = (len(services), len(areas) + 1, len(periods))
    sides = [
        {name: _laid_out(table[f"{name}{end}"], where, shape) for name in MEASURES}
        for end in ("", "_low", "_high")
    ]
    for name in _OF_PEOPLE:
        few = (np.round(sides[0][name]) > 0) & (np.round(sides[0][name]) < FEWEST)
        for side in sides:
            side[name][few] = np.nan
    known = [name for name in MEASURES if np.nansum(sides[0][name]) > 0]
    middle, low, high = ({name: side[name] for name in known} for side in sides)
    return DemandBook(run=run, services=tuple(services.items()), areas=tuple(areas),
                      frequency=frequency, periods=tuple(periods), middle=middle, low=low,
                      high=high, turned=_in_order(turned, areas, periods))  # fmt: skip


def _places(values: list[object], order: list[object]) -> np.ndarray:
    place = {value: at for at, value in enumerate(order)}
    return np.array([place[value] for value in values], np.int64)


def _laid_out(
    column: pa.ChunkedArray, where: tuple[np.ndarray, ...], shape: tuple[int, ...]
) -> Floats:
    found: Floats = np.full(shape, np.nan)
    found[where] = column.to_numpy()
    return found


def _turned(folder: Path) -> dict[int, Floats]:
    """Of each age what `_in_order` sorts: rows of (ward, year, mean, low, high)."""
    rows: dict[int, list[tuple[object, ...]]] = {}
    for row in pq.read_table(folder / f"{TURNED}.parquet").to_pylist():
        told = (row["ward"], row["year"], row["people"], row["people_low"], row["people_high"])
        rows.setdefault(row["age"], []).append(told)
    return {age: np.array(each, dtype=object) for age, each in rows.items()}


def _in_order(
    turned: dict[int, Floats], areas: list[str], periods: list[date]
) -> dict[int, Floats]:
    found = {}
    for age, rows in turned.items():
        values: Floats = np.full((3, len(areas), len(periods)), np.nan)
        years = {day.year: at for at, day in enumerate(periods)}
        for ward, year, *sides in rows.tolist():
            if ward in areas and year in years:
                values[:, areas.index(ward), years[year]] = [
                    np.nan if side is None else side for side in sides
                ]
        found[age] = values
    return found
