"""A city's own monthly tables of births and deaths, and of moves in and out.

The columns are those of 高松市's open data: `year`, `month`, `birthTotal`, `deathTotal` (0091) and
`year`, `month` with six columns of moves in, then six of moves out (0092).
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sakimawari.problems import Place, fault

_IN = ("withinThePrefOfTransfer", "OutsideThePref", "MoveInAndOthers")
_OUT = ("WithinThePref", "OutOfThePref", "MovingOutAndOthers")


@dataclass(frozen=True, slots=True, kw_only=True)
class Vital:
    """Events of a whole city by month "YYYY-MM"; a month without a row is not known."""

    births: dict[str, int]
    deaths: dict[str, int]
    arrivals: dict[str, int]
    departures: dict[str, int]

    def until(self, month: str) -> Vital:
        """Only what had happened by the end of a month."""
        return Vital(
            births=_until(self.births, month),
            deaths=_until(self.deaths, month),
            arrivals=_until(self.arrivals, month),
            departures=_until(self.departures, month),
        )


def _until(events: dict[str, int], month: str) -> dict[str, int]:
    return {at: count for at, count in events.items() if at <= month}


def read_vital(births_deaths: Path, moves: Path | None = None) -> Vital:
    """Read the tables.

    Raises:
        Problems: PROJ030 with the line if a column is missing or a number is none.
    """
    events = _rows(births_deaths, ("birthTotal", "deathTotal"))
    moved = [] if moves is None else _rows(moves, ())
    return Vital(
        births={
            month: _number(row, ("birthTotal",), at, births_deaths) for at, month, row in events
        },
        deaths={
            month: _number(row, ("deathTotal",), at, births_deaths) for at, month, row in events
        },
        arrivals={month: _sum(row, _IN, at, moves) for at, month, row in moved},
        departures={month: _sum(row, _OUT, at, moves) for at, month, row in moved},
    )


def _rows(file: Path, wanted: Sequence[str]) -> list[tuple[int, str, dict[str, str]]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        read = csv.DictReader(opened)
        lacking = [
            name for name in ("year", "month", *wanted) if name not in (read.fieldnames or ())
        ]
        if lacking:
            raise _fault(file, 1, f"the column {lacking[0]} is missing")
        found = []
        for at, row in enumerate(read, start=2):
            year, month = (_number(row, (name,), at, file) for name in ("year", "month"))
            found.append((at, f"{year:04d}-{month:02d}", row))
    return found


def _number(row: dict[str, str], names: Sequence[str], line: int, file: Path) -> int:
    total = 0
    for name in names:
        text = (row[name] or "").strip()
        if not text.isascii() or not text.isdigit():
            raise _fault(file, line, f"{name} is no count")
        total += int(text)
    return total


def _sum(row: dict[str, str], starts: Sequence[str], line: int, file: Path | None) -> int:
    assert file is not None
    names = [name for name in row if name and name.startswith(tuple(starts))]
    if not names:
        raise _fault(file, 1, f"no column begins with {starts[0]}")
    return _number(row, names, line, file)


def _fault(file: Path, line: int, what: str) -> Exception:
    return fault(
        "PROJ030",
        f"A table of births, deaths or moves: {what}.",
        "Give the columns year, month, birthTotal, deathTotal, and the moves in and out.",
        where=Place(file=file.name, line=line),
    )
