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

from sakimawari.fit.desk import Desk
from sakimawari.fit.store import Run
from sakimawari.guard.actor import Actor
from sakimawari.guard.keys import Keys
from sakimawari.packs.catalogue import Catalogue


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


class Input(Enum):
    """How a field is filled in. CONFIRM stands for a signature, which sending replaces."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    TRUTH = "truth"
    ACCOUNT = "account"
    CONFIRM = "confirm"


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


# ---------------------------------------------------------------- before sending


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One service for one subject: the opaque key of a person, or of the household."""

    service: str
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The same said in Japanese, やさしい日本語 and English."""

    ja: str
    easy: str
    en: str

    def speak(self, language: str) -> str:
        """The words in "ja", "easy" or "en"."""
        return {"easy": self.easy, "en": self.en}.get(language, self.ja)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where the city has a value from: a register's file and row, and the day it was loaded.

    `fact` is the official name of what was read; `place` is empty for what no register says.
    """

    fact: str
    register: str = ""
    place: str = ""
    loaded: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of the form of one or several services, as the city fills it in.

    `key` names it within its application. `value` is what the form shows, `raw` the same as an
    input takes it (ISO date, plain digits, a choice, はい); both are empty where the city does not
    know, and then `question` asks. `withheld`: the city knows, but may not show it here (tax
    records of somebody who did not agree, 地方税法第22条). `sealed` marks a part of the sealed
    identity, which is corrected in the residents' register and not by an application.
    """

    key: str
    label: str
    subject: str
    whose: str
    input: Input
    value: str = ""
    raw: str = ""
    unit: str = ""
    choices: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    sealed: bool = False
    editable: bool = True
    withheld: bool = False
    question: Words | None = None
    services: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A fact that is missing and may decide a service, as a question with its answers."""

    key: str
    fact: str
    subject: str
    whose: str
    input: Input
    words: Words
    unit: str = ""
    choices: tuple[str, ...] = ()
    year: int | None = None  # fiscal year the fact is about
    services: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperNeeded:
    """A paper some services need; what is `held` the city looks up itself."""

    name: str
    held: bool
    services: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One wish as an application shows it: the service in words, and what the run says of it."""

    wish: Wish
    name: str
    department: str
    whose: str
    title: str
    status: str  # yes, no, unknown: what the last run found; no is no refusal
    amount: str
    deadline: date | None
    pays: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """A form filled in beforehand for one or several services; each field stands once."""

    applicant: str
    wanted: tuple[Wanted, ...]
    fields: tuple[Field, ...]
    asks: tuple[Ask, ...]
    papers: tuple[PaperNeeded, ...]
    needs_account: bool
    public_account: bool | None  # whether 公金受取口座 is registered; None: not known
    pending: tuple[str, ...]  # numbers of open cases about the same services and subjects
    run: str
    packs: str

    @property
    def services(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.wish.service for one in self.wanted))


# ---------------------------------------------------------------- what is sent


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account to pay into: 全銀協 codes, number, and holder in half-width kana.

    `public` means the 公金受取口座, which the city looks up: until it did, the codes are empty.
    `kind`: 普通, 当座, 貯蓄.
    """

    public: bool = False
    bank: str = ""
    bank_name: str = ""
    branch: str = ""
    branch_name: str = ""
    kind: str = ""
    number: str = ""
    holder: str = ""

    @property
    def complete(self) -> bool:
        """Whether money can be sent there."""
        return bool(self.bank and self.branch and self.kind and self.number and self.holder)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What the applicant made of the form: corrections and additions by key of field or question.

    Fields left out stay as the city filled them in. `papers` are ids of kept papers. `again`: they
    know that a case about the same service is still open, and apply once more.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    asks: Mapping[str, str] = field(default_factory=dict)
    account: Account | None = None
    papers: tuple[str, ...] = ()
    remark: str = ""
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """Who applies for somebody else, and by what: 親権者, or the id of a recorded delegation."""

    person: str
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """A submission as it was taken in. `already`: it had been before, by the same client key."""

    receipt: str
    cases: tuple[str, ...]
    at: datetime
    already: bool


# ---------------------------------------------------------------- a case


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
class Filled:
    """A field as it was sent: the city's value and the applicant's, side by side."""

    field: Field
    given: str | None  # None: confirmed as it was
    given_at: datetime | None = None
    given_by: str = ""

    @property
    def shown(self) -> str:
        """What counts: the applicant's value where there is one."""
        return self.field.value if self.given is None else self.given

    @property
    def corrected(self) -> bool:
        """Whether the applicant's value differs from one the city had."""
        return self.given is not None and bool(self.field.value) and self.given != self.field.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A question with the applicant's answer; empty: left open."""

    ask: Ask
    answer: str


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
