"""Read a city's table of residents by town, sex and five-year group of ages, month by month.

The columns are those of 高松市's open data (0066): `month` (YYYY-MM), `town`, `total`, `male`,
`female`, then m0_4, f0_4 ... m80_84, f80_84, m85p, f85p, in any order; others are ignored.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sakimawari.anticipate.projection.rates.town_gate import leaps, vanished
from sakimawari.anticipate.projection.rates.town_values import (
    GROUPS,
    LOWS,
    SetAside,
    TownTable,
    month_name,
    month_number,
)
from sakimawari.problems import Place, Problem, Problems, fault

_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_UNREADABLE = re.compile("[\ufffd\u0080-\u009f\x00-\x1f]|[\uff61-\uff9f]{3}")
_ALIASES = {"month": ("month", "年月"), "town": ("town", "町名", "町丁名")}


def column(sex: int, low: int) -> str:
    """The name of a column of ages, e.g. m0_4, f85p."""
    return f"{'mf'[sex]}{low}{'p' if low == LOWS[-1] else f'_{low + 4}'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    month: str
    town: str
    line: int
    ages: tuple[int, ...]  # men 0-4 ... 85+, women 0-4 ... 85+


def read_town_table(file: Path) -> TownTable:
    """The table with what its quality gate set aside; nothing is repaired.

    Raises:
        Problems: PROJ020 if it is no such table, PROJ021 if no row of it can be used.
    """
    lines = _lines(file)
    rows, aside = _rows(lines, file.name)
    if not rows:
        raise fault(
            "PROJ021",
            "No row of the table can be used.",
            "Look at the reasons for which rows were set aside: " + _reasons(aside),
            where=Place(file=file.name),
        )
    table = _grid(rows, aside)
    return leaps(vanished(table))


def is_town_table(file: Path) -> bool:
    """Whether a file's head has the columns of such a table."""
    with file.open("rb") as opened:
        head = opened.readline()
    names = {name.strip() for name in _text(head, file.name).lstrip("\ufeff").split(",")}
    return not _lacking(names)


def _text(raw: bytes, name: str) -> str:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise fault(
        "PROJ020",
        "The file is neither UTF-8 nor CP932 text.",
        "Save it as CSV in UTF-8.",
        where=Place(file=name),
    )


def _named(names: set[str], wanted: str) -> str | None:
    return next((alias for alias in _ALIASES[wanted] if alias in names), None)


def _lacking(names: set[str]) -> list[str]:
    lacking = [wanted for wanted in _ALIASES if _named(names, wanted) is None]
    return lacking + [column(s, low) for s in (0, 1) for low in LOWS if column(s, low) not in names]


def _lines(file: Path) -> list[dict[str, str]]:
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise fault(
            "PROJ020",
            f"The file cannot be read ({error.strerror}).",
            "Check the path.",
            where=Place(file=file.name),
        ) from None
    read = csv.DictReader(io.StringIO(_text(raw, file.name)))
    names = {name.strip() for name in read.fieldnames or ()}
    lacking = _lacking(names)
    if lacking:
        raise fault(
            "PROJ020",
            f"{len(lacking)} columns are missing, the first is {lacking[0]}.",
            "Give month, town and the counts m0_4, f0_4 ... m85p, f85p.",
            where=Place(file=file.name, line=1),
        )
    month, town = str(_named(names, "month")), str(_named(names, "town"))
    return [
        {"month": (line[month] or "").strip(), "town": (line[town] or "").strip()}
        | {key: value for key, value in line.items() if key not in (month, town)}
        for line in read
    ]


def _count(value: object) -> int | None:
    text = str(value or "").strip()
    if text.isascii() and text.isdigit():
        return int(text)
    plain = text.replace(",", "")
    return int(float(plain)) if re.fullmatch(r"[0-9]+\.0+|[0-9]+", plain) else None


def _rows(lines: list[dict[str, str]], name: str) -> tuple[list[_Row], list[SetAside]]:
    rows: list[_Row] = []
    aside: list[SetAside] = []
    seen: set[tuple[str, str]] = set()
    for number, line in enumerate(lines, start=2):
        found = _row(line, number, seen)
        if isinstance(found, SetAside):
            aside.append(found)
        else:
            rows.append(found)
            seen.add((found.month, found.town))
    return rows, aside


def _row(line: dict[str, str], number: int, seen: set[tuple[str, str]]) -> _Row | SetAside:
    month, town = line["month"], line["town"]

    def out(problem: str, why: str) -> SetAside:
        return SetAside(month=month, town=town, line=number, problem=problem, why=why)

    if not _MONTH.fullmatch(month):
        return out("PROJ022", "the month is not written YYYY-MM")
    if not town or _UNREADABLE.search(town):
        return out("PROJ026", "the name of the town is unreadable (characters lost)")
    ages: list[int] = []
    for sex in (0, 1):
        for low in LOWS:
            count = _count(line.get(column(sex, low)))
            if count is None:
                return out("PROJ022", f"{column(sex, low)} is no count of people")
            ages.append(count)
    said = _said(line)
    for what, stated, summed in (
        ("male", said[0], sum(ages[:GROUPS])),
        ("female", said[1], sum(ages[GROUPS:])),
        ("total", said[2], sum(ages)),
    ):
        if stated is not None and stated != summed:
            return out("PROJ023", f"{what} is {stated}, its ages add up to {summed}")
    if (month, town) in seen:
        return out("PROJ024", "the same town and month stand in an earlier row")
    return _Row(month=month, town=town, line=number, ages=tuple(ages))


def _said(line: dict[str, str]) -> tuple[int | None, int | None, int | None]:
    male, female, total = (_count(line.get(name)) for name in ("male", "female", "total"))
    return male, female, total


def _grid(rows: list[_Row], aside: list[SetAside]) -> TownTable:
    numbers = [month_number(row.month) for row in rows]
    first, last = min(numbers), max(numbers)
    months = tuple(month_name(number) for number in range(first, last + 1))
    towns = tuple(dict.fromkeys(row.town for row in rows))
    place = {town: at for at, town in enumerate(towns)}
    counts = np.zeros((len(months), len(towns), 2, GROUPS), np.int32)
    known = np.zeros((len(months), len(towns)), np.bool_)
    for row, number in zip(rows, numbers, strict=True):
        counts[number - first, place[row.town]] = np.reshape(row.ages, (2, GROUPS))
        known[number - first, place[row.town]] = True
    missing = [
        SetAside(
            month=month,
            town="",
            line=None,
            problem="PROJ025",
            why="no row of this month can be used",
        )
        for month, any_known in zip(months, np.asarray(known.any(axis=1)), strict=True)
        if not any_known
    ]
    return TownTable(
        months=months, towns=towns, counts=counts, known=known, aside=(*aside, *missing)
    )


def _reasons(aside: list[SetAside]) -> str:
    return "; ".join(dict.fromkeys(f"{row.problem} {row.why}" for row in aside[:5]))


def problems_of(table: TownTable, file: str) -> list[Problem]:
    """What was set aside as problems with place, for those who report in that form."""
    return [
        Problem(
            id=row.problem,
            what=" ".join(part for part in (row.month, row.town + ":", row.why) if part != ":"),
            do="Correct the row at its source, or leave it out; it is not counted."
            if row.whole
            else "Look whether it is so; the row is counted.",
            where=Place(file=file, line=row.line),
        )
        for row in table.aside
    ]


def refuse_all(problems: list[Problem]) -> None:
    """Raise what was found, for those who accept no doubtful row at all (`--strict`)."""
    if problems:
        raise Problems(problems)
