"""An interview that begins with the city's record of a resident or company; nothing is written to it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sakimawari.fit.asking.counted import count_sample
from sakimawari.fit.asking.interview import Interview, begin
from sakimawari.fit.asking.questionnaire import Questionnaire
from sakimawari.fit.desk import desk_for
from sakimawari.fit.lookup import find_subject, relations_of, situation_of
from sakimawari.packs.catalogue import Catalogue
from sakimawari.registry.store import Snapshot
from sakimawari.rules.figures import days
from sakimawari.rules.situation import Situation
from sakimawari.rules.tree import Holder


def questionnaire_of_city(
    snapshot: Snapshot,
    catalogue: Catalogue,
    *,
    on: date,
    services: Iterable[str] | None = None,
    event: str | None = None,
) -> Questionnaire:
    """The services to ask residents about, with chances counted over the whole city."""
    facts = catalogue.residents.facts_needed()
    sample = count_sample(snapshot.population(facts), facts, on=days(on))
    return Questionnaire(
        catalogue, on=on, services=services, event=event, registered=True, sample=sample
    )


def begin_with_resident(
    snapshot: Snapshot, questionnaire: Questionnaire, key: str, *, everybody: bool = False
) -> Interview:
    """An interview about the person with an opaque key, or about everybody of the household.

    Whoever calls has refused households under protection. Raises CLI010 for a key that is not in
    the snapshot.
    """
    found = find_subject(snapshot, key, Holder.PERSON)
    facts = questionnaire.catalogue.facts_needed(questionnaire.services)
    return begin(
        questionnaire,
        situation_of(snapshot, found.unit, facts),
        relations=relations_of(snapshot, found.unit),
        subjects=None if everybody else (found.position,),
    )


def begin_with_company(
    snapshot: Snapshot | None, questionnaire: Questionnaire, number: str | None
) -> Interview:
    """An interview about the company with a 法人番号, or about one of which nothing is known.

    Raises CLI010 for a number that is not in the snapshot.
    """
    if snapshot is None or number is None:
        return begin(questionnaire, Situation(people=()))
    desk = desk_for(snapshot, Holder.COMPANY)
    facts = questionnaire.catalogue.facts_needed(questionnaire.services)
    unit = desk.find(number, Holder.COMPANY).unit
    return begin(questionnaire, desk.situation(unit, facts))
