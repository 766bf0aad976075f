"""One cell of an export read as what its column holds: a date, an amount, a label, a yes or no.

Each distinct text is read once (see `columns`), so these functions may be thorough. A blank cell
never comes here. A cell that cannot be read safely is refused with the id of its fault; it is
never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from sakimawari.registry.checkdigits import holds_personal_number
from sakimawari.registry.dates import read_date

PERSONAL_NUMBER = "ROW001"
NOT_A_DATE = "ROW010"
NOT_AN_AMOUNT = "ROW011"
NOT_A_LABEL = "ROW012"
NOT_YES_OR_NO = "ROW013"

WIDTH = "width"  # full-width characters narrowed, or blanks around the value removed
AMOUNT_MARKS = "amount_marks"  # commas, 円, ▲ and the like
ERA_OVERRUN = "era_overrun"  # 平成35年 read as the day it counts to


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as read: its value, or the fault for which it is refused; what was repaired."""

    value: int | None = None
    fault: str | None = None
    repair: str | None = None


Parse = Callable[[str], Cell]

_YES = frozenset(
    [
        "1",
        "○",
        "〇",
        "◯",
        "◎",
        "●",
        "有",
        "有り",
        "あり",
        "はい",
        "yes",
        "y",
        "true",
        "t",
        "該当",
        "可",
        "要",
        "レ",
        "✓",
        "☑",
    ]
)
_NO = frozenset(
    [
        "0",
        "×",
        "✕",
        "✖",
        "無",
        "無し",
        "なし",
        "いいえ",
        "no",
        "n",
        "false",
        "f",
        "非該当",
        "不可",
        "不要",
        "-",
        "ー",
    ]
)
_AMOUNT = re.compile(r"([-▲△−]?)[\\¥]?\s*(\d{1,3}(?:,\d{3})+|\d+)(?:\.0+)?\s*([^\d\s]{0,2})")
_THOUSANDS = re.compile(r"[-▲△−(]?[\\¥]?\s*\d{1,3}(?:,\d{3})+(?:\.0+)?\s*円?\)?")
_FRACTION = re.compile(r"\.(\d+)")
_MINUS = "-▲△−("
_COUNTERS = frozenset({"", "円", "人", "歳", "年", "月", "日", "級", "回", "割", "%", "名"})
_BIG = 10**15


def _narrow(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _width_repair(text: str, narrow: str) -> str | None:
    return None if text == narrow else WIDTH


@lru_cache(maxsize=200_000)
def parse_date(text: str) -> Cell:
    """Days since 1970-01-01; zeros mean no date, nines an open end."""
    if holds_personal_number(text):
        return Cell(fault=PERSONAL_NUMBER)
    read = read_date(text)
    if read is None:
        return Cell(fault=NOT_A_DATE)
    repair = ERA_OVERRUN if read.era_repaired else _width_repair(text, _narrow(text))
    return Cell(read.day, repair=repair)


def parse_amount(text: str) -> Cell:
    """A whole number with its unit's word, commas and signs (▲ and △ are minus) taken away."""
    narrow = _narrow(text)
    if holds_personal_number(text) and not _THOUSANDS.fullmatch(narrow):
        return Cell(fault=PERSONAL_NUMBER)
    if narrow in ("-", "―", "ー", "－", "−"):
        return Cell()
    accounting = re.fullmatch(r"\((.+)\)", narrow)
    found = _AMOUNT.fullmatch(accounting[1] if accounting else narrow)
    if found is None or found[3] not in _COUNTERS:
        return Cell(fault=NOT_AN_AMOUNT)
    value = int(found[2].replace(",", ""))
    if value >= _BIG:
        return Cell(fault=NOT_AN_AMOUNT)
    negative = bool(found[1]) or accounting is not None
    bare = found[0].lstrip("0") in (str(value), "") and not negative
    repair = _width_repair(text, narrow) if bare else AMOUNT_MARKS
    return Cell(-value if negative else value, repair=repair)


def parse_decimal(digits: int) -> Parse:
    """A number with so many decimal digits, counted in the last of them (3.5 with two: 350).

    More digits than are held are refused, except zeros: nothing is rounded in silence.
    """

    def parse(text: str) -> Cell:
        narrow = _narrow(text)
        found = _FRACTION.search(narrow)
        fraction = found[1].rstrip("0") if found else ""
        if len(fraction) > digits or narrow.count(".") > 1:
            return Cell(fault=NOT_AN_AMOUNT)
        whole = parse_amount(narrow.replace(found[0], "", 1) if found else text)
        if whole.value is None:
            return whole
        part = int(fraction.ljust(digits, "0"))
        negative = whole.value < 0 or narrow[0] in _MINUS
        value = abs(whole.value) * 10**digits + part
        repair = _width_repair(text, narrow) or whole.repair
        return Cell(-value if negative else value, repair=repair)

    return parse


def parse_truth(values: Mapping[str, str]) -> Parse:
    """Yes (1) or no (0): the codes of the layout first, then ○ × 有 無 はい いいえ 1 0 …"""

    def parse(text: str) -> Cell:
        if holds_personal_number(text):
            return Cell(fault=PERSONAL_NUMBER)
        narrow = _narrow(text)
        meant = values.get(narrow, values.get(text, narrow)).lower()
        if meant in _YES:
            return Cell(1, repair=_width_repair(text.strip(), text))
        if meant in _NO:
            return Cell(0, repair=_width_repair(text.strip(), text))
        return Cell(fault=NOT_YES_OR_NO)

    return parse


def _loose(text: str) -> str:
    return re.sub(r"[\s・()（）]", "", _narrow(text)).upper().replace("ヶ", "ケ")


def parse_category(labels: tuple[str, ...], values: Mapping[str, str]) -> Parse:
    """The position of a label; codes by the layout's `values`, widths and spaces forgiven."""
    position = {label: place for place, label in enumerate(labels)}
    loose = {_loose(label): place for label, place in position.items()}
    loose |= {_loose(code): position[label] for code, label in values.items() if label in position}

    def parse(text: str) -> Cell:
        if text in position:
            return Cell(position[text])
        if text in values and values[text] in position:
            return Cell(position[values[text]])
        if holds_personal_number(text):
            return Cell(fault=PERSONAL_NUMBER)
        found = loose.get(_loose(text))
        if found is None:
            found = loose.get(_loose(text).lstrip("0"))
        return Cell(fault=NOT_A_LABEL) if found is None else Cell(found, repair=WIDTH)

    return parse
