"""A caller says yes: the ride becomes part of the plan in force, so the next caller is answered beside it.

The request becomes a row of 予約 with the hour that was told (約束時刻), and so does every hour the plan
in force had told, so that hours never drift from call to call. The whole is examined and published as
a result of its own, beside the old one or in its place. Calls for one result wait for one another.
"""

from __future__ import annotations

import csv
import fcntl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sakimawari.match.reading.cells import moment
from sakimawari.match.reading.sheets import Row, Sheet, find_file, read_sheet
from sakimawari.match.results.certificate import Certificate
from sakimawari.match.results.folder import (
    PROBLEM,
    Opened,
    altered_files,
    open_result,
    result_folder,
)
from sakimawari.match.rides.calling import Answer, promised
from sakimawari.match.rides.files import RIDE_COLUMNS, RIDES, read_task
from sakimawari.match.rides.reasons import refused
from sakimawari.match.rides.record import read_plan
from sakimawari.match.rides.run import answer_call, fill
from sakimawari.match.rides.solving import Board
from sakimawari.match.rides.values import Ride, Runs, Task
from sakimawari.problems import Problems

NUMBER, TOLD = "受付番号", "約束時刻"


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """What the caller was told; where the plan with the ride lies and what the examiner says of it,
    both None where nothing was offered within the hours asked for (nothing is recorded then).
    """

    ride: Ride
    answer: Answer
    folder: Path | None = None
    certificate: Certificate | None = None


def accept_call(
    result: Path, cells: Mapping[str, str], *, out: Path | None = None, now: int | None = None
) -> Accepted:
    """Answer a call and record the ride that is offered. `cells` are those of a row of 予約, with its
    own 受付番号; `out` is the folder to make, without it the result is replaced.

    RIDE012 where the call cannot be read or its number is taken, MATCH002 where the result was
    altered, RIDE011 where the examiner does not certify the plan with the ride.
    """
    open_result(result)  # MATCH001 before anything is laid beside it
    with _in_turn(result):
        opened = open_result(result)
        ride, told = answer_call(opened, cells, now=now)
        if told.offer is None or told.runs is None:
            return Accepted(ride=ride, answer=told)
        if altered := altered_files(result):
            raise Problems(altered)
        final = result if out is None else out
        certificate = _publish(opened, final, cells, told.runs)
    return Accepted(ride=ride, answer=told, folder=final, certificate=certificate)


@contextmanager
def _in_turn(result: Path) -> Iterator[None]:
    """One call at a time; the lock lies beside the result, which is replaced whole."""
    real = result.resolve()
    with (real.parent / f".{real.name}.calls").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _publish(opened: Opened, final: Path, cells: Mapping[str, str], runs: Runs) -> Certificate:
    before = promised(read_task(opened.problem).task, read_plan(opened.folder))
    hours = {ride.id: ride.told for ride in before.rides if ride.told is not None}
    name = cells[NUMBER]
    hours[name] = _boards(runs, name)
    settings = {**opened.settings, "accepted": [*opened.settings.get("accepted", ()), name]}
    with result_folder(
        final, kind=opened.kind, problem=opened.problem, settings=settings, on=opened.on
    ) as making:
        _add_row(making / PROBLEM, cells, hours)
        read = read_task(making / PROBLEM)
        return fill(making, read, _reasoned(read.task, runs))


def _boards(runs: Runs, ride: str) -> int:
    return next(
        stop.begin for run in runs.runs for stop in run.stops if stop.boards and stop.ride == ride
    )


def _reasoned(task: Task, runs: Runs) -> Runs:
    """The plan with what is said of rides that are not given, beside the runs as they are now."""
    board = Board(task)
    board.begin_with(
        {run.vehicle: [(stop.ride, stop.boards) for stop in run.stops] for run in runs.runs}
    )
    return replace(runs, refused=refused(board))


def _add_row(problem: Path, cells: Mapping[str, str], hours: Mapping[str, int]) -> None:
    """The table 予約 with one row more and the hours told, as CSV in place of what file it was."""
    path = find_file(problem, RIDES)
    assert path is not None
    sheet = read_sheet(path, RIDE_COLUMNS)
    said = {name for name, text in cells.items() if text}
    official = [
        column.name
        for column in RIDE_COLUMNS
        if column.name in sheet.known or column.name in said or column.name == TOLD
    ]
    others = list(dict.fromkeys(name for row in sheet.rows for name in row.others))
    path.unlink()
    with (problem / f"{RIDES}.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow((*official, *others))
        taken = set[str]()
        for row in sheet.rows:
            told = hours.get(row.get(NUMBER)) if row.get(NUMBER) not in taken else None
            taken.add(row.get(NUMBER))
            writer.writerow(_cells(sheet, row, official, others, told))
        last = {**cells, TOLD: moment(hours[cells[NUMBER]])}
        writer.writerow([last.get(name, "") for name in official] + [""] * len(others))


def _cells(
    sheet: Sheet, row: Row, official: list[str], others: list[str], told: int | None
) -> list[str]:
    """A row as it was, with its hour told; cells beyond the header stay beyond it."""
    known = dict(row.cells) if told is None else {**row.cells, TOLD: moment(told)}
    beyond = row.written[len(sheet.header) :] if row.beyond else ()
    return [
        *(known.get(name, "") for name in official),
        *(row.others.get(name, "") for name in others),
        *beyond,
    ]
