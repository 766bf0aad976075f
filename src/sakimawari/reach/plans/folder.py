"""Reads plans: the folder, its steps one by one. Written by one rename, never changed after."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sakimawari.problems import Place, fault
from sakimawari.reach.medium import Medium
from sakimawari.reach.plans.tables import LATER, STEPS
from sakimawari.reach.plans.values import Change, Plan, Step, Why

PLANS = "plans"
AT_ONCE = 10_000  # steps read at a time


def open_plan(home: Path, name: str) -> Plan:
    """A finished plan by its name; REACH020 where there is none."""
    path = home / PLANS / Path(name).name / "manifest.json"
    if name != Path(name).name or not path.is_file():
        raise fault(
            "REACH020",
            "there is no plan of this name",
            "look at `sakimawari reach status`, which lists the plans, newest first",
            where=Place(file=PLANS),
        )
    return Plan(folder=path.parent, manifest=json.loads(path.read_text(encoding="utf-8")))


def plan_names(home: Path) -> tuple[str, ...]:
    """The names of all finished plans, the newest first."""
    found = (path.parent for path in (home / PLANS).glob("[0-9]*/manifest.json"))
    order = sorted(found, key=lambda path: (path.name[:10], path.stat().st_mtime_ns), reverse=True)
    return tuple(path.name for path in order)


def steps_table(plan: Plan) -> pa.Table:
    """All steps of a plan, whole."""
    return pq.read_table(plan.folder / "steps.parquet", schema=STEPS)


def later_table(plan: Plan) -> pa.Table:
    """Those left for later, each with its reason."""
    return pq.read_table(plan.folder / "later.parquet", schema=LATER)


def steps_of(plan: Plan, on: date, *, held_out: bool = True) -> Iterator[Step]:
    """The steps of a plan as they are carried out from a day on, in the order of the table.

    What was due before the day is due on it; what is of no use any more on it is left out.
    `held_out`: whether those are among them to whom nothing is sent.
    """
    with pq.ParquetFile(plan.folder / "steps.parquet") as file:
        for batch in file.iter_batches(batch_size=AT_ONCE):
            for row in batch.to_pylist():
                useful = row["useful_until"] is None or row["useful_until"] >= on
                if useful and (held_out or not row["held_out"]):
                    yield _step(row, plan.name, on)


def _step(row: dict[str, Any], plan: str, on: date) -> Step:
    return Step(
        id=row["step"],
        plan=plan,
        person=row["person"],
        household=row["household"],
        ward=row["ward"],
        town=row["town"],
        language=row["language"],
        large_text=row["large_text"],
        services=tuple(row["services"]),
        subjects=tuple(row["subjects"]),
        why=tuple(map(Why, row["why"])),
        media=(Medium(row["medium"]), *map(Medium, row["further"])),
        deadline=row["deadline"],
        yen=row["yen"],
        send_on=max(row["send_on"], on),
        useful_until=row["useful_until"],
        variant=row["variant"],
        held_out=row["held_out"],
        change=Change(row["change"]),
    )
