"""Makes an explanation from its evidence: reads the rule and lays the proof open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sakimawari.fit.explaining.changes import find_changes
from sakimawari.fit.explaining.evidence import MONTHS_AHEAD, Evidence, reads_of
from sakimawari.fit.explaining.later import Ahead, look_ahead
from sakimawari.fit.explaining.nested import services_behind
from sakimawari.fit.explaining.shown import (
    STATUS_WORDS,
    ClauseShown,
    Explanation,
    FactShown,
    FigureShown,
    Question,
    ServiceShown,
)
from sakimawari.fit.explaining.varying import Changes
from sakimawari.fit.figures_in_words import award_in_words, fact_in_words
from sakimawari.rules.amounts import figures_between
from sakimawari.rules.figures import DatedValue, Figures, day_of
from sakimawari.rules.outcome import Status
from sakimawari.rules.person import read_service
from sakimawari.rules.proof import (
    ClauseReading,
    FactUse,
    FigureUse,
    Reading,
    Step,
    facts_of_steps,
    steps_in,
)
from sakimawari.rules.ranges import Range
from sakimawari.rules.reads import Reads
from sakimawari.rules.tree import Award, Clause, Parameter, ServiceRule
from sakimawari.rules.words import sentence, with_values


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What explanations of one service share: its figures on the date, what its nodes read."""

    figures: Figures
    reads: Reads
    sentences: Mapping[str, str]

    @classmethod
    def for_(cls, evidence: Evidence) -> Prepared:
        """Made for one explanation; many of one service share one."""
        ground = evidence.ground
        return cls(
            figures=ground.figures(evidence.on),
            reads=reads_of(ground),
            sentences=sentences_of(ground.rule),
        )


def sentences_of(rule: ServiceRule) -> dict[str, str]:
    """The clauses and notes of a rule in words, by their ids."""
    return {clause.id: sentence(clause.truth) for clause in (*rule.clauses, *rule.notes)}


def tell(
    evidence: Evidence, *, prepared: Prepared | None = None, with_changes: bool = True
) -> Explanation:
    """The explanation of what the evidence comes to.

    `with_changes` looks for the smallest change and for what time alone will do.
    """
    ready = prepared or Prepared.for_(evidence)
    ground = evidence.ground
    reading = read_service(ground.rule, evidence.situation, ready.figures, subject=evidence.subject)
    telling = _Telling(evidence=evidence, ready=ready)
    gifts = [gift for gift in (reading.amount_step, reading.tier_step) if gift is not None]
    award_steps = [step for gift in gifts for step in steps_in(gift)]
    changes, ahead = Changes(), Ahead(months=MONTHS_AHEAD)
    if with_changes:
        changes = find_changes(evidence, reading, ready.reads)
        ahead = look_ahead(evidence, reading, ready.reads)
    about = ground.about
    return Explanation(
        service=about.service,
        name=about.name,
        law=about.law,
        department=about.department,
        pack=f"{about.pack_name} {about.pack_version}",
        on=evidence.on,
        subject=evidence.key,
        status=STATUS_WORDS[reading.status],
        decided_by=_decided_by(reading),
        amount=amount_in_words(ground.rule.amount, reading.amount, reading.status),
        tier=tier_in_words(ground.rule.tier, reading.tier, reading.status),
        deadline=_deadline(reading),
        clauses=tuple(telling.clause(clause) for clause in reading.clauses),
        award_facts=telling.facts(facts_of_steps(award_steps)),
        award_figures=telling.figures(award_steps),
        award_services=services_behind(gifts, evidence.whose),
        adjustments=reading.adjustments,
        notes=tuple(telling.clause(note) for note in reading.notes),
        questions=tuple(telling.question(use) for use in reading.missing),
        unsettled=tuple(telling.figure(use, ()) for use in reading.unsettled),
        changes=changes,
        ahead=ahead,
        evidence=evidence,
        reading=reading,
    )


def amount_in_words(award: Award | None, amount: Range, status: Status) -> str | None:
    """An amount with its period; None where there is none."""
    if award is None or status is Status.NO:
        return None
    return award_in_words(amount, award.value.type, award.unit)


