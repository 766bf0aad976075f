"""The cells of a decision table: what an official writes, as closed ranges of integers.

`-` any · `3` equal · `>=65` `<18` · `[3..18)` `(3..18]` · `なし,1級` one of · `not(なし)` `なし以外` ·
`真` `偽` · also `65以上` `18未満` `65以上75未満`. Full-width characters are taken as their usual forms.
"""

from __future__ import annotations

import re

import numpy as np

from sakimawari.packs.conditions import Bounds, Condition, exactly
from sakimawari.packs.document import normal
from sakimawari.packs.values import YES, date_of, number_of, value_of
from sakimawari.rules.tree import Kind, Type

LEAST, MOST = int(np.iinfo(np.int64).min), int(np.iinfo(np.int64).max)
ANY = "-"
Range = tuple[int, int]  # both ends included

_SIGNS = str.maketrans({"−": "-", "‐": "-", "–": "-", "≧": ">=", "≥": ">=", "≦": "<=", "≤": "<="})
_DASHES = frozenset({"-", "−", "‐", "–", "ー", "―", "*"})
_BOUND = re.compile(r"(>=|<=|>|<)(.+)")
_INTERVAL = re.compile(r"([\[(])(.*?)\.\.(.*?)([\])])")
_WORDS = {"以上": ">=", "超": ">", "以下": "<=", "未満": "<"}
_SPOKEN = re.compile(r"(?:(.+?)(以上|超))?(?:(.+?)(以下|未満))?")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+")
_NOT = re.compile(r"not\((.*)\)")
_BESIDES = "以外"


class UnreadableCell(Exception):
    """A cell outside the grammar; the text says what is wrong with it, never a value alone."""


def plain(cell: str, type: Type) -> str:
    """A cell without its typographic variants, and without the unit of its column."""
    text = normal(cell)
    if text in _DASHES:
        return ANY
    if type.kind in {Kind.CATEGORY, Kind.TRUTH}:
        return text
    text = text.replace(" ", "").translate(_SIGNS)
    return text if type.unit is None else text.replace(type.unit, "")


def condition_of(cell: str, type: Type) -> Condition:
    """What a cell of an input column asks, its values in one form. Raises UnreadableCell."""
    text = plain(cell, type)
    if text == ANY:
        return Condition()
    if not text:
        raise UnreadableCell("is empty; write - for any value")
    text, negated = _without_negation(text, type)
    if type.kind is Kind.NUMBER and _THOUSANDS.fullmatch(text):
        raise UnreadableCell("may be one number or several; write 57700, or 57、700 for two")
    return Condition(tuple(_bounds(part, type) for part in re.split("[,、]", text)), negated)


def ranges_of(cell: str, type: Type) -> tuple[Range, ...]:
    """The ranges a cell of an input column allows; several where it lists values or excludes some.

    Raises UnreadableCell.
    """
    return ranges_in(condition_of(cell, type), type)


def ranges_in(condition: Condition, type: Type) -> tuple[Range, ...]:
    """The ranges a condition allows, in order and apart; none if it excludes every value."""
    if condition.is_any:
        return ((LEAST, MOST),)
    ranges = _joined([_range(part, type) for part in condition.parts])
    return _opposite(ranges, type) if condition.negated else ranges


def output_of(cell: str, type: Type) -> int:
    """The one value a cell of an output column holds. Raises UnreadableCell."""
    text = plain(cell, type)
    if type.kind is Kind.NUMBER and _THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    return _exact(text, type)


def decimals_in(cell: str) -> int:
    """The most decimal digits of any number in a cell."""
    numbers = re.findall(r"\d+\.\d+(?!\d*\.)", normal(cell).replace("..", " .. "))
    return max((len(number.split(".")[1]) for number in numbers), default=0)


def _without_negation(text: str, type: Type) -> tuple[str, bool]:
    """The text inside `not(…)` or before 以外, unless a label reads so itself."""
    if text in type.labels:
        return text, False
    found = _NOT.fullmatch(text)
    if found is not None:
        return found.group(1), True
    if text.endswith(_BESIDES):
        return text.removesuffix(_BESIDES), True
    return text, False


def _bounds(text: str, type: Type) -> Bounds:
    """One part of a cell: a value, or a range where the type has an order."""
    if type.kind in {Kind.CATEGORY, Kind.TRUTH}:
        return exactly(_one_form(text, type))
    found = _INTERVAL.fullmatch(text)
    bound = _BOUND.fullmatch(text)
    spoken = _SPOKEN.fullmatch(text)
    if found is not None:
        part = _interval(found, type)
    elif bound is not None:
        part = _limited(bound.group(1), bound.group(2), type)
    elif spoken is not None and any(spoken.groups()):
        part = _both(spoken, type)
    else:
        return exactly(_one_form(text, type))
    _range(part, type)  # a range that holds nothing is told at once
    return part


