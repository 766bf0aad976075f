"""A real table of residents by town, sex and age group (`--population`), read with its defects.

Three forms are understood, told apart by their header:

    long       town, sex, age_from, age_to, people (and ward)
    wide       town, m0_4, f0_4 … m85p, f85p (and ward; month, total, male, female where given)
    standard   地域名, 0-4歳の男性, 0-4歳の女性 … 85歳以上の女性 (自治体標準オープンデータセット)

Ages are followed as published. Where a row contradicts itself or the month before, that is
reported, never put right in silence.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sakimawari.city.ages import AGES
from sakimawari.city.composition import Composition, Counts, apportion, single_years
from sakimawari.city.places import Town
from sakimawari.problems import Place, Problem, Problems, fault

_WIDE = re.compile(r"([mf])(\d+)(?:_(\d+)|p)")
_STANDARD = re.compile(r"(\d+)(?:-(\d+)歳|歳以上)の([男女])性")
_JUMP = 0.25  # a month-to-month change of a town's residents worth a question
_JUMP_PEOPLE = 100

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column that counts people of one sex and age group."""

    name: str
    sex: int
    low: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PopulationTable:
    """Published counts (towns, 2, groups) and the defects found while reading them."""

    towns: tuple[Town, ...]
    groups: tuple[tuple[int, int], ...]
    people: Counts
    problems: tuple[Problem, ...]

    def compose(self, residents: int | None, seed: int) -> Composition:
        """The frame of the city, at the published size or scaled to `residents`."""
        people = self.people
        if residents is not None:
            people = apportion(people.astype(np.float64), residents)
        return single_years(self.towns, self.groups, people, seed=seed)


def read_population(path: Path) -> PopulationTable:
    """Read a table of residents; raises `Problems` if no count can be read from it."""
    rows, header = _rows(path)
    columns = _columns(header)
    if columns:
        return _wide(path, rows, columns)
    if {"town", "sex", "age_from", "people"} <= set(header):
        return _long(path, rows)
    raise fault(
        "CITY002",
        "the header names no column of residents by sex and age",
        "give columns such as m0_4 and f85p, 0-4歳の男性, or town, sex, age_from, age_to, people",
        where=Place(file=path.name, line=1),
    )


def _rows(path: Path) -> tuple[list[Row], tuple[str, ...]]:
    if not path.is_file():
        raise fault(
            "CITY001",
            "the population table is not there",
            "give the path of a CSV file",
            where=Place(file=path.name),
        )
    data = path.read_bytes()
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise fault(
            "CITY001",
            "the population table is neither UTF-8 nor CP932 text",
            "save it as CSV in UTF-8",
            where=Place(file=path.name),
        )
    reader = csv.DictReader(text.splitlines())
    rows: list[Row] = [{key: value or "" for key, value in row.items() if key} for row in reader]
    return rows, tuple(reader.fieldnames or ())


def _columns(header: Sequence[str]) -> tuple[Column, ...]:
    found = []
    for name in header:
        if wide := _WIDE.fullmatch(name.strip()):
            sex, low, high = int(wide[1] == "f"), wide[2], wide[3]
        elif standard := _STANDARD.fullmatch(name.strip()):
            sex, low, high = int(standard[3] == "女"), standard[1], standard[2]
        else:
            continue
        found.append(Column(name=name, sex=sex, low=int(low), high=int(high) if high else AGES - 1))
    return tuple(found)


def _town(row: Row) -> Town:
    name = row.get("town") or row.get("地域名") or ""
    return Town(ward=row.get("ward") or row.get("市区町村名") or "市", name=name.strip())


def _count(text: str) -> int | None:
    try:
        value = float(text.replace(",", "").strip() or "0")
    except ValueError:
        return None
    return int(value) if value >= 0 and value == int(value) else None


def _wide(path: Path, rows: list[Row], columns: tuple[Column, ...]) -> PopulationTable:
    problems: list[Problem] = []
    months = sorted({row["month"] for row in rows if row.get("month")})
    latest = [
        (line, row)
        for line, row in enumerate(rows, 2)
        if not months or row.get("month") == months[-1]
    ]
    before = _totals_before(rows, months)
    groups = tuple(sorted({(column.low, column.high) for column in columns}))
    people = np.zeros((len(latest), 2, len(groups)), np.int64)
    for index, (line, row) in enumerate(latest):
        for column in columns:
            count = _count(row.get(column.name, ""))
            if count is None:
                problems.append(_not_a_count(path, line, column.name))
            else:
                people[index, column.sex, groups.index((column.low, column.high))] = count
        problems += _sums(path, line, row, people[index])
        problems += _jumps(path, line, before.get(_town(row).name), int(people[index].sum()))
    problems += _missing_months(path, months)
    towns = tuple(_town(row) for _, row in latest)
    return _table(path, towns, groups, people, problems=problems)


