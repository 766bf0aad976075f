"""The eligibility calendar of a population as a table: every right of everyone, exact to the day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from sakimawari.fit.frame import Frame, who_columns
from sakimawari.fit.missing import MissingFacts, missing_words
from sakimawari.fit.schema import OPEN, STORED_CALENDAR
from sakimawari.rules.figures import days
from sakimawari.rules.intervals import NO_DEADLINE, Intervals
from sakimawari.rules.population import Int64s
from sakimawari.rules.timeline import Timeline
from sakimawari.rules.tree import Holder, ServiceRule

_STATUS = pa.array(["no", "yes", "unknown"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What intervals are written against: who their rows are, what is missing, which layer.

    `people_rows` and `unit_rows` lead from rows of the population read to rows of the snapshot;
    None where the whole snapshot was read.
    """

    frame: Frame
    lacks: MissingFacts
    timeline: Timeline
    layer: int
    people_rows: Int64s | None = None
    unit_rows: Int64s | None = None
    unit_of_person: Int64s | None = None  # of people, in the population read

    def origin(self, holder: Holder, rows: Int64s) -> Int64s:
        """Rows of the snapshot."""
        known = self.people_rows if holder is Holder.PERSON else self.unit_rows
        return rows if known is None else known[rows]


def calendar_table(sheet: Sheet, rule: ServiceRule, found: Intervals) -> pa.Table:
    """The rows of a service's calendar, of everyone who may stand in a list."""
    listed = sheet.frame.listable(found.holder, sheet.origin(found.holder, found.row))
    kept = found if listed.all() else found.where(listed)
    units = kept.row
    if kept.holder is Holder.PERSON:
        assert sheet.unit_of_person is not None
        units = sheet.unit_of_person[kept.row]
    missing = missing_words(rule, kept, units, lacks=sheet.lacks, timeline=sheet.timeline)
    no_deadline = kept.deadline == NO_DEADLINE
    deadline = pa.array(np.where(no_deadline, 0, kept.deadline).astype(np.int32), mask=no_deadline)
    origin = sheet.origin(kept.holder, kept.row)
    # What holds on the last day holds until something changes, however far the next night looks.
    until = np.where(kept.until == sheet.timeline.final, days(OPEN), kept.until)
    columns = {
        **who_columns(sheet.frame, rule.service, kept.holder, origin),
        "status": pa.DictionaryArray.from_arrays(pa.array(kept.status), _STATUS),
        "amount_low": pa.array(kept.amount_low),
        "amount_high": pa.array(kept.amount_high),
        "tier_low": pa.array(kept.tier_low.astype(np.int16)),
        "tier_high": pa.array(kept.tier_high.astype(np.int16)),
        "deadline": deadline.cast(pa.date32()),
        "undecided": pa.array(kept.undecided),
        "missing": missing,
        "since": pa.array(kept.since.astype(np.int32)).cast(pa.date32()),
        "until": pa.array(until.astype(np.int32)).cast(pa.date32()),
        "ended_by": pa.array(kept.ended_by),
        "layer": pa.array(np.full(len(kept), sheet.layer, np.int16)),
    }
    schema = STORED_CALENDAR.schema
    return pa.table([columns[name] for name in schema.names], names=schema.names)
