"""A task of visits from plain tables: 訪問 and 勤務, and 所要時間 where a city has its own.

Days are counted from the first day on duty. Whatever row cannot be used is set aside with its line,
column and what to do; the rest is a task.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from sakimawari.match.positions.points import Point, read_point
from sakimawari.match.reading.cells import CellFault, clock, day, days, listed, spans, whole, yes
from sakimawari.match.reading.protection import protects
from sakimawari.match.reading.sheets import (
    PROTECTION,
    Column,
    Row,
    SetAside,
    Sheet,
    find_file,
    read_sheet,
    set_aside,
)
from sakimawari.match.visits.values import DAY, ORDINARY_WORTH, Pause, Shift, Task, Visit, Window
from sakimawari.match.visits.ways import Places, mode_of, read_ways, travel_over
from sakimawari.problems import Place, fault

VISITS, DUTIES = "訪問", "勤務"
URGENT = 10 * ORDINARY_WORTH
VISIT_COLUMNS = (
    Column("番号", ("訪問番号", "受付番号", "id"), required=True),
    Column("緯度", ("latitude", "lat"), required=True),
    Column("経度", ("longitude", "lon", "lng"), required=True),
    Column("場所", ("場所番号", "place")),
    Column("所要分", ("分", "所要時間", "minutes"), required=True),
    Column("日", ("訪問日", "希望日", "days")),
    Column("時間帯", ("希望時間帯", "時間", "window")),
    Column("人数", ("訪問人数", "people")),
    Column("必要な技能", ("必要", "技能", "needs")),
    Column("同行者の技能", ("同行", "needs_beside")),
    Column("希望の担当", ("希望担当", "wished")),
    Column("指定の担当", ("指定", "only")),
    Column("担当不可", ("不可", "never")),
    Column("継続", ("対象者", "client")),
    Column("いずれか", ("いずれか一つ", "instead_of")),
    Column("急ぐ", ("優先", "urgent")),
    Column("荷物", ("load",)),
    PROTECTION,
)
DUTY_COLUMNS = (
    Column("職員", ("担当", "職員番号", "worker"), required=True),
    Column("日", ("勤務日", "day"), required=True),
    Column("開始", ("開始時刻", "begin"), required=True),
    Column("終了", ("終了時刻", "end"), required=True),
    Column("勤務番号", ("番号", "id")),
    Column("休憩開始", ("休憩の始まり", "pause_from")),
    Column("休憩終了", ("休憩の終わり", "pause_until")),
    Column("休憩分", ("休憩時間", "pause_minutes")),
    Column("手段", ("移動手段", "mode")),
    Column("技能", ("資格", "skills")),
    Column("出発緯度", ("緯度", "latitude"), required=True),
    Column("出発経度", ("経度", "longitude"), required=True),
    Column("出発場所", ("場所", "place")),
    Column("帰着緯度", ()),
    Column("帰着経度", ()),
    Column("帰着場所", ()),
    Column("最多件数", ("most",)),
    Column("積載", ("room",)),
    Column("駐車分", ("parking_minutes",)),
)
_Kind = TypeVar("_Kind")


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A task as it was read: its first day, protected visits, where places are, rows set aside."""

    task: Task
    first: date
    protected: frozenset[str]
    points: tuple[Point, ...]
    aside: tuple[SetAside, ...]


class RowFault(Exception):
    """A row that cannot be used: the problem's id, what is wrong, what to do, in which column."""

    def __init__(self, id: str, what: str, do: str, column: str = "") -> None:
        super().__init__(what)
        self.id, self.what, self.do, self.column = id, what, do, column


