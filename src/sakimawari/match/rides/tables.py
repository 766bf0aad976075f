"""What a plan of rides leaves to people: who is fetched when, a sheet and a picture for each vehicle.

Rides of protected people (支援措置) stand in no table but `protected.csv`, which is for the officer named
for them: on sheets their stop is kept free without a number or a place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from sakimawari.drawing.sheets import Cell, Table, csv_of
from sakimawari.match.reading.cells import hour
from sakimawari.match.rides.files import Read
from sakimawari.match.rides.telling import why_japanese
from sakimawari.match.rides.values import Run, Runs, Stop
from sakimawari.match.visits.sketch import Mark, drawn

APART = "別紙"
RESULT_COLUMNS = ("受付番号", "結果", "車両", "乗車", "降車", "乗車時間分", "直行分", "理由")
SHEET_COLUMNS = ("順", "到着", "開始", "乗降", "受付番号", "停留所", "緯度", "経度", "人数", "車椅子",
                 "乗っている人数", "備考")  # fmt: skip


def write_tables(folder: Path, read: Read, runs: Runs) -> None:
    """Write all tables and pictures."""
    rows = dict(_results(read, runs))
    shown = [rows[each.id] for each in read.task.rides if each.id not in read.protected]
    apart = [rows[each.id] for each in read.task.rides if each.id in read.protected]
    _write(folder / "result.csv", RESULT_COLUMNS, shown)
    if apart:
        _write(folder / "protected.csv", RESULT_COLUMNS, apart)
    place = folder / "runs"
    place.mkdir()
    whole: list[tuple[Cell, ...]] = []
    for number, run in enumerate((each for each in runs.runs if each.stops), 1):
        sheet = list(_sheet(read, run))
        whole += [(run.vehicle, *row) for row in sheet]
        safe = re.sub(r"[^0-9A-Za-z-]+", "-", run.vehicle).strip("-")
        name = f"{number:03}-{safe}".rstrip("-")
        _write(place / f"{name}.csv", SHEET_COLUMNS, sheet)
        (place / f"{name}.svg").write_text(picture(read, run), encoding="utf-8")
    _write(folder / "runs.csv", ("車両", *SHEET_COLUMNS), whole)


def _write(path: Path, columns: tuple[str, ...], rows: list[tuple[Cell, ...]]) -> None:
    path.write_bytes(csv_of(Table(columns=columns, rows=tuple(rows))))


def _results(read: Read, runs: Runs) -> Iterator[tuple[str, tuple[Cell, ...]]]:
    rides = {ride.id: ride for ride in read.task.rides}
    boarded: dict[str, Stop] = {}
    for run in runs.runs:
        for stop in run.stops:
            if stop.boards:
                boarded[stop.ride] = stop
                continue
            boards = boarded[stop.ride]
            direct = read.task.direct(rides[stop.ride])
            aboard = stop.begin - boards.end
            times = (hour(boards.begin), hour(stop.begin), -(-aboard // 60), -(-direct // 60))
            yield stop.ride, (stop.ride, "乗れる", run.vehicle, *times, "")
    for left in runs.refused:
        told = " ".join(why_japanese(left, rides[left.ride]))
        yield left.ride, (left.ride, "乗れない", "", "", "", "", "", told)


def _sheet(read: Read, run: Run) -> Iterator[tuple[Cell, ...]]:
    """A run as the driver reads it: leaving, each stop, the break where it falls, coming back."""
    rides = {ride.id: ride for ride in read.task.rides}
    names = {number: name for name, number in read.places.numbers.items() if name in read.stops}
    lines: list[tuple[int, int, tuple[Cell, ...]]] = []
    aboard = 0
    for number, stop in enumerate(run.stops, 1):
        ride = rides[stop.ride]
        people = ride.seats + ride.wheelchairs
        aboard += people if stop.boards else -people
        place = ride.origin if stop.boards else ride.destination
        point = read.places.points[place]
        where: tuple[Cell, ...] = (
            ride.id,
            names.get(place, ""),
            f"{point.latitude:.6f}",
            f"{point.longitude:.6f}",
        )
        if ride.id in read.protected:
            where = (APART, "", "", "")
        told = (number, hour(stop.arrive), hour(stop.begin), "乗" if stop.boards else "降", *where,
                ride.seats, ride.wheelchairs, aboard, "")  # fmt: skip
        lines.append((stop.begin, number, told))
    if run.pause is not None:
        since, until = run.pause
        rest = _note(since, f"休憩 {hour(until)}まで")
        before = sum(stop.begin < since for stop in run.stops)
        lines.insert(before, (since, before, rest))
    yield _note(run.leave, "出庫")
    yield from (row for _, _, row in lines)
    yield _note(run.back, "帰庫")


def _note(at: int, words: str) -> tuple[Cell, ...]:
    return ("", "", hour(at), "", "", "", "", "", "", "", "", words)


def picture(read: Read, run: Run) -> str:
    """A run on a map: where somebody boards and alights, in order; protected rides left out."""
    rides = {ride.id: ride for ride in read.task.rides}
    duty = next(each for each in read.task.vehicles if each.id == run.vehicle)
    points = read.places.points
    marks = [Mark(point=points[duty.start], sign="", square=True)]
    for number, stop in enumerate(run.stops, 1):
        if stop.ride in read.protected:
            continue
        ride = rides[stop.ride]
        place = ride.origin if stop.boards else ride.destination
        marks.append(Mark(point=points[place], sign=str(number), hollow=not stop.boards))
    marks.append(Mark(point=points[duty.finish], sign="", square=True))
    about = (
        f"乗車 {sum(stop.boards for stop in run.stops)}件　{hour(run.leave)}～{hour(run.back)}　"
        f"走行 {run.travel // 60}分　●乗る ○降りる（同じ所は番号を並べる）"
    )
    return drawn(f"運行の順　{run.vehicle}", about, marks)
