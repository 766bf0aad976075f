"""What a right would come to with the resident's own answer: a look ahead, of which nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping

from sakimawari.fit.asking.answers import is_skip, read_answer, with_answer
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
