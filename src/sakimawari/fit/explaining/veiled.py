"""An explanation for a reader who may not see some of the facts it rests on.

Clauses, articles and results stay; the hidden values go, and with them whatever they could be read
from: sentences with values, nearest changes, coming turns, the household and the proof beneath. Such
an explanation is for the eye alone: it cannot be recorded or replayed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from sakimawari.fit.explaining.later import Ahead
from sakimawari.fit.explaining.shown import ClauseShown, Explanation, FactShown, ServiceShown
from sakimawari.fit.explaining.varying import Changes
from sakimawari.rules.ranges import UNKNOWN
from sakimawari.rules.situation import Situation

VEILED = "（表示できません）"
Hides = Callable[[FactShown], bool]


def veiled(explanation: Explanation, hides: Hides) -> Explanation:
    """The explanation without the values of the facts `hides` names; unchanged if it names none."""
    told = [*explanation.clauses, *explanation.notes]
    facts = [*explanation.award_facts, *(fact for clause in told for fact in clause.facts)]
    if not any(hides(fact) for fact in facts) and not _any_service(explanation):
        return explanation
    evidence, reading = explanation.evidence, explanation.reading
    people = tuple(replace(person, facts={}) for person in evidence.situation.people)
    return replace(
        explanation,
        clauses=tuple(_clause(clause, hides) for clause in explanation.clauses),
        notes=tuple(_clause(clause, hides) for clause in explanation.notes),
        award_facts=_facts(explanation.award_facts, hides),
        award_services=_services(explanation.award_services),
        changes=Changes(),
        ahead=Ahead(months=explanation.ahead.months),
        evidence=replace(evidence, situation=Situation(people=people)),
        reading=replace(
            reading,
            clauses=(),
            notes=(),
            missing=(),
            amount_step=None,
            tier_step=None,
            deadline_step=None,
        ),
    )


def _any_service(explanation: Explanation) -> bool:
    """Whether results of other services are told: what they rest on is not told fact by fact."""
    told = [*explanation.clauses, *explanation.notes]
    return bool(explanation.award_services) or any(clause.services for clause in told)


def _clause(clause: ClauseShown, hides: Hides) -> ClauseShown:
    hidden = bool(clause.services) or any(hides(fact) for fact in clause.facts)
    return replace(
        clause,
        facts=_facts(clause.facts, hides),
        services=_services(clause.services),
        with_values=clause.condition if hidden else clause.with_values,
    )


def _facts(facts: Iterable[FactShown], hides: Hides) -> tuple[FactShown, ...]:
    return tuple(
        replace(fact, value=VEILED, range=UNKNOWN, type=None, source=None) if hides(fact) else fact
        for fact in facts
    )


def _services(services: Iterable[ServiceShown]) -> tuple[ServiceShown, ...]:
    """Other services by name alone: what their results rest on may be closed to this reader."""
    return tuple(
        replace(service, outcome="", range=None, type=None, clauses=(), services=())
        for service in services
    )
