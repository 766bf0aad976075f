"""An interview line by line, for a terminal: ask, take an answer, go back, leave out, end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from sakimawari.fit.asking.interview import Interview, answer
from sakimawari.fit.asking.questionnaire import Questionnaire
from sakimawari.fit.asking.sheet import Result, Sheet, sheet_of
from sakimawari.fit.asking.wording import Form, Language, Question
from sakimawari.packs.document import normal
from sakimawari.problems import Problems

BACK = frozenset({"戻る", "もどる", "back", "b"})
EVERYTHING = frozenset({"すべて聞く", "すべてきく", "all"})
END = frozenset({"終わる", "おわる", "quit", "q"})
MARKS = {"yes": "○", "no": "×", "unknown": "？"}

_HELP = {
    Language.JA: "（分からない・戻る・終わる も使えます）",
    Language.EASY: "（わからない・もどる・おわる も つかえます）",
    Language.EN: "(or: skip, back, quit)",
}
_LEFT = {
    Language.JA: "あと最大{}問",
    Language.EASY: "あと {}問（もん）まで",
    Language.EN: "at most {} questions left",
}
_UNTIL_FAMILY = {
    Language.JA: "まず、ご家族のこと",
    Language.EASY: "はじめに、かぞくの こと",
    Language.EN: "your household comes first",
}
_WHY = {Language.JA: "聞くわけ", Language.EASY: "きく わけ", Language.EN: "why we ask"}
_OFFICE = {
    Language.JA: "残りは市が確かめます",
    Language.EASY: "のこりは 市役所が しらべます",
    Language.EN: "the office checks the rest",
}
_AFRESH = {
    Language.JA: "その答えは読めませんでした。もう一度お願いします",
    Language.EASY: "よめませんでした。もう いちど おねがいします",
    Language.EN: "that answer could not be read; please try again",
}
_FORMS = {
    Form.CHOICE: {
        Language.JA: "番号か言葉",
        Language.EASY: "ばんごうか ことば",
        Language.EN: "number",
    },
    Form.NUMBER: {
        Language.JA: "例 1200000、120万円",
        Language.EASY: "たとえば 1200000",
        Language.EN: "such as 1200000",
    },
    Form.DATE: {
        Language.JA: "例 1990-05-01、平成2年5月1日",
        Language.EASY: "たとえば 1990-05-01、平成2年5月1日",
        Language.EN: "such as 1990-05-01",
    },
    Form.PEOPLE: {
        Language.JA: "例 配偶者 子2",
        Language.EASY: "たとえば 妻 子2",
        Language.EN: "such as: spouse child2",
    },
}
_NOT_ASKED = {
    Language.JA: "{}には聞いていません: {}",
    Language.EASY: "{}には きいて いません: {}",
    Language.EN: "not asked about {}: {}",
}
_ON_REQUEST = {
    Language.JA: "（年齢によります。「すべて聞く」--all で聞きます）",
    Language.EASY: "（年（とし）に よります。「すべて聞く」で ききます）",
    Language.EN: "(on account of age; --all asks it)",
}
# How many services a question's reason names before the rest is only counted.
SHOWN = 3

Ask = Callable[[str], str]
Tell = Callable[[str], None]


def dialogue(
    questionnaire: Questionnaire,
    interview: Interview,
    language: Language,
    *,
    least_yen: int,
    ask: Ask,
    tell: Tell,
) -> Interview:
    """Ask until nothing is worth asking, or until the visitor ends it; the last interview."""
    before: list[Interview] = []
    while True:
        sheet = sheet_of(questionnaire, interview, least_yen=least_yen)
        if sheet.question is None:
            return interview
        for line in lines_of_question(sheet, language):
            tell(line)
        try:
            said = ask("> ").strip()
        except (EOFError, KeyboardInterrupt):
            return interview
        if normal(said).lower() in END:
            return interview
        if normal(said).lower() in EVERYTHING:
            interview = replace(interview, everything=True)
            continue
        if normal(said).lower() in BACK:
            interview = before.pop() if before else interview
            continue
        try:
            after = answer(
                questionnaire, interview, sheet.question.id, _chosen(sheet.question, said)
            )
        except Problems:
            tell(f"{_AFRESH[language]}（{_FORMS[sheet.question.form][language]}）")
            continue
        before.append(interview)
        interview = after


def _chosen(question: Question, said: str) -> str:
    """The answer that is meant: the number of a choice, its words, or what was said itself."""
    if question.form is not Form.CHOICE:
        return said
    plain = normal(said)
    if plain.isdigit() and 1 <= int(plain) <= len(question.choices):
        return question.choices[int(plain) - 1].answer
    for choice in question.choices:
        if plain.lower() in {
            normal(words).lower() for words in (choice.ja, choice.easy, choice.en)
        }:
            return choice.answer
    return said


def lines_of_question(sheet: Sheet, language: Language) -> Iterator[str]:
    """A question with its answers, why it is asked, and how many may follow."""
    question = sheet.question
    if question is None:
        return
    left = _LEFT[language].format(sheet.at_most) if sheet.family_known else _UNTIL_FAMILY[language]
    yield ""
    yield f"{sheet.asked + 1}. {question.words(language)}  〔{left}〕"
    if question.form is Form.PEOPLE:
        yield "   " + " ".join(choice.words(language) for choice in question.choices)
    for at, choice in enumerate(question.choices if question.form is Form.CHOICE else (), start=1):
        yield f"   {at}) {choice.words(language)}"
    if question.form is Form.NUMBER and question.unit:
        yield f"   [{question.unit}] {_FORMS[Form.NUMBER][language]}"
    if question.form in {Form.DATE, Form.PEOPLE}:
        yield f"   {_FORMS[question.form][language]}"
    more = f" +{len(question.names) - SHOWN}" if len(question.names) > SHOWN else ""
    yield f"   {_WHY[language]}: {'、'.join(question.names[:SHOWN])}{more}  {_HELP[language]}"


def lines_of_results(sheet: Sheet, language: Language) -> Iterator[str]:
    """The results so far, what one may be owed first; the next question's name where one is left."""
    yield ""
    order = {"yes": 0, "unknown": 1, "no": 2}
    for result in sorted(sheet.results, key=lambda one: (one.set_aside, order[one.status])):
        yield from _result(result, language)
    if sheet.not_asked:
        yield ""
        for one in sheet.not_asked:
            yield _NOT_ASKED[language].format(one.about, "、".join(one.facts))
        yield _ON_REQUEST[language]
    if sheet.question is not None:
        yield ""
        yield f"→ {sheet.question.id}  {sheet.question.words(language)}"


def _result(result: Result, language: Language) -> Iterator[str]:
    told = "  ".join(part for part in (result.tier, result.amount) if part)
    yield f"{MARKS[result.status]} {result.name}（{result.about}）{'  ' + told if told else ''}"
    if result.status == "no":
        yield f"    {result.words(language)}" + (f": {result.clause}" if result.clause else "")
        return
    office = f"  {_OFFICE[language]}: {result.department}" if result.for_the_office else ""
    yield f"    {result.words(language)}{office}"
