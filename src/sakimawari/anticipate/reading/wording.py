"""Defects in words a clerk can act on, and the two files that keep them all."""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from sakimawari.anticipate.reading.values import Defect, SetAside
from sakimawari.problems import Place, Problem

_MOST = 4
_ADVICE = {
    "SERIES003": "write the figure as digits, or - where nothing was reported",
    "SERIES004": "write the date as year-month-day",
    "SERIES005": "give --on if these days are over",
    "SERIES006": "keep one row for each series and period",
    "SERIES007": "add the missing rows if they exist; leave out a series that is closed",
    "SERIES008": "give each frequency a file of its own",
    "SERIES009": "write the first day of each period",
    "SERIES010": "correct the figure, or write - where nothing was reported",
    "SERIES011": "nothing, if these were really not reported",
    "SERIES012": "compare the total with its parts in the source",
    "SERIES013": "part the figure between its days if they are known",
    "SERIES014": "ask whether the counter stood still",
    "SERIES015": "ask which unit the figures have",
    "SERIES016": "nothing, if the change is real",
    "SERIES017": "nothing, if these days are closed",
    "SERIES018": "join the two names if they mean the same",
    "SERIES019": "compare the figure with its source",
    "SERIES061": "nothing; with more history the forecast gets better",
    "SERIES062": "nothing, if nothing was to be counted",
    "SERIES063": "nothing; look at the backtest before relying on it",
    "SERIES064": "nothing; look at the backtest of this level before relying on it",
    "SERIES066": "write every row with as many cells as the header",
    "SERIES067": "save the file again in its own encoding (UTF-8)",
}
_KINDS = {
    "SERIES007": "gaps",
    "SERIES011": "figures not reported",
    "SERIES013": "doubled figures",
    "SERIES014": "figures that stand still",
    "SERIES015": "changes of unit",
    "SERIES016": "level shifts",
    "SERIES017": "closed days",
    "SERIES018": "changes of name",
    "SERIES019": "figures out of line",
    "SERIES061": "short histories",
    "SERIES062": "empty or constant series",
}


def problems_of(
    label: str, defects: Iterable[Defect], set_aside: Iterable[SetAside], *, most: int = _MOST
) -> tuple[Problem, ...]:
    """Every kind of defect once, the first series and dates of each by name, the rest counted."""
    problems = []
    by_id: dict[str, list[Defect]] = defaultdict(list)
    for defect in defects:
        by_id[defect.id].append(defect)
    aside: dict[str, list[SetAside]] = defaultdict(list)
    for row in set_aside:
        aside[row.id].append(row)
    for id in sorted(aside.keys() | by_id.keys()):
        if id in aside:
            problems.append(_rows_problem(label, id, aside[id], most))
        if id in by_id:
            problems.append(_series_problem(label, id, by_id[id], most))
    return tuple(problems)


def _rows_problem(label: str, id: str, rows: Sequence[SetAside], most: int) -> Problem:
    shown = "; ".join(f"line {row.line}: {row.reason}" for row in rows[:most])
    more = f"; and {len(rows) - most:,} more" if len(rows) > most else ""
    return Problem(
        id=id,
        what=f"{len(rows):,} {'row' if len(rows) == 1 else 'rows'} set aside — {shown}{more}",
        do=_ADVICE[id],
        where=Place(file=label, line=rows[0].line),
    )


def _series_problem(label: str, id: str, defects: Sequence[Defect], most: int) -> Problem:
    shown = "; ".join(
        f"{' '.join(filter(None, (defect.series, str(defect.period or ''))))}: {defect.what}"
        for defect in defects[:most]
    )
    more = f"; and {len(defects) - most:,} more" if len(defects) > most else ""
    kind = f"{_KINDS[id]} — " if id in _KINDS else ""
    return Problem(
        id=id,
        what=f"{kind}{shown}{more} ({defects[0].done})",
        do=_ADVICE[id],
        where=Place(file=label),
    )


def write_set_aside(path: Path, header: Sequence[str], rows: Sequence[SetAside]) -> None:
    """The rows set aside as they were written, each with its line, id and reason before it."""
    with path.open("w", encoding="utf-8-sig", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(["line", "id", "reason", *header])
        for row in rows:
            writer.writerow([row.line, row.id, row.reason, *row.cells])


def write_defects(path: Path, defects: Sequence[Defect]) -> None:
    """All defects, one a row."""
    with path.open("w", encoding="utf-8-sig", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(["id", "series", "period", "periods", "what", "done", "amount"])
        for one in defects:
            amount = f"{one.amount:.10g}" if math.isfinite(one.amount) else ""
            writer.writerow(
                [one.id, one.series, one.period or "", one.count, one.what, one.done, amount]
            )
