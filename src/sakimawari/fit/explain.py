"""Why a subject is, may be, or is not entitled: one object for clerk, resident, auditor, appeal.

It names people by their position in the household and their relation to its head, never by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any

from sakimawari.fit.figures_in_words import award_in_words, fact_in_words
from sakimawari.fit.lookup import find_subject, relations_of, situation_of
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.pack import Service
from sakimawari.problems import fault
from sakimawari.registry.store import Snapshot
from sakimawari.rules.amounts import figures_between
from sakimawari.rules.figures import DatedValue, day_of
from sakimawari.rules.outcome import Status
from sakimawari.rules.person import read_service
from sakimawari.rules.proof import (
    ClauseReading,
    FactUse,
    FigureUse,
    Reading,
    facts_used,
    figures_used,
)
from sakimawari.rules.situation import Situation
from sakimawari.rules.tree import Type
from sakimawari.rules.words import sentence, with_values

STATUS_WORDS = {Status.NO: "no", Status.YES: "yes", Status.UNKNOWN: "unknown"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FactShown:
    """A fact as the explanation shows it: whose, its value in words, and where it comes from."""

    name: str
    whose: str
    value: str
    known: bool
    assumed: bool  # taken because the register holds no entry
    year: int | None
    source: str | None
    loaded: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureShown:
    """A figure of the law as read: value, first day in force, article, source, when confirmed."""

    name: str
    value: str
    settled: bool
    since: date | None
    article: str | None
    source: str | None
    checked: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseShown:
    """A clause in the order of the law, with what it came to and what that rests on."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A missing fact that may change the result, with the words to ask for it."""

    fact: str
    whose: str
    ask: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The result for one subject and service on one date, and why."""

    service: str
    name: str
    law: str
    department: str
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
    questions: tuple[Question, ...]
    unsettled: tuple[FigureShown, ...]

    def as_json(self) -> Mapping[str, Any]:
        """Plain values for a program; dates as ISO text when printed."""
        return asdict(self)


def explain_situation(
    situation: Situation,
    service: Service,
    catalogue: Catalogue,
    *,
    subject: int,
    relations: tuple[str, ...],
    on: date,
    key: str = "",
) -> Explanation:
    """Read one service for one subject and lay the proof open.

    `relations` are the words for the people of the unit, by position (世帯主, 妻, 子 …).
    """
    reading = read_service(service.rule, situation, catalogue.figures(on), subject=subject)
    telling = _Telling(relations=relations, catalogue=catalogue)
    award_steps = [s for s in (reading.amount_step, reading.tier_step) if s is not None]
    return Explanation(
        service=service.slug,
        name=service.name,
        law=service.law,
        department=service.department,
        on=on,
        subject=key,
        status=STATUS_WORDS[reading.status],
        decided_by=_decided_by(reading),
        amount=_amount(reading, service),
        tier=_tier(reading, service),
        deadline=_deadline(reading),
        clauses=tuple(telling.clause(clause) for clause in reading.clauses),
        award_facts=telling.facts(use for step in award_steps for use in facts_used(step)),
        award_figures=telling.figures(use for step in award_steps for use in figures_used(step)),
        questions=tuple(telling.question(use) for use in reading.missing),
        unsettled=telling.figures(reading.unsettled),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Telling:
    """Turns parts of a proof into what is shown."""

    relations: tuple[str, ...]
    catalogue: Catalogue

    def whose(self, person: int | None) -> str:
        if person is None:
            return "世帯"
        return f"{person + 1}人目（{self.relations[person]}）"

    def clause(self, reading: ClauseReading) -> ClauseShown:
        clause = reading.clause
        return ClauseShown(
            id=clause.id,
            text=clause.text,
            plain=clause.plain,
            english=clause.english,
            article=clause.article,
            condition=sentence(clause.truth),
            with_values=with_values(reading.step),
            is_exception=clause.excludes,
            outcome=STATUS_WORDS[reading.outcome],
            facts=self.facts(facts_used(reading.step)),
            figures=self.figures(figures_used(reading.step)),
        )

    def facts(self, uses: Iterable[FactUse]) -> tuple[FactShown, ...]:
        return tuple(dict.fromkeys(self.fact(use) for use in uses))

    def fact(self, use: FactUse) -> FactShown:
        type_ = use.fact.type if use.fact is not None else None
        return FactShown(
            name=use.name,
            whose=self.whose(use.person),
            value=fact_in_words((use.low, use.high), type_, known=use.known, assumed=use.assumed),
            known=use.known,
            assumed=use.assumed,
            year=use.year,
            source=use.source,
            loaded=use.loaded,
        )

    def figures(self, uses: Iterable[FigureUse]) -> tuple[FigureShown, ...]:
        return tuple(dict.fromkeys(self.figure(use) for use in uses))

    def figure(self, use: FigureUse) -> FigureShown:
        provenance = use.in_force.provenance if use.in_force is not None else None
        return FigureShown(
            name=use.name,
            value=self._figure_value(use),
            settled=use.settled,
            since=use.in_force.since if use.in_force is not None else None,
            article=use.article,
            source=provenance.source if provenance else None,
            checked=provenance.checked if provenance else None,
        )

    def _figure_value(self, use: FigureUse) -> str:
        if use.name in self.catalogue.tables:
            return "表"
        if not use.settled:
            known = isinstance(use.in_force, DatedValue) and use.in_force.value is not None
            return "要確認" if known else "施行されていない"
        return figures_between((use.low, use.high), self._type_of(use.name))

    def _type_of(self, name: str) -> Type:
        return self.catalogue.parameters[name].parameter.type

    def question(self, use: FactUse) -> Question:
        declared = self.catalogue.facts.get(use.name)
        return Question(
            fact=use.name,
            whose=self.whose(use.person),
            ask=declared.question if declared is not None else None,
        )


def _decided_by(reading: Reading) -> str | None:
    if reading.decided_by < 0:
        return None
    return reading.clauses[reading.decided_by].clause.id


def _amount(reading: Reading, service: Service) -> str | None:
    award = service.rule.amount
    if award is None or reading.status is Status.NO:
        return None
    return award_in_words(reading.amount, award.value.type, award.unit)


def _tier(reading: Reading, service: Service) -> str | None:
    award = service.rule.tier
    if award is None or reading.status is Status.NO:
        return None
    return figures_between(reading.tier, award.value.type)


def _deadline(reading: Reading) -> date | None:
    if reading.deadline_step is None or not reading.deadline_step.certain:
        return None
    return day_of(reading.deadline)


def explain(
    snapshot: Snapshot, catalogue: Catalogue, *, subject: str, service: str, on: date
) -> Explanation:
    """Explain one service for the subject with an opaque key, from the current records.

    Raises CLI010 for a key that is not in the snapshot, CLI011 for an unknown service.
    """
    chosen = catalogue.services.get(service)
    if chosen is None:
        near = get_close_matches(service, catalogue.services, n=1)
        raise fault(
            "CLI011",
            f"there is no service `{service}`",
            "choose one of: " + ", ".join(catalogue.services),
            near=near[0] if near else None,
        )
    found = find_subject(snapshot, subject, chosen.holder)
    return explain_situation(
        situation_of(snapshot, found.unit, catalogue.facts_needed([service])),
        chosen,
        catalogue,
        subject=found.position,
        relations=relations_of(snapshot, found.unit),
        on=on,
        key=subject,
    )
