"""Reads the terms of contact from `reach.yaml`, and tells every fault of it at once.

A missing file, and whatever a file does not say, stand as in `Terms`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import time
from pathlib import Path
from types import MappingProxyType

from sakimawari.packs.document import parse_document
from sakimawari.packs.findings import Findings, nearest
from sakimawari.packs.items import Item, Listing, Text
from sakimawari.packs.items import Mapping as Written
from sakimawari.problems import Place, Problem, Problems
from sakimawari.reach.medium import Medium
from sakimawari.reach.terms.table import FILE, Kind, Term, Value, all_terms, fields_of
from sakimawari.reach.terms.values import COSTS, Cost, Floor, Terms, WeekBudget

_FLAGS = {"yes": True, "no": False, "true": True, "false": False, "はい": True, "いいえ": False}
_GROUPS = ("ward", "age_band", "language")


def read_terms(home: Path) -> Terms:
    """The terms of a city's home. REACH040 to REACH045 with every fault of the file."""
    try:
        text = (home / FILE).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return Terms()
    except (OSError, UnicodeDecodeError):
        raise Problems(
            [
                Problem(
                    id="REACH040",
                    what="the file of the terms of contact cannot be read",
                    do="check that you may read it, and that it is text in UTF-8",
                    where=Place(file=FILE),
                )
            ]
        ) from None
    return parse_terms(text)


def parse_terms(text: str) -> Terms:
    """The terms a text says."""
    if not any(line.split("#")[0].strip() for line in text.splitlines()):
        return Terms()
    findings = Findings()
    item = parse_document(text, FILE, findings)
    reading = _Reading(text, [_unreadable(problem) for problem in findings.problems])
    values, media = reading.values(item) if item is not None else ({}, None)
    if not reading.problems:
        terms = terms_of(values, media)
        reading.problems += contradictions(terms, reading.places)
        if not reading.problems:
            return terms
    raise Problems(reading.problems)


def terms_of(values: Mapping[str, Value], media: frozenset[Medium] | None = None) -> Terms:
    """Terms from values by their paths; those not given stand as they are without a file."""
    usual = Terms()
    flat = {name: values[path] for path, name in fields_of().items() if path in values}
    budget = {
        path.removeprefix("budget."): value
        for path, value in values.items()
        if path.startswith("budget.")
    }
    floors = tuple(
        Floor(by=by, share=float(share))
        for by in _GROUPS
        if isinstance(share := values.get(f"floors.{by}"), int | float)
    )
    return replace(
        usual,
        **flat,  # type: ignore[arg-type]
        budget=WeekBudget(**budget),  # type: ignore[arg-type]
        floors=floors,
        costs=MappingProxyType({medium: _cost(medium, values) for medium in Medium}),
        media=usual.media if media is None else media,
    )


def contradictions(terms: Terms, places: Mapping[str, Place]) -> list[Problem]:
    """What no city can mean, each term being right by itself."""
    found = []
    if not terms.media:
        found.append(_contradiction("media", "no way to anybody is set up", places))
    if terms.per_person_a_month < terms.per_person_a_week:
        what = "a person may hear less in four weeks than in one"
        found.append(_contradiction("caps.person_a_month", what, places))
    if terms.quiet_from <= terms.quiet_until:
        what = "the quiet hours begin before they end on the same day, so nothing could ever ring"
        found.append(_contradiction("quiet.from", what, places))
    return found


