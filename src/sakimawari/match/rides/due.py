"""What every table of a plan of rides has to say, worked out again for the examiner.

Written apart from what prints the tables: it takes the problem and `plan.json` alone, by its own way.
Pictures carry no more than the tables, and are drawn again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sakimawari.drawing.sheets import Cell, Table
from sakimawari.match.reading.cells import hour
from sakimawari.match.rides.files import Read
from sakimawari.match.rides.tables import picture
from sakimawari.match.rides.telling import why_japanese
from sakimawari.match.rides.values import Run, Runs, Stop
from sakimawari.match.visits.printed import APART, Due

RESULT = ("受付番号", "結果", "車両", "乗車", "降車", "乗車時間分", "直行分", "理由")
SHEET = ("順", "到着", "開始", "乗降", "受付番号", "停留所", "緯度", "経度", "人数", "車椅子",
         "乗っている人数", "備考")  # fmt: skip
Row = tuple[Cell, ...]


def due(read: Read, runs: Runs) -> Due:
    """Tables, pictures and rows set aside of the folder of a plan that names nothing unknown."""
    open_rows, apart = _results(read, runs)
    tables = {"result.csv": Table(columns=RESULT, rows=tuple(open_rows))}
    if apart:
        tables[APART] = Table(columns=RESULT, rows=tuple(apart))
    pictures: dict[str, str] = {}
    whole: list[Row] = []
    out = [run for run in runs.runs if run.stops]
    ground = _Ground(read)
    for at, run in enumerate(out):
        ascii_only = re.sub(r"[^0-9A-Za-z-]+", "-", run.vehicle).strip("-")
        name = f"runs/{at + 1:03}-{ascii_only}".rstrip("-")
        rows = tuple(_sheet(ground, run))
        tables[f"{name}.csv"] = Table(columns=SHEET, rows=rows)
        pictures[f"{name}.svg"] = picture(read, run)
        whole.extend((run.vehicle, *row) for row in rows)
    tables["runs.csv"] = Table(columns=("車両", *SHEET), rows=tuple(whole))
    return Due(tables=tables, pictures=pictures, aside=read.aside)


def _results(read: Read, runs: Runs) -> tuple[list[Row], list[Row]]:
    """Rows for everybody, and those of protected rides, in the order of the problem."""
    left = {each.ride: each for each in runs.refused}
    stops = {
        (stop.ride, stop.boards): (run.vehicle, stop) for run in runs.runs for stop in run.stops
    }
    shown: list[Row] = []
    apart: list[Row] = []
    for ride in read.task.rides:
        rows = apart if ride.id in read.protected else shown
        if ride.id in left:
            why = " ".join(why_japanese(left[ride.id], ride))
            rows.append((ride.id, "乗れない", "", "", "", "", "", why))
        elif (ride.id, True) in stops and (ride.id, False) in stops:
            vehicle, boards = stops[ride.id, True]
            alights = stops[ride.id, False][1]
            aboard = (alights.begin - boards.end + 59) // 60
            direct = (int(read.task.travel[ride.origin, ride.destination]) + 59) // 60
            times = (hour(boards.begin), hour(alights.begin), aboard, direct)
            rows.append((ride.id, "乗れる", vehicle, *times, ""))
    return shown, apart


class _Ground:
    """Rides by number, and the stop each place is, if it is one."""

    def __init__(self, read: Read) -> None:
        self.read = read
        self.rides = {ride.id: ride for ride in read.task.rides}
        self.stops = {at: name for name, at in read.places.numbers.items() if name in read.stops}


def _sheet(ground: _Ground, run: Run) -> Iterator[Row]:
    """A run in the order of its stops; the break stands behind every stop that begins before it."""
    yield _line(run.leave, "出庫")
    rested = run.pause is None
    aboard = 0
    for at, stop in enumerate(run.stops):
        if not rested and run.pause is not None and stop.begin >= run.pause[0]:
            yield _line(run.pause[0], f"休憩 {hour(run.pause[1])}まで")
            rested = True
        ride = ground.rides[stop.ride]
        aboard += (1 if stop.boards else -1) * (ride.seats + ride.wheelchairs)
        times = (hour(stop.arrive), hour(stop.begin), "乗" if stop.boards else "降")
        yield at + 1, *times, *_where(ground, stop), ride.seats, ride.wheelchairs, aboard, ""
    if not rested and run.pause is not None:
        yield _line(run.pause[0], f"休憩 {hour(run.pause[1])}まで")
    yield _line(run.back, "帰庫")


def _where(ground: _Ground, stop: Stop) -> Row:
    """Who and where; of a protected ride neither."""
    if stop.ride in ground.read.protected:
        return "別紙", "", "", ""
    ride = ground.rides[stop.ride]
    place = ride.origin if stop.boards else ride.destination
    point = ground.read.places.points[place]
    named = ground.stops.get(place, "")
    return ride.id, named, f"{point.latitude:.6f}", f"{point.longitude:.6f}"


def _line(at: int, words: str) -> Row:
    return "", "", hour(at), *[""] * 8, words
