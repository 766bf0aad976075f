"""An interview as JSON and back, so that whoever serves it need not remember anything.

It holds the facts of a household: of a visitor, what they said themselves; of a resident, the
record. The second stays within the office. What is read back is checked like any answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sakimawari.fit.asking.interview import Interview
from sakimawari.packs.catalogue import Catalogue
from sakimawari.problems import fault
from sakimawari.rules.brief import Key
from sakimawari.rules.columns import Held
from sakimawari.rules.ranges import within_bounds
from sakimawari.rules.situation import Person, Reference, Situation, Somebody, Sourced, Span
from sakimawari.rules.tree import Fact, Holder, Shape

FORMAT = 1
_UNKNOWN = {"somebody": "unknown"}


def to_json(interview: Interview) -> dict[str, Any]:
    """Plain values, the whole interview."""
    return {
        "format": FORMAT,
        "on": interview.on.isoformat(),
        "services": list(interview.services),
        "registered": interview.registered,
        "subjects": None if interview.subjects is None else list(interview.subjects),
        "relations": list(interview.relations),
        "family_known": interview.family_known,
        "everything": interview.everything,
        "answered": [list(key) for key in interview.answered],
        "skipped": [list(key) for key in interview.skipped],
        "people": [_person(person) for person in interview.situation.people],
        "household": _facts(interview.situation.household),
    }


def _person(person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "guardian": _UNKNOWN if isinstance(person.guardian, Somebody) else person.guardian,
        "spouse": _UNKNOWN if isinstance(person.spouse, Somebody) else person.spouse,
        "here": person.is_subject,
        "facts": _facts(person.facts),
    }


def _facts(facts: Mapping[str, Sourced]) -> dict[str, Any]:
    return {
        name: {
            "held": _held(sourced.held),
            "source": sourced.source,
            "loaded": None if sourced.loaded is None else sourced.loaded.isoformat(),
        }
        for name, sourced in facts.items()
    }


def _held(held: Held) -> Any:
    if isinstance(held, Mapping):
        return {str(year): value for year, value in held.items()}
    if isinstance(held, tuple):
        return [[span.value, span.since, span.until] for span in held]
    return held


def from_json(value: Any, catalogue: Catalogue) -> Interview:
    """The interview that was written. Raises ASK005 where it is none, or names what packs do not."""
    try:
        return _interview(value, catalogue)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        raise fault(
            "ASK005",
            "this is no interview, or one of other packs or of another version",
            "send back the interview as it was given out, or begin a new one",
        ) from None


def _interview(value: Mapping[str, Any], catalogue: Catalogue) -> Interview:
    _demand(value["format"] == FORMAT)
    _demand(set(value["services"]) <= set(catalogue.services))
    companies = set(value["services"]) <= set(catalogue.companies.services)
    declared = {
        fact.fact.name: fact.fact
        for fact in catalogue.facts.values()
        if (fact.fact.holder is Holder.COMPANY) is companies
    }
    of_unit = Holder.COMPANY if companies else Holder.HOUSEHOLD
    people = tuple(_read_person(person, declared) for person in value["people"])
    subjects = value["subjects"]
    _demand(bool(people) is not companies)
    _demand(subjects is None or all(0 <= int(at) < len(people) for at in subjects))
    return Interview(
        on=date.fromisoformat(value["on"]),
        services=tuple(value["services"]),
        registered=_truth(value["registered"]),
        situation=Situation(
            people=people, household=_read_facts(value["household"], declared, of_unit)
        ),
        relations=tuple(str(relation) for relation in value["relations"]),
        subjects=None if subjects is None else tuple(int(at) for at in subjects),
        family_known=_truth(value["family_known"]),
        everything=_truth(value["everything"]),
        answered=tuple(_read_key(key) for key in value["answered"]),
        skipped=tuple(_read_key(key) for key in value["skipped"]),
    )


def _demand(holds: bool) -> None:
    if not holds:
        raise ValueError("not an interview")


def _truth(value: Any) -> bool:
    _demand(isinstance(value, bool))
    return bool(value)


def _read_key(value: Sequence[Any]) -> Key:
    name, person, year = value
    return str(name), None if person is None else int(person), None if year is None else int(year)


def _read_person(value: Mapping[str, Any], declared: Mapping[str, Fact]) -> Person:
    return Person(
        id=str(value["id"]),
        guardian=_read_reference(value["guardian"]),
        spouse=_read_reference(value["spouse"]),
        is_subject=_truth(value["here"]),
        facts=_read_facts(value["facts"], declared, Holder.PERSON),
    )


def _read_reference(value: Any) -> Reference:
    return Somebody.UNKNOWN if value == _UNKNOWN else None if value is None else str(value)


def _read_facts(
    value: Mapping[str, Any], declared: Mapping[str, Fact], holder: Holder
) -> dict[str, Sourced]:
    found = {}
    for name, entry in value.items():
        fact = declared[name]
        _demand(fact.holder is holder)
        loaded = entry["loaded"]
        found[name] = Sourced(
            held=_read_held(fact, entry["held"]),
            source=None if entry["source"] is None else str(entry["source"]),
            loaded=None if loaded is None else date.fromisoformat(loaded),
        )
    return found


def _read_held(fact: Fact, value: Any) -> Held:
    match fact.shape:
        case Shape.PLAIN:
            return _read_value(fact, value)
        case Shape.YEARLY:
            return {int(year): _read_value(fact, one) for year, one in value.items()}
        case Shape.SPANS:
            return tuple(
                Span(
                    value=None if one is None else _read_value(fact, one),
                    since=int(since),
                    until=int(until),
                )
                for one, since, until in value
            )


def _read_value(fact: Fact, value: Any) -> int:
    _demand(isinstance(value, int) and within_bounds(fact, value))
    return int(value)
