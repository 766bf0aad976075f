"""What a list of calls or visits says, and what may come of one contact."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum

from sakimawari.reach.medium import Medium


class Outcome(Enum):
    """What came of one call or visit.

    REACHED told in person · APPLIED applied at once, on paper or with help · NO_ANSWER ·
    CALL_BACK at a moment agreed · WRONG the number or address is not theirs · REFUSES wants nothing
    by this medium any more · SKIPPED nobody tried, with a reason
    """

    REACHED = "reached"
    APPLIED = "applied"
    NO_ANSWER = "no_answer"
    CALL_BACK = "call_back"
    WRONG = "wrong"
    REFUSES = "refuses"
    SKIPPED = "skipped"


# After these somebody tries again; the third time nobody answers, the entry is closed as well.
OPEN_AFTER = frozenset({Outcome.NO_ANSWER, Outcome.CALL_BACK})
MOST_TRIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One person of a list, by key. `tries`: contacts so far; `again_at`: not before this moment."""

    id: str
    list: str
    medium: Medium
    on: date
    person: str
    household: str
    ward: str
    language: str
    services: tuple[str, ...]
    useful_until: date | None
    outcome: Outcome | None = None
    again_at: datetime | None = None
    is_closed: bool = False
    tries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """What is to be said to somebody. Personal data: shown to whoever may open the person."""

    subject: str = field(repr=False)
    text: str = field(repr=False)
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """What came of one contact. `token` is the same where it is told twice."""

    entry: str
    outcome: Outcome
    at: datetime
    by: str
    token: str
    again_at: datetime | None = None
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListState:
    """How far a list is: entries in all, still open, and outcomes counted."""

    id: str
    medium: Medium
    on: date
    entries: int
    open: int
    outcomes: dict[str, int]
