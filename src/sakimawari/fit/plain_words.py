"""An explanation as lines for a resident: in easy Japanese, and in English.

Easy Japanese follows the guideline of 出入国在留管理庁・文化庁 (2020): conclusion first, short
sentences with spaces, verbs rather than compound nouns. Where the pack gives no plain text the
official one stands, marked as such.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sakimawari.fit.change_words import change_lines
from sakimawari.fit.explaining.shown import ClauseShown, Explanation, FactShown
from sakimawari.fit.figures_in_words import fact_word
from sakimawari.fit.language import Language, amount_in, date_in, value_in, whose_in
from sakimawari.fit.service_words import services_in
from sakimawari.rules.tree import Adjustment


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """The fixed phrases of one language; {…} are filled in."""

    title: str
    headlines: dict[str, str]
    amount: str
    tier: str
    deadline: str
    deadline_past: str
    reasons: str
    exceptions: dict[str, str]
    article: str
    decides: str
    official: str
    questions: str
    unsettled: str
    changes: str
    adjusted: str
    note: str
    note_open: str
    contact: str
    unknown: str
    assumed: str
    marks: dict[str, str]


EASY = Phrases(
    title="{name}　{date}の ことです",
    headlines={
        "yes": "もらえる（つかえる）と おもいます。きめるのは 市（し）の 人です。",
        "unknown": "もらえる（つかえる）かも しれません。まだ わからない ことが あります。",
        "no": "いまの 記録（きろく）では、あてはまらない ことが あります。だめと きまった わけでは ありません。",
    },
    amount="お金: {amount}",
    tier="わけかた（区分）: {tier}",
    deadline="いつまで: {date}までに 手続き（てつづき）を して ください",
    reasons="どうして？",
    deadline_past="いつまで: {date}まででした。きく ところに きいて ください",
    exceptions={
        "yes": "○ （れいがい：あてはまりません）",
        "no": "× （れいがい：あてはまります）",
        "unknown": "？ （れいがい：まだ わかりません）",
    },
    article="法律（ほうりつ）: {article}",
    decides="← ここで きまりました",
    official="（やさしい ことばは まだ ありません。もとの ことばです）",
    questions="おしえて ください",
    unsettled="市（し）が まだ たしかめて いる ことが あります。",
    changes="なにが かわると、かわりますか",
    adjusted="お金が へる わけ: {text}",
    note="しって おいて ください: {text}",
    note_open="あてはまるかも しれません: {text}",
    contact="きく ところ: {department}",
    unknown="わかりません",
    assumed="（記録が ないので こう かんがえました）",
    marks={"yes": "○ はい", "no": "× いいえ", "unknown": "？ まだ わかりません"},
)
ENGLISH = Phrases(
    title="{name}, as of {date}",
    headlines={
        "yes": "You are expected to qualify. The city's staff decide.",
        "unknown": "You may qualify. Some facts are not known yet.",
        "no": "By the present records a condition is not met. This is not a refusal.",
    },
    amount="Amount: {amount}",
    tier="Class: {tier}",
    deadline="Apply by {date}",
    reasons="Why",
    deadline_past="The last day to apply was {date}; please ask",
    exceptions={
        "yes": "[met] (exception does not apply)",
        "no": "[not met] (exception applies)",
        "unknown": "[not known] (exception)",
    },
    article="law: {article}",
    decides="<- this decides",
    official="(no English text yet; the official wording)",
    questions="Please tell us",
    unsettled="Some figures of the law are still to be confirmed by the city.",
    changes="What would change this",
    adjusted="Why the amount is adjusted: {text}",
    note="Please note: {text}",
    note_open="This may apply: {text}",
    contact="Where to ask: {department}",
    unknown="not known",
    assumed=" (taken so because the register has no entry)",
    marks={"yes": "[met]", "no": "[not met]", "unknown": "[open]"},
)
PHRASES = {Language.EASY: EASY, Language.EN: ENGLISH}


def plain_lines(
    explanation: Explanation, language: Language, *, full: bool = False
) -> Iterator[str]:
    """Conclusion, amount, reasons clause by clause, what is asked, what would change, whom to ask."""
    phrases = PHRASES[language]
    yield phrases.title.format(name=explanation.name, date=date_in(language, explanation.on))
    yield phrases.headlines[explanation.status]
    award = explanation.evidence.ground.rule.amount
    if award is not None and explanation.amount is not None:
        told = amount_in(language, award, explanation.reading.amount)
        yield phrases.amount.format(amount=told)
    if explanation.tier is not None:
        yield phrases.tier.format(tier=explanation.tier)
    if explanation.deadline is not None:
        past = explanation.deadline < explanation.on
        told = phrases.deadline_past if past else phrases.deadline
        yield told.format(date=date_in(language, explanation.deadline))
    yield ""
    yield phrases.reasons
    for clause in explanation.clauses:
        decides = clause.id == explanation.decided_by
        yield from _clause(clause, explanation, language, decides=decides, full=full)
    yield from _adjusted(explanation, language)
    yield from _notes(explanation, language)
    yield from _questions(explanation, language)
    lines = list(change_lines(explanation, language))
    if lines:
        yield ""
        yield phrases.changes
        yield from (f"  {line}" for line in lines)
    yield ""
    yield phrases.contact.format(department=explanation.department)


def _clause(
    clause: ClauseShown, explanation: Explanation, language: Language, *, decides: bool, full: bool
) -> Iterator[str]:
    phrases = PHRASES[language]
    text = _said(clause, language)
    # The plain texts of exceptions in a pack tell the exception itself.
    marks = phrases.exceptions if clause.is_exception else phrases.marks
    told = f"  {marks[clause.outcome]}  {text}"
    yield f"{told}  {phrases.decides}" if decides else told
    yield from services_in(clause.services, explanation, language, indent=6, full=full)
    if full:
        yield f"      {phrases.article.format(article=clause.article)}"
        for fact in clause.facts:
            yield f"      {_fact(fact, explanation, language)}"


def _said(clause: ClauseShown | Adjustment, language: Language) -> str:
    """The resident's text of a clause, or the official one, marked as such."""
    given = clause.plain if language is Language.EASY else clause.english
    return given if given else f"{clause.text}{PHRASES[language].official}"


