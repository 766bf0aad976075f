"""What a case is made of: frozen values that pages, programs and the store speak in.

A *wish* is one service for one subject. A *submission* is what an applicant sends at once, with one
receipt number; each of its wishes becomes a *case* of its own. People are opaque keys throughout;
what is sealed in the store is open here, so a value lives no longer than a request.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any

from sakimawari.cases.form_values import (
    Account,
    Answered,
    Answers,
    Application,
    Ask,
    Field,
    Filled,
    Input,
    PaperNeeded,
    Proxy,
    Source,
    Submitted,
    Wanted,
    Wish,
    Words,
)
from sakimawari.fit.desk import Desk
from sakimawari.fit.store import Run
from sakimawari.guard.actor import Actor
from sakimawari.guard.keys import Keys
from sakimawari.packs.catalogue import Catalogue

__all__ = [
    "STATE_WORDS",
    "Account",
    "Answered",
    "Answers",
    "Application",
    "Ask",
    "CaseFile",
    "CaseRow",
    "Channel",
    "Decision",
    "Declined",
    "Doing",
    "Event",
    "Field",
    "Filled",
    "Finding",
    "Input",
    "Message",
    "Moment",
    "Origin",
    "Paper",
    "PaperNeeded",
    "Proxy",
    "Side",
    "Source",
    "State",
    "Submitted",
    "Wanted",
    "Wish",
    "Words",
]


class State(Enum):
    """Where a case stands, with its official name."""

    DRAFT = "draft"  # 下書き
    SUBMITTED = "submitted"  # 受付
    EXAMINING = "examining"  # 審査中
    WAITING = "waiting"  # 補正待ち: the standard period stands still
    PROPOSED = "proposed"  # 決裁待ち
    APPROVED = "approved"  # 支給決定
    REFUSED = "refused"  # 不支給
    PAID = "paid"  # 支払済
    WITHDRAWN = "withdrawn"  # 取下げ
    OBJECTED = "objected"  # 辞退


STATE_WORDS: Mapping[State, str] = {
    State.DRAFT: "下書き",
    State.SUBMITTED: "受付",
    State.EXAMINING: "審査中",
    State.WAITING: "補正待ち",
    State.PROPOSED: "決裁待ち",
    State.APPROVED: "支給決定",
    State.REFUSED: "不支給",
    State.PAID: "支払済",
    State.WITHDRAWN: "取下げ",
    State.OBJECTED: "辞退",
}


class Finding(Enum):
    """What is proposed or decided. A refusal is never found by a machine."""

    GRANT = "grant"
    REFUSE = "refuse"


class Origin(Enum):
    """How a case began: somebody applied, or the city gives it unless the resident objects."""

    APPLICATION = "application"
    AUTOMATIC = "automatic"


class Channel(Enum):
    """Where an application came in."""

    MY_PAGE = "my_page"
    COUNTER = "counter"
    PHONE = "phone"
    PAPER = "paper"
    PROGRAM = "program"


class Side(Enum):
    """Who speaks in a message."""

    RESIDENT = "resident"
    CITY = "city"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """The city at one moment: packs, registers, last run, keys, folder, and the time in Japan."""

    catalogue: Catalogue
    desk: Desk
    run: Run
    keys: Keys
    home: Path
    now: datetime

    @property
    def today(self) -> date:
        return self.now.date()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """A case as lists show it: pseudonyms, states, dates and amounts, nothing sealed.

    `version` grows with every change; a change names the version it was made on. `late` and
    `days_left` are reckoned for the day the row was read. `needs`: what the city must do besides
    deciding (account: ask for another account; reply: read what the resident wrote).
    """

    number: str
    receipt: str
    service: str
    subject: str
    applicant: str
    household: str
    ward: str
    department: str
    origin: Origin
    channel: Channel
    state: State
    opened_on: date
    due_on: date | None
    days_left: int | None
    paused: bool
    assignee: str
    amount_yen: int | None
    finding: Finding | None
    proposed_by: str
    decided_on: date | None
    needs: tuple[str, ...]
    two_persons: bool
    updated_at: datetime
    version: int

    @property
    def late(self) -> bool:
        """Whether the standard period has passed without a decision."""
        return self.days_left is not None and self.days_left < 0

    @property
    def days_late(self) -> int:
        """Days since the end of the standard period; 0 before it."""
        return max(-(self.days_left or 0), 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper handed in. Its content opens with `run.paper_content` alone."""

    id: str
    label: str
    media: str  # application/pdf, image/jpeg, image/png
    size: int
    sha256: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message in a case. `asks` marks a 補正依頼; `seen_at` is when the other side opened it."""

    id: int
    side: Side
    text: str
    at: datetime
    by: str
    asks: bool = False
    papers: tuple[str, ...] = ()
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One row of a case's history: who did what when, from which state to which, with a note."""

    seq: int
    step: str
    at: datetime
    by: str
    by_kind: str
    before: State | None
    after: State
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A decision, proposed or made: reasons in words, the proof as a record that replays.

    `seq` counts the proposals of a case; `live` is False for one taken back, sent back, or followed
    by another after the case was opened again. `proof` is what `fit.explain.record_of` wrote (empty
    where there was none); `reasons` are what the notice says (行政手続法第8条). `pay_from`: an automatic
    grant waits for objections first.
    """

    seq: int
    live: bool
    finding: Finding
    amount_yen: int | None
    reasons: tuple[str, ...]
    note: str
    proposed_by: str
    proposed_at: datetime
    decided_by: str = ""
    decided_at: datetime | None = None
    decided_on: date | None = None
    pay_from: date | None = None
    notice_on: date | None = None
    proof: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """A case opened: everything that was sent, said, proved and decided."""

    row: CaseRow
    title: str
    service_name: str
    filled: tuple[Filled, ...]
    answered: tuple[Answered, ...]
    papers_needed: tuple[PaperNeeded, ...]
    papers: tuple[Paper, ...]
    account: Account | None
    remark: str
    proxy: Proxy | None
    messages: tuple[Message, ...]
    history: tuple[Event, ...]
    decisions: tuple[Decision, ...]
    open_steps: tuple[str, ...]  # what whoever opened it may do now, by the table of steps
    run: str
    packs: str

    @property
    def decision(self) -> Decision | None:
        """The decision proposed or in effect."""
        return next((one for one in self.decisions if one.live), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Declined:
    """A service somebody does not want to be told about."""

    person: str
    service: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """Who does something to a case, when, and on which version of it they saw."""

    actor: Actor
    at: datetime
    version: int | None = None  # None: whatever it is now
    note: str = ""
