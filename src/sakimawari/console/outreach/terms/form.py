"""The terms of contact as a form: one field a term, read by the same table as the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time

from sakimawari.console.words import say
from sakimawari.reach.medium import Medium
from sakimawari.reach.terms.reading import contradictions, out_of_bounds, terms_of, value_from
from sakimawari.reach.terms.table import OF_MEDIUM, TABLE, Kind, Term, Value, all_terms, value_of
from sakimawari.reach.terms.values import Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One field: its name in the form, its words, what stands in it, and what is wrong with it."""

    path: str
    name: str
    sense: str
    unit: str
    text: str
    is_flag: bool
    low: str
    high: str
    none: str = ""  # what an empty field means
    wrong: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A medium in the form: whether the city uses it, and its three fields."""

    id: str
    name: str
    used: bool
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A form that was sent: its terms, or what is wrong with which field ("": with the whole)."""

    terms: Terms | None
    texts: Mapping[str, str]
    used: frozenset[str]
    wrong: Mapping[str, str]


def filled(sent: Mapping[str, str]) -> Filled:
    """Terms from a form. What is wrong are keys of words."""
    values: dict[str, Value] = {}
    texts: dict[str, str] = {}
    wrong: dict[str, str] = {}
    for term in all_terms():
        text = texts[term.path] = sent.get(term.path, "").strip()
        if not text:
            if not term.optional and term.kind is not Kind.FLAG and term in TABLE:
                wrong[term.path] = "empty"
            elif term.kind is Kind.FLAG:
                values[term.path] = False
            continue
        value = value_from(term, text)
        if value is None or out_of_bounds(term, value):
            wrong[term.path] = "kind" if value is None else "bounds"
        else:
            values[term.path] = value
    media = frozenset(one for one in Medium if sent.get(f"use.{one.value}"))
    terms = terms_of(values, media)
    found = contradictions(terms, {})
    if found:
        wrong[""] = "contradiction"
    used = frozenset(one.value for one in media)
    return Filled(terms=None if wrong else terms, texts=texts, used=used, wrong=wrong)


def rows_of(
    terms: Terms, language: str, form: Filled | None = None
) -> tuple[tuple[str, tuple[Row, ...]], ...]:
    """The fields by group: general, caps, quiet …, then one group a medium."""
    groups: dict[str, list[Row]] = {}
    for term in TABLE:
        groups.setdefault(term.path.partition(".")[0] if "." in term.path else "plan", []).append(
            _row(term, term.path, terms, language, form)
        )
    found = [
        (say(f"outreach.terms-group.{name}", language), tuple(rows))
        for name, rows in groups.items()
    ]
    return tuple(found)


def media_of(terms: Terms, language: str, form: Filled | None = None) -> tuple[Way, ...]:
    """The ways to people, each with what a contact costs and brings."""
    return tuple(
        Way(
            id=medium.value,
            name=say(f"messages.medium.{medium.value}", language),
            used=medium in terms.media if form is None else medium.value in form.used,
            rows=tuple(
                _row(term, f"media.{medium.value}.{term.path}", terms, language, form)
                for term in OF_MEDIUM
            ),
        )
        for medium in Medium
    )


def changes_of(before: Terms, after: Terms, language: str) -> tuple[tuple[str, str, str], ...]:
    """What would be otherwise: name, before, after."""
    found = []
    for term in all_terms():
        was, is_ = value_of(before, term.path), value_of(after, term.path)
        if was != is_:
            told = (_told(was, term.path, language), _told(is_, term.path, language))
            found.append((_name(term.path, language), *told))
    for medium in Medium:
        if (medium in before.media) != (medium in after.media):
            was_used, is_used = (_use(medium in each.media, language) for each in (before, after))
            found.append((say(f"messages.medium.{medium.value}", language), was_used, is_used))
    return tuple(found)


def _use(used: bool, language: str) -> str:
    return say(f"outreach.terms.{'used' if used else 'unused'}", language)


def _row(term: Term, path: str, terms: Terms, language: str, form: Filled | None) -> Row:
    value = value_of(terms, path)
    text = form.texts.get(path, "") if form is not None else _text(value)
    fault = form.wrong.get(path, "") if form is not None else ""
    key = path.replace(".", "-") if not path.startswith("media.") else f"medium-{term.path}"
    return Row(
        path=path,
        name=say(f"outreach.term.{key}", language),
        none=say(f"outreach.terms.{_empty(path)}", language),
        sense=say(f"outreach.term-sense.{key}", language),
        unit=say(f"outreach.term-unit.{key}", language),
        text=text,
        is_flag=term.kind is Kind.FLAG,
        low=f"{term.low:g}",
        high=f"{term.high:,.15g}",
        wrong=say(f"outreach.terms.wrong-{fault}", language) if fault else "",
    )


def _name(path: str, language: str) -> str:
    if path.startswith("media."):
        _, medium, of_medium = path.split(".")
        name = say(f"outreach.term.medium-{of_medium}", language)
        return f"{say(f'messages.medium.{medium}', language)}: {name}"
    return say(f"outreach.term.{path.replace('.', '-')}", language)


def _empty(path: str) -> str:
    return "no-floor" if path.startswith("floors.") else "none"


def _text(value: Value) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else ""
        case time():
            return f"{value:%H:%M}"
        case _:
            return f"{value:g}" if isinstance(value, float) else str(value)


def _told(value: Value, path: str, language: str) -> str:
    if isinstance(value, bool):
        return say(f"outreach.terms.{'yes' if value else 'no'}", language)
    return _text(value) or say(f"outreach.terms.{_empty(path)}", language)
