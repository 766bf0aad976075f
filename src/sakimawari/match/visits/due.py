"""What every table of a plan of visits has to say, worked out again for the examiner.

Written apart from what prints the tables: it takes the problem and `plan.json` alone, by its own way.
Pictures carry no more than the tables, and are drawn again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from sakimawari.drawing.sheets import Cell, Table
from sakimawari.match.reading.cells import hour
from sakimawari.match.visits.files import Read, days_of
from sakimawari.match.visits.printed import APART, Due
from sakimawari.match.visits.tables import picture
from sakimawari.match.visits.telling import Clockface, why_japanese
from sakimawari.match.visits.values import DAY, Round, Rounds, Shift, Stop, Visit

RESULT = ("番号", "結果", "日", "職員", "同行", "開始", "終了", "理由")
SHEET = ("順", "到着", "開始", "終了", "番号", "緯度", "経度", "二人で", "備考")
Row = tuple[Cell, ...]


def due(read: Read, rounds: Rounds) -> Due:
    """Tables, pictures and rows set aside of the folder of a plan that names nothing unknown."""
    shown, apart = _results(read, rounds)
    tables = {"result.csv": Table(columns=RESULT, rows=tuple(shown))}
    if apart:
        tables[APART] = Table(columns=RESULT, rows=tuple(apart))
    pictures: dict[str, str] = {}
    whole: list[Row] = []
    clock, shifts = Clockface(days_of(read)), {shift.id: shift for shift in read.task.shifts}
    visits = {visit.id: visit for visit in read.task.visits}
    for at, walked in enumerate(each for each in rounds.rounds if each.stops):
        duty = shifts[walked.shift]
        ascii_only = re.sub(r"[^0-9A-Za-z-]+", "-", duty.id).strip("-")
        name = f"rounds/{at + 1:03}-{ascii_only}".rstrip("-")
        rows = tuple(_sheet(read, visits, walked))
        tables[f"{name}.csv"] = Table(columns=SHEET, rows=rows)
        pictures[f"{name}.svg"] = picture(read, walked, duty)
        on = clock.on(duty.begin).isoformat()
        whole.extend((duty.id, on, *row) for row in rows)
    tables["rounds.csv"] = Table(columns=("勤務", "日", *SHEET), rows=tuple(whole))
    return Due(tables=tables, pictures=pictures, aside=read.aside)


def _results(read: Read, rounds: Rounds) -> tuple[list[Row], list[Row]]:
    """Rows for everybody, and those of protected visits, in the order of the problem."""
    clock, shifts = Clockface(days_of(read)), {shift.id: shift for shift in read.task.shifts}
    left = {each.visit: each for each in rounds.unmade}
    made: dict[str, list[tuple[Stop, Shift]]] = {}
    for walked in rounds.rounds:
        for stop in walked.stops:
            made.setdefault(stop.visit, []).append((stop, shifts[walked.shift]))
    shown: list[Row] = []
    apart: list[Row] = []
    for visit in read.task.visits:
        rows = apart if visit.id in read.protected else shown
        if visit.id in left:
            why = " ".join(why_japanese(left[visit.id], clock))
            rows.append((visit.id, "組めない", *[""] * 5, why))
        elif visit.id in made:
            who = made[visit.id]
            leader = next((each for each in who if each[0].leads), who[0])
            beside = next((duty.worker for stop, duty in who if stop is not leader[0]), "")
            stop, duty = leader
            times = (hour(stop.begin % DAY), hour(stop.end % DAY))
            on = clock.on(stop.begin).isoformat()
            rows.append((visit.id, "訪問する", on, duty.worker, beside, *times, ""))
    return shown, apart


def _sheet(read: Read, visits: Mapping[str, Visit], walked: Round) -> Iterator[Row]:
    """A round by the clock; at the same moment leaving is first, coming back last."""
    lines = [(walked.leave, 0, _line(walked.leave, "", "出発"))]
    if walked.pause is not None:
        since, until = walked.pause
        lines.append((since, 1, _line(since, hour(until % DAY), "休憩")))
    for at, stop in enumerate(walked.stops):
        lines.append((stop.begin, 2 + at, _stop(read, visits[stop.visit], stop, at + 1)))
    lines.append((walked.back, 2 + len(walked.stops), _line(walked.back, "", "帰着")))
    return (row for _, _, row in sorted(lines, key=lambda each: each[:2]))


def _stop(read: Read, visit: Visit, stop: Stop, number: int) -> Row:
    two = "" if visit.people == 1 else ("主" if stop.leads else "同行")
    times = (hour(stop.arrive % DAY), hour(stop.begin % DAY), hour(stop.end % DAY))
    if visit.id in read.protected:
        return number, *times, "別紙", "", "", two, ""
    point = read.points[visit.place]
    where = (f"{point.latitude:.6f}", f"{point.longitude:.6f}")
    return number, *times, visit.id, *where, two, ""


def _line(at: int, until: str, words: str) -> Row:
    return "", "", hour(at % DAY), until, "", "", "", "", words
