"""The tables of a run as code; `docs/reference/run.md` is generated from here.

Every table leaves out households with a protected member (支援措置), `summary` too: a count that took
them in would give them away by its difference from a list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

RUN_VERSION = 2

# The stored last day of what goes on beyond the calendar.
OPEN = date(9999, 12, 31)
WORDS = pa.dictionary(pa.int32(), pa.string())
Columns = Mapping[str, tuple[pa.DataType, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunTable:
    """One table of a run: what a row is, and its columns with type and meaning."""

    name: str
    row: str
    columns: Columns

    @property
    def schema(self) -> pa.Schema:
        return pa.schema([(name, type) for name, (type, _) in self.columns.items()])


WHO: Columns = {
    "service": (WORDS, "slug of the service"),
    "subject_kind": (WORDS, "person, household or company"),
    "subject": (pa.string(), "opaque key of the person or household; 法人番号 of a company"),
    "household": (pa.string(), "opaque key of the household; null for a company"),
}
PLACE: Columns = {"ward": (WORDS, "ward"), "town": (WORDS, "town")}
SUBJECT: Columns = {
    **WHO,
    "unit": (pa.int32(), "unit number in the run's snapshot; a company's place among companies"),
    "row": (pa.int32(), "row of people (or of households) in the run's snapshot"),
    **PLACE,
    "age": (
        pa.int16(),
        "age of the subject by birthdays; -1 unknown, or a company; head's age for a household",
    ),
}
RIGHT: Columns = {
    "status": (WORDS, "yes, or unknown: a missing fact may decide either way"),
    "amount_low": (pa.int64(), "least amount by what is known"),
    "amount_high": (pa.int64(), "greatest amount by what is known"),
    "unit_of_amount": (WORDS, "円/月, 円/年, 円/回, 割 …"),
    "tier_low": (pa.int16(), "position of the first possible class; -1 none"),
    "tier_high": (pa.int16(), "position of the last possible class; -1 none"),
    "deadline": (pa.date32(), "last day to act; null if none"),
    "undecided": (pa.int64(), "bit mask of the clauses that are unknown"),
    "missing": (pa.string(), "facts that are missing in the household, joined by ・"),
}
SPAN: Columns = {
    "since": (pa.date32(), "first day; the date of the run where it held before"),
    "until": (pa.date32(), "last day; the last day of the calendar where it holds beyond"),
    "ended_by": (
        pa.int8(),
        "position of the clause that surely fails on the day after; -1 where the right goes on, "
        "otherwise or beyond the calendar",
    ),
}

# ---------------------------------------------------------------- stored

STORED_CALENDAR = RunTable(
    name="calendar",
    row="a stretch of days over which a right stays the same, as it was read on some night",
    columns={
        **WHO,
        **PLACE,
        "born": (pa.date32(), "birth date of the subject (of the head); null unknown"),
        **{name: told for name, told in RIGHT.items() if name != "unit_of_amount"},
        **SPAN,
        "until": (pa.date32(), f"last day; {OPEN} where it holds beyond the calendar"),
        "layer": (pa.int16(), "number of the night, counted from the last whole one"),
    },
)
REPLACED = RunTable(
    name="replaced",
    row="a household read anew: what earlier layers say of it counts no longer",
    columns={
        "household": (pa.string(), "opaque key of the household"),
        "layer": (pa.int16(), "the layer that speaks for it"),
    },
)
UNITS = RunTable(
    name="units",
    row="a household, as this run knows it",
    columns={
        "household": (pa.string(), "opaque key of the household"),
        "key": (pa.int64(), "a number that stands for the key"),
        "fingerprint": (pa.int64(), "stands for everything the rules read of it"),
        "settled": (pa.date32(), "no right of it changes between the calendar's end and this day"),
        "closed": (pa.bool_(), "a member is protected: it stands in no table"),
    },
)
SERVICES = RunTable(
    name="services",
    row="a service the run has read",
    columns={
        "service": (pa.string(), "slug"),
        "name": (pa.string(), "official name"),
        "subject_kind": (pa.string(), "person, household or company"),
        "received_as": (pa.string(), "its programme in the register of recipients; null if none"),
        "unit_of_amount": (pa.string(), "円/月, 円/年, 円/回, 割 …; empty if it gives no amount"),
        "times_a_year": (pa.int64(), "how often a year its amount is given; 0 if it is no money"),
        "rule": (pa.string(), "hash of everything that decides it"),
    },
)
STORED = (STORED_CALENDAR, REPLACED, UNITS, SERVICES)

# ---------------------------------------------------------------- derived, by views

CALENDAR = RunTable(
    name="calendar",
    row="a stretch of days over which a right of a subject stays the same",
    columns={**WHO, **PLACE, "age": SUBJECT["age"], **RIGHT, **SPAN},
)
ENTITLEMENTS = RunTable(
    name="entitlements",
    row="a subject that is, or may be, entitled to a service on the date of the run",
    columns={**SUBJECT, **RIGHT},
)
GAP = RunTable(
    name="gap",
    row="a subject where right and register of recipients disagree",
    columns={
        **SUBJECT,
        "kind": (WORDS, "unclaimed, possible, or to_review (for a clerk only)"),
        **RIGHT,
    },
)
COMING = RunTable(
    name="coming",
    row="a right that begins, ends or changes within the horizon",
    columns={
        **WHO,
        **PLACE,
        "age": SUBJECT["age"],
        "change": (WORDS, "begins; ends; changes (its amount or class)"),
        "on": (pa.date32(), "first day"),
        "ended_by": SPAN["ended_by"],
        "amount_low": RIGHT["amount_low"],
        "amount_high": RIGHT["amount_high"],
        "unit_of_amount": RIGHT["unit_of_amount"],
    },
)
DEADLINES = RunTable(
    name="deadlines",
    row="a last day to act within the horizon",
    columns={
        **WHO,
        **PLACE,
        "age": SUBJECT["age"],
        "kind": (WORDS, "claim: a right not claimed; renewal: what a recipient must hand in"),
        "what": (WORDS, "the name of what is to be handed in; null for a claim"),
        "by": (pa.date32(), "last day"),
        "days_left": (pa.int32(), "days"),
    },
)
SUMMARY = RunTable(
    name="summary",
    row="a service in a ward",
    columns={
        "service": (WORDS, "slug"),
        "name": (WORDS, "official name"),
        "ward": (WORDS, "ward"),
        "entitled": (pa.int64(), "subjects with status yes"),
        "possible": (pa.int64(), "subjects with status unknown"),
        "receiving": (pa.int64(), "subjects in the register of recipients"),
        "unclaimed": (pa.int64(), "entitled and not receiving"),
        "unclaimed_possible": (pa.int64(), "possibly entitled and not receiving"),
        "unclaimed_yen_per_year": (pa.int64(), "least yen a year of the unclaimed benefits"),
        "to_review": (pa.int64(), "receiving while a clause surely fails"),
        "begins": (pa.int64(), "rights that begin within the horizon"),
        "ends": (pa.int64(), "rights that end within the horizon"),
        "deadlines": (pa.int64(), "last days to act within the horizon"),
    },
)
RUN_TABLES = (CALENDAR, ENTITLEMENTS, GAP, COMING, DEADLINES, SUMMARY)
