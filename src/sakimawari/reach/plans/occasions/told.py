"""What people were told before, or will be by plans that were applied: nobody hears it twice.

A thing said once is not said again while an answer may still come, and not more than so often in a
year; what only informs is said once a year. Those held out wait, and are told afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sakimawari.reach.letters.store import letters_of_no_plan, written_batches
from sakimawari.reach.plans.tables import STEPS
from sakimawari.rules.figures import days
from sakimawari.rules.population import Int8s, Int32s

YEAR = 365
MOST_TIMES = 3  # a year that somebody is told of the same thing without acting on it
_COLUMNS = ["step", "person", "household", "services", "subjects", "send_on", "held_out", "further"]
TOLD = pa.schema(
    [
        ("person", pa.string()),
        ("household", pa.string()),
        ("service", pa.string()),
        ("subject", pa.string()),  # "": whoever it concerns (a letter of the older kind)
        ("day", pa.int32()),  # sent, or to be sent; day number
        ("tries", pa.int8()),  # media that are tried one after another
        ("held_out", pa.bool_()),
    ]
)
CONTACTS = pa.schema([("person", pa.string()), ("household", pa.string()), ("day", pa.int32())])


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What was told before: `told` by service and subject, `contacts` once a message.

    `waiting` are the steps, as their plan has them, that were applied and whose day has not come.
    """

    told: pa.Table
    contacts: pa.Table
    waiting: pa.Table


def read_before(
    *, applied: Sequence[Path], letters: Path, on: date, contacts: pa.Table | None = None
) -> Before:
    """What the folders of applied plans and of letters say; `contacts` what sending knows beyond.

    A step that a later plan kept stands in both folders and counts once.
    """
    told: list[pa.Table] = []
    met: list[pa.Table] = (
        [] if contacts is None else [contacts.select(CONTACTS.names).cast(CONTACTS)]
    )
    waiting: list[pa.Table] = []
    known = pa.array([], pa.string())
    for folder in reversed(applied):  # a plan applied later holds what it kept of earlier ones
        steps = pq.read_table(
            folder / "steps.parquet", columns=_COLUMNS, filters=_from(on - timedelta(days=YEAR))
        )
        steps = steps.filter(pc.invert(pc.is_in(steps["step"], value_set=known)))
        told.append(_of_steps(steps))
        sent = steps.filter(pc.invert(steps["held_out"]))
        met.append(_contacts(sent["person"], sent["household"], sent["send_on"].cast(pa.int32())))
        waiting.append(_waiting(folder, on, known))
        known = pa.concat_arrays([known, *steps["step"].chunks])
    for each in _letters(letters, on):
        told.append(each)
        met.append(_contacts(each["person"], each["household"], each["day"]))
    return Before(
        told=pa.concat_tables([TOLD.empty_table(), *told]).combine_chunks(),
        contacts=pa.concat_tables([CONTACTS.empty_table(), *met]).combine_chunks(),
        waiting=pa.concat_tables([STEPS.empty_table(), *waiting]),
    )


def _from(day: date) -> pc.Expression:
    return pc.field("send_on") >= pa.scalar(day, pa.date32())


def _waiting(folder: Path, on: date, known: pa.Array) -> pa.Table:
    """Steps to be sent on a day or later, whole, without those a later plan has."""
    steps = pq.read_table(folder / "steps.parquet", schema=STEPS, filters=_from(on))
    new = pc.invert(pc.is_in(steps["step"], value_set=known))
    return steps.filter(pc.and_(new, pc.invert(steps["held_out"])))


def _of_steps(steps: pa.Table) -> pa.Table:
    steps = steps.combine_chunks()
    services = steps["services"].combine_chunks()
    owner = pc.list_parent_indices(services)
    of = steps.select(["person", "household"]).take(owner)
    tries = pc.add(pc.list_value_length(steps["further"]), 1).cast(pa.int8())
    columns = {
        "person": of["person"],
        "household": of["household"],
        "service": pc.list_flatten(services),
        "subject": pc.list_flatten(steps["subjects"].combine_chunks()),
        "day": steps["send_on"].cast(pa.int32()).take(owner),
        "tries": tries.take(owner),
        "held_out": steps["held_out"].take(owner),
    }
    return pa.table(columns).cast(TOLD)


def _contacts(
    person: pa.ChunkedArray, household: pa.ChunkedArray, day: pa.ChunkedArray
) -> pa.Table:
    return pa.table({"person": person, "household": household, "day": day}).cast(CONTACTS)


def _letters(letters: Path, on: date) -> Iterator[pa.Table]:
    """Letters of `sakimawari letters`, which name services and no subjects."""
    for batch in written_batches(letters):
        if batch.on < on - timedelta(days=YEAR):
            continue
        index = letters_of_no_plan(letters / batch.name).combine_chunks()
        services = index["services"].combine_chunks()
        owner = pc.list_parent_indices(services)
        count = len(owner)
        columns = {
            "person": index["person"].take(owner),
            "household": index["household"].take(owner),
            "service": pc.list_flatten(services),
            "subject": pa.array([""] * count, pa.string()),
            "day": pa.array(np.full(count, days(batch.on), np.int32)),
            "tries": pa.array(np.ones(count, np.int8)),
            "held_out": pa.array(np.zeros(count, np.bool_)),
        }
        yield pa.table(columns).cast(TOLD)


def answer_awaited_until(day: Int32s, tries: Int8s, *, reply_within: int) -> Int32s:
    """The day until which an answer may come: every medium has its time, one after another."""
    return (day + tries.astype(np.int32) * reply_within).astype(np.int32)
