"""A question on a page with the way to answer it: yes or no, one of some, a number, a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sakimawari.cases.values import Ask, Input
from sakimawari.console.residents.supposing import declared_as
from sakimawari.console.residents.why import Asked
from sakimawari.console.words import say
from sakimawari.packs.catalogue import Catalogue
from sakimawari.rules.tree import Kind

YES, NO = "はい", "いいえ"  # as `cases` and `fit` read an answer
_KINDS = {
    Input.CHOICE: Kind.CATEGORY,
    Input.TRUTH: Kind.TRUTH,
    Input.NUMBER: Kind.NUMBER,
    Input.DATE: Kind.DATE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """An answer to choose, and its words."""

    value: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question of a form. `told` names it where an answer is carried on to another page."""

    name: str
    label: str
    kind: str
    options: tuple[Option, ...]
    unit: str
    given: str
    error: str
    told: str

    @property
    def html_id(self) -> str:
        """What labels and errors point to; the name holds marks that no id may."""
        return "q" + "".join(mark if mark.isalnum() else "-" for mark in self.name)


def told_as(fact: str, year: int | None) -> str:
    """The name under which an answer goes from one page to the next."""
    return f"told:{fact}|{'' if year is None else year}"


def question_asked(
    asked: Asked,
    catalogue: Catalogue,
    language: str,
    *,
    given: Mapping[str, str],
    errors: Mapping[str, str],
) -> Question:
    """A fact an explanation misses, as a question."""
    declared = declared_as(catalogue, asked.fact, asked.person)
    type_ = None if declared is None else declared.fact.type
    kind = Kind.TRUTH if type_ is None else type_.kind
    label = f"{asked.whose}：{asked.text}" if asked.whose else asked.text
    return Question(
        name=f"ask:{asked.id}",
        label=label,
        kind=kind.value,
        options=_options(kind, () if type_ is None else type_.labels, language),
        unit="" if type_ is None else type_.unit or "",
        given=given.get(asked.id, ""),
        error=errors.get(asked.id, ""),
        told=told_as(asked.fact, asked.year),
    )


def question_of_form(ask: Ask, name: str, language: str, *, given: str, error: str) -> Question:
    """A question of an application."""
    kind = _KINDS.get(ask.input)
    words = ask.words.speak(language)
    return Question(
        name=name,
        label=f"{ask.whose}：{words}" if ask.whose else words,
        kind="text" if kind is None else kind.value,
        options=() if kind is None else _options(kind, ask.choices, language),
        unit=ask.unit,
        given=given,
        error=error,
        told=told_as(ask.fact, ask.year),
    )


def _options(kind: Kind, labels: tuple[str, ...], language: str) -> tuple[Option, ...]:
    if kind is Kind.TRUTH:
        return (
            Option(value=YES, words=say("my.yes", language)),
            Option(value=NO, words=say("my.no", language)),
        )
    return tuple(Option(value=label, words=label) for label in labels)
