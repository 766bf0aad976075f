"""What an interview shows: the next question, how many may follow, and the results so far.

A result is never a refusal: "no" says that, by the answers so far, a clause does not fit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any

from sakimawari.fit.asking.choose import Outlook, Pair
from sakimawari.fit.asking.interview import Interview, id_of, outlook
from sakimawari.fit.asking.questionnaire import Questionnaire
from sakimawari.fit.asking.wording import Language, Question, question_of
from sakimawari.fit.figures_in_words import award_in_words
from sakimawari.packs.pack import Service
from sakimawari.rules.amounts import figures_between
from sakimawari.rules.brief import Brief
from sakimawari.rules.outcome import Status
from sakimawari.rules.tree import Holder

_UNITS = {Holder.HOUSEHOLD: "世帯", Holder.COMPANY: "企業"}
HEADLINES = {
    Status.YES: (
        "受けられる見込みです（決定は職員が行います）",
        "もらえそうです（きめるのは 市役所の 人です）",
        "you are likely to be entitled (staff decide)",
    ),
    Status.UNKNOWN: (
        "受けられる可能性があります",
        "もらえるかも しれません",
        "you may be entitled",
    ),
    Status.NO: (
        "今の答えでは当てはまらない条文があります（却下ではありません）",
        "いまの こたえでは あわない きまりが あります（だめと きまった わけでは ありません）",
        "by the answers so far a condition does not fit (this is no refusal)",
    ),
}


NOT_ASKED = (
    "年齢から見て聞いていないことがあります（「すべて聞く」で聞きます）",
    "年（とし）から かんがえて きいて いない ことが あります（「すべて聞く」で ききます）",
    "something was not asked on account of age (it is, on request)",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAsked:
    """Facts a person was not asked about, because packs hold them not worth asking at that age.

    They stay unknown; `ids` are their questions, which may be answered all the same.
    """

    about: str
    facts: tuple[str, ...]
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One service for one subject, by the answers so far.

    `clause` is the condition that does not fit, in words, where the status is no. `amount_low` and
    `amount_high` are in the service's own unit. `for_the_office`: still open, though nothing of it
    can be asked of a resident (a figure nobody has confirmed, a fact only the office holds, or a
    fact the resident left open). `set_aside`: open for want of what was not asked for its age.
    """

    service: str
    name: str
    about: str
    status: str
    ja: str
    easy: str
    en: str
    amount: str | None
    amount_low: int
    amount_high: int
    tier: str | None
    clause: str | None
    for_the_office: bool
    set_aside: bool
    department: str

    def words(self, language: Language) -> str:
        return {Language.JA: self.ja, Language.EASY: self.easy, Language.EN: self.en}[language]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """An interview as a screen shows it. `at_most` questions follow, this one counted.

    Before a visitor has said who lives with them, `at_most` counts what is known to be missing; the
    people named bring their own questions.
    """

    question: Question | None
    asked: int
    at_most: int
    family_known: bool
    results: tuple[Result, ...]
    not_asked: tuple[NotAsked, ...] = ()

    def as_json(self) -> Mapping[str, Any]:
        """Plain values for a program."""
        return asdict(self, dict_factory=_plainly)


def _plainly(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return {name: one.value if isinstance(one, Enum) else one for name, one in pairs}


def sheet_of(questionnaire: Questionnaire, interview: Interview, *, least_yen: int = 0) -> Sheet:
    """The next question (None: nothing worth asking is left) and the results so far.

    `least_yen` ends the interview once no question touches that many yen a year; 0 asks all that
    may change a result.
    """
    seen = outlook(questionnaire, interview)
    worth_it = [one for one in seen.candidates if one.open_yen >= least_yen]
    return Sheet(
        question=question_of(questionnaire, interview, worth_it[0]) if worth_it else None,
        asked=len(interview.answered) + len(interview.skipped),
        at_most=len(worth_it),
        family_known=interview.family_known,
        results=tuple(
            _result(questionnaire, interview, pair, brief, seen)
            for pair, brief in seen.results.items()
        ),
        not_asked=tuple(_not_asked(interview, seen)),
    )


def _not_asked(interview: Interview, seen: Outlook) -> Iterator[NotAsked]:
    """What was left out, person by person."""
    for at, relation in enumerate(interview.relations):
        keys = sorted((key for key in seen.not_asked if key[1] == at), key=str)
        if keys:
            yield NotAsked(
                about=relation,
                facts=tuple(dict.fromkeys(name for name, _, _ in keys)),
                ids=tuple(id_of(interview, key) for key in keys),
            )


def _result(
    questionnaire: Questionnaire, interview: Interview, pair: Pair, brief: Brief, seen: Outlook
) -> Result:
    service = questionnaire.services[pair[0]]
    set_aside = pair in seen.set_aside
    ja, easy, en = NOT_ASKED if set_aside else HEADLINES[brief.status]
    of_person = service.holder is Holder.PERSON
    return Result(
        service=service.slug,
        name=service.name,
        about=interview.relations[pair[1]] if of_person else _UNITS[service.holder],
        status=brief.status.name.lower(),
        ja=ja,
        easy=easy,
        en=en,
        amount=_amount(service, brief),
        amount_low=brief.amount[0],
        amount_high=brief.amount[1],
        tier=_tier(service, brief),
        clause=service.rule.clauses[brief.decided_by].text if brief.decided_by >= 0 else None,
        for_the_office=not brief.certain
        and brief.missing.isdisjoint(seen.open_keys | seen.not_asked),
        set_aside=set_aside,
        department=service.department,
    )


def _amount(service: Service, brief: Brief) -> str | None:
    award = service.rule.amount
    if award is None or brief.status is Status.NO:
        return None
    return award_in_words(brief.amount, award.value.type, award.unit)


def _tier(service: Service, brief: Brief) -> str | None:
    award = service.rule.tier
    if award is None or brief.status is Status.NO:
        return None
    return figures_between(brief.tier, award.value.type)
