"""Answers: read from a text, checked against the fact's type and bounds, and put into a situation.

An answer becomes a fact like any other, with 本人の回答 as its source and the day it was given. It
holds for the fiscal year asked about, or from the span that holds the reading date.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import pairwise

from sakimawari.fit.asking.questionnaire import TIES
from sakimawari.packs.document import normal
from sakimawari.packs.values import UNKNOWN, value_of, wanted
from sakimawari.problems import fault
from sakimawari.registry.dates import read_date
from sakimawari.rules.brief import Key
from sakimawari.rules.brief.view import with_tie
from sakimawari.rules.columns import Held
from sakimawari.rules.ranges import missing_range, within_bounds
from sakimawari.rules.situation import OPEN_BEGINNING, OPEN_END, Situation, Sourced, Span
from sakimawari.rules.tree import Fact, Holder, Kind, Shape

SOURCE = "本人の回答"
SKIPS = UNKNOWN | {"わからない", "分からない", "スキップ", "skip", "?", "？"}
_NOBODY = frozenset({"なし", "いない", "none", "nobody"})
_YES, _NO = frozenset({"y", "ある", "あり"}), frozenset({"n", "ない", "なし"})
_MAN = re.compile(r"(\d[\d,]*(?:\.\d+)?)万円?")


def is_skip(text: str) -> bool:
    """Whether a text says that the answer is not known, or is not to be given."""
    return normal(text).lower() in SKIPS


def read_answer(fact: Fact, text: str) -> int:
    """The value of an answer. Raises ASK001 where it is of another kind, or out of bounds."""
    value = _value(fact, normal(text))
    if value is None:
        raise fault("ASK001", f"the answer about `{fact.name}` is not {wanted(fact.type)}", _SKIP)
    if not within_bounds(fact, value):
        low, high = missing_range(fact)
        raise fault(
            "ASK001",
            f"the answer about `{fact.name}` lies outside what it can be",
            f"give a value between {low} and {high}, or 分からない"
            if fact.type.kind is Kind.NUMBER
            else _SKIP,
        )
    return value


_SKIP = "answer in that form, or 分からない to leave it open"


def _value(fact: Fact, text: str) -> int | None:
    match fact.type.kind:
        case Kind.TRUTH if text.lower() in _YES | _NO:
            return int(text.lower() in _YES)
        case Kind.DATE:
            read = read_date(text)
            return None if read is None else read.day
        case Kind.NUMBER:
            return value_of(_figure(text, fact.type.unit), fact.type)
    return value_of(text, fact.type)


def _figure(text: str, unit: str | None) -> str:
    """A number as it is written, without its unit; 120万円 is 1200000."""
    matched = _MAN.fullmatch(text)
    if matched is not None and unit == "円":
        return str(round(float(matched[1].replace(",", "")) * 10_000))
    return text.removesuffix(unit or "")


def read_person(situation: Situation, at: int, text: str) -> int | None:
    """Who of the household an answer about a tie names, by id; None for nobody of them.

    Raises ASK001 where it names nobody of the household, or the person themselves.
    """
    named = normal(text)
    if named.lower() in _NOBODY:
        return None
    for position, person in enumerate(situation.people):
        if position != at and named == person.id:
            return position
    raise fault(
        "ASK001",
        "the answer names nobody of the household",
        "choose one of the answers offered, なし, or 分からない",
    )


def with_answer(
    situation: Situation, key: Key, value: int | None, *, fact: Fact | None, on: int, given: date
) -> Situation:
    """The situation with one answer in it; for a tie the value is a position, None for nobody."""
    name, person, year = key
    if name in TIES and person is not None:
        return with_tie(situation, name, person, value)
    if fact is None or value is None:
        raise ValueError("an answer about a fact has a value")
    held = situation.household if person is None else situation.people[person].facts
    before = held.get(fact.name)
    after = Sourced(
        held=_held(fact, None if before is None else before.held, value, year=year, on=on),
        source=SOURCE,
        loaded=given,
    )
    facts = {**held, fact.name: after}
    if fact.holder is not Holder.PERSON or person is None:
        return replace(situation, household=facts)
    people = list(situation.people)
    people[person] = replace(people[person], facts=facts)
    return replace(situation, people=tuple(people))


def _held(fact: Fact, before: Held | None, value: int, *, year: int | None, on: int) -> Held:
    match fact.shape:
        case Shape.PLAIN:
            return value
        case Shape.YEARLY:
            if year is None:
                raise ValueError(f"{fact.name} is held by fiscal year")
            return {**(before if isinstance(before, Mapping) else {}), year: value}
        case Shape.SPANS:
            return _spans(before if isinstance(before, tuple) else (), value, on=on)


def _spans(before: tuple[Span, ...], value: int, *, on: int) -> tuple[Span, ...]:
    """The value in the entry of the register that holds the day, or in the gap around it."""
    if any(span.since <= on <= span.until for span in before):
        return tuple(
            replace(span, value=value) if span.since <= on <= span.until else span
            for span in before
        )
    ends = [
        (OPEN_BEGINNING - 1, OPEN_BEGINNING - 1),
        *((span.since, span.until) for span in before),
        (OPEN_END + 1, OPEN_END + 1),
    ]
    for (_, until), (since, _) in pairwise(ends):
        if until < on < since:
            gap = Span(value=value, since=until + 1, until=since - 1)
            return tuple(sorted((*before, gap), key=lambda span: span.since))
    return before
