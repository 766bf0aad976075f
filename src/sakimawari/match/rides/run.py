"""A folder of tables becomes a folder of results; a call is answered from such a folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sakimawari.match.reading.sheets import Row, SetAside, write_set_aside
from sakimawari.match.results.certificate import Certificate
from sakimawari.match.results.folder import (
    SET_ASIDE,
    Opened,
    result_folder,
    write_certificate,
)
from sakimawari.match.rides.calling import Answer, answer
from sakimawari.match.rides.examining import examine
from sakimawari.match.rides.files import Ground, Read, read_ride, read_task
from sakimawari.match.rides.planning import plan_rides
from sakimawari.match.rides.record import read_plan, write_plan
from sakimawari.match.rides.solving import Effort
from sakimawari.match.rides.tables import write_tables
from sakimawari.match.rides.values import Ride, Runs
from sakimawari.match.visits.files import RowFault
from sakimawari.match.visits.travel import Mode
from sakimawari.match.visits.ways import read_ways, travel_over
from sakimawari.problems import Place, Problems, fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What came of it: the runs, how many rides are protected, rows set aside, the certificate."""

    runs: Runs
    rides: int
    protected: int
    aside: tuple[SetAside, ...]
    certificate: Certificate


def plan_folder(
    folder: Path,
    out: Path,
    *,
    on: date,
    effort: Effort,
    go_on: bool = False,
    progress: Callable[[float], None] = lambda _: None,
) -> Report:
    """Plan the rides of a folder into another. Rows that cannot be used are raised all together, or
    with `go_on` set aside. RIDE011 where the examiner does not certify the plan.
    """
    read = read_task(folder)
    if read.aside and not go_on:
        raise Problems(each.problem for each in read.aside)
    runs = plan_rides(read.task, effort, progress=progress)
    settings = {"seed": effort.seed, "steps": effort.steps, "ended_by_steps": runs.in_time}
    with result_folder(out, kind="rides", problem=folder, settings=settings, on=on) as making:
        certificate = fill(making, read, runs)
    return Report(
        runs=runs,
        rides=len(read.task.rides),
        protected=len(read.protected),
        aside=read.aside,
        certificate=certificate,
    )


def fill(making: Path, read: Read, runs: Runs) -> Certificate:
    """Write a plan, its tables and what the examiner says of all that was written. RIDE011 where he
    does not certify it."""
    write_plan(making, runs)
    write_tables(making, read, runs)
    write_set_aside(making / SET_ASIDE, read.aside)
    certificate = examine(making)
    if not certificate.sound:
        raise fault(
            "RIDE011",
            "the examiner does not certify the runs that were found; nothing was kept",
            "plan again with another seed, and report it",
        )
    write_certificate(making, certificate)
    return certificate


def answer_call(
    opened: Opened, cells: Mapping[str, str], *, now: int | None = None
) -> tuple[Ride, Answer]:
    """What a caller is told while the plan of a folder runs. `cells` are those of a row of 予約.

    RIDE012 where the call cannot be read.
    """
    read = read_task(opened.problem)
    row = Row(line=1, cells={**cells, "受付番号": cells.get("受付番号") or "CALL"})
    seen = {ride.id for ride in read.task.rides}
    try:
        call, _ = read_ride(row, Ground(stops=read.stops, places=read.places), read.terms, seen)
    except RowFault as wrong:
        raise fault(
            "RIDE012", wrong.what, wrong.do, where=Place(file="call", column=wrong.column)
        ) from None
    ways = read_ways(opened.problem, "RIDE007")
    travel = travel_over(read.places, ways).seconds[Mode.CAR]
    task = replace(read.task, travel=travel)
    return call, answer(task, read_plan(opened.folder), call, now=now)