def _adjusted(explanation: Explanation, language: Language) -> Iterator[str]:
    """What is taken off the amount, and the services it is taken off for."""
    phrases = PHRASES[language]
    if explanation.adjustments or explanation.award_services:
        yield ""
    for adjusted in explanation.adjustments:
        yield phrases.adjusted.format(text=_said(adjusted, language))
        yield f"    {phrases.article.format(article=adjusted.article)}"
    yield from services_in(explanation.award_services, explanation, language, indent=4)


def _notes(explanation: Explanation, language: Language) -> Iterator[str]:
    """What else to know; a note that does not hold says nothing."""
    phrases = PHRASES[language]
    for note in explanation.notes:
        if note.outcome != "no":
            told = phrases.note if note.outcome == "yes" else phrases.note_open
            yield ""
            yield told.format(text=_said(note, language))
            yield f"    {phrases.article.format(article=note.article)}"
            yield from services_in(note.services, explanation, language, indent=4)


def _fact(fact: FactShown, explanation: Explanation, language: Language) -> str:
    phrases = PHRASES[language]
    whose = whose_in(language, fact.person, explanation)
    year = "" if fact.year is None else f" [{fact.year}]"
    value = phrases.unknown
    if fact.known and fact.type is not None and fact.range[0] == fact.range[1]:
        value = value_in(language, fact.range[0], fact.type)
    assumed = phrases.assumed if fact.assumed else ""
    source = f"  ({fact.source})" if fact.source else ""
    return f"{whose} {fact_word(fact.name)}{year} = {value}{assumed}{source}".strip()


def _questions(explanation: Explanation, language: Language) -> Iterator[str]:
    phrases = PHRASES[language]
    if explanation.questions:
        yield ""
        yield phrases.questions
        for question in explanation.questions:
            given = question.ask_easy if language is Language.EASY else question.ask_english
            asked = given or f"{question.ask or fact_word(question.fact)}{phrases.official}"
            whose = whose_in(language, question.person, explanation)
            yield f"  {whose} {asked}".rstrip() if whose else f"  {asked}"
    if explanation.unsettled:
        yield phrases.unsettled
