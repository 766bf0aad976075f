"""A task of rides from plain tables: 予約, 車両, 停留所; 所要時間 and 規則 where a city has its own.

A ride goes from stop to stop, or from and to positions. Whatever row cannot be used is set aside with
its line, column and what to do; the rest is a task.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from sakimawari.match.positions.points import Point
from sakimawari.match.reading.cells import (
    CellFault,
    clock,
    decimal,
    listed,
    plain,
    spans,
    whole,
    yes,
)
from sakimawari.match.reading.protection import protects
from sakimawari.match.reading.sheets import (
    PROTECTION,
    Column,
    Row,
    SetAside,
    Sheet,
    find_file,
    read_sheet,
)
from sakimawari.match.rides.values import Pause, Ride, Rules, Task, Vehicle, Window
from sakimawari.match.visits.files import RowFault, cell, identity, known, position, usable_rows
from sakimawari.match.visits.travel import Mode
from sakimawari.match.visits.ways import Places, read_ways, travel_over
from sakimawari.problems import Place, fault

RIDES, VEHICLES, STOPS, RULES = "予約", "車両", "停留所", "規則"
RIDE_COLUMNS = (
    Column("受付番号", ("番号", "予約番号", "id"), required=True),
    Column("乗車停留所", ("乗車", "出発停留所", "from")),
    Column("降車停留所", ("降車", "到着停留所", "to")),
    Column("乗車緯度", ()),
    Column("乗車経度", ()),
    Column("降車緯度", ()),
    Column("降車経度", ()),
    Column("乗車希望", ("乗車時刻", "乗車希望時刻", "pick_up")),
    Column("降車希望", ("到着希望", "降車時刻", "drop_off")),
    Column("人数", ("座席", "seats")),
    Column("車椅子", ("車いす", "wheelchairs")),
    Column("乗車分", ("乗車にかかる分",)),
    Column("降車分", ("降車にかかる分",)),
    Column("最長乗車分", ("longest",)),
    Column("車両", ("車両番号", "only")),
    Column("約束時刻", ("案内済み時刻", "told")),
    PROTECTION,
)
VEHICLE_COLUMNS = (
    Column("車両番号", ("番号", "id"), required=True),
    Column("開始", ("運行開始", "begin"), required=True),
    Column("終了", ("運行終了", "end"), required=True),
    Column("座席", ("定員", "seats"), required=True),
    Column("車椅子席", ("車いす席", "車椅子", "wheelchairs")),
    Column("折畳席", ("車椅子で減る席", "folded")),
    Column("出発停留所", ("車庫", "depot")),
    Column("帰着停留所", ()),
    Column("緯度", ("車庫緯度", "latitude")),
    Column("経度", ("車庫経度", "longitude")),
    Column("最長運行分", ("longest",)),
    Column("休憩開始", ()),
    Column("休憩終了", ()),
    Column("休憩分", ()),
)
STOP_COLUMNS = (
    Column("停留所番号", ("番号", "停留所", "id", "stop_id"), required=True),
    Column("緯度", ("latitude", "stop_lat"), required=True),
    Column("経度", ("longitude", "stop_lon"), required=True),
    Column("名称", ("停留所名", "stop_name")),
)
RULE_COLUMNS = (
    Column("項目", ("名", "item"), required=True),
    Column("値", ("value",), required=True),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Rules of the service, and how an hour told as one moment is meant: from it so many seconds
    (boarding), up to it so many seconds before (alighting); how long boarding takes by default.
    """

    rules: Rules = field(default_factory=lambda: Rules(factor=2.0, allowance=900))
    after: int = 900
    before: int = 1_800
    boarding: int = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A task as it was read: terms, protected rides, places by number, rows set aside."""

    task: Task
    terms: Terms
    protected: frozenset[str]
    places: Places
    stops: Mapping[str, Point]
    aside: tuple[SetAside, ...]


def read_task(folder: Path) -> Read:
    """The task of a folder. RIDE008 without one of its tables, RIDE009 without a vehicle."""
    aside: list[SetAside] = []
    terms = read_terms(folder)
    stops = _stops(folder, aside)
    places, seen = Places(), set[str]()
    ground = Ground(stops=stops, places=places)
    vehicle_rows = _sheet(folder, VEHICLES, VEHICLE_COLUMNS)
    vehicles = tuple(
        usable_rows(
            vehicle_rows,
            aside,
            lambda row: _vehicle(row, ground, seen),
        )
    )
    if not vehicles:
        raise fault(
            "RIDE009",
            "no row of 車両 can be used",
            "correct its rows",
            where=Place(file=folder.name),
        )
    taken, fleet = set[str](), frozenset(row.get("車両番号") for row in vehicle_rows.rows)

    def ride_of(row: Row) -> tuple[Ride, bool]:
        found = read_ride(row, ground, terms, taken)
        known(row, "車両", "RIDE005", found[0].only, fleet, "車両番号 of 車両")
        return found

    rides = list(
        usable_rows(
            _sheet(folder, RIDES, RIDE_COLUMNS),
            aside,
            ride_of,
        )
    )
    ways = read_ways(folder, "RIDE007")
    for name, point in stops.items():
        places.number(point, name)  # a caller may name any stop
    return Read(
        task=Task(
            rides=tuple(ride for ride, _ in rides),
            vehicles=vehicles,
            travel=travel_over(places, ways).seconds[Mode.CAR],
            rules=terms.rules,
        ),
        terms=terms,
        protected=frozenset(ride.id for ride, protected in rides if protected),
        places=places,
        stops=stops,
        aside=(*aside, *ways.aside),
    )


def _sheet(folder: Path, stem: str, columns: tuple[Column, ...]) -> Sheet:
    path = find_file(folder, stem)
    if path is None:
        raise fault(
            "RIDE008",
            f"the folder holds no table {stem}",
            f"add {stem}.csv; `sakimawari match rides --example DIR` writes one to begin with",
            where=Place(file=folder.name),
        )
    return read_sheet(path, columns)


def _stops(folder: Path, aside: list[SetAside]) -> dict[str, Point]:
    path = find_file(folder, STOPS)
    if path is None:
        return {}
    seen = set[str]()

    def stop(row: Row) -> tuple[str, Point]:
        name = identity(row, "停留所番号", "RIDE002", seen)
        return name, position(row, ("緯度", "経度"), "RIDE003")

    return dict(usable_rows(read_sheet(path, STOP_COLUMNS), aside, stop))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The stops of the service, and all places met so far."""

    stops: Mapping[str, Point]
    places: Places

    def at(self, row: Row, stop: str, position_of: tuple[str, str]) -> int:
        """The place a row names: a stop by its id, or a position."""
        name = row.get(stop)
        if name:
            if name not in self.stops:
                raise RowFault(
                    "RIDE003",
                    "the stop is not in the table 停留所",
                    "write a 停留所番号 of it",
                    stop,
                )
            return self.places.number(self.stops[name], name)
        return self.places.number(position(row, position_of, "RIDE003"))


