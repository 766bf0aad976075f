"""What capacity is reckoned from, read from files: forecasts, pushes, places that are there.

Every fault of a file is told at once, with its row and column.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from sakimawari.anticipate.capacity.outreach import Push
from sakimawari.anticipate.capacity.staffing import Day
from sakimawari.anticipate.workdays.opening import CITY_HALL, Closing, is_open
from sakimawari.problems import Place, Problem, Problems, fault

FORECAST, WORK = "forecast.csv", "work.parquet"
_HIGH = ("q95", "high", "hi90", "upper")
_LEVEL = 0.95


@dataclass(slots=True)
class _Sheet:
    """A CSV with a header, read row by row; faults are kept until all rows are read."""

    path: Path
    problems: list[Problem] = field(default_factory=list)

    def rows(self, needed: tuple[str, ...]) -> Iterator[tuple[int, Mapping[str, str]]]:
        """Each row with its number; CAP010 where the file or a column of it is missing."""
        try:
            text = self.path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError):
            raise fault(
                "CAP010",
                "the file cannot be read as text in UTF-8",
                "name a CSV file with a header",
                where=Place(file=self.path.name),
            ) from None
        reader = csv.DictReader(text.splitlines())
        header = reader.fieldnames or []
        lacking = [name for name in needed if name not in header]
        if lacking:
            raise fault(
                "CAP010",
                f"the file lacks the columns {', '.join(lacking)}",
                f"write a header with {', '.join(needed)}",
                where=Place(file=self.path.name, line=1),
            )
        for number, row in enumerate(reader, start=2):
            yield number, {name: (value or "").strip() for name, value in row.items() if name}

    def number(self, row: Mapping[str, str], line: int, column: str) -> float:
        """A number of 0 or more; noted and 0 where it is none."""
        try:
            value = float(row[column].replace(",", ""))
        except ValueError:
            value = -1.0
        if not 0 <= value < float("inf"):
            self._note(line, column, "is no number of 0 or more", "write digits alone")
            return 0.0
        return value

    def day(self, row: Mapping[str, str], line: int, column: str) -> date:
        """A date; noted where it is none."""
        try:
            return date.fromisoformat(row[column][:10])
        except ValueError:
            self._note(line, column, "is no date", "write it as 2026-10-01")
            return date(1970, 1, 1)

    def _note(self, line: int, column: str, what: str, do: str) -> None:
        place = Place(file=self.path.name, line=line, column=column)
        self.problems.append(Problem(id="CAP011", what=f"the value {what}", do=do, where=place))

    def done(self) -> None:
        """Raise everything noted: CAP011 each."""
        if self.problems:
            raise Problems(self.problems)


def days_of(source: Path, *, by_department: bool = False) -> tuple[Day, ...]:
    """Arrivals by counter and day, from a forecast (file or folder) or a demand's folder.

    Of a demand the applications of a month are spread over the days the city hall is open; a counter
    is that of a ward, for all its departments or for each.
    """
    if source.is_dir() and (source / WORK).is_file():
        return tuple(_days_of_demand(source / WORK, by_department=by_department))
    path = source / FORECAST if source.is_dir() else source
    sheet = _Sheet(path)
    found = []
    for line, row in sheet.rows(("series", "period", "mean")):
        high = next((name for name in _HIGH if row.get(name)), None)
        found.append(
            Day(
                counter=row["series"],
                day=sheet.day(row, line, "period"),
                mean=sheet.number(row, line, "mean"),
                high=None if high is None else sheet.number(row, line, high),
            )
        )
    sheet.done()
    return tuple(found)


def _days_of_demand(
    path: Path, *, by_department: bool, closing: Closing = CITY_HALL
) -> Iterator[Day]:
    """A day of work for each counter in the first twelve months."""
    groups: dict[tuple[str, date, date], dict[int, float]] = {}
    for row in pq.read_table(path).to_pylist():
        counter = f"{row['ward']} {row['department']}" if by_department else row["ward"]
        each = groups.setdefault((counter, row["since"], row["until"]), {})
        each[row["replicate"]] = each.get(row["replicate"], 0.0) + row["applications"]
    first = min((since for _, since, _ in groups), default=date(1970, 1, 1))
    for (counter, since, until), replicates in groups.items():
        if since >= first + timedelta(days=365):
            continue
        days = np.arange(np.datetime64(since), np.datetime64(until) + 1)
        working = days[is_open(days, closing)]
        if not len(working):
            continue
        values = list(replicates.values())
        mean, high = float(np.mean(values)), float(np.quantile(values, _LEVEL))
        a_day = mean / len(working)
        # Between days a month's applications come by chance; between replicates they differ.
        wide = a_day + 1.645 * np.sqrt(a_day + ((high - mean) / 1.645 / len(working)) ** 2)
        for day in working.astype(object):
            yield Day(counter=counter, day=day, mean=a_day, high=float(wide))


def minutes_of(source: Path) -> float | None:
    """Minutes of staff an application, of a demand's folder; None of anything else."""
    if not (source.is_dir() and (source / WORK).is_file()):
        return None
    table = pq.read_table(source / WORK, columns=["applications", "hours"])
    cases = float(np.sum(table["applications"].to_numpy()))
    return 60 * float(np.sum(table["hours"].to_numpy())) / cases if cases else 0.0


