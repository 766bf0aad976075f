"""Answers as a form sends them, made into the texts the rules read; blank means not known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sakimawari.console.front.check.told import Answers
from sakimawari.fit.asking.family import ALONE, FAMILY, RELATIONS
from sakimawari.fit.asking.interview import Interview, answer, key_of
from sakimawari.fit.asking.questionnaire import Questionnaire
from sakimawari.packs.document import normal
from sakimawari.problems import Problems
from sakimawari.rules.tree import Kind

SKIP = "分からない"
ERAS = ("", "令和", "平成", "昭和", "大正")  # 西暦 first
MOST_FIELDS = 20  # no household of the rules has more people


def ids_in(form: Mapping[str, str]) -> tuple[str, ...]:
    """The questions a form answers."""
    named = (name.removeprefix("ask:") for name in form if name.startswith("ask:"))
    return tuple(named)[:MOST_FIELDS]


def answers_in(
    questionnaire: Questionnaire, interview: Interview, form: Mapping[str, str]
) -> tuple[Answers, dict[str, str]]:
    """The answers of a form, and what is wrong with each by its question: a word of `check.error`."""
    found: list[tuple[str, str]] = []
    wrong: dict[str, str] = {}
    for id in ids_in(form):
        kind = _kind(questionnaire, interview, id)
        text = " ".join(_text(kind, id, form).split()) or SKIP
        try:
            answer(questionnaire, interview, id, text)
        except Problems:
            wrong[id] = kind if kind in {"date", "number", "people"} else "other"
            continue
        found.append((id, text))
    return tuple(found), wrong


def skipped(form: Mapping[str, str]) -> Answers:
    """Every question of a form left open."""
    return tuple((id, SKIP) for id in ids_in(form))


def _kind(questionnaire: Questionnaire, interview: Interview, id: str) -> str:
    """What the answer is made of: `people`, `date`, `number` or `choice`."""
    try:
        name, _, _ = key_of(questionnaire, interview, id)
    except Problems:
        return "choice"
    if name == FAMILY:
        return "people"
    declared = questionnaire.declared(name)
    kinds = {Kind.DATE: "date", Kind.NUMBER: "number"}
    return "choice" if declared is None else kinds.get(declared.fact.type.kind, "choice")


def _text(kind: str, id: str, form: Mapping[str, str]) -> str:
    match kind:
        case "people":
            return " ".join(_relations(form)) or ALONE
        case "date":
            return _date(id, form)
        case _:
            return form.get(f"a:{id}", "")


def _relations(form: Mapping[str, str]) -> Iterator[str]:
    for relation in RELATIONS:
        count = normal(form.get(f"n:{relation}", "")).strip()
        if count not in {"", "0"}:
            # What is no number makes a word that is no relation, which the reader refuses.
            yield f"{relation}{count}" if count.isascii() and count.isdigit() else f"{relation}?"


def _date(id: str, form: Mapping[str, str]) -> str:
    """昭和55年4月2日, or 1980年4月2日; blank only if all its parts are."""
    year, month, day = (normal(form.get(f"{part}:{id}", "")).strip() for part in "ymd")
    if not (year or month or day):
        return ""
    era = form.get(f"e:{id}", "")
    return f"{era if era in ERAS else ''}{year}年{month}月{day}日"
