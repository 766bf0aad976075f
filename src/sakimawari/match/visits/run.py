"""A folder of tables becomes a folder of results: read, planned, examined, written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sakimawari.match.reading.sheets import SetAside, write_set_aside
from sakimawari.match.results.certificate import Certificate
from sakimawari.match.results.folder import SET_ASIDE, result_folder, write_certificate
from sakimawari.match.visits.examining import examine
from sakimawari.match.visits.files import read_task
from sakimawari.match.visits.record import write_plan
from sakimawari.match.visits.solving import Effort, solve
from sakimawari.match.visits.tables import write_tables
from sakimawari.match.visits.values import Rounds
from sakimawari.problems import Problems, fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What came of it: the rounds, how many visits are protected, rows set aside, the certificate."""

    rounds: Rounds
    visits: int
    protected: int
    aside: tuple[SetAside, ...]
    certificate: Certificate


def plan_visits(
    folder: Path,
    out: Path,
    *,
    on: date,
    effort: Effort,
    go_on: bool = False,
    progress: Callable[[float], None] = lambda _: None,
) -> Report:
    """Plan the visits of a folder into another. Rows that cannot be used are raised all together,
    or with `go_on` set aside. VISIT014 where the examiner does not certify the plan.
    """
    read = read_task(folder)
    if read.aside and not go_on:
        raise Problems(each.problem for each in read.aside)
    rounds = solve(read.task, effort, progress=progress)
    settings = {"seed": effort.seed, "steps": effort.steps, "ended_by_steps": rounds.in_time}
    with result_folder(out, kind="visits", problem=folder, settings=settings, on=on) as making:
        write_plan(making, rounds)
        write_tables(making, read, rounds)
        write_set_aside(making / SET_ASIDE, read.aside)
        certificate = examine(making)
        if not certificate.sound:
            raise fault(
                "VISIT014",
                "the examiner does not certify the rounds that were found; nothing was kept",
                "plan again with another seed, and report it",
            )
        write_certificate(making, certificate)
    return Report(
        rounds=rounds,
        visits=len(read.task.visits),
        protected=len(read.protected),
        aside=read.aside,
        certificate=certificate,
    )
