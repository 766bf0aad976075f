"""Read an official projection to align to: `area,year,low,high,people`, area empty for the whole city."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from sakimawari.anticipate.projection.rates.raking import Margin
from sakimawari.anticipate.projection.values import AGES
from sakimawari.problems import Place, fault

_COLUMNS = ("area", "year", "low", "high", "people")


def read_official(file: Path, areas: tuple[str, ...]) -> dict[int, tuple[Margin, ...]]:
    """Margins by calendar year, one for the areas named and one for the city.

    Raises:
        Problems: PROJ036 with the line for a column or number that is missing, an area that is not
            among those projected, or an age group given for some areas only.
    """
    found: dict[int, dict[str, dict[tuple[int, int], float]]] = {}
    with file.open(encoding="utf-8-sig", newline="") as opened:
        read = csv.DictReader(opened)
        if lacking := [name for name in _COLUMNS if name not in (read.fieldnames or ())]:
            raise _fault(file, 1, f"the column {lacking[0]} is missing")
        for line, row in enumerate(read, start=2):
            area = (row["area"] or "").strip()
            if area and area not in areas:
                raise _fault(file, line, "its area is none of those projected")
            year, low, high, people = _numbers(file, line, row)
            found.setdefault(year, {}).setdefault(area, {})[low, high] = people
    return {year: _margins(file, year, by_area, areas) for year, by_area in sorted(found.items())}


def _numbers(file: Path, line: int, row: dict[str, str]) -> tuple[int, int, int, float]:
    try:
        year, low, high = (int(row[name]) for name in ("year", "low", "high"))
        people = float(row["people"])
    except (TypeError, ValueError):
        raise _fault(file, line, "year, low, high or people is no number") from None
    if not (0 <= low <= high and people >= 0):
        raise _fault(file, line, "ages or people cannot be so")
    return year, low, min(high, AGES - 1), people


def _margins(
    file: Path,
    year: int,
    by_area: dict[str, dict[tuple[int, int], float]],
    areas: tuple[str, ...],
) -> tuple[Margin, ...]:
    city = by_area.pop("", None)
    made = []
    if by_area:
        groups = tuple(sorted({group for given in by_area.values() for group in given}))
        if len(by_area) != len(areas) or any(
            len(given) != len(groups) for given in by_area.values()
        ):
            raise _fault(file, None, f"{year} is not given for every area and age group")
        totals = np.array([[by_area[area][group] for group in groups] for area in areas])
        made.append(Margin(name=f"{year} by area", groups=groups, totals=totals))
    if city is not None:
        groups = tuple(sorted(city))
        totals = np.array([[city[group] for group in groups]])
        made.append(Margin(name=f"{year} city", groups=groups, totals=totals))
    return tuple(made)


def _fault(file: Path, line: int | None, what: str) -> Exception:
    return fault(
        "PROJ036",
        f"The official projection cannot be used: {what}.",
        "Give area,year,low,high,people; leave area empty for the whole city.",
        where=Place(file=file.name, line=line),
    )
