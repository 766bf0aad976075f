"""The tables of a run as code; `docs/reference/run.md` is generated from here.

Every table leaves out households with a protected member (支援措置), `summary` too: a count that took
them in would give them away by its difference from a list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

RUN_VERSION = 1

WORDS = pa.dictionary(pa.int32(), pa.string())


@dataclass(frozen=True, slots=True, kw_only=True)
class RunTable:
    """One table of a run: what a row is, and its columns with type and meaning."""

    name: str
    row: str
    columns: Mapping[str, tuple[pa.DataType, str]]

    @property
    def schema(self) -> pa.Schema:
        return pa.schema([(name, type) for name, (type, _) in self.columns.items()])


SUBJECT: Mapping[str, tuple[pa.DataType, str]] = {
    "service": (WORDS, "slug of the service"),
    "subject_kind": (WORDS, "person or household"),
    "subject": (pa.string(), "opaque key of the person or household"),
    "household": (pa.string(), "opaque key of the household"),
    "unit": (pa.int32(), "unit number in the snapshot"),
    "row": (pa.int32(), "row of people (or of households)"),
    "ward": (WORDS, "ward"),
    "town": (WORDS, "town"),
    "age": (pa.int16(), "age of the subject by birthdays; -1 unknown; head's age for a household"),
}

RIGHT: Mapping[str, tuple[pa.DataType, str]] = {
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
    row="a right that begins or ends within the horizon",
    columns={**SUBJECT, "change": (WORDS, "begins or ends"), "on": (pa.date32(), "first day")},
)
DEADLINES = RunTable(
    name="deadlines",
    row="a last day to act within the horizon, for a right not yet claimed",
    columns={**SUBJECT, "by": (pa.date32(), "last day"), "days_left": (pa.int32(), "days")},
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

RUN_TABLES = (ENTITLEMENTS, GAP, COMING, DEADLINES, SUMMARY)
