"""Capacity on disk: `<home>/anticipate/capacity/NAME/`, tables as Parquet and CSV, a manifest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pv
import pyarrow.parquet as pq

from sakimawari.anticipate.capacity.openings import Opening
from sakimawari.anticipate.capacity.outreach import Paced, Push
from sakimawari.anticipate.capacity.rosters import Roster
from sakimawari.anticipate.capacity.staffing import Need
from sakimawari.anticipate.runs.folder import publishing, write_manifest

KIND = "capacity"
TERMS = "reach-terms.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table of a run by its name, its rows as mappings, all with the same keys."""

    name: str
    rows: Sequence[Mapping[str, Any]]


def write(
    home: Path,
    name: str,
    sheets: Iterable[Sheet],
    about: Mapping[str, object],
    *,
    texts: Mapping[str, str] | None = None,
) -> Path:
    """Publish a run of capacity; one of the same name is replaced whole. The folder."""
    with publishing(home, KIND, name) as folder:
        for sheet in sheets:
            table = pa.Table.from_pylist([dict(row) for row in sheet.rows])
            pq.write_table(table, folder / f"{sheet.name}.parquet")
            with (folder / f"{sheet.name}.csv").open("wb") as file:
                file.write("\ufeff".encode())
                pv.write_csv(table, file)
        for file_name, text in (texts or {}).items():
            (folder / file_name).write_text(text, encoding="utf-8")
        write_manifest(folder, about)
    return home / "anticipate" / KIND / name


def of_needs(needs: Iterable[Need]) -> Sheet:
    """Staff by counter, day and hour."""
    rows = [{**asdict(need), "served": round(need.served, 4)} for need in needs]
    return Sheet(name="needs", rows=rows)


def of_rosters(rosters: Mapping[tuple[str, str], Roster]) -> Sheet:
    """Shifts by counter and week: how many begin each of them on each day."""
    rows = [
        {
            "counter": counter,
            "week": week,
            "day": day,
            "shift": shift.name,
            "staff": int(roster.staff[at, number]),
            "hours_of_week": roster.hours,
            "persons_at_least": roster.persons,
        }
        for (counter, week), roster in rosters.items()
        for at, day in enumerate(roster.days)
        for number, shift in enumerate(roster.shifts)
    ]
    return Sheet(name="rosters", rows=rows)


def of_slots(rows: Iterable[tuple[str, str, float, int]]) -> Sheet:
    """Appointment slots by counter and day."""
    named = [
        {"counter": counter, "day": day, "mean": round(mean, 2), "slots": slots}
        for counter, day, mean, slots in rows
    ]
    return Sheet(name="slots", rows=named)


def of_pacing(pushes: Sequence[Push], found: Paced) -> tuple[Sheet, Sheet]:
    """People to reach by push and week, and by week the ceiling and the minutes it brings."""
    reached = [
        {"push": push.name, "week": week, "people": round(float(found.reached[at, week]), 1)}
        for at, push in enumerate(pushes)
        for week in range(found.reached.shape[1])
    ]
    weeks = [
        {
            "week": week,
            "replies_at_most": int(found.ceiling[week]),
            "replies": round(float(found.replies[week]), 1),
            "minutes": round(float(found.minutes[week]), 1),
            "is_full": week in found.binding,
        }
        for week in range(found.reached.shape[1])
    ]
    return Sheet(name="outreach", rows=reached), Sheet(name="weeks", rows=weeks)


def terms_of_contact(found: Paced) -> str:
    """The lines of reach.yaml that keep plans within what the counter can take.

    Terms hold one ceiling for every week of a plan; what each week of this pacing brings stands
    beside it.
    """
    lines = ["# How many replies a week the counters can take beside their other work."]
    lines += ["budget:", f"  counter: {found.steady}"]
    lines += [f"  # week {week}: {int(each)}" for week, each in enumerate(found.ceiling)]
    return "\n".join(lines) + "\n"


def of_openings(found: Iterable[Opening]) -> Sheet:
    """Places to open by kind, ward and year."""
    rows = [
        {
            **asdict(each),
            "needed": round(each.needed, 1),
            "shortage": round(each.shortage, 4),
        }
        for each in found
    ]
    return Sheet(name="openings", rows=rows)
