"""The tables of a siting problem: 需要, 候補地 and, where there is one, 距離.

Bad rows are set aside, each with what to do. Where distances are given, a pair that is not in the table
has no way; otherwise ways are straight lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sakimawari.match.assign.siting.places import Floats, Siting
from sakimawari.match.positions.points import Point, metres, read_point
from sakimawari.match.reading.sheets import (
    Column,
    Row,
    SetAside,
    Sheet,
    find_file,
    read_sheet,
    set_aside,
)
from sakimawari.problems import Place, fault

DEMAND = (
    Column("地点番号", ("番号", "ID", "町丁目コード", "KEY_CODE"), required=True),
    Column("緯度", ("latitude", "lat"), required=True),
    Column("経度", ("longitude", "lon", "lng"), required=True),
    Column("人数", ("人口", "対象者数", "population")),
)
SITES = (
    Column("施設番号", ("番号", "ID", "候補地番号"), required=True),
    Column("名称", ("施設名", "施設名称", "name")),
    Column("緯度", ("latitude", "lat"), required=True),
    Column("経度", ("longitude", "lon", "lng"), required=True),
    Column("既存", ("開設済", "existing")),
    Column("不可", ("使用不可", "forbidden")),
)
WAYS = (
    Column("地点番号", ("番号",), required=True),
    Column("施設番号", ("候補地番号",), required=True),
    Column("距離", ("距離m", "道のり", "所要時間", "distance"), required=True),
)
_YES = frozenset(("1", "○", "〇", "有", "はい", "true", "yes", "可", "済", "既存", "不可"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The problem with its ids, positions and names of sites; rows set aside."""

    problem: Siting
    places: tuple[str, ...]
    sites: tuple[str, ...]
    names: tuple[str, ...]
    at_places: tuple[Point, ...]
    at_sites: tuple[Point, ...]
    aside: tuple[SetAside, ...]


def read_siting(folder: Path) -> Named:
    """The problem in a folder. ASSIGN012: a table missing; ASSIGN013: nothing usable in it."""
    aside: list[SetAside] = []
    demand = _points(_table(folder, "需要", DEMAND), "地点番号", aside)
    weighted = [
        (row, point, weight)
        for sheet, row, point in demand
        if (weight := _people(sheet, row, aside)) is not None
    ]
    sites = _points(_table(folder, "候補地", SITES), "施設番号", aside)
    for name, rows in (("需要", weighted), ("候補地", sites)):
        if not rows:
            raise fault(
                "ASSIGN013",
                "no row of the table can be used",
                "correct the rows named in set-aside.csv or on the screen",
                where=Place(file=name),
            )
    places = tuple(row.get("地点番号") for row, _, _ in weighted)
    numbers = tuple(row.get("施設番号") for _, row, _ in sites)
    at_places = tuple(point for _, point, _ in weighted)
    at_sites = tuple(point for _, _, point in sites)
    path = find_file(folder, "距離")
    given = None if path is None else read_sheet(path, WAYS)
    distances = (
        metres(at_places, at_sites) if given is None else _ways(given, places, numbers, aside)
    )
    existing = np.array([_yes(row.get("既存")) for _, row, _ in sites])
    problem = Siting(
        weights=np.array([weight for _, _, weight in weighted], np.int64),
        distances=distances,
        existing=existing,
        forbidden=np.array([_yes(row.get("不可")) for _, row, _ in sites]) & ~existing,
    )
    return Named(
        problem=problem,
        places=places,
        sites=numbers,
        names=tuple(row.get("名称") for _, row, _ in sites),
        at_places=at_places,
        at_sites=at_sites,
        aside=tuple(aside),
    )


def _yes(cell: str) -> bool:
    return cell.strip().lower() in _YES


def _table(folder: Path, stem: str, columns: tuple[Column, ...]) -> Sheet:
    path = find_file(folder, stem)
    if path is None:
        raise fault(
            "ASSIGN012",
            f"the folder has no table {stem}",
            f"add {stem}.csv or {stem}.xlsx; `match sites --example DIR` writes one to begin with",
            where=Place(file=stem),
        )
    return read_sheet(path, columns)


def _points(sheet: Sheet, key: str, aside: list[SetAside]) -> list[tuple[Sheet, Row, Point]]:
    found: list[tuple[Sheet, Row, Point]] = []
    seen: set[str] = set()
    for row in sheet.rows:
        number, point = row.get(key), read_point(row.get("緯度"), row.get("経度"))
        if not number or number in seen:
            what = "the number is missing" if not number else "the number stands in an earlier row"
            do = "give every row a number of its own"
            aside.append(set_aside(sheet, row, "ASSIGN014", what, do, column=key))
        elif isinstance(point, str):
            do = "write degrees in decimals, latitude and longitude each in its column"
            aside.append(set_aside(sheet, row, "ASSIGN015", point, do, column="緯度"))
        elif _yes(row.get("既存")) and _yes(row.get("不可")):
            what, do = "the site exists and may not be used", "leave one of the two marks"
            aside.append(set_aside(sheet, row, "ASSIGN018", what, do, column="不可"))
        else:
            seen.add(number)
            found.append((sheet, row, point))
    return found


def _people(sheet: Sheet, row: Row, aside: list[SetAside]) -> int | None:
    """People at a place: 1 where the table has no such column."""
    if "人数" not in sheet.known:
        return 1
    text = row.get("人数").replace(",", "")
    if text.isdigit():
        return int(text)
    what, do = "the number of people is missing or no whole number", "write 0 or more"
    aside.append(set_aside(sheet, row, "ASSIGN016", what, do, column="人数"))
    return None


def _ways(
    sheet: Sheet, places: tuple[str, ...], sites: tuple[str, ...], aside: list[SetAside]
) -> Floats:
    row_of = {number: at for at, number in enumerate(places)}
    column_of = {number: at for at, number in enumerate(sites)}
    found = np.full((len(places), len(sites)), np.inf)

    def refuse(row: Row, what: str) -> None:
        do = "correct the row, or leave it out"
        aside.append(set_aside(sheet, row, "ASSIGN017", what, do, column="距離"))

    for row in sheet.rows:
        place, site = row_of.get(row.get("地点番号")), column_of.get(row.get("施設番号"))
        if place is None or site is None:
            refuse(row, "the row names a place or a site that the other tables do not hold")
            continue
        try:
            distance = float(row.get("距離").replace(",", ""))
        except ValueError:
            distance = -1.0
        if not 0 <= distance < 1e9:
            refuse(row, "the distance is missing, negative or no number")
        else:
            found[place, site] = distance
    return found
