"""A folder of tables to a folder of results: read, plan, write, examine."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from sakimawari.match.assign.evacuation.drawing import write_maps
from sakimawari.match.assign.evacuation.opening import openings
from sakimawari.match.assign.evacuation.planning import plan_all
from sakimawari.match.assign.evacuation.printing import write_lists
from sakimawari.match.assign.evacuation.reading.folder import Read, read_folder
from sakimawari.match.assign.evacuation.telling import Teller
from sakimawari.match.assign.evacuation.values import Settings
from sakimawari.match.assign.evacuation.verifying import KIND, examine
from sakimawari.match.assign.evacuation.writing import (
    REASONS,
    summary,
    write_summary,
    write_tables,
)
from sakimawari.match.reading.sheets import write_set_aside
from sakimawari.match.results.certificate import Certificate
from sakimawari.match.results.folder import SET_ASIDE, Opened, result_folder, write_certificate
from sakimawari.match.results.kind import Explanation, Kind, unknown_id
from sakimawari.problems import Problems

Report = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What was made: counts, rows set aside, remarks on the input, what the examiner said."""

    folder: Path
    counts: dict[str, object]
    aside: int
    remarks: tuple[str, ...]
    certificate: Certificate


def plan_folder(
    problem: Path, final: Path, settings: Settings, *, on: date, go_on: bool, report: Report
) -> Done:
    """Plan a folder of tables. Rows that cannot be used are raised, or set aside with `go_on`."""
    read: Read = read_folder(problem, settings)
    if read.aside and not go_on:
        raise Problems(each.problem for each in read.aside)
    plan = plan_all(read.problem, report)
    teller = Teller(plan)
    counts = summary(plan, teller)
    counts["注意"] = list(read.remarks)
    with result_folder(
        final, kind=KIND, problem=problem, settings=asdict(settings), on=on
    ) as making:
        write_tables(making, plan, teller, openings(plan))
        write_summary(making, counts)
        write_lists(making, plan)
        write_maps(making, plan)
        write_set_aside(making / SET_ASIDE, read.aside)
        certificate = examine(making)
        write_certificate(making, certificate)
    return Done(
        folder=final,
        counts=counts,
        aside=len(read.aside),
        remarks=read.remarks,
        certificate=certificate,
    )


def verify(opened: Opened) -> Certificate:
    """Check a plan anew."""
    return examine(opened.folder)


def explain(opened: Opened, who: str | None) -> tuple[Explanation, ...]:
    """Why a person's plan, or everybody's, is what it is. MATCH003."""
    told = json.loads((opened.folder / REASONS).read_text(encoding="utf-8"))
    if who is not None and who not in told:
        raise unknown_id(who, told)
    return tuple(
        Explanation(
            who=each,
            outcome=told[each]["outcome"],
            lines=tuple(told[each]["lines"]),
            easy=tuple(told[each]["easy"]),
            english=tuple(told[each]["english"]),
        )
        for each in (told if who is None else [who])
    )


SHELTERS = Kind(name=KIND, title="避難（要支援者×避難所×支援者）", verify=verify, explain=explain)