def read_ride(row: Row, ground: Ground, terms: Terms, seen: set[str]) -> tuple[Ride, bool]:
    """A ride of a row, and whether it is a protected person's."""
    name = identity(row, "受付番号", "RIDE002", seen)
    origin = ground.at(row, "乗車停留所", ("乗車緯度", "乗車経度"))
    end = ground.at(row, "降車停留所", ("降車緯度", "降車経度"))
    if origin == end:
        raise RowFault(
            "RIDE003", "it goes nowhere: both ends are one place", "correct one", "降車停留所"
        )
    boards = _window(row, "乗車希望", 0, terms.after)
    alights = _window(row, "降車希望", terms.before, 0)
    if boards is None and alights is None:
        raise RowFault("RIDE004", "no hour is asked for", "write 乗車希望 or 降車希望", "乗車希望")
    if boards is not None and alights is not None and alights.latest < boards.earliest:
        raise RowFault(
            "RIDE004",
            "arriving is asked for before boarding",
            "write a later 降車希望, or leave one of both empty",
            "降車希望",
        )
    chairs = cell(row, "車椅子", "RIDE005", _chairs, 0)
    seats = cell(row, "人数", "RIDE005", lambda text: whole(text, least=1, most=60), max(chairs, 1))
    longest = _seconds(row, "最長乗車分")
    ride = Ride(
        id=name,
        origin=origin,
        destination=end,
        pick_up=boards,
        drop_off=alights,
        boarding=_seconds(row, "乗車分") or terms.boarding * (3 if chairs else 1),
        alighting=_seconds(row, "降車分") or terms.boarding * (3 if chairs else 1),
        seats=max(seats - chairs, 0),
        wheelchairs=chairs,
        longest=longest,
        only=frozenset(listed(row.get("車両"))),
        told=cell(row, "約束時刻", "RIDE004", clock, None),
    )
    return ride, protects(row.get(PROTECTION.name))


def _chairs(text: str) -> int:
    try:
        return whole(text, most=10)
    except CellFault:
        return int(yes(text))