def tier_in_words(award: Award | None, tier: Range, status: Status) -> str | None:
    """A class by its label; None where there is none."""
    if award is None or status is Status.NO:
        return None
    return figures_between(tier, award.value.type)


def value_of_service(service: ServiceShown) -> str | None:
    """The amount or class of another service in words; None where only its being due was read."""
    if service.range is None or service.type is None:
        return None
    if service.unit:
        return award_in_words(service.range, service.type, service.unit)
    return figures_between(service.range, service.type)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Telling:
    """Turns parts of a proof into what is shown."""

    evidence: Evidence
    ready: Prepared

    def clause(self, reading: ClauseReading) -> ClauseShown:
        clause: Clause = reading.clause
        steps = list(steps_in(reading.step))
        return ClauseShown(
            id=clause.id,
            text=clause.text,
            plain=clause.plain,
            english=clause.english,
            article=clause.article,
            condition=self.ready.sentences[clause.id],
            with_values=with_values(reading.step),
            is_exception=clause.excludes,
            outcome=STATUS_WORDS[reading.outcome],
            facts=self.facts(facts_of_steps(steps)),
            figures=self.figures(steps),
            services=services_behind((reading.step,), self.evidence.whose),
        )

    def facts(self, uses: Iterable[FactUse]) -> tuple[FactShown, ...]:
        return tuple(self.fact(use) for use in dict.fromkeys(uses))

    def fact(self, use: FactUse) -> FactShown:
        type_ = use.fact.type if use.fact is not None else None
        return FactShown(
            name=use.name,
            whose=self.evidence.whose(use.person),
            person=use.person,
            value=fact_in_words((use.low, use.high), type_, known=use.known, assumed=use.assumed),
            range=(use.low, use.high),
            type=type_,
            known=use.known,
            assumed=use.assumed,
            year=use.year,
            source=use.source,
            loaded=use.loaded,
        )

    def figures(self, steps: Iterable[Step]) -> tuple[FigureShown, ...]:
        found: dict[str, FigureUse] = {}
        rows: dict[str, dict[int, None]] = {}
        for step in steps:
            if step.figure is not None:
                found[step.figure.name] = step.figure
                rows.setdefault(step.figure.name, {}).update(dict.fromkeys(step.rows))
        return tuple(self.figure(use, rows.get(name, ())) for name, use in found.items())

    def figure(self, use: FigureUse, rows: Iterable[int]) -> FigureShown:
        provenance = use.in_force.provenance if use.in_force is not None else None
        return FigureShown(
            name=use.name,
            value=self._figure_value(use),
            settled=use.settled,
            since=use.in_force.since if use.in_force is not None else None,
            article=use.article,
            source=provenance.source if provenance else None,
            checked=provenance.checked if provenance else None,
            rows=tuple(sorted(row + 1 for row in rows)),
        )

    def _figure_value(self, use: FigureUse) -> str:
        parameter = self._parameter(use.name)
        if parameter is None:
            return "表"
        if not use.settled:
            known = isinstance(use.in_force, DatedValue) and use.in_force.value is not None
            return "要確認" if known else "施行されていない"
        return figures_between((use.low, use.high), parameter.type)

    def _parameter(self, name: str) -> Parameter | None:
        listed = self.evidence.ground.parameters
        return next((one.parameter for one in listed if one.parameter.name == name), None)

    def question(self, use: FactUse) -> Question:
        asking = self.evidence.ground.asking.get(use.name)
        return Question(
            fact=use.name,
            whose=self.evidence.whose(use.person),
            person=use.person,
            year=use.year,
            register=asking.register if asking else None,
            ask=asking.ja if asking else None,
            ask_easy=asking.easy if asking else None,
            ask_english=asking.en if asking else None,
        )


def _decided_by(reading: Reading) -> str | None:
    if reading.decided_by < 0:
        return None
    return reading.clauses[reading.decided_by].clause.id


def _deadline(reading: Reading) -> date | None:
    if reading.deadline_step is None or not reading.deadline_step.certain:
        return None
    return day_of(reading.deadline)
