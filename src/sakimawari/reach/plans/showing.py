"""A plan as it is shown before it is approved: counts, and samples in which nobody can be found.

A sample tells the kind of person, what they hear and how; never a key, a town, a household.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sakimawari.reach.plans.folder import later_table, steps_table
from sakimawari.reach.plans.values import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A step without anybody in it. `because` is empty but for those who wait."""

    ward: str
    age_band: str
    language: str
    services: tuple[str, ...]
    deadline: date | None
    yen: int
    why: tuple[str, ...] = ()  # of a step
    medium: str = ""
    further: tuple[str, ...] = ()
    send_on: date | None = None
    held_out: bool = False
    change: str = ""
    because: str = ""


def samples(plan: Plan, *, each: int = 2) -> tuple[Sample, ...]:
    """Some steps of each medium, always the same ones of a plan; they stand for the others."""
    steps = steps_table(plan)
    return tuple(_sample(row) for row in _some_of(steps, "medium", each).to_pylist())


def samples_later(plan: Plan, *, each: int = 2) -> tuple[Sample, ...]:
    """Some of those who wait, for each reason."""
    later = later_table(plan)
    return tuple(_sample(row) for row in _some_of(later, "because", each).to_pylist())


def _some_of(table: pa.Table, name: str, each: int) -> pa.Table:
    """A few rows of each word of a column, spread over the table."""
    words = sorted(pc.unique(table[name]).to_pylist())
    chosen: list[int] = []
    for word in words:
        rows = np.flatnonzero(np.asarray(pc.equal(table[name], word)))
        chosen += rows[np.linspace(0, len(rows) - 1, min(each, len(rows)), dtype=int)].tolist()
    return table.take(pa.array(chosen, pa.int64()))


def _sample(row: Mapping[str, object]) -> Sample:
    names = {name for name in Sample.__dataclass_fields__ if name in row}
    told = {name: row[name] for name in names}
    lists = {name: tuple(value) for name, value in told.items() if isinstance(value, list)}
    return Sample(**{**told, **lists})  # type: ignore[arg-type]