def read_task(folder: Path) -> Read:
    """The task of a folder. VISIT029 without one of its tables, VISIT030 where nobody is on duty."""
    duties, visits = _sheet(folder, DUTIES, DUTY_COLUMNS), _sheet(folder, VISITS, VISIT_COLUMNS)
    aside: list[SetAside] = []
    places, seen = Places(), set[str]()
    days_on = sorted({each for row in duties.rows if (each := _day_or_none(row)) is not None})
    first = days_on[0] if days_on else date.min
    shifts = list(usable_rows(duties, aside, lambda row: _shift(row, places, first, seen)))
    if not shifts:
        raise fault(
            "VISIT030",
            "nobody is on duty: no row of 勤務 can be used",
            "correct its rows",
            where=Place(file=duties.label),
        )
    on_duty = sorted({shift.begin // DAY for shift in shifts})
    seen = set()
    workers = frozenset(row.get("職員") for row in duties.rows)

    def visit_of(row: Row) -> tuple[Visit, bool]:
        found = _visit(row, places, first, on_duty, seen)
        known(row, "指定の担当", "VISIT025", found[0].only, workers, "職員 of 勤務")
        return found

    asked = list(usable_rows(visits, aside, visit_of))
    ways = read_ways(folder, "VISIT028")
    return Read(
        task=Task(
            visits=tuple(visit for visit, _ in asked),
            shifts=tuple(shifts),
            travel=travel_over(places, ways),
        ),
        first=first,
        protected=frozenset(visit.id for visit, protected in asked if protected),
        points=tuple(places.points),
        aside=(*aside, *ways.aside),
    )


def _sheet(folder: Path, stem: str, columns: tuple[Column, ...]) -> Sheet:
    path = find_file(folder, stem)
    if path is None:
        raise fault(
            "VISIT029",
            f"the folder holds no table {stem}",
            f"add {stem}.csv; `sakimawari match visits --example DIR` writes one to begin with",
            where=Place(file=folder.name),
        )
    return read_sheet(path, columns)


def usable_rows(
    sheet: Sheet, aside: list[SetAside], read: Callable[[Row], _Kind]
) -> Iterator[_Kind]:
    """What each row says; rows that cannot be used go to `aside`."""
    for row in sheet.rows:
        try:
            yield read(row)
        except RowFault as wrong:
            aside.append(set_aside(sheet, row, wrong.id, wrong.what, wrong.do, column=wrong.column))


def cell(row: Row, column: str, id: str, read: Callable[[str], _Kind], empty: _Kind) -> _Kind:
    """A cell read, or what an empty one means; a fault names its column."""
    if not row.get(column):
        return empty
    try:
        return read(row.get(column))
    except CellFault as wrong:
        raise RowFault(id, wrong.what, wrong.do, column) from None


def identity(row: Row, column: str, id: str, seen: set[str]) -> str:
    """The row's own id, once."""
    name = row.get(column)
    if not name:
        raise RowFault(id, "the row has no number of its own", "give it one", column)
    if name in seen:
        raise RowFault(
            id, "the number stands in an earlier row already", "give each row its own", column
        )
    seen.add(name)
    return name


def known(
    row: Row, column: str, id: str, named: frozenset[str], all_of: frozenset[str], table: str
) -> None:
    """Whoever a cell asks for alone has to be there, be it one of several."""
    if named and not named & all_of:
        raise RowFault(
            id, "nobody and nothing of that number is there", f"write a {table}, or none", column
        )


def position(row: Row, columns: tuple[str, str], id: str) -> Point:
    """The row's position."""
    point = read_point(row.get(columns[0]), row.get(columns[1]))
    if isinstance(point, str):
        raise RowFault(id, point, "write degrees, as 33.88 and 130.87", columns[0])
    return point


def _visit(
    row: Row, places: Places, first: date, on_duty: list[int], seen: set[str]
) -> tuple[Visit, bool]:
    name = identity(row, "番号", "VISIT022", seen)
    point = position(row, ("緯度", "経度"), "VISIT023")
    people = cell(row, "人数", "VISIT025", lambda text: whole(text, least=1, most=2), 1)
    urgent = cell(row, "急ぐ", "VISIT025", yes, False)
    visit = Visit(
        id=name,
        place=places.number(point, row.get("場所")),
        seconds=60
        * cell(row, "所要分", "VISIT025", lambda text: whole(text, least=1, most=1_440), 0),
        windows=_windows(row, first, on_duty),
        people=people,
        needs=_set(row, "必要な技能"),
        needs_beside=_set(row, "同行者の技能"),
        wished=_set(row, "希望の担当"),
        only=_set(row, "指定の担当"),
        never=_set(row, "担当不可"),
        client=row.get("継続"),
        instead_of=row.get("いずれか"),
        worth=URGENT if urgent else ORDINARY_WORTH,
        load=cell(row, "荷物", "VISIT025", whole, 0),
    )
    return visit, protects(row.get(PROTECTION.name))


def _set(row: Row, column: str) -> frozenset[str]:
    return frozenset(listed(row.get(column)))


def _windows(row: Row, first: date, on_duty: list[int]) -> tuple[Window, ...]:
    """When it may begin, on each of its days; the span of a day is that of beginnings."""
    asked: tuple[date, ...] = cell(row, "日", "VISIT026", days, tuple[date, ...]())
    numbers = [(each - first).days for each in asked] or on_duty
    usable = [number for number in numbers if number in on_duty]
    if not usable:
        raise RowFault(
            "VISIT026",
            "on none of its days is anybody on duty",
            "give a day of the table 勤務, or none: any day",
            "日",
        )
    any_hour: tuple[tuple[int, int], ...] = ((0, DAY - 1),)
    hours = cell(row, "時間帯", "VISIT024", spans, any_hour)
    return tuple(
        Window(earliest=number * DAY + begin, latest=number * DAY + end)
        for number in usable
        for begin, end in hours
    )


def _day_or_none(row: Row) -> date | None:
    try:
        return day(row.get("日"))
    except CellFault:
        return None


def _shift(row: Row, places: Places, first: date, seen: set[str]) -> Shift:
    worker = row.get("職員")
    if not worker:
        raise RowFault("VISIT022", "the row names no worker", "write the worker's id", "職員")
    on = cell(row, "日", "VISIT026", day, None)
    if on is None:
        raise RowFault("VISIT026", "the row names no day", "write it as 2026-10-01", "日")
    offset = (on - first).days * DAY
    begin = cell(row, "開始", "VISIT024", clock, -1)
    end = cell(row, "終了", "VISIT024", clock, -1)
    if begin < 0 or begin >= end:
        raise RowFault(
            "VISIT027", "the duty ends before it begins", "write 開始 and 終了 as 08:30", "終了"
        )
    name = row.get("勤務番号") or f"{worker} {on.isoformat()}"
    if name in seen:
        raise RowFault(
            "VISIT022", "the duty stands in an earlier row already", "give each a 勤務番号", "職員"
        )
    seen.add(name)
    start = position(row, ("出発緯度", "出発経度"), "VISIT023")
    finish, finish_name = start, row.get("出発場所")
    if row.get("帰着緯度"):
        finish, finish_name = (
            position(row, ("帰着緯度", "帰着経度"), "VISIT023"),
            row.get("帰着場所"),
        )
    return Shift(
        id=name,
        worker=worker,
        begin=offset + begin,
        end=offset + end,
        start=places.number(start, row.get("出発場所")),
        finish=places.number(finish, finish_name),
        mode=cell(row, "手段", "VISIT027", mode_of, mode_of("")),
        skills=_set(row, "技能"),
        pause=_pause(row, offset, begin, end),
        parking=60 * cell(row, "駐車分", "VISIT025", whole, 0),
        most=cell(row, "最多件数", "VISIT025", lambda text: whole(text, least=1), None),
        room=cell(row, "積載", "VISIT025", whole, None),
    )


def _pause(row: Row, offset: int, begin: int, end: int) -> Pause | None:
    """The break lies whole between 休憩開始 and 休憩終了."""
    seconds = 60 * cell(row, "休憩分", "VISIT025", lambda text: whole(text, most=600), 0)
    if not seconds:
        return None
    earliest = cell(row, "休憩開始", "VISIT024", clock, begin)
    latest = cell(row, "休憩終了", "VISIT024", clock, end) - seconds
    if max(earliest, begin) > min(latest, end - seconds):
        raise RowFault(
            "VISIT027",
            "the break does not fit between its beginning and end, or not into the duty",
            "widen 休憩開始 and 休憩終了, or shorten 休憩分",
            "休憩分",
        )
    return Pause(earliest=offset + earliest, latest=offset + latest, seconds=seconds)


def days_of(read: Read) -> Mapping[int, date]:
    """The days of a task by their number."""
    numbers = sorted({shift.begin // DAY for shift in read.task.shifts})
    return {number: date.fromordinal(read.first.toordinal() + number) for number in numbers}