class _Reading:
    """One file on its way to values."""

    def __init__(self, text: str, problems: list[Problem]) -> None:
        self.lines = text.splitlines()
        self.problems = problems
        self.places: dict[str, Place] = {}
        self.terms = {term.path: term for term in all_terms()}
        self.branches = {
            path[:at] for path in self.terms for at, letter in enumerate(path) if letter == "."
        }

    def values(self, item: Item) -> tuple[dict[str, Value], frozenset[Medium] | None]:
        """Every term of the file by its path, and the media it sets up."""
        found: dict[str, Value] = {}
        media: set[Medium] | None = None
        for path, leaf in self._walk(item, ""):
            if path == "media" or path.startswith("media."):
                media = set() if media is None else media
                media |= {one for one in Medium if path.split(".")[1:2] == [one.value]}
            term = self.terms.get(path)
            if term is not None and isinstance(leaf, Text):
                value = self._value(term, leaf)
                if value is not None:
                    found[path] = value
        return found, None if media is None else frozenset(media)

    def _walk(self, item: Item, path: str) -> Iterator[tuple[str, Item]]:
        place = item.place
        self.places[path] = place
        empty = isinstance(item, Text) and item.is_null
        if path in self.terms:
            if isinstance(item, Text):
                yield path, item
            else:
                self._fault("REACH042", f"`{path}` is one value", "write one value", place)
        elif empty:
            yield path, item
        elif not isinstance(item, Written):
            kind = "a list" if isinstance(item, Listing) else "a single value"
            what = f"`{path or FILE}` is {kind} where names are needed"
            self._fault("REACH042", what, "write `name: value`, one a line, indented", place)
        else:
            yield path, item
            yield from self._inside(item, path)

    def _inside(self, item: Written, path: str) -> Iterator[tuple[str, Item]]:
        seen = set()
        for key, value in item.pairs:
            below = f"{path}.{key.value}" if path else key.value
            if below in seen:
                self._fault("REACH044", f"`{below}` stands twice", "remove one of them", key.place)
            seen.add(below)
            if below in self.terms or below in self.branches:
                yield from self._walk(value, below)
                continue
            known = {
                one.removeprefix(f"{path}." if path else "").split(".")[0]
                for one in self.terms
                if one.startswith(f"{path}." if path else "")
            }
            near = nearest(key.value, sorted(known))
            do = "correct or remove it; `sakimawari reach terms` lists all of them"
            self._fault("REACH041", f"`{below}` is no term of contact", do, key.place, near)

    def _value(self, term: Term, text: Text) -> Value:
        if text.is_null or not text.value.strip():
            if not term.optional:
                do = f"write {_form(term)}, or remove the line"
                self._fault("REACH042", f"`{term.path}` is empty", do, text.place)
            return None
        value = value_from(term, text.value)
        if value is None:
            self._fault(
                "REACH042", f"`{term.path}` is not {_form(term)}", f"unit: {term.unit}", text.place
            )
        elif out_of_bounds(term, value):
            bounds = f"{term.low:g} to {term.high:,.15g}"
            what = f"`{term.path}` lies outside of {bounds} ({term.unit})"
            self._fault("REACH043", what, f"write a value of {bounds}", text.place)
        return value

    def _fault(self, id: str, what: str, do: str, place: Place, near: str | None = None) -> None:
        self.problems.append(Problem(id=id, what=what, do=do, where=place, near=near))


def value_from(term: Term, text: str) -> Value:
    """What a text says of a term; None where it is not of its kind."""
    text = text.strip().replace(",", "").replace("_", "")
    try:
        match term.kind:
            case Kind.WHOLE:
                return int(text)
            case Kind.SHARE:
                return float(text)
            case Kind.FLAG:
                return _FLAGS.get(text.lower())
            case Kind.TIME:
                hour, minute = text.split(":")
                return time(int(hour), int(minute))
    except ValueError:
        return None


def out_of_bounds(term: Term, value: Value) -> bool:
    """Whether a number lies outside of what a term may be; not a number does too."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and not term.low <= value <= term.high  # type: ignore[operator]


def _form(term: Term) -> str:
    forms = {
        Kind.WHOLE: "a whole number",
        Kind.SHARE: "a number",
        Kind.FLAG: "yes or no",
        Kind.TIME: 'a time as "20:00"',
    }
    return forms[term.kind]


def _cost(medium: Medium, values: Mapping[str, Value]) -> Cost:
    usual, at = COSTS[medium], f"media.{medium.value}."
    return Cost(
        yen=int(values.get(f"{at}yen", usual.yen) or 0),  # type: ignore[arg-type]
        minutes=float(values.get(f"{at}minutes", usual.minutes) or 0),  # type: ignore[arg-type]
        effect=float(values.get(f"{at}effect", usual.effect) or 0),  # type: ignore[arg-type]
    )


def _contradiction(path: str, what: str, places: Mapping[str, Place]) -> Problem:
    place = places.get(path, Place(file=FILE))
    return Problem(id="REACH045", what=what, do=f"correct `{path}`", where=place)


def _unreadable(problem: Problem) -> Problem:
    return replace(problem, id="REACH040")
