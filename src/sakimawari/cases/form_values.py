"""What an application is made of: the form as the city fills it in, and what the applicant makes of it.

See `values`, which names all of these too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum


class Input(Enum):
    """How a field is filled in. CONFIRM stands for a signature, which sending replaces."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    TRUTH = "truth"
    ACCOUNT = "account"
    CONFIRM = "confirm"


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
