"""The cells of a decision table: what an official writes, as closed ranges of integers.

`-` any · `3` equal · `>=65` `<18` · `[3..18)` `(3..18]` · `なし,1級` one of · `真` `偽` ·
also `65以上` `18未満` `65以上75未満`. Full-width characters are taken as their usual forms.
"""

from __future__ import annotations

import re

import numpy as np

from sakimawari.packs.document import normal
from sakimawari.packs.values import number_of, value_of
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


def ranges_of(cell: str, type: Type) -> tuple[Range, ...]:
    """The ranges a cell of an input column allows; several only where it lists values.

    Raises UnreadableCell.
    """
    text = plain(cell, type)
    if text == ANY:
        return ((LEAST, MOST),)
    if not text:
        raise UnreadableCell("is empty; write - for any value")
    if type.kind in {Kind.CATEGORY, Kind.TRUTH}:
        return _joined([_exact(part, type) for part in re.split("[,、]", text)])
    if type.kind is Kind.NUMBER and _THOUSANDS.fullmatch(text):
        raise UnreadableCell("may be one number or several; write 57700, or 57、700 for two")
    found = _INTERVAL.fullmatch(text)
    if found is not None:
        return (_interval(found, type),)
    bound = _BOUND.fullmatch(text)
    if bound is not None:
        return (_limited(bound.group(1), bound.group(2), type),)
    spoken = _SPOKEN.fullmatch(text)
    if spoken is not None and any(spoken.groups()):
        return (_both(spoken, type),)
    return _joined([_exact(part, type) for part in re.split("[,、]", text)])


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


def _limited(sign: str, text: str, type: Type) -> Range:
    value = _exact(text, type)
    return {
        ">=": (value, MOST),
        ">": (value + 1, MOST),
        "<=": (LEAST, value),
        "<": (LEAST, value - 1),
    }[sign]


def _interval(found: re.Match[str], type: Type) -> Range:
    opens, low, high, closes = found.groups()
    least = LEAST if not low else _exact(low, type) + (opens == "(")
    most = MOST if not high else _exact(high, type) - (closes == ")")
    if least > most:
        raise UnreadableCell("is a range that holds nothing")
    return least, most


def _both(spoken: re.Match[str], type: Type) -> Range:
    low, from_word, high, to_word = spoken.groups()
    least = LEAST if low is None else _limited(_WORDS[from_word], low, type)[0]
    most = MOST if high is None else _limited(_WORDS[to_word], high, type)[1]
    if least > most:
        raise UnreadableCell("is a range that holds nothing")
    return least, most


def _joined(values: list[int]) -> tuple[Range, ...]:
    """Values as the fewest ranges, in order."""
    ranges: list[Range] = []
    for value in sorted(set(values)):
        if ranges and ranges[-1][1] + 1 == value:
            ranges[-1] = (ranges[-1][0], value)
        else:
            ranges.append((value, value))
    return tuple(ranges)
