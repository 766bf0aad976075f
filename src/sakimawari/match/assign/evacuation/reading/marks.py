"""Cells of evacuation lists: ○ in its many signs, levels, numbers of people within prose."""

from __future__ import annotations

import re
import unicodedata

_YES = frozenset({"1", "1.0", "○", "〇", "◯", "◎", "有", "あり", "可", "要", "必要", "同意", "はい", "true",
                  "yes", "y", "済", "専用", "兼用", "同意あり", "同意する"})  # fmt: skip
_NO = frozenset({"0", "0.0", "×", "✕", "x", "-", "ー", "−", "無", "なし", "不可", "不要", "対象外", "区域外",
                 "いいえ", "不同意", "false", "no", "n", "同意なし", "同意しない"})  # fmt: skip
_OUTSIDE = frozenset({"区域外", "対象外", "想定なし", "なし", "無", "×", "0", "-", "ー"})
_INDOORS = re.compile(r"(?:屋内|室内|建物内)[^\d]{0,4}(\d[\d,]*)")
_NUMBER = re.compile(r"^(?:定員|約|計|合計)?:?(\d[\d,]*)(?:\.0+)?(?:人|名|床)?(?:程度)?$")
_DEPTHS = ((20.0, 6), (10.0, 5), (5.0, 4), (3.0, 3), (0.5, 2))  # metres and more, and their level


def plain(text: str) -> str:
    """A cell without differences of width, case and blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


def read_mark(text: str) -> bool | None:
    """Yes, no, or nothing said. `○（土石流）` is yes: what follows the sign says which."""
    told = plain(text)
    if told in _YES or told[:1] in ("○", "〇", "◯", "◎"):
        return True
    return False if told in _NO else None


def read_level(text: str) -> int | None:
    """How deep a hazard reaches: 0 outside its zone, a level, or a depth in metres as its level.

    Levels follow 水害ハザードマップ作成の手引き: 1 below 0.5 m, 2 to 3 m, 3 to 5 m, 4 to 10 m, 5 to 20 m, 6 above.
    A bare whole number is a level as written; `3.2m` is a depth. A sign ○ is 1.
    """
    told = plain(text)
    if not told:
        return None
    if told in _OUTSIDE:
        return 0
    if told.isdigit() and len(told) < 3:
        return int(told)
    depth = re.fullmatch(r"(\d+(?:\.\d+)?)(?:m|メートル)?(?:以上)?.*", told)
    if depth is not None:
        metres = float(depth.group(1))
        return next((level for least, level in _DEPTHS if metres >= least), 1 if metres else 0)
    return 1 if read_mark(text) else None


def read_people(text: str) -> int | None:
    """How many people: a number, with its unit or not, or what a text gives for indoors."""
    told = plain(text)
    found = _INDOORS.search(told) or _NUMBER.match(told)
    return int(found.group(1).replace(",", "")) if found else None


def read_area(text: str) -> float | None:
    """Square metres."""
    found = re.match(r"^(\d[\d,]*(?:\.\d+)?)(?:m2|平方メートル|平米)?$", plain(text))
    return float(found.group(1).replace(",", "")) if found else None


def read_list(text: str) -> frozenset[str]:
    """Several words in one cell, set apart by commas, slashes, middle dots or line ends."""
    parts = re.split(r"[、,，;；/／・\s]+", unicodedata.normalize("NFKC", text))
    return frozenset(part for part in parts if part)
