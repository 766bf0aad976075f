"""What a list asks for, and what it answers: values only."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum


class ListName(Enum):
    """The lists there are.

    GAP           entitled, or possibly, and not receiving; receiving while a clause fails
    ENTITLEMENTS  entitled or possibly entitled today, whether they receive or not
    COMING        what begins, changes or ends within the calendar
    DEADLINES     last days to act within the calendar
    QUESTIONS     possibly entitled: which missing fact would decide
    """

    GAP = "gap"
    ENTITLEMENTS = "entitlements"
    COMING = "coming"
    DEADLINES = "deadlines"
    QUESTIONS = "questions"


KINDS: dict[ListName, tuple[str, ...]] = {
    ListName.GAP: ("unclaimed", "possible", "to_review"),
    ListName.ENTITLEMENTS: ("yes", "unknown"),
    ListName.COMING: ("begins", "changes", "ends"),
    ListName.DEADLINES: ("claim", "renewal"),
    ListName.QUESTIONS: (),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Who is looked for: everything but the list and its services is optional and narrows it down.

    `until` bounds the day of a row (deadline, first day); `since` from below. Amounts are in the
    service's own unit and count where surely reached. `receiving`: in the register of recipients,
    not in it, or either. `closed` are households that may not be listed today (支援措置, departed);
    a row of another household whose subject is in `left_out` is dropped as well.
    """

    name: ListName
    services: tuple[str, ...]
    wards: tuple[str, ...] = ()
    town: str = ""
    kind: str = ""
    youngest: int | None = None
    oldest: int | None = None
    least: int | None = None
    since: date | None = None
    until: date | None = None
    receiving: bool | None = None
    missing: str = ""
    closed: frozenset[str] = field(default_factory=frozenset)
    left_out: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One subject of a list. `day` is the deadline, or the day on which something begins or ends."""

    service: str
    subject_kind: str
    subject: str
    household: str
    ward: str
    town: str
    age: int  # -1: unknown, or a company; the head's for a household
    kind: str
    day: date | None
    what: str
    amount_low: int | None
    amount_high: int | None
    unit: str
    missing: tuple[str, ...]
    receives: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Where a page ends: the day, service and place of its last row within one run."""

    run: str
    day: int  # days since 1970-01-01; rows without a day come last
    service: str
    place: int

    def written(self) -> str:
        """The cursor as a word for an address; it names no person."""
        text = f"{self.run}|{self.day}|{self.service}|{self.place}"
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def cursor_of(word: str) -> Cursor | None:
    """The cursor of a word; None for anything else."""
    try:
        text = base64.urlsafe_b64decode(word + "=" * (-len(word) % 4)).decode()
        run, day, service, place = text.split("|")
        return Cursor(run=run, day=int(day), service=service, place=int(place))
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some rows in their order, and where the next page begins; None on the last one."""

    rows: tuple[Row, ...]
    following: Cursor | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many rows and how many households a list has for a service, a ward and a kind."""

    service: str
    ward: str
    kind: str
    rows: int


def total(counts: Sequence[Count]) -> int:
    """All rows of some counts."""
    return sum(count.rows for count in counts)
