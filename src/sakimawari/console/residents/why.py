"""An explanation as a resident reads it: each condition in the order of the law, what it rests on.

It comes veiled where it rests on taxes, health or welfare of another adult (`Record.explain`): then
the page says that a condition is met, and that by whose figure is not shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sakimawari.console.words import say
from sakimawari.fit.change_words import change_lines
from sakimawari.fit.explain import ClauseShown, Explanation, FactShown
from sakimawari.fit.explaining.shown import Question
from sakimawari.fit.explaining.veiled import VEILED
from sakimawari.fit.figures_in_words import fact_word
from sakimawari.fit.language import Language, value_in
from sakimawari.packs.pack import DeclaredFact
from sakimawari.rules.tree import Holder

_SHORT = 2  # conditions named in one sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A fact as the page tells it; `value` is empty where it is not for the viewer."""

    name: str
    whose: str
    year: int | None
    value: str
    hidden: bool
    assumed: bool
    missing: bool
    register: str
    loaded: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A condition with what it came to: `outcome` yes, no or unknown.

    `official`: no text for the language exists, the official Japanese stands in. `rests_on` are
    other services it reads, by name.
    """

    text: str
    article: str
    outcome: str
    is_exception: bool
    decides: bool
    official: bool
    facts: tuple[Known, ...]
    rests_on: tuple[str, ...]

    @property
    def mark(self) -> str:
        """The key of the words for what it came to; of an exclusion, whether it applies."""
        return f"my.why.mark_{'exception_' if self.is_exception else ''}{self.outcome}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A fact that is missing and may decide: `id` names it, `text` asks for it in the language."""

    id: str
    fact: str
    whose: str
    person: int | None
    year: int | None
    text: str
    official: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """The whole page of one result."""

    status: str
    on: date
    law: str
    conditions: tuple[Condition, ...]
    amount_facts: tuple[Known, ...]
    notes: tuple[Condition, ...]
    asked: tuple[Asked, ...]
    city_settles: bool  # a figure of the law is not settled yet: nothing a resident could tell
    changes: tuple[str, ...]


def why_of(
    explanation: Explanation,
    declared: Mapping[str, DeclaredFact],
    labels: Mapping[int, str],
    language: str,
) -> Why:
    """The explanation in one language; `labels` say how the people of the unit are called."""
    telling = _Telling(explanation, declared, labels, language)
    return Why(
        status=explanation.status,
        on=explanation.on,
        law=explanation.law,
        conditions=tuple(map(telling.condition, explanation.clauses)),
        amount_facts=tuple(telling.known(explanation.award_facts)),
        notes=tuple(telling.condition(note) for note in explanation.notes if note.outcome != "no"),
        asked=tuple(telling.questions()),
        city_settles=bool(explanation.unsettled),
        changes=tuple(telling.changes()),
    )


def in_short(explanation: Explanation, language: str) -> str:
    """The conditions that hold, the first of them, in one sentence; nothing where none does."""
    held = [
        said_of(clause, language)[0].rstrip("。.")
        for clause in explanation.clauses
        if clause.outcome == "yes" and not clause.is_exception
    ]
    if not held:
        return ""
    joined = say("my.why.and", language).join(held[:_SHORT])
    return say("my.why.because", language, reasons=joined)


def said_of(clause: ClauseShown, language: str) -> tuple[str, bool]:
    """A clause in a language, and whether the official Japanese had to stand in."""
    given = {"ja": clause.text, "easy": clause.plain, "en": clause.english}[language]
    return given or clause.text, not given


class _Telling:
    def __init__(
        self,
        explanation: Explanation,
        declared: Mapping[str, DeclaredFact],
        labels: Mapping[int, str],
        language: str,
    ) -> None:
        self._explanation = explanation
        self._declared = declared
        self._labels = labels
        self._language = language

    def condition(self, clause: ClauseShown) -> Condition:
        text, official = said_of(clause, self._language)
        return Condition(
            text=text,
            article=clause.article,
            outcome=clause.outcome,
            is_exception=clause.is_exception,
            decides=clause.id == self._explanation.decided_by,
            official=official,
            facts=tuple(self.known(clause.facts)),
            rests_on=tuple(dict.fromkeys(service.name for service in clause.services)),
        )

    def known(self, facts: tuple[FactShown, ...]) -> Iterator[Known]:
        for fact in facts:
            declared = self._declared_as(fact.name, fact.person)
            hidden = fact.value == VEILED
            yield Known(
                name=fact_word(fact.name),
                whose=self._whose(fact.person),
                year=fact.year,
                value="" if hidden or not fact.known else self._value(fact),
                hidden=hidden,
                assumed=fact.assumed and not hidden,
                missing=not fact.known and not hidden,
                register=(declared.register or "") if declared is not None else "",
                loaded=None if hidden else fact.loaded,
            )

    def _value(self, fact: FactShown) -> str:
        if fact.type is not None and fact.range[0] == fact.range[1]:
            return value_in(Language(self._language), fact.range[0], fact.type)
        return fact.value

    def questions(self) -> Iterator[Asked]:
        """What the resident can tell; what only the office can look up is not asked of them."""
        for question in self._explanation.questions:
            declared = self._declared_as(question.fact, question.person)
            if declared is None or not declared.resident_knows:
                continue
            given = {"ja": question.ask, "easy": question.ask_easy, "en": question.ask_english}
            text = given[self._language]
            yield Asked(
                id=question_id(question),
                fact=question.fact,
                whose=self._whose(question.person),
                person=question.person,
                year=question.year,
                text=text or question.ask or fact_word(question.fact),
                official=text is None,
            )

    def changes(self) -> Iterator[str]:
        """What would turn the result; of a veiled explanation nothing is told."""
        explanation = self._explanation
        if explanation.changes.found or explanation.ahead.turns:
            yield from change_lines(explanation, Language(self._language))

    def _declared_as(self, name: str, person: int | None) -> DeclaredFact | None:
        if person is not None:
            return self._declared.get(name)
        household = self._declared.get(f"{Holder.HOUSEHOLD.prefix}{name}")
        return household or self._declared.get(name)

    def _whose(self, person: int | None) -> str:
        if person is None:
            return say("my.why.household", self._language)
        return self._labels.get(person, "")


def question_id(question: Question) -> str:
    """A missing fact named for a form: fact, position, year."""
    parts = (question.fact, question.person, question.year)
    return "|".join("" if part is None else str(part) for part in parts)
