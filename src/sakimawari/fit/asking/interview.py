"""An interview: what is known so far, what was asked, and what comes next; a value to pass around.

Console, API and command line hold no state of their own: each answer makes a new interview out of
the last, and `wire` writes it as JSON and reads it back. To undo is to go on from the one before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from sakimawari.fit.asking.answers import is_skip, read_answer, read_person, with_answer
from sakimawari.fit.asking.choose import Outlook, look_ahead
from sakimawari.fit.asking.family import FAMILY, alone, relations_in, with_family
from sakimawari.fit.asking.questionnaire import TIES, Questionnaire
from sakimawari.problems import fault
from sakimawari.rules.brief import Key
from sakimawari.rules.situation import Situation
from sakimawari.rules.tree import Holder, Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Interview:
    """One household being asked about some services on a date.

    `registered`: it began with the city's record (absent entries keep their meaning). `subjects`
    are positions, None for everybody. `relations` are the words for the people, by position.
    `everything`: what packs hold not worth asking of somebody of that age is asked, too.
    `family_known` is False for a visitor who has not said yet who lives with them. `answered` and
    `skipped` are keys, in the order asked.
    """

    on: date
    services: tuple[str, ...]
    registered: bool
    situation: Situation
    relations: tuple[str, ...]
    subjects: tuple[int, ...] | None = None
    family_known: bool = True
    everything: bool = False
    answered: tuple[Key, ...] = ()
    skipped: tuple[Key, ...] = ()

    def __post_init__(self) -> None:
        if len(self.relations) != len(self.situation.people):
            raise ValueError("each person of an interview has a relation")


def begin(
    questionnaire: Questionnaire,
    situation: Situation,
    *,
    relations: Iterable[str] | None = None,
    subjects: Iterable[int] | None = None,
) -> Interview:
    """An interview about people who are known; their relations default to their ids."""
    ids = tuple(person.id for person in situation.people)
    return Interview(
        on=questionnaire.on,
        services=tuple(questionnaire.services),
        registered=questionnaire.registered,
        situation=situation,
        relations=ids if relations is None else tuple(relations),
        subjects=None if subjects is None else tuple(subjects),
    )


def begin_with_visitor(questionnaire: Questionnaire) -> Interview:
    """An interview with somebody of whom nothing is known, not even who lives with them."""
    return replace(begin(questionnaire, alone()), family_known=False)


def outlook(questionnaire: Questionnaire, interview: Interview) -> Outlook:
    """The results so far and the facts worth asking, the worthiest first."""
    return look_ahead(
        questionnaire,
        interview.situation,
        subjects=interview.subjects,
        family_known=interview.family_known,
        skipped=interview.skipped,
        everything=interview.everything,
    )


def answer(questionnaire: Questionnaire, interview: Interview, id: str, text: str) -> Interview:
    """The interview with one answer more; 分からない leaves the fact unknown, for good.

    Any fact of any service's may be answered, asked or not; a second answer replaces the first.
    Raises ASK001 for an answer of the wrong kind, ASK002 for a question that is none, ASK006 for
    relations that cannot be read.
    """
    key = key_of(questionnaire, interview, id)
    asked = tuple(one for one in interview.answered if one != key)
    left = tuple(one for one in interview.skipped if one != key)
    if is_skip(text):
        return replace(interview, answered=asked, skipped=(*left, key))
    known = replace(interview, answered=(*asked, key), skipped=left)
    if key[0] == FAMILY:
        relations = relations_in(text)
        situation = with_family(interview.situation, relations)
        names = tuple(person.id for person in situation.people)
        return replace(known, situation=situation, relations=names, family_known=True)
    return replace(known, situation=_with(questionnaire, interview, key, text))


def _with(questionnaire: Questionnaire, interview: Interview, key: Key, text: str) -> Situation:
    name, person, _ = key
    declared = questionnaire.declared(name)
    fact = None if declared is None else declared.fact
    if fact is not None:
        value: int | None = read_answer(fact, text)
    else:
        value = read_person(interview.situation, person or 0, text)
    return with_answer(
        interview.situation,
        key,
        value,
        fact=fact,
        on=questionnaire.figures.on,
        given=questionnaire.on,
    )


# ---------------------------------------------------------------- names of questions

_ID = re.compile(r"(?P<name>[^\[\]@]+)(?:\[(?P<year>\d{4})\])?(?:@(?P<person>.+))?")


def id_of(interview: Interview, key: Key) -> str:
    """The name of a question: 公務員@父, 総所得金額等[2026]@母, 同居の家族."""
    name, person, year = key
    of_year = "" if year is None else f"[{year}]"
    return f"{name}{of_year}" + (
        "" if person is None else f"@{interview.situation.people[person].id}"
    )


def key_of(questionnaire: Questionnaire, interview: Interview, id: str) -> Key:
    """The key a question's name stands for. Raises ASK002 where it stands for none."""
    matched = _ID.fullmatch(id)
    if matched is None:
        raise _no_question()
    name, year = matched["name"], None if matched["year"] is None else int(matched["year"])
    ids = [person.id for person in interview.situation.people]
    person = ids.index(matched["person"]) if matched["person"] in ids else None
    if (person is None) != (matched["person"] is None):
        raise _no_question()
    if name == FAMILY and person is None and not interview.family_known:
        return name, None, None
    if name in TIES and person is not None and year is None:
        return name, person, None
    declared = questionnaire.declared(name)
    if declared is None or (declared.fact.holder is Holder.PERSON) != (person is not None):
        raise _no_question()
    if (declared.fact.shape is Shape.YEARLY) != (year is not None):
        raise _no_question()
    return name, person, year


def _no_question() -> Exception:
    return fault(
        "ASK002",
        "a question is named that does not exist for this household",
        "write fact@person, for example 公務員@本人, with the fiscal year of a yearly fact: "
        "総所得金額等[2026]@本人",
    )
