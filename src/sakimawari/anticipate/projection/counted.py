"""A table of counts as the residents to begin with: by area, sex and single year, or by town and five years.

area,sex,age,people            a row a cell; sex 男/女, m/f or 0/1; the last age is open
month,town,m0_4,f0_4,…,85p     towns by five-year groups, as in `rates.town_table`
"""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import numpy as np

from sakimawari.anticipate.projection.people import Int64s, month_of
from sakimawari.anticipate.projection.rates.single import spread
from sakimawari.anticipate.projection.rates.town_table import is_town_table, read_town_table
from sakimawari.anticipate.projection.rates.town_values import LOWS
from sakimawari.anticipate.projection.values import AGES, Floats
from sakimawari.problems import Place, Problem, Problems, fault

_SEX = {"男": 0, "女": 1, "m": 0, "f": 1, "0": 0, "1": 1, "male": 0, "female": 1}
_COLUMNS = ("area", "sex", "age", "people")
_SHOWN = 20


def read_counts(
    file: Path, *, month: str | None = None
) -> tuple[tuple[str, ...], Int64s, int | None]:
    """Areas, people (areas, 2, AGES), and the month the table is of where it says so.

    PROJ007 where the file or a row of it cannot be used; every bad row is named.
    """
    if not file.is_file():
        raise fault(
            "PROJ007", f"there is no file `{file.name}`", "give the path of a table of counts"
        )
    if is_town_table(file):
        return _towns(file, month)
    areas, counts = _single(file)
    return areas, counts, None


def _towns(file: Path, month: str | None) -> tuple[tuple[str, ...], Int64s, int]:
    table = read_town_table(file)
    chosen = month or next(
        each for each in reversed(table.months) if table.known[table.at(each)].any()
    )
    at = table.at(chosen)
    if at < 0 or not table.known[at].any():
        raise fault(
            "PROJ007",
            f"the table knows no town in {chosen}",
            f"choose a month from {table.months[0]} to {table.months[-1]}: --from",
            where=Place(file=file.name),
        )
    here = np.flatnonzero(table.known[at] & (table.counts[at].sum(axis=(1, 2)) > 0))
    counts = np.stack([_single_years(table.counts[at, town]) for town in here])
    return (
        tuple(table.towns[town] for town in here),
        counts,
        month_of(date.fromisoformat(f"{chosen}-01")),
    )


def _single_years(groups: np.ndarray[tuple[int, int], np.dtype[np.int32]]) -> Int64s:
    """Whole people by single year that add up to the groups."""
    found = np.zeros((2, AGES), np.int64)
    edges = (*LOWS, AGES)
    for sex in (0, 1):
        smooth = spread([float(x) for x in groups[sex]], edges)
        for group, low in enumerate(LOWS):
            high = edges[group + 1]
            part = smooth[low:high]
            if group == len(LOWS) - 1:
                part = _oldest(sex) * groups[sex, group]
            found[sex, low:high] = _whole(part, int(groups[sex, group]))
    return found


def _oldest(sex: int) -> Floats:
    """How those of 85 and over divide over their ages: they thin out like the country's."""
    ages = np.arange(AGES - LOWS[-1])
    share = np.exp(-(0.125, 0.085)[sex] * ages - (0.006, 0.0055)[sex] * ages**2)
    found: Floats = share / share.sum()
    return found


def _whole(parts: Floats, total: int) -> Int64s:
    """Whole numbers near `parts` that add up to `total`: the largest remainders are rounded up."""
    scale = parts.sum()
    exact = parts * (total / scale) if scale > 0 else np.full(len(parts), total / len(parts))
    found = np.floor(exact + 1e-9).astype(np.int64)
    order = np.argsort(found - exact, kind="stable")
    found[order[: total - int(found.sum())]] += 1
    return found


def _single(file: Path) -> tuple[tuple[str, ...], Int64s]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        text = file.read_text(encoding="cp932", errors="replace")
    reader = csv.DictReader(io.StringIO(text))
    lacking = [name for name in _COLUMNS if name not in (reader.fieldnames or ())]
    if lacking:
        raise fault(
            "PROJ007",
            f"the table has no column {', '.join(lacking)}",
            "give area,sex,age,people, or month,town,m0_4,f0_4,…,m85p,f85p",
            where=Place(file=file.name),
        )
    areas: dict[str, int] = {}
    cells: list[tuple[int, int, int, int]] = []
    bad: list[Problem] = []
    for number, row in enumerate(reader, start=2):
        cell = _cell(row)
        if isinstance(cell, str):
            bad.append(
                Problem(
                    id="PROJ007",
                    what=cell,
                    do="correct the row",
                    where=Place(file=file.name, line=number),
                )
            )
            continue
        cells.append((areas.setdefault(row["area"].strip(), len(areas)), *cell))
    if bad or not cells:
        raise Problems(
            bad[:_SHOWN]
            or [
                Problem(
                    id="PROJ007",
                    what="the table has no row",
                    do="give the residents",
                    where=Place(file=file.name),
                )
            ]
        )
    counts = np.zeros((len(areas), 2, AGES), np.int64)
    for area, sex, age, people in cells:
        counts[area, sex, age] += people
    return tuple(areas), counts


def _cell(row: dict[str, str]) -> tuple[int, int, int] | str:
    """Sex, age and people of a row, or what is wrong with it."""
    sex = _SEX.get((row["sex"] or "").strip().lower())
    if sex is None:
        return "the sex is none of 男, 女, m, f"
    age, people = _number(row["age"]), _number(row["people"])
    if age is None or age > 130:
        return "the age is no whole number of years"
    if people is None:
        return "the people are no whole number of at least 0"
    if not (row["area"] or "").strip():
        return "the area has no name"
    return sex, min(age, AGES - 1), people


def _number(text: str | None) -> int | None:
    bare = (text or "").strip().replace(",", "").removesuffix("+")
    return int(bare) if bare.isascii() and bare.isdigit() else None
