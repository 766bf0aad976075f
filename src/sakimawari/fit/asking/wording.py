"""A question in words: Japanese, やさしい日本語 and English, from the pack where it gives them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from sakimawari.fit.asking.choose import Candidate
from sakimawari.fit.asking.family import ALONE, FAMILY, RELATIONS
from sakimawari.fit.asking.interview import Interview, id_of
from sakimawari.fit.asking.questionnaire import Questionnaire
from sakimawari.packs.pack import DeclaredFact
from sakimawari.rules.amounts import TRUTHS
from sakimawari.rules.proof import GUARDIAN
from sakimawari.rules.tree import Kind


class Language(Enum):
    """The languages a question is asked in."""

    JA = "ja"
    EASY = "easy"
    EN = "en"


class Form(Enum):
    """What an answer looks like: one of the choices, a figure, a date, or a list of relations."""

    CHOICE = "choice"
    NUMBER = "number"
    DATE = "date"
    PEOPLE = "people"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An answer to choose: its text as an answer, and the words shown for it."""

    answer: str
    ja: str
    easy: str
    en: str

    def words(self, language: Language) -> str:
        return {Language.JA: self.ja, Language.EASY: self.easy, Language.EN: self.en}[language]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question, why it is asked, and what an answer may be.

    `about` is whom it is about, empty for the household. `services` are the slugs and `names` the
    names of the services an answer may settle; `yen` a year it settles on average, an estimate for
    the order of questions and no promise.
    """

    id: str
    fact: str
    about: str
    form: Form
    unit: str | None
    year: int | None
    choices: tuple[Choice, ...]
    ja: str
    easy: str
    en: str
    services: tuple[str, ...]
    names: tuple[str, ...]
    yen: int

    def words(self, language: Language) -> str:
        return {Language.JA: self.ja, Language.EASY: self.easy, Language.EN: self.en}[language]


_FAMILY = (
    "いっしょに住んでいる人を教えてください（離れて暮らす養育中のお子さんも。ひとりなら「なし」）",
    "いっしょに すんで いる 人は だれですか。ひとりなら「なし」",
    "Who lives with you? Name each, and any child you bring up who lives apart. Alone: none",
)
_GUARDIAN = (
    "主に育てている（生計を支えている）のはどなたですか",
    "いちばん せわを して いる 人は だれですか",
    "Who mainly brings up, and supports, this person?",
)
_SPOUSE = (
    "配偶者（夫・妻。事実婚を含む）はどなたですか",
    "けっこん して いる 人は だれですか",
    "Who is this person's spouse or partner?",
)
_NOBODY = Choice(
    answer=ALONE, ja="この中にはいない", easy="この 中には いません", en="none of these people"
)
_EN_RELATIONS = {
    "本人": "you",
    "配偶者": "spouse",
    "子": "child",
    "父母": "parent",
    "祖父母": "grandparent",
    "兄弟姉妹": "sibling",
    "孫": "grandchild",
    "その他": "other",
    "別居の子": "child-apart",
    "世帯主": "head of household",
    "妻": "wife",
    "夫": "husband",
}


def question_of(
    questionnaire: Questionnaire, interview: Interview, candidate: Candidate
) -> Question:
    """The words and answers of a candidate."""
    name, person, year = candidate.key
    declared = questionnaire.declared(name)
    whom = "" if person is None else interview.relations[person]
    ja, easy, en = _asked(name, declared)
    services = tuple(dict.fromkeys(slug for slug, _ in candidate.pairs))
    return Question(
        id=id_of(interview, candidate.key),
        fact=name,
        about=whom,
        form=_form(name, declared),
        unit=None if declared is None else declared.fact.type.unit,
        year=year,
        choices=_choices(interview, name, person, declared),
        ja=f"{_about(interview, person, '{}について、')}{_of_year(year, _YEAR_JA)}{ja}",
        easy=f"{_about(interview, person, '{}の こと：')}{_of_year(year, _YEAR_EASY)}{easy}",
        en=f"{_about(interview, person, '{}: ', english=True)}{en}" + _of_year(year, _YEAR_EN),
        services=services,
        names=tuple(questionnaire.services[slug].name for slug in services),
        yen=round(candidate.yen),
    )


def asked_of_all(questionnaire: Questionnaire, candidate: Candidate) -> Mapping[Language, str]:
    """The question without whom it is about, for a screen that asks several people at once."""
    name, _, year = candidate.key
    ja, easy, en = _asked(name, questionnaire.declared(name))
    return {
        Language.JA: f"{_of_year(year, _YEAR_JA)}{ja}",
        Language.EASY: f"{_of_year(year, _YEAR_EASY)}{easy}",
        Language.EN: en + _of_year(year, _YEAR_EN),
    }


_YEAR_JA = "{}年度（{}年中）の"
_YEAR_EASY = "{}年度（{}年の 分）の "
_YEAR_EN = " (fiscal year {}, income of {})"


def _asked(name: str, declared: DeclaredFact | None) -> tuple[str, str, str]:
    if declared is None:
        return _FAMILY if name == FAMILY else _GUARDIAN if name == GUARDIAN else _SPOUSE
    ja = declared.question or f"{name}を教えてください"
    return ja, declared.question_easy or ja, declared.question_en or ja


def _about(interview: Interview, person: int | None, form: str, *, english: bool = False) -> str:
    """Whom a question is about; nothing where it is about the only person there."""
    if person is None or len(interview.situation.people) == 1:
        return ""
    relation = interview.relations[person]
    base = relation.rstrip("0123456789")
    told = _EN_RELATIONS.get(base, base) + relation[len(base) :] if english else relation
    if interview.relations.count(relation) > 1:
        told = f"{told} ({person + 1})" if english else f"{told}（{person + 1}人目）"
    return form.format(told)


def _of_year(year: int | None, form: str) -> str:
    """A fiscal year of resident tax rests on the income of the calendar year before."""
    return "" if year is None else form.format(year, year - 1)


def _form(name: str, declared: DeclaredFact | None) -> Form:
    if declared is None:
        return Form.PEOPLE if name == FAMILY else Form.CHOICE
    forms = {Kind.NUMBER: Form.NUMBER, Kind.DATE: Form.DATE}
    return forms.get(declared.fact.type.kind, Form.CHOICE)


def _choices(
    interview: Interview, name: str, person: int | None, declared: DeclaredFact | None
) -> tuple[Choice, ...]:
    if name == FAMILY:
        return tuple(_same(one, _EN_RELATIONS[one]) for one in (*RELATIONS,))
    if declared is None:
        others = [one for at, one in enumerate(interview.situation.people) if at != person]
        words = [one for at, one in enumerate(interview.relations) if at != person]
        named = (
            Choice(answer=one.id, ja=word, easy=word, en=_EN_RELATIONS.get(word, word))
            for one, word in zip(others, words, strict=True)
        )
        return (*named, _NOBODY)
    match declared.fact.type.kind:
        case Kind.TRUTH:
            return (
                Choice(answer=TRUTHS[1], ja="はい", easy="はい", en="yes"),
                Choice(answer=TRUTHS[0], ja="いいえ", easy="いいえ", en="no"),
            )
        case Kind.CATEGORY:
            return tuple(_same(label, label) for label in declared.fact.type.labels)
        case _:
            return ()


def _same(words: str, english: str) -> Choice:
    return Choice(answer=words, ja=words, easy=words, en=english)