def _one_form(text: str, type: Type) -> str:
    """A value in the one form it is kept in. Raises UnreadableCell."""
    _exact(text, type)
    plain_text = normal(text)
    match type.kind:
        case Kind.NUMBER:
            return number_text(plain_text)
        case Kind.DATE:
            return str(date_of(plain_text))
        case Kind.TRUTH:
            return "はい" if plain_text.lower() in YES else "いいえ"
        case Kind.CATEGORY:
            return plain_text


def number_text(text: str) -> str:
    """A number without separators, a plus sign, or zeros that say nothing: 1,050.50 is 1050.5."""
    sign = "-" if text.startswith("-") else ""
    digits = re.sub("[,_+-]", "", text)
    whole, _, decimals = digits.partition(".")
    decimals = decimals.rstrip("0")
    whole = whole.lstrip("0") or "0"
    number = f"{whole}.{decimals}" if decimals else whole
    return number if number == "0" else f"{sign}{number}"


def _exact(text: str, type: Type) -> int:
    value = value_of(text, type)
    if value is None:
        raise UnreadableCell(_why_not(text, type))
    return value


def _why_not(text: str, type: Type) -> str:
    match type.kind:
        case Kind.CATEGORY:
            return f"has `{text}`, which is not one of {'・'.join(type.labels)}"
        case Kind.TRUTH:
            return f"has `{text}`, which is neither 真 nor 偽"
        case Kind.DATE:
            return f"has `{text}`, which is no date such as 2026-04-01"
        case Kind.NUMBER if number_of(text) is not None:
            return f"has `{text}`, which has too many decimals or is too large"
        case Kind.NUMBER:
            return f"has `{text}`, which is no number, range ([3..18), >=65, <18) or -"


def _limited(sign: str, text: str, type: Type) -> Bounds:
    value = _one_form(text, type)
    if sign.startswith(">"):
        return Bounds(value, None, takes_low=sign == ">=")
    return Bounds(None, value, takes_high=sign == "<=")


def _interval(found: re.Match[str], type: Type) -> Bounds:
    opens, low, high, closes = found.groups()
    if not low and not high:
        raise UnreadableCell("is a range without any end; write - for any value")
    return Bounds(
        _one_form(low, type) if low else None,
        _one_form(high, type) if high else None,
        takes_low=opens == "[" or not low,
        takes_high=closes == "]" or not high,
    )


def _both(spoken: re.Match[str], type: Type) -> Bounds:
    low, from_word, high, to_word = spoken.groups()
    above = Bounds(None, None) if low is None else _limited(_WORDS[from_word], low, type)
    below = Bounds(None, None) if high is None else _limited(_WORDS[to_word], high, type)
    return Bounds(above.low, below.high, above.takes_low, below.takes_high)


def _range(part: Bounds, type: Type) -> Range:
    least = LEAST if part.low is None else _exact(part.low, type) + (not part.takes_low)
    most = MOST if part.high is None else _exact(part.high, type) - (not part.takes_high)
    if least > most:
        raise UnreadableCell("is a range that holds nothing")
    return least, most


def _joined(given: list[Range]) -> tuple[Range, ...]:
    """Ranges as the fewest that hold the same values, in order."""
    ranges: list[Range] = []
    for low, high in sorted(set(given)):
        if ranges and low <= ranges[-1][1] + 1:
            ranges[-1] = (ranges[-1][0], max(high, ranges[-1][1]))
        else:
            ranges.append((low, high))
    return tuple(ranges)


def _opposite(ranges: tuple[Range, ...], type: Type) -> tuple[Range, ...]:
    """All values of the type outside some ranges. Raises UnreadableCell if there are none."""
    low, high = LEAST, MOST
    if type.kind is Kind.CATEGORY:
        low, high = 0, len(type.labels) - 1
    elif type.kind is Kind.TRUTH:
        low, high = 0, 1
    found: list[Range] = []
    for least, most in ranges:
        if low < least:
            found.append((low, least - 1))
        low = most + 1
    if low <= high and (not ranges or ranges[-1][1] < MOST):
        found.append((low, high))
    if not found:
        raise UnreadableCell("excludes every value")
    return tuple(found)
