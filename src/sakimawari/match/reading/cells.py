"""What a cell says: hours, spans, days, whole numbers, yes and no, lists; loosely written, as people do.

A cell that says nothing usable raises `CellFault` with what is wrong and what to write, never with
the cell's own text.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

_CLOCK = re.compile(r"(\d{1,2})(?::|時)(\d{2})?分?(?::(\d{2}))?")
_BARE = re.compile(r"(\d{1,2})(\d{2})")
_DAY = re.compile(r"(\d{4})[-/年.](\d{1,2})[-/月.](\d{1,2})日?")
_SPAN = re.compile(r"\s*(?:[-~〜―–—－]|から|ー)\s*")
_LIST = re.compile(r"[、,;；・\n/／]+")
_YES = {"1", "はい", "有", "有り", "あり", "yes", "y", "true", "○", "〇", "対象", "要", "○印"}
_NO = {"", "0", "いいえ", "無", "無し", "なし", "no", "n", "false", "×", "-", "対象外", "不要"}


class CellFault(ValueError):
    """A cell that cannot be read: what is wrong with it, and what to write."""

    def __init__(self, what: str, do: str) -> None:
        super().__init__(what)
        self.what, self.do = what, do


def plain(text: str) -> str:
    """The cell without width variants and blanks around it."""
    return unicodedata.normalize("NFKC", text).strip()


def clock(text: str) -> int:
    """Seconds since midnight of an hour as 9:30, 09:30, 9時30分, 0930 or 09:30:15; up to 48:00."""
    told = plain(text)
    match = _CLOCK.fullmatch(told) or _BARE.fullmatch(told)
    if match is not None:
        hours, minutes, *rest = (int(part or 0) for part in match.groups())
        seconds = rest[0] if rest else 0
        if hours <= 48 and minutes < 60 and seconds < 60:
            return hours * 3_600 + minutes * 60 + seconds
    raise CellFault("the hour cannot be read", "write it as 09:30")


def span(text: str) -> tuple[int, int]:
    """From when to when: 09:30-11:00, 9時～11時."""
    parts = _SPAN.split(plain(text))
    if len(parts) != 2:
        raise CellFault("the span of hours cannot be read", "write it as 09:30-11:00")
    begin, end = clock(parts[0]), clock(parts[1])
    if begin > end:
        raise CellFault(
            "the window closes before it opens", "write the earlier hour first, as 09:30-11:00"
        )
    return begin, end


def spans(text: str) -> tuple[tuple[int, int], ...]:
    """Several spans, set apart by 、."""
    return tuple(span(each) for each in listed(text))


def whole(text: str, *, least: int = 0, most: int = 1_000_000) -> int:
    """A whole number; a unit behind it is passed over (30分, 2人)."""
    told = plain(text).rstrip("分人席件名台倍").replace(",", "")
    if not re.fullmatch(r"-?\d+", told) or not least <= int(told) <= most:
        raise CellFault("the number cannot be read", f"write a whole number from {least} to {most}")
    return int(told)


def decimal(text: str, *, least: float, most: float) -> float:
    """A number with a point."""
    told = plain(text).rstrip("分人席件名台倍")
    if not re.fullmatch(r"\d+(\.\d+)?", told) or not least <= float(told) <= most:
        raise CellFault("the number cannot be read", f"write a number from {least:g} to {most:g}")
    return float(told)


def yes(text: str) -> bool:
    """はい, 有, 1 … or いいえ, 無, 0 …; an empty cell is no."""
    told = plain(text).lower()
    if told in _YES:
        return True
    if told in _NO:
        return False
    raise CellFault("the cell says neither yes nor no", "write はい or いいえ")


def listed(text: str) -> tuple[str, ...]:
    """Several things in one cell, set apart by 、 (or , ; ・)."""
    return tuple(part for part in (plain(each) for each in _LIST.split(text)) if part)


def day(text: str) -> date:
    """A day as 2026-10-01, 2026/10/1 or 2026年10月1日."""
    match = _DAY.fullmatch(plain(text))
    try:
        if match is not None:
            return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        pass
    raise CellFault("the day cannot be read", "write it as 2026-10-01")


def days(text: str) -> tuple[date, ...]:
    """Days set apart by 、; from one to another by ～."""
    found: list[date] = []
    for each in re.split(r"[、,;；\n]+", text):
        parts = re.split(r"\s*(?:[~〜]|から)\s*", plain(each))
        first, last = day(parts[0]), day(parts[-1])
        if len(parts) > 2 or last < first or (last - first).days > 366:
            raise CellFault("the days cannot be read", "write them as 2026-10-01～2026-10-05")
        found += [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return tuple(dict.fromkeys(found))


def hour(seconds: int) -> str:
    """An hour as it is told: 09:30 (minutes begun are left out)."""
    return f"{seconds // 3_600:02}:{seconds % 3_600 // 60:02}"


def moment(seconds: int) -> str:
    """An hour to the second, as `clock` reads it again: 09:30, 09:30:15."""
    rest = seconds % 60
    return f"{hour(seconds)}:{rest:02}" if rest else hour(seconds)
