"""Values written as text in YAML and tables, read by the type that was declared for them.

A number is an integer at its type's scale, a date the days since 1970-01-01, a category the
position of its label, a truth 1 or 0. Full-width digits and signs are taken as their usual forms.
"""

from __future__ import annotations

import re
from datetime import date

from sakimawari.packs.document import normal
from sakimawari.rules.figures import WIDEST, day_of, days
from sakimawari.rules.tree import Kind, Type

MOST_DIGITS = 9
YES = frozenset({"yes", "真", "true", "はい"})
NO = frozenset({"no", "偽", "false", "いいえ"})
UNKNOWN = frozenset({"unknown", "不明"})
_NUMBER = re.compile(r"[+-]?\d[\d,_]*(?:\.(\d+))?")
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


def date_of(text: str) -> date | None:
    """A date written 2026-04-01, or None if it is none (2026-02-30 neither)."""
    found = _DATE.fullmatch(normal(text))
    if found is None:
        return None
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        return None


def number_of(text: str) -> tuple[int, int] | None:
    """A number as (integer, decimal digits): 0.0264 is (264, 4). None if it is none, or too large.

    Trailing zeros count as digits. Thousands may be parted by commas or underscores.
    """
    plain = normal(text)
    found = _NUMBER.fullmatch(plain)
    if found is None:
        return None
    digits = len(found.group(1) or "")
    integer = int(plain.replace(",", "").replace("_", "").replace(".", ""))
    if digits > MOST_DIGITS or abs(integer) > WIDEST:
        return None
    return integer, digits


def value_of(text: str, type: Type) -> int | None:
    """The value a text denotes under a type, or None if it denotes none."""
    plain = normal(text)
    match type.kind:
        case Kind.NUMBER:
            number = number_of(plain)
            if number is None or number[1] > type.scale:
                return None
            return number[0] * int(10 ** (type.scale - number[1]))
        case Kind.DATE:
            day = date_of(plain)
            return None if day is None else days(day)
        case Kind.CATEGORY:
            return type.labels.index(plain) if plain in type.labels else None
        case Kind.TRUTH:
            return 1 if plain.lower() in YES else 0 if plain.lower() in NO else None


def text_of(value: int, type: Type) -> str:
    """The text of a value, such that `value_of` reads it back."""
    match type.kind:
        case Kind.NUMBER:
            if type.scale == 0:
                return str(value)
            sign, size = "-" if value < 0 else "", str(abs(value)).rjust(type.scale + 1, "0")
            return f"{sign}{size[: -type.scale]}.{size[-type.scale :]}"
        case Kind.DATE:
            return day_of(value).isoformat()
        case Kind.CATEGORY:
            return type.labels[value]
        case Kind.TRUTH:
            return "yes" if value else "no"


def wanted(type: Type) -> str:
    """What a text of this type looks like, for messages."""
    match type.kind:
        case Kind.NUMBER:
            places = f" with at most {type.scale} decimals" if type.scale else ""
            return f"a {'number' if type.scale else 'whole number'}{places}"
        case Kind.DATE:
            return "a date such as 2026-04-01"
        case Kind.CATEGORY:
            return f"one of {'・'.join(type.labels)}"
        case Kind.TRUTH:
            return "yes or no"
