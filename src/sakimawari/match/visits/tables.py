"""What a plan of visits leaves to people: who is visited when, a sheet and a picture for each round.

Visits to protected people (支援措置) stand in no table but `protected.csv`, which is for the officer
named for them: on sheets their stop is kept free without a number or a place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from sakimawari.drawing.sheets import Cell, Table, csv_of
from sakimawari.match.reading.cells import hour
from sakimawari.match.visits.files import Read, days_of
from sakimawari.match.visits.sketch import Mark, drawn
from sakimawari.match.visits.telling import Clockface, why_japanese
from sakimawari.match.visits.values import DAY, Round, Rounds, Shift, Stop, Visit

APART = "別紙"
RESULT, PROTECTED, ROUNDS = "result.csv", "protected.csv", "rounds.csv"
RESULT_COLUMNS = ("番号", "結果", "日", "職員", "同行", "開始", "終了", "理由")
SHEET_COLUMNS = ("順", "到着", "開始", "終了", "番号", "緯度", "経度", "二人で", "備考")


def write_tables(folder: Path, read: Read, rounds: Rounds) -> None:
    """Write all tables and pictures."""
    rows = dict(_results(read, rounds))
    shown = [rows[each.id] for each in read.task.visits if each.id not in read.protected]
    apart = [rows[each.id] for each in read.task.visits if each.id in read.protected]
    _write(folder / RESULT, RESULT_COLUMNS, shown)
    if apart:
        _write(folder / PROTECTED, RESULT_COLUMNS, apart)
    _write(folder / ROUNDS, ("勤務", "日", *SHEET_COLUMNS), list(_all_rounds(read, rounds)))
    place = folder / "rounds"
    place.mkdir()
    for number, (walked, duty) in enumerate(_walked(read, rounds), 1):
        name = f"{number:03}-{re.sub(r'[^0-9A-Za-z-]+', '-', duty.id).strip('-')}".rstrip("-")
        _write(place / f"{name}.csv", SHEET_COLUMNS, list(_sheet(read, walked)))
        (place / f"{name}.svg").write_text(picture(read, walked, duty), encoding="utf-8")


def _write(path: Path, columns: tuple[str, ...], rows: list[tuple[Cell, ...]]) -> None:
    path.write_bytes(csv_of(Table(columns=columns, rows=tuple(rows))))


def _walked(read: Read, rounds: Rounds) -> Iterator[tuple[Round, Shift]]:
    duties = {shift.id: shift for shift in read.task.shifts}
    for each in rounds.rounds:
        if each.stops:
            yield each, duties[each.shift]


def _results(read: Read, rounds: Rounds) -> Iterator[tuple[str, tuple[Cell, ...]]]:
    clock = Clockface(days_of(read))
    made: dict[str, list[tuple[Stop, Shift]]] = {}
    for walked, duty in _walked(read, rounds):
        for stop in walked.stops:
            made.setdefault(stop.visit, []).append((stop, duty))
    for visit, who in made.items():
        who.sort(key=lambda each: not each[0].leads)
        stop, duty = who[0]
        beside = who[1][1].worker if len(who) > 1 else ""
        on = clock.on(stop.begin).isoformat()
        times = (hour(stop.begin % DAY), hour(stop.end % DAY))
        yield visit, (visit, "訪問する", on, duty.worker, beside, *times, "")
    for left in rounds.unmade:
        told = " ".join(why_japanese(left, clock))
        yield left.visit, (left.visit, "組めない", "", "", "", "", "", told)


def _all_rounds(read: Read, rounds: Rounds) -> Iterator[tuple[Cell, ...]]:
    clock = Clockface(days_of(read))
    for walked, duty in _walked(read, rounds):
        for row in _sheet(read, walked):
            yield duty.id, clock.on(duty.begin).isoformat(), *row


def _sheet(read: Read, walked: Round) -> Iterator[tuple[Cell, ...]]:
    """A round as it is printed: leaving, each stop, the break where it falls, coming back."""
    visits = {visit.id: visit for visit in read.task.visits}
    lines: list[tuple[int, tuple[Cell, ...]]] = [
        (walked.leave, _note(walked.leave, "出発")),
        (walked.back, _note(walked.back, "帰着")),
    ]
    if walked.pause is not None:
        since, until = walked.pause
        told = ("", "", hour(since % DAY), hour(until % DAY), "", "", "", "", "休憩")
        lines.append((since, told))
    for number, stop in enumerate(walked.stops, 1):
        lines.append((stop.begin, _stop(read, visits[stop.visit], stop, number)))
    last = max(at for at, _ in lines)
    yield from (row for _, row in sorted(lines, key=lambda each: (each[0], each[1][8] == "帰着")))
    assert last >= walked.back


def _note(at: int, words: str) -> tuple[Cell, ...]:
    return ("", "", hour(at % DAY), "", "", "", "", "", words)


def _stop(read: Read, visit: Visit, stop: Stop, number: int) -> tuple[Cell, ...]:
    times = tuple(hour(each % DAY) for each in (stop.arrive, stop.begin, stop.end))
    two = "" if visit.people == 1 else ("主" if stop.leads else "同行")
    if visit.id in read.protected:
        return (number, *times, APART, "", "", two, "")
    point = read.points[visit.place]
    position = (f"{point.latitude:.6f}", f"{point.longitude:.6f}")
    return (number, *times, visit.id, *position, two, "")


def picture(read: Read, walked: Round, duty: Shift) -> str:
    """A round on a map, its stops in order; protected visits left out."""
    clock = Clockface(days_of(read))
    visits = {visit.id: visit for visit in read.task.visits}
    marks = [Mark(point=read.points[duty.start], sign="", square=True)]
    for number, stop in enumerate(walked.stops, 1):
        if stop.visit not in read.protected:
            point = read.points[visits[stop.visit].place]
            marks.append(Mark(point=point, sign=str(number)))
    marks.append(Mark(point=read.points[duty.finish], sign="", square=True))
    about = (
        f"{clock.on(duty.begin).isoformat()}　{len(walked.stops)}件　"
        f"{hour(walked.leave % DAY)}～{hour(walked.back % DAY)}　移動 {walked.travel // 60}分"
    )
    return drawn(f"訪問の順　{duty.worker}", about, marks)
