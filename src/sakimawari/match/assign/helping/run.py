"""A folder of tables to a folder of results: read, match, write, examine."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sakimawari.match.assign.helping.adding import additions
from sakimawari.match.assign.helping.drawing import write_map
from sakimawari.match.assign.helping.pairing import pair_all
from sakimawari.match.assign.helping.printing import write_lists
from sakimawari.match.assign.helping.reading import read_folder
from sakimawari.match.assign.helping.telling import Teller
from sakimawari.match.assign.helping.values import Settings
from sakimawari.match.assign.helping.verifying import KIND, examine
from sakimawari.match.assign.helping.writing import REASONS, report_of, write_report, write_tables
from sakimawari.match.reading.sheets import write_set_aside
from sakimawari.match.results.certificate import Certificate
from sakimawari.match.results.folder import SET_ASIDE, Opened, result_folder, write_certificate
from sakimawari.match.results.kind import Explanation, Kind, unknown_id
from sakimawari.problems import Place, Problems, fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What was made: figures, rows set aside, remarks on the input, what the examiner said."""

    folder: Path
    figures: dict[str, Any]
    aside: int
    remarks: tuple[str, ...]
    certificate: Certificate


def match_folder(problem: Path, final: Path, settings: Settings, *, on: date, go_on: bool) -> Done:
    """Match a folder of tables. Rows that cannot be used are raised, or set aside with `go_on`."""
    read = read_folder(problem, settings)
    if read.aside and not go_on:
        raise Problems(each.problem for each in read.aside)
    if not read.problem.elders or not read.problem.volunteers:
        raise fault(
            "ASSIGN048",
            "no elder or no volunteer is left whose row can be used",
            "correct the rows named in the message without --go-on",
            where=Place(file=problem.name),
        )
    paired = pair_all(read.problem)
    teller = Teller(paired)
    report = report_of(paired, teller, read.remarks)
    with result_folder(
        final, kind=KIND, problem=problem, settings=asdict(settings), on=on
    ) as making:
        write_tables(making, paired, teller, additions(paired))
        write_report(making, paired, teller, report)
        write_lists(making, paired, teller)
        write_map(making, paired, teller)
        write_set_aside(making / SET_ASIDE, read.aside)
        certificate = examine(making)
        write_certificate(making, certificate)
    return Done(
        folder=final,
        figures=report["figures"],
        aside=len(read.aside),
        remarks=read.remarks,
        certificate=certificate,
    )


def verify(opened: Opened) -> Certificate:
    """Check a result anew."""
    return examine(opened.folder)


def explain(opened: Opened, who: str | None) -> tuple[Explanation, ...]:
    """Why an elder's or a volunteer's result, or everybody's, is what it is. MATCH003."""
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


HELPERS = Kind(
    name=KIND, title="見守り・手伝い（高齢者×ボランティア）", verify=verify, explain=explain
)
