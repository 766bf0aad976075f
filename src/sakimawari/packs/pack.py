"""What a pack says, as frozen values: facts, figures, services with all that surrounds their rule.

A *pack* answers for one domain (children, care …), nationally or in one city. A *service* is
something a resident or household may be owed or may need; its rule is read by `rules`.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from pathlib import Path

from sakimawari.packs.anticipating import Anticipating
from sakimawari.packs.changes import LegalChange
from sakimawari.packs.handling import Handling
from sakimawari.packs.messages import Messages
from sakimawari.packs.posing import Posing
from sakimawari.problems import Place, Problem
from sakimawari.rules.figures import DatedParameter, DatedTable
from sakimawari.rules.ranges import Range
from sakimawari.rules.tree import Fact, Holder, ServiceRule, Truth, Value, Variable

NATIONAL = "national"


class Sensitivity(Enum):
    """How closely a fact is guarded."""

    BASIC = "basic"
    TAX = "tax"
    HEALTH = "health"
    WELFARE = "welfare"


class Rung(Enum):
    """How far the city may lawfully go on its own.

    INFORM     tell the resident
    HELP       prefill, and help to apply
    OFFER      send what only needs a confirmation
    AUTOMATIC  give it unless the resident objects
    """

    INFORM = "inform"
    HELP = "help"
    OFFER = "offer"
    AUTOMATIC = "automatic"


class Gives(Enum):
    """What the amount of a service is to the resident.

    BENEFIT  money given: unclaimed, it is lost
    RELIEF   money that need not be paid: unclaimed, it is lost too
    CHARGE   what the resident pays
    CEILING  the most the resident pays
    SHARE    the part of a cost the resident bears
    """

    BENEFIT = "benefit"
    RELIEF = "relief"
    CHARGE = "charge"
    CEILING = "ceiling"
    SHARE = "share"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredFact:
    """A fact with what surrounds it: its register, how to ask a resident, how closely kept.

    `resident_knows` is False for what only the office can look up: it is never asked of a resident.
    `ages` are the ages (年齢) at which it is worth asking, in ranges; empty: any. They steer
    questions alone: what is not asked stays unknown.
    """

    fact: Fact
    register: str | None = None
    sensitivity: Sensitivity = Sensitivity.BASIC
    question: str | None = None
    question_easy: str | None = None
    question_en: str | None = None
    resident_knows: bool = True
    ages: tuple[Range, ...] = ()

    @property
    def name(self) -> str:
        """The name as packs write it; facts of a household begin with 世帯., of a company with 企業."""
        return f"{self.fact.holder.prefix}{self.fact.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper the application needs; `held` papers the city has already."""

    name: str
    held: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """A field of a form and where it is filled from.

    `identity` names a part of the sealed identity (氏名, 住所 …); `value` or `truth` is read for
    the subject; with none of them the field is left to the resident.
    """

    label: str
    identity: str | None = None
    value: Value | None = None
    truth: Truth | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The form a resident would have to fill in."""

    title: str
    fields: tuple[FormField, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """The words of a letter: Japanese, やさしい日本語, English. Placeholders as {金額}."""

    ja: str
    easy: str | None = None
    en: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """What the last day to act means; the day itself is `ServiceRule.deadline`.

    `retroactive` says what is lost, or still paid, when the application comes later.
    """

    text: str
    article: str
    retroactive: str | None = None


class InteractionKind(Enum):
    """How one service depends on others.

    NOT_WITH     併給調整: not due where another is
    AFTER        他法他施策優先: another is used first
    REDUCED_BY   差額支給: less by what another gives
    CAPPED_WITH  several share one ceiling, in the order of priority
    """

    NOT_WITH = "not_with"
    AFTER = "after"
    REDUCED_BY = "reduced_by"
    CAPPED_WITH = "capped_with"


@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction:
    """A dependence a service declares: on which services (slugs), by which article.

    Its rule already holds what follows from it: a clause, a note or an adjusted amount of this id.
    `by_choice` marks a 併給調整 in which the recipient chooses.
    """

    id: str
    kind: InteractionKind
    services: tuple[str, ...]
    text: str
    article: str
    by_choice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Payments:
    """The months (1 to 12, in order) in which a monthly amount is paid.

    Each payment covers the months from the one before it up to the month before its own; those of
    `with_own` cover their own month too.
    """

    months: tuple[int, ...]
    article: str
    with_own: tuple[int, ...] = ()
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """What a recipient must hand in every year between two days (month, day), the last included."""

    name: str
    first: tuple[int, int]
    last: tuple[int, int]
    article: str
    text: str | None = None

    def last_days(self, since: date, until: date) -> tuple[date, ...]:
        """The last days that fall between two dates, both included."""
        days = (_day_in(year, self.last) for year in range(since.year, until.year + 1))
        return tuple(day for day in days if since <= day <= until)


def _day_in(year: int, month_and_day: tuple[int, int]) -> date:
    """A day of a year; 29 February is the 28th where there is none."""
    month, day = month_and_day
    return date(year, month, min(day, monthrange(year, month)[1]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One service of a pack. `received_as` is its programme's name in the register of recipients.

    `places` holds lines of its file: "" the whole, a clause's id, #amount, #tier, #deadline.
    """

    slug: str
    name: str
    summary: str
    rule: ServiceRule
    law: str
    department: str
    life_events: tuple[str, ...]
    rung: Rung
    rung_basis: str | None = None
    received_as: str | None = None
    gives: Gives = Gives.BENEFIT
    deadline: Deadline | None = None
    payments: Payments | None = None
    renewals: tuple[Renewal, ...] = ()
    papers: tuple[Paper, ...] = ()
    form: Form | None = None
    notice: Notice | None = None
    messages: Messages | None = None
    interactions: tuple[Interaction, ...] = ()
    pack: str = ""
    places: Mapping[str, Place] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<Service {self.slug}>"

    @property
    def holder(self) -> Holder:
        return self.rule.holder

    @property
    def is_benefit(self) -> bool:
        """Whether its amount is money given or let off: what goes unclaimed adds up to yen."""
        return self.rule.amount is not None and self.gives in (Gives.BENEFIT, Gives.RELIEF)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A pack as loaded.

    `scope` is `national` or the 6-digit code of the city it is for. `variables` are keyed as
    written in rules (世帯.名前 for those of a household). `hash` covers every file that decides a
    result, not the cases or the README. `places` says where a name was declared, by (kind, name); `articles` the article
    of each variable; `handling` how applications are worked on, by slug ("": those it does not name); `anticipating`
    what demand is foreseen; `posing` which problems of matches the registers can fill.
    """

    id: str
    name: str
    version: str
    scope: str
    owner: str
    summary: str
    folder: Path
    hash: str
    facts: tuple[DeclaredFact, ...]
    variables: Mapping[str, Variable]
    parameters: tuple[DatedParameter, ...]
    tables: tuple[DatedTable, ...]
    services: Mapping[str, Service]
    places: Mapping[tuple[str, str], Place] = field(default_factory=dict)
    changes: tuple[LegalChange, ...] = ()
    articles: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[Problem, ...] = ()
    handling: Mapping[str, Handling] = field(default_factory=dict)
    anticipating: Anticipating = field(default_factory=Anticipating)
    posing: Posing = field(default_factory=Posing)

    def __repr__(self) -> str:
        return f"<Pack {self.id} {self.version}>"