def pushes_of(path: Path) -> tuple[Push, ...]:
    """Pushes to be spread: columns name, people, effect, minutes, first, last (weeks from 0)."""
    sheet = _Sheet(path)
    found = []
    for line, row in sheet.rows(("name", "people", "effect", "minutes", "first", "last")):
        given = {
            name: sheet.number(row, line, name)
            for name in ("people", "effect", "minutes", "first", "last")
        }
        found.append(
            Push(
                name=row["name"],
                people=given["people"],
                effect=given["effect"],
                minutes=given["minutes"],
                first=int(given["first"]),
                last=int(given["last"]),
            )
        )
    sheet.done()
    return tuple(found)


def places_there(path: Path) -> dict[tuple[str, str], float]:
    """Places there are: columns place, ward, count."""
    sheet = _Sheet(path)
    found: dict[tuple[str, str], float] = {}
    for line, row in sheet.rows(("place", "ward", "count")):
        key = (row["place"], row["ward"])
        found[key] = found.get(key, 0.0) + sheet.number(row, line, "count")
    sheet.done()
    return found


def places_needed(source: Path) -> list[tuple[str, str, int, float, float, float]]:
    """Places needed by kind, ward and year of a demand's folder: mean, low, high.

    CAP012 where the folder is none of a demand. Services that need the same kind add up; hidden
    counts are left out.
    """
    years, services = source / "years.parquet", source / "services.parquet"
    if not (years.is_file() and services.is_file()):
        raise fault(
            "CAP012",
            "this is no folder of a demand, so nobody says how many places are needed",
            "run `sakimawari demand` first, and name its folder",
            where=Place(file=source.name),
        )
    kinds = {
        row["service"]: row["place"]
        for row in pq.read_table(services).to_pylist()
        if row["place"] is not None
    }
    sums: dict[tuple[str, str, int], list[float]] = {}
    for row in pq.read_table(years).to_pylist():
        kind = kinds.get(row["service"])
        if kind is None or row["level"] != "ward" or row["places"] is None:
            continue
        each = sums.setdefault((kind, row["ward"], row["until"].year), [0.0, 0.0, 0.0])
        each[0] += row["places"]
        each[1] += (row["places"] - row["places_low"]) ** 2
        each[2] += (row["places_high"] - row["places"]) ** 2
    return [
        (kind, ward, year, mean, mean - low**0.5, mean + high**0.5)
        for (kind, ward, year), (mean, low, high) in sorted(sums.items())
    ]
