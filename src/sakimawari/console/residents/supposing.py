"""What a right would come to with the resident's own answer: a look ahead, of which nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

from sakimawari.console.residents.why import Asked
from sakimawari.fit.asking.answers import is_skip, read_answer, with_answer
from sakimawari.fit.asking.choose import look_ahead
from sakimawari.fit.asking.questionnaire import Questionnaire
from sakimawari.fit.explain import Explanation, explain_situation
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.pack import DeclaredFact
from sakimawari.rules.figures import days
from sakimawari.rules.tree import Holder

Answered = Mapping[tuple[str, int | None, int | None], str]


def declared_as(catalogue: Catalogue, name: str, person: int | None) -> DeclaredFact | None:
    """The fact a question asks for, of a person or (None) of the household."""
    if person is None:
        return catalogue.facts.get(f"{Holder.HOUSEHOLD.prefix}{name}")
    return catalogue.facts.get(name)


def may_suppose(explanation: Explanation) -> bool:
    """Whether answers may be tried: not where what is kept of others is veiled.

    By trying answers one could find out what is behind the veil.
    """
    held = explanation.evidence.situation
    return bool(held.household) or any(person.facts for person in held.people)


def supposing(explanation: Explanation, catalogue: Catalogue, answers: Answered) -> Explanation:
    """The explanation as if these answers stood in the registers. ASK001 for one that does not fit.

    What is left empty, or answered with 分からない, stays unknown.
    """
    evidence = explanation.evidence
    situation = evidence.situation
    for (name, person, year), text in answers.items():
        declared = declared_as(catalogue, name, person)
        if declared is None or not text.strip() or is_skip(text):
            continue
        situation = with_answer(
            situation,
            (name, person, year),
            read_answer(declared.fact, text),
            fact=declared.fact,
            on=days(evidence.on),
            given=evidence.on,
        )
    return explain_situation(
        situation,
        catalogue.services[explanation.service],
        catalogue,
        subject=evidence.subject,
        relations=evidence.relations,
        on=evidence.on,
        key=evidence.key,
    )


def weightiest_first(
    explanation: Explanation, catalogue: Catalogue, asked: Sequence[Asked]
) -> tuple[Asked, ...]:
    """The questions in the order in which answers settle most, so that few have to be answered.

    Those that settle nothing any more by what is known stand last, in the order of the law.
    """
    if len(asked) < 2 or not may_suppose(explanation):
        return tuple(asked)
    evidence = explanation.evidence
    questionnaire = _questionnaire(_Held(catalogue), explanation.service, evidence.on)
    found = look_ahead(questionnaire, evidence.situation, subjects=(evidence.subject,))
    rank = {candidate.key: place for place, candidate in enumerate(found.candidates)}
    last = len(rank)
    return tuple(sorted(asked, key=lambda one: rank.get((one.fact, one.person, one.year), last)))


class _Held:
    """A catalogue as a key of what is kept: by what its packs say."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._hash = catalogue.hash

    def __hash__(self) -> int:
        return hash(self._hash)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and other._hash == self._hash


@lru_cache(maxsize=256)
def _questionnaire(held: _Held, service: str, on: date) -> Questionnaire:
    return Questionnaire(held.catalogue, on=on, services=[service], registered=True)
