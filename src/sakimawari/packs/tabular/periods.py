"""The rows of a table over time: from which days on which rows are in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sakimawari.packs.tabular.written import SINCE, UNTIL, WrittenRow, WrittenService
from sakimawari.packs.values import date_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From a day on, until the next period: the positions of the rows in force."""

    since: date
    rows: tuple[int, ...]


def first_day(written: WrittenService, row: WrittenRow) -> date | None:
    """The first day of a row: its own, or that of the form."""
    return row.day(SINCE) or date_of(written.line(SINCE) or "")


def periods_of(written: WrittenService, *, otherwise: date | None = None) -> tuple[Period, ...]:
    """All periods, oldest first; a row without any first day is in none, or begins `otherwise`."""
    spans = [(first_day(written, row) or otherwise, row.day(UNTIL)) for row in written.rows]
    turns = {since for since, _ in spans if since is not None}
    turns |= {
        until + timedelta(days=1)
        for since, until in spans
        if since is not None and until is not None and until < date.max
    }
    return tuple(
        Period(
            since=turn,
            rows=tuple(
                at
                for at, (since, until) in enumerate(spans)
                if since is not None and since <= turn and (until is None or turn <= until)
            ),
        )
        for turn in sorted(turns)
    )
