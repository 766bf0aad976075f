"""What an example says of a fact: one value, values by fiscal year, or values with their validity.

`不明` or `unknown` leaves a fact unknown, as leaving it out does where nothing is meant by absence.
"""

from __future__ import annotations

from itertools import pairwise

from sakimawari.packs.document import Item, Listing, Text, normal
from sakimawari.packs.document import Mapping as YamlMapping
from sakimawari.packs.findings import Findings
from sakimawari.packs.section import Section
from sakimawari.packs.values import UNKNOWN, value_of, wanted
from sakimawari.rules.figures import days
from sakimawari.rules.ranges import missing_range, within_bounds
from sakimawari.rules.situation import OPEN_BEGINNING, OPEN_END, Held, Span
from sakimawari.rules.tree import Fact, Shape


def read_held(fact: Fact, item: Item, findings: Findings) -> Held | None:
    """What is held of a fact; None where it is unknown, or where a problem was noted."""
    if isinstance(item, Text) and is_unknown(item):
        if fact.absent is None:
            return None
        return _unknown_entry(fact)
    match fact.shape:
        case Shape.PLAIN:
            return _value(fact, item, findings)
        case Shape.YEARLY:
            return _yearly(fact, item, findings)
        case Shape.SPANS:
            return _spans(fact, item, findings)


def is_unknown(text: Text) -> bool:
    """Whether a text says that something is not known."""
    return text.is_null or normal(text.value).lower() in UNKNOWN


def _unknown_entry(fact: Fact) -> Held | None:
    """An entry whose value is not known, where no entry would mean the declared absence."""
    return (Span(value=None),) if fact.shape is Shape.SPANS else None


def _value(fact: Fact, item: Item, findings: Findings) -> int | None:
    """One value of a fact, within the bounds declared for it."""
    if not isinstance(item, Text):
        _fault(fact, item, f"should hold {wanted(fact.type)}", findings)
        return None
    value = value_of(item.value, fact.type)
    if value is None:
        _fault(
            fact,
            item,
            f"reads `{item.value.strip()}`, which is not {wanted(fact.type)}",
            findings,
        )
    elif not within_bounds(fact, value):
        low, high = missing_range(fact)
        _fault(fact, item, f"is outside the bounds declared for it ({low} to {high})", findings)
        return None
    return value


def _yearly(fact: Fact, item: Item, findings: Findings) -> dict[int, int] | None:
    if not isinstance(item, YamlMapping):
        _fault(fact, item, "is held by fiscal year: write {2025: …, 2026: …}", findings)
        return None
    years: dict[int, int] = {}
    for key, held in item.pairs:
        if not (key.value.isascii() and key.value.isdigit() and len(key.value) == 4):
            _fault(fact, key, f"has the year `{key.value}`; write a fiscal year as 2026", findings)
            continue
        if isinstance(held, Text) and is_unknown(held):
            continue
        value = _value(fact, held, findings)
        if value is not None:
            years[int(key.value)] = value
    return years


def _spans(fact: Fact, item: Item, findings: Findings) -> tuple[Span, ...] | None:
    if isinstance(item, Text):
        value = _value(fact, item, findings)
        return None if value is None else (Span(value=value),)
    if not isinstance(item, Listing):
        _fault(fact, item, "is held with its validity: write one value, or a list", findings)
        return None
    spans: list[Span] = []
    for entry in item.items:
        if not isinstance(entry, YamlMapping):
            _fault(fact, entry, "should list {value: …, from: …, until: …}", findings)
            continue
        section = Section(entry, findings, f"an entry of {fact.name}")
        text, since, until = section.text("value"), section.day("from"), section.day("until")
        section.close()
        spans.append(
            Span(
                value=None if text is None or is_unknown(text) else _value(fact, text, findings),
                since=OPEN_BEGINNING if since is None else days(since),
                until=OPEN_END if until is None else days(until),
            )
        )
    spans.sort(key=lambda span: span.since)
    for earlier, later in pairwise(spans):
        if later.since <= earlier.until:
            _fault(fact, item, "has entries that overlap", findings)
    return tuple(spans)


def _fault(fact: Fact, item: Item, what: str, findings: Findings) -> None:
    findings.problem(
        "CASE004",
        f"`{fact.name}` {what}",
        f"write `{fact.name}` as facts.yaml declares it",
        where=item.place,
    )
