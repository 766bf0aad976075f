"""The explanation as an object: what is shown of a result, in the order of the law."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sakimawari.fit.explaining.evidence import Evidence
from sakimawari.fit.explaining.later import Ahead
from sakimawari.fit.explaining.varying import Changes
from sakimawari.rules.outcome import Status
from sakimawari.rules.proof import Reading
from sakimawari.rules.ranges import Range
from sakimawari.rules.tree import Adjustment, Aspect, Type

STATUS_WORDS = {Status.NO: "no", Status.YES: "yes", Status.UNKNOWN: "unknown"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FactShown:
    """A fact as the explanation shows it: whose, its value in words, and where it comes from.

    `range` and `type` are the value itself (`rules.tree`); `type` is None for a family tie.
    """

    name: str
    whose: str
    person: int | None
    value: str
    range: Range
    type: Type | None
    known: bool
    assumed: bool  # taken because the register holds no entry
    year: int | None
    source: str | None
    loaded: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureShown:
    """A figure of the law as read: value, first day in force, article, source, when confirmed.

    `rows` are the rows of a decision table that hold, or may hold, counted from 1.
    """

    name: str
    value: str
    settled: bool
    since: date | None
    article: str | None
    source: str | None
    checked: date | None
    rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceClauseShown:
    """A clause of another service that made its result what it is.

    Of an exception, `outcome` says whether the clause lets the service through, as in `ClauseShown`.
    """

    text: str
    plain: str | None
    english: str | None
    article: str
    with_values: str
    is_exception: bool
    outcome: str
    services: tuple[ServiceShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceShown:
    """Another service whose result was read: for whom, whether it is due, by which clauses.

    `aspect` is what was read of it; of an amount or class `range` and `type` are the value, `unit`
    the amount's with its period. `services` are those its amount rests on in turn. `repeated`: it
    stands above already, where its clauses are told.
    """

    service: str
    name: str
    aspect: Aspect
    whose: str
    person: int | None
    outcome: str
    range: Range | None
    type: Type | None
    unit: str
    clauses: tuple[ServiceClauseShown, ...]
    services: tuple[ServiceShown, ...]
    repeated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseShown:
    """A clause in the order of the law, with what it came to and what that rests on.

    `services` are the other services it rests on.
    """

    id: str
    text: str
    plain: str | None
    english: str | None
    article: str
    condition: str  # the condition in words, made from the rule itself
    with_values: str  # the same with the values it was read with
    is_exception: bool
    outcome: str
    facts: tuple[FactShown, ...]
    figures: tuple[FigureShown, ...]
    services: tuple[ServiceShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A missing fact that may change the result, with the words to ask for it."""

    fact: str
    whose: str
    person: int | None
    year: int | None
    register: str | None
    ask: str | None
    ask_easy: str | None
    ask_english: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The result for one subject and service on one date, why, and what would change it.

    `evidence` is all it rests on: from it alone the same explanation is made again. `reading` is
    the whole proof. `notes` are what else to know; one whose `outcome` is no says nothing here.
    `adjustments` tell what is taken off the amount for the sake of `award_services`.
    """

    service: str
    name: str
    law: str
    department: str
    pack: str
    on: date
    subject: str
    status: str
    decided_by: str | None
    amount: str | None
    tier: str | None
    deadline: date | None
    clauses: tuple[ClauseShown, ...]
    award_facts: tuple[FactShown, ...]
    award_figures: tuple[FigureShown, ...]
    award_services: tuple[ServiceShown, ...]
    adjustments: tuple[Adjustment, ...]
    notes: tuple[ClauseShown, ...]
    questions: tuple[Question, ...]
    unsettled: tuple[FigureShown, ...]
    changes: Changes
    ahead: Ahead
    evidence: Evidence
    reading: Reading
