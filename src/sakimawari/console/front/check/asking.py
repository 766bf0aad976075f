"""The next screen of a check: one question, asked at once of everybody of the household it concerns."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import date

from sakimawari.console.city import City
from sakimawari.console.front.check.told import Told
from sakimawari.console.front.moments import MOMENTS, services_of
from sakimawari.console.words import say
from sakimawari.fit.asking.choose import Candidate, Outlook
from sakimawari.fit.asking.interview import Interview, answer, begin_with_visitor, outlook
from sakimawari.fit.asking.questionnaire import Questionnaire
from sakimawari.fit.asking.wording import Form, Language, Question, asked_of_all, question_of
from sakimawari.packs.catalogue import Catalogue
from sakimawari.problems import Problems
from sakimawari.rules.proof import GUARDIAN

_RELATIONS = {
    "本人": "self",
    "配偶者": "spouse",
    "子": "child",
    "父母": "parent",
    "祖父母": "grandparent",
    "兄弟姉妹": "sibling",
    "孫": "grandchild",
    "その他": "other",
    "別居の子": "child-apart",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An answer to choose, with its words."""

    answer: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One person's answer on a screen. `whose` is empty for the household, and for who lives alone."""

    id: str
    whose: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """One question as a page shows it.

    `names` are services an answer may settle, `at_most` the questions that could at most follow.
    """

    text: str
    form: str
    unit: str
    fields: tuple[Field, ...]
    names: tuple[str, ...]
    at_most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An interview as far as the answers lead."""

    questionnaire: Questionnaire
    interview: Interview
    outlook: Outlook


_lock = threading.Lock()
_made: dict[tuple[int, date, str, str], tuple[Catalogue, Questionnaire]] = {}


def questionnaire_for(there: City, told: Told) -> Questionnaire:
    """The services it is about, made ready once a day and kept: it holds nobody's answers."""
    key = (id(there.catalogue), there.today, told.moment, told.service)
    with _lock:
        if key not in _made:
            for old in [each for each in _made if each[:2] != key[:2]]:
                del _made[old]
            slugs = _slugs(there.catalogue, told)
            made = Questionnaire(there.catalogue, on=there.today, services=slugs, registered=False)
            _made[key] = (there.catalogue, made)  # the catalogue is kept: its id stays its own
        return _made[key][1]


def _slugs(catalogue: Catalogue, told: Told) -> tuple[str, ...] | None:
    """The services looked at; None for all of residents."""
    if told.service in catalogue.residents.services:
        return (told.service,)
    chosen = MOMENTS.get(told.moment)
    return None if chosen is None else tuple(services_of(catalogue, chosen)) or None


def interview_of(questionnaire: Questionnaire, told: Told) -> Interview:
    """The interview with all answers told; one that packs no longer ask for is left out."""
    interview = begin_with_visitor(questionnaire)
    for question, text in told.answers:
        try:
            interview = answer(questionnaire, interview, question, text)
        except Problems:
            continue
    return interview


def standing_of(there: City, told: Told) -> Standing:
    """Where the check stands: results so far, and what is worth asking."""
    questionnaire = questionnaire_for(there, told)
    interview = interview_of(questionnaire, told)
    return Standing(
        questionnaire=questionnaire,
        interview=interview,
        outlook=outlook(questionnaire, interview),
    )


def screen_of(standing: Standing, language: str) -> Screen | None:
    """The next screen; None where nothing worth asking is left."""
    candidates = standing.outlook.candidates
    if not candidates:
        return None
    asked = [
        question_of(standing.questionnaire, standing.interview, each)
        for each in _together(candidates)
    ]
    household = len(standing.interview.relations)
    names = tuple(dict.fromkeys(name for each in asked for name in each.names))
    return Screen(
        text=say("check.family", language)
        if asked[0].form is Form.PEOPLE
        else asked_of_all(standing.questionnaire, candidates[0])[Language(language)],
        form=asked[0].form.value,
        unit=asked[0].unit or "",
        fields=tuple(_field(each, language, alone=household == 1) for each in asked),
        names=names,
        at_most=len({each.key[0] for each in candidates}),
    )


def _together(candidates: tuple[Candidate, ...]) -> list[Candidate]:
    """The worthiest fact, with everybody of whom it may be asked."""
    name, person, year = candidates[0].key
    if person is None:
        return [candidates[0]]
    same = [each for each in candidates if (each.key[0], each.key[2]) == (name, year)]
    return sorted(same, key=lambda each: each.key[1] or 0)


def _field(question: Question, language: str, *, alone: bool) -> Field:
    words = Language(language)
    if question.form is Form.PEOPLE:
        choices = tuple(
            Choice(answer=each.answer, words=person_in_words(each.answer, language))
            for each in question.choices
        )
    else:
        choices = tuple(
            Choice(
                answer=each.answer, words=_choice_words(each.answer, each.words(words), language)
            )
            for each in question.choices
            if not _is_peer(question, each.answer)
        )
    whose = "" if alone or not question.about else person_in_words(question.about, language)
    return Field(id=question.id, whose=whose, choices=choices)


def _is_peer(question: Question, answer: str) -> bool:
    """Children are not brought up by their brothers and sisters, as far as anybody asks here."""
    base = answer.rstrip("0123456789")
    return question.fact == GUARDIAN and base in {"子", "孫"} and question.about.startswith(base)


def _choice_words(answer: str, words: str, language: str) -> str:
    """A person among the answers is called as everywhere on the page."""
    base = answer.rstrip("0123456789")
    return person_in_words(answer, language) if base in _RELATIONS else words


def person_in_words(relation: str, language: str) -> str:
    """Somebody of the household, as a visitor calls them: あなた, お子さん（2人目）."""
    base = relation.rstrip("0123456789")
    if base not in _RELATIONS:
        return relation
    word = say(f"check.person.{_RELATIONS[base]}", language)
    number = relation[len(base) :]
    return say("check.person.nth", language, person=word, number=number) if number else word
