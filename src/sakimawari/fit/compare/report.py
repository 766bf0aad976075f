"""What a comparison found, as values: made by `run`, shown by the command, the page and the tables.

A count of None is hidden: fewer than five people, or one that would give such a count away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any

from sakimawari.fit.compare.enterprises import CompanyImpact
from sakimawari.fit.compare.meaning import Cause, Difference
from sakimawari.fit.compare.outcomes import Outcome

Count = int | None
Counts = Mapping[Outcome, Count]


@dataclass(frozen=True, slots=True, kw_only=True)
class YenRange:
    """Yen that residents have more by the change: a sure part, and what missing facts leave open.

    `certain` adds up the subjects of whom all is known; `low` and `high` bound the sum with the
    others. `raised` and `lowered` are the sure part of those who have more, and of those who have
    less. None is hidden, or for `low` and `high` without bound.
    """

    certain: Count
    raised: Count
    lowered: Count
    low: Count
    high: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassRow:
    """One class of a cut: how many residents it has, how many of them fare how, and their yen."""

    label: str
    residents: int
    counts: Counts
    yen_certain: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakdown:
    """One cut of the people concerned: ward, age, income decile, kind of household or sex."""

    cut: str
    note: str
    rows: tuple[ClassRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """The cases a change adds in one month, and the yen of that month.

    `gains`, `stops` and `changes` count each subject once, in the month it is first seen:
    newly entitled and not receiving, receiving and no longer entitled, receiving another amount.
    `applications` is `gains` times the take-up; `hours` are for applications, stops and changes.
    """

    month: str
    gains: Count
    possible: Count
    stops: Count
    changes: Count
    applications: float | None
    notices: Count
    hours: float | None
    yen: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """Cases by month with the assumptions they rest on."""

    months: tuple[Month, ...]
    total: Month
    take_up: float
    take_up_from: str  # measured, given or assumed
    minutes: int


class Gravity(Enum):
    """ERROR cannot be meant, WARNING should be looked at, NOTE is good to know."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Something that speaks against the change, or that it should be weighed against.

    `check` is the name of the check (docs/explanation/blast-radius.md); `before` and `after` count
    what it finds under A and under B.
    """

    check: str
    gravity: Gravity
    text: str
    before: Count
    after: Count
    detail: tuple[str, ...] = ()


class Life(Enum):
    """Whether a service stands on both sides."""

    BOTH = "both"
    NEW = "new"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceImpact:
    """What the change does by one service. `effect` is the day the classes and yen stand for.

    `because` are other services that differ and whose results this one reads; `itself` says whether
    its own rule or figures differ too.
    """

    slug: str
    name: str
    life: Life
    holder: str
    gives: str
    unit: str
    effect: date
    differences: tuple[Difference, ...]
    because: tuple[Cause, ...]
    itself: bool
    counts: Counts
    of_them_receiving: Counts
    households: Counts
    entitled_before: Count
    entitled_after: Count
    yen_per_year: YenRange
    yen_in_period: Count
    is_money: bool
    breakdowns: tuple[Breakdown, ...]
    workload: Workload
    contradictions: tuple[Contradiction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The whole comparison. `seconds` are by stage; `residents` leaves protected people out.

    `of_companies` are the services of companies that differ, apart from the residents. `sampled`
    is how many of the city's `households` were read; None where all were.
    """

    names: tuple[str, str]
    on: date
    months: int
    snapshot: str
    residents: int
    exact: bool
    impacts: tuple[ServiceImpact, ...]
    unchanged: tuple[str, ...]
    of_companies: tuple[CompanyImpact, ...]
    seconds: Mapping[str, float]
    compiled: int
    households: int = 0
    sampled: int | None = None

    def as_json(self) -> dict[str, Any]:
        """The comparison for a program, with the names of the dataclasses' fields."""
        told: dict[str, Any] = plain(self)
        return told


def plain(value: Any) -> Any:
    """A value as JSON knows it; outcomes are keyed by their names in small letters."""
    if isinstance(value, Enum):
        return value.name.lower()
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {plain(key): plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    return value