def _seconds(row: Row, column: str) -> int | None:
    return cell(row, column, "RIDE005", lambda text: 60 * whole(text, most=1_440), None)


def _window(row: Row, column: str, before: int, after: int) -> Window | None:
    """A span as it stands; one moment as the terms mean it."""

    def read(text: str) -> Window:
        try:
            moment = clock(text)
        except CellFault:
            begin, end = spans(text)[0]
            return Window(earliest=begin, latest=end)
        return Window(earliest=max(moment - before, 0), latest=moment + after)

    return cell(row, column, "RIDE004", read, None)


def _vehicle(row: Row, ground: Ground, seen: set[str]) -> Vehicle:
    name = identity(row, "車両番号", "RIDE002", seen)
    begin, end = (cell(row, each, "RIDE006", clock, -1) for each in ("開始", "終了"))
    if begin < 0 or begin >= end:
        raise RowFault(
            "RIDE006",
            "the vehicle is back before it leaves",
            "write 開始 and 終了 as 08:30",
            "終了",
        )
    start = ground.at(row, "出発停留所", ("緯度", "経度"))
    finish = ground.at(row, "帰着停留所", ("緯度", "経度")) if row.get("帰着停留所") else start
    seats = cell(row, "座席", "RIDE005", lambda text: whole(text, most=100), 0)
    chairs = cell(row, "車椅子席", "RIDE005", lambda text: whole(text, most=20), 0)
    if seats + chairs == 0:
        raise RowFault(
            "RIDE005",
            "the vehicle takes nobody",
            "write how many seats it has; leave a vehicle off duty out",
            "座席",
        )
    return Vehicle(
        id=name,
        begin=begin,
        end=end,
        start=start,
        finish=finish,
        seats=seats,
        wheelchairs=chairs,
        folded=cell(row, "折畳席", "RIDE005", lambda text: whole(text, most=20), 0),
        longest=_seconds(row, "最長運行分"),
        pause=_pause(row, begin, end),
    )


def _pause(row: Row, begin: int, end: int) -> Pause | None:
    """The break lies whole between 休憩開始 and 休憩終了."""
    seconds = _seconds(row, "休憩分")
    if not seconds:
        return None
    earliest = cell(row, "休憩開始", "RIDE006", clock, begin)
    latest = cell(row, "休憩終了", "RIDE006", clock, end) - seconds
    if max(earliest, begin) > min(latest, end - seconds):
        raise RowFault(
            "RIDE006",
            "the break does not fit between its beginning and end, or not into its hours",
            "widen 休憩開始 and 休憩終了, or shorten 休憩分",
            "休憩分",
        )
    return Pause(earliest=earliest, latest=latest, seconds=seconds)


# ------------------------------------------------------------------ rules


_Change = Callable[[Terms, float], Terms]


def _ruled(**changed: Callable[[float], float]) -> _Change:
    def change(terms: Terms, value: float) -> Terms:
        fields = {name: of(value) for name, of in changed.items()}
        return replace(terms, rules=replace(terms.rules, **fields))  # type: ignore[arg-type]

    return change


def _minutes(value: float) -> int:
    return round(value * 60)


CHANGES: Mapping[str, _Change] = {
    "乗車時間の倍率": _ruled(factor=float),
    "乗車時間の余裕分": _ruled(allowance=_minutes),
    "最長乗車分": _ruled(longest=_minutes),
    "案内時刻の許容分": _ruled(tolerance=_minutes),
    "乗車希望の幅分": lambda terms, value: replace(terms, after=_minutes(value)),
    "降車希望の幅分": lambda terms, value: replace(terms, before=_minutes(value)),
    "乗降分": lambda terms, value: replace(terms, boarding=_minutes(value)),
}


def read_terms(folder: Path) -> Terms:
    """The rules of the table 規則 (項目, 値), or those that hold without one. RIDE010."""
    path = find_file(folder, RULES)
    terms = Terms()
    if path is None:
        return terms
    sheet = read_sheet(path, RULE_COLUMNS)
    for row in sheet.rows:
        change = CHANGES.get(plain(row.get("項目")))
        try:
            value = decimal(row.get("値"), least=0, most=1_440)
        except CellFault:
            change, value = None, 0.0
        if change is None:
            raise fault(
                "RIDE010",
                "the rule is not known, or its value is no number",
                f"write one of {'、'.join(CHANGES)}, and minutes or a number",
                where=Place(file=sheet.label, line=row.line),
            )
        terms = change(terms, value)
    return terms
