"""A proof as the page shows it: clauses in the order of the law with what they rest on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sakimawari.fit.change_words import change_lines
from sakimawari.fit.explaining.shown import (
    ClauseShown,
    Explanation,
    FactShown,
    FigureShown,
    Question,
)
from sakimawari.fit.figures_in_words import fact_word
from sakimawari.fit.language import Language
from sakimawari.fit.service_words import services_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A fact under a clause: whose, its value, where it stands."""

    whose: str
    name: str
    year: int | None
    value: str
    known: bool
    assumed: bool
    source: str
    loaded: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A clause. `decides`: here the result is settled. `services`: lines of others it rests on."""

    text: str
    article: str
    outcome: str
    exception: bool
    decides: bool
    condition: str
    with_values: str
    grounds: tuple[Ground, ...]
    figures: tuple[FigureShown, ...]
    services: tuple[str, ...]

    @property
    def telling(self) -> bool:
        """Whether its grounds are shown at once: it decides, or is open."""
        return self.decides or self.outcome == "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A fact that may decide, and how to ask for it."""

    name: str
    whose: str
    year: int | None
    register: str
    ask: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """An explanation laid out for the eye."""

    service: str
    name: str
    law: str
    department: str
    on: date
    status: str
    amount: str
    tier: str
    deadline: date | None
    overdue: bool
    points: tuple[Point, ...]
    award: tuple[Ground, ...]
    award_figures: tuple[FigureShown, ...]
    award_services: tuple[str, ...]
    adjustments: tuple[tuple[str, str], ...]
    notes: tuple[Point, ...]
    missing: tuple[Missing, ...]
    unsettled: tuple[FigureShown, ...]
    changes: tuple[str, ...]
    months: int
    pack: str


def proof_of(explanation: Explanation, language: Language) -> Proof:
    """The explanation as the page shows it; official Japanese terms stay in English too."""
    asking = Language.JA if language is Language.EASY else language
    return Proof(
        service=explanation.service,
        name=explanation.name,
        law=explanation.law,
        department=explanation.department,
        on=explanation.on,
        status=explanation.status,
        amount=explanation.amount or "",
        tier=explanation.tier or "",
        deadline=explanation.deadline,
        overdue=explanation.deadline is not None and explanation.deadline < explanation.on,
        points=tuple(_point(clause, explanation, asking) for clause in explanation.clauses),
        award=tuple(_grounds(explanation.award_facts)),
        award_figures=explanation.award_figures,
        award_services=tuple(
            services_in(explanation.award_services, explanation, Language.JA, indent=0)
        ),
        adjustments=tuple((each.text, each.article) for each in explanation.adjustments),
        notes=tuple(
            _point(note, explanation, asking) for note in explanation.notes if note.outcome != "no"
        ),
        missing=tuple(_missing(question, asking) for question in explanation.questions),
        unsettled=explanation.unsettled,
        changes=tuple(change_lines(explanation, asking)),
        months=explanation.ahead.months,
        pack=explanation.pack,
    )


def _point(clause: ClauseShown, explanation: Explanation, language: Language) -> Point:
    text = clause.english if language is Language.EN and clause.english else clause.text
    return Point(
        text=text,
        article=clause.article,
        outcome=clause.outcome,
        exception=clause.is_exception,
        decides=clause.id == explanation.decided_by,
        condition=clause.condition,
        with_values=clause.with_values if clause.with_values != clause.condition else "",
        grounds=tuple(_grounds(clause.facts)),
        figures=clause.figures,
        services=tuple(services_in(clause.services, explanation, Language.JA, indent=0)),
    )


def _grounds(facts: Iterable[FactShown]) -> Iterable[Ground]:
    """What is missing first, then what is known; what was taken for want of an entry last."""
    for fact in sorted(facts, key=lambda one: (one.known, one.assumed)):
        yield Ground(
            whose=fact.whose,
            name=fact_word(fact.name),
            year=fact.year,
            value=fact.value,
            known=fact.known,
            assumed=fact.assumed,
            source=fact.source or "",
            loaded=fact.loaded,
        )


def _missing(question: Question, language: Language) -> Missing:
    english = question.ask_english if language is Language.EN else None
    return Missing(
        name=fact_word(question.fact),
        whose=question.whose,
        year=question.year,
        register=question.register or "",
        ask=english or question.ask or "",
    )
