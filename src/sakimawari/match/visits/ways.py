"""Ways between places: straight lines lengthened, and over them what a table 所要時間 says.

The table has 出発, 到着 (ids of places), 分 or 秒, and may say 手段 (車, 自転車, 徒歩); a way that is given in
one direction only holds for that direction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sakimawari.match.positions.points import Point
from sakimawari.match.reading.cells import CellFault, decimal, plain, whole
from sakimawari.match.reading.sheets import Column, Row, SetAside, find_file, read_sheet, set_aside
from sakimawari.match.visits.travel import Mode, Travel, travel_between

WAYS = "所要時間"
COLUMNS = (
    Column("出発", ("出発地", "from", "起点"), required=True),
    Column("到着", ("到着地", "to", "終点"), required=True),
    Column("秒", ("所要秒", "seconds")),
    Column("分", ("所要分", "所要時間", "minutes")),
    Column("手段", ("移動手段", "mode")),
)
MODES: Mapping[str, Mode] = {
    "": Mode.CAR,
    "車": Mode.CAR,
    "自動車": Mode.CAR,
    "car": Mode.CAR,
    "自転車": Mode.BICYCLE,
    "bicycle": Mode.BICYCLE,
    "徒歩": Mode.FOOT,
    "foot": Mode.FOOT,
}


@dataclass(slots=True)
class Places:
    """Places met so far, each with its number: by its id, or by where it is."""

    points: list[Point] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)

    def number(self, point: Point, name: str = "") -> int:
        """The number of a place; the same name, or without one the same point, is the same place."""
        key = name or f"{point.latitude:.6f},{point.longitude:.6f}"
        if key not in self.numbers:
            self.numbers[key] = len(self.points)
            self.points.append(point)
        return self.numbers[key]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """Seconds given by mode and ids of both ends, and the rows that could not be used."""

    given: Mapping[tuple[Mode, str, str], int] = field(default_factory=dict)
    aside: tuple[SetAside, ...] = ()


def mode_of(text: str) -> Mode:
    """How somebody gets about, by its name."""
    told = plain(text).lower()
    if told not in MODES:
        raise CellFault("the way of getting about is not known", "write 車, 自転車 or 徒歩")
    return MODES[told]


def read_ways(folder: Path, id: str) -> Ways:
    """The table 所要時間 where there is one; `id` is the problem of a row that cannot be used."""
    path = find_file(folder, WAYS)
    if path is None:
        return Ways()
    sheet = read_sheet(path, COLUMNS)
    given: dict[tuple[Mode, str, str], int] = {}
    aside = []
    for row in sheet.rows:
        try:
            given[mode_of(row.get("手段")), row.get("出発"), row.get("到着")] = _seconds(row)
        except CellFault as wrong:
            aside.append(set_aside(sheet, row, id, wrong.what, wrong.do))
    return Ways(given=given, aside=tuple(aside))


def _seconds(row: Row) -> int:
    if row.get("秒"):
        return whole(row.get("秒"), most=86_400)
    return round(decimal(row.get("分"), least=0, most=1_440) * 60)


def travel_over(places: Places, ways: Ways) -> Travel:
    """Travel between all places met."""
    points: Sequence[tuple[float, float]] = [(p.latitude, p.longitude) for p in places.points]
    travel = travel_between(points)
    for (mode, origin, end), seconds in ways.given.items():
        if origin in places.numbers and end in places.numbers:
            travel.seconds[mode][places.numbers[origin], places.numbers[end]] = seconds
    return travel
