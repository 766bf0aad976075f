"""Every term of contact as one row: where it stands in `reach.yaml`, its unit, its bounds, its sense.

Reading, the commented file, the command and the console's page all walk this table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from enum import Enum
from types import MappingProxyType

from sakimawari.reach.medium import Medium
from sakimawari.reach.terms.values import Terms

FILE = "reach.yaml"
Value = int | float | bool | time | None


class Kind(Enum):
    """How a term is written."""

    WHOLE = "whole"
    SHARE = "share"  # with a decimal point
    TIME = "time"
    FLAG = "flag"  # yes, no


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One term. `path` is its place in the file; `optional`: it may be left empty, and then there
    is no limit."""

    path: str
    kind: Kind
    unit: str
    sense: str
    low: float = 0
    high: float = 1
    optional: bool = False


def _whole(path: str, unit: str, low: int, high: int, sense: str, **more: bool) -> Term:
    return Term(path=path, kind=Kind.WHOLE, unit=unit, sense=sense, low=low, high=high, **more)


def _share(path: str, unit: str, sense: str, **more: bool) -> Term:
    return Term(path=path, kind=Kind.SHARE, unit=unit, sense=sense, **more)


_MOST = 1_000_000_000
TABLE: tuple[Term, ...] = (
    _whole("weeks", "weeks", 1, 13, "How many weeks a plan spans."),
    _whole("caps.person_a_week", "contacts", 1, 7, "The most one person hears in a week."),
    _whole("caps.person_a_month", "contacts", 1, 31, "The most one person hears in four weeks."),
    _whole("caps.household_a_week", "contacts", 1, 14, "The most one household hears in a week."),
    _whole("services_a_message", "services", 1, 12, "The most services told in one message."),
    Term(
        path="quiet.from",
        kind=Kind.TIME,
        unit="time of day",
        sense="From then on nothing rings: no e-mail, LINE, text message, call or visit.",
    ),
    Term(
        path="quiet.until",
        kind=Kind.TIME,
        unit="time of day",
        sense="Until then nothing rings in the morning.",
    ),
    Term(
        path="quiet.on_holidays",
        kind=Kind.FLAG,
        unit="yes or no",
        sense="Whether messages may ring on Saturdays, Sundays and holidays; calls and visits "
        "never do.",
    ),
    _whole(
        "budget.postage_yen", "yen a week", 0, _MOST, "Postage. Empty: no limit.", optional=True
    ),
    _whole(
        "budget.visit_minutes",
        "minutes a week",
        0,
        _MOST,
        "Time of staff for visits. Empty: no limit.",
        optional=True,
    ),
    _whole(
        "budget.call_minutes",
        "minutes a week",
        0,
        _MOST,
        "Time of staff for calls. Empty: no limit.",
        optional=True,
    ),
    _whole(
        "budget.counter",
        "replies a week",
        0,
        _MOST,
        "How many replies the counters can take; letters wait for a later week rather than flood "
        "them. Empty: no limit.",
        optional=True,
    ),
    *(
        _share(
            f"floors.{by}",
            "share, 0 to 1",
            f"Of every {words} at least this share of those who have something to hear is told. "
            "Empty: no floor.",
            optional=True,
        )
        for by, words in (("ward", "ward"), ("age_band", "age group"), ("language", "language"))
    ),
    _share("held_out", "share, 0 to 1", "Who is told later, to measure what telling does."),
    _whole("reply_within_days", "days", 1, 180, "Without an answer the next way is tried."),
    _whole(
        "worth.yen_of_a_reply",
        "yen",
        1,
        1_000_000,
        "What it is worth that somebody acts on something ordinary.",
    ),
    _whole("worth.yen_of_a_minute", "yen", 0, 10_000, "What a minute of staff costs."),
    _share(
        "worth.passed_over",
        "share, 0 to 1",
        "What a contact is still worth that passes over a way somebody wished. 0: wishes bind.",
    ),
)
OF_MEDIUM: tuple[Term, ...] = (
    _whole("yen", "yen a contact", 0, 1_000_000, "What one contact costs outside."),
    Term(
        path="minutes",
        kind=Kind.SHARE,
        unit="minutes a contact",
        sense="What one contact takes of staff's time.",
        high=1_440,
    ),
    _share("effect", "share, 0 to 1", "How many of those owed something act on it."),
)
_FLAT: Mapping[str, str] = MappingProxyType(
    {
        "weeks": "weeks",
        "caps.person_a_week": "per_person_a_week",
        "caps.person_a_month": "per_person_a_month",
        "caps.household_a_week": "per_household_a_week",
        "services_a_message": "services_a_message",
        "quiet.from": "quiet_from",
        "quiet.until": "quiet_until",
        "quiet.on_holidays": "on_holidays",
        "held_out": "held_out",
        "reply_within_days": "reply_within_days",
        "worth.yen_of_a_reply": "yen_of_a_reply",
        "worth.yen_of_a_minute": "yen_of_a_minute",
        "worth.passed_over": "passed_over",
    }
)


def all_terms() -> tuple[Term, ...]:
    """The table, and the three rows of each medium."""
    media = (
        Term(
            path=f"media.{medium.value}.{term.path}",
            kind=term.kind,
            unit=term.unit,
            sense=term.sense,
            low=term.low,
            high=term.high,
        )
        for medium in Medium
        for term in OF_MEDIUM
    )
    return (*TABLE, *media)


def fields_of() -> Mapping[str, str]:
    """The field of `Terms` of each term that stands for itself."""
    return _FLAT


def value_of(terms: Terms, path: str) -> Value:
    """What the terms say of one path."""
    head, _, rest = path.partition(".")
    name, _, of_medium = rest.partition(".")
    floors = {floor.by: floor.share for floor in terms.floors}
    value: Value
    if path in _FLAT:
        value = getattr(terms, _FLAT[path])
    elif head == "floors":
        value = floors.get(rest)
    elif head == "budget":
        value = getattr(terms.budget, rest)
    else:
        value = getattr(terms.costs[Medium(name)], of_medium)
    return value


def written(value: Value) -> str:
    """A value as it stands in the file."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case time():
            return f'"{value:%H:%M}"'
        case float() if value == int(value) and value > 1:
            return str(int(value))
        case _:
            return str(value)