def _totals_before(rows: list[Row], months: list[str]) -> dict[str, int]:
    if len(months) < 2:
        return {}
    return {
        _town(row).name: _count(row.get("total", "")) or 0
        for row in rows
        if row.get("month") == months[-2]
    }


def _long(path: Path, rows: list[Row]) -> PopulationTable:
    problems: list[Problem] = []
    sexes = {"m": 0, "男": 0, "男性": 0, "male": 0, "f": 1, "女": 1, "女性": 1, "female": 1}
    cells: dict[tuple[Town, int, tuple[int, int]], int] = {}
    for line, row in enumerate(rows, 2):
        sex = sexes.get(row["sex"].strip().lower())
        low, count = _count(row["age_from"]), _count(row["people"])
        high = _count(row.get("age_to", "")) if row.get("age_to") else AGES - 1
        if sex is None or low is None or high is None or count is None or low > high:
            problems.append(_not_a_count(path, line, "sex, age_from, age_to, people"))
            continue
        key = (_town(row), sex, (low, min(high, AGES - 1)))
        cells[key] = cells.get(key, 0) + count
    towns = tuple(dict.fromkeys(town for town, _, _ in cells))
    groups = tuple(sorted({group for _, _, group in cells}))
    row_of = {town: index for index, town in enumerate(towns)}
    column_of = {group: index for index, group in enumerate(groups)}
    people = np.zeros((len(towns), 2, len(groups)), np.int64)
    for (town, sex, group), count in cells.items():
        people[row_of[town], sex, column_of[group]] = count
    return _table(path, towns, groups, people, problems=problems)


def _table(
    path: Path,
    towns: tuple[Town, ...],
    groups: tuple[tuple[int, int], ...],
    people: Counts,
    *,
    problems: list[Problem],
) -> PopulationTable:
    if not people.sum():
        problems.append(
            Problem(
                id="CITY003",
                what="the table counts nobody",
                do="check that the age columns hold whole numbers",
                where=Place(file=path.name),
            )
        )
        raise Problems(problems)
    order = sorted(range(len(towns)), key=lambda index: towns[index].ward)  # wards in one run
    return PopulationTable(
        towns=tuple(towns[index] for index in order),
        groups=groups,
        people=people[order],
        problems=tuple(problems),
    )


def _not_a_count(path: Path, line: int, column: str) -> Problem:
    return Problem(
        id="CITY004",
        what="a cell holds no whole number of people and was counted as none",
        do="ask the publisher for the figure",
        where=Place(file=path.name, line=line, column=column),
    )


def _sums(path: Path, line: int, row: Row, people: Counts) -> list[Problem]:
    made = {"male": people[0], "female": people[1], "total": people}
    made |= {"男性": people[0], "女性": people[1], "総人口": people}
    return [
        Problem(
            id="CITY005",
            what=f"the ages add up to {int(cells.sum())}, the column says {row[name].strip()}",
            do="ask the publisher; the ages are followed as they stand",
            where=Place(file=path.name, line=line, column=name),
        )
        for name, cells in made.items()
        if row.get(name, "").strip() and _count(row[name]) != int(cells.sum())
    ]


def _jumps(path: Path, line: int, before: int | None, now: int) -> list[Problem]:
    if before is None or abs(now - before) < max(_JUMP_PEOPLE, _JUMP * before):
        return []
    return [
        Problem(
            id="CITY006",
            what=f"a town's residents went from {before} to {now} within a month",
            do="ask the publisher; the figure is followed as it stands",
            where=Place(file=path.name, line=line),
        )
    ]


def _missing_months(path: Path, months: list[str]) -> list[Problem]:
    numbers = [int(month[:4]) * 12 + int(month[5:7]) for month in months]
    return [
        Problem(
            id="CITY007",
            what=f"no figures between {months[index]} and {months[index + 1]}",
            do="nothing for the synthetic city, which follows the latest month",
            where=Place(file=path.name),
        )
        for index in range(len(numbers) - 1)
        if numbers[index + 1] - numbers[index] != 1
    ]
