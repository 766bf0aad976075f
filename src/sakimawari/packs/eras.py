"""Dates as officials write them in cells (令和8年4月1日, R8.4.1, 2026/4/1), in the one form 2026-04-01.

A day that does not exist, or lies outside its era, stays as it was written, to be refused by whoever
reads it.
"""

from __future__ import annotations

import re
from datetime import date

from sakimawari.packs.document import normal

_ERAS = {  # first day, and first day after (source: the ordinances that changed the era)
    "明治": (date(1868, 1, 25), date(1912, 7, 30)),
    "大正": (date(1912, 7, 30), date(1926, 12, 25)),
    "昭和": (date(1926, 12, 25), date(1989, 1, 8)),
    "平成": (date(1989, 1, 8), date(2019, 5, 1)),
    "令和": (date(2019, 5, 1), date.max),
}
_MARKS = dict(zip("MTSHR", _ERAS, strict=True))
_JAPANESE = re.compile(
    r"(明治|大正|昭和|平成|令和|[MTSHR])\.?\s*(元|\d{1,2})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})日?"
)
_WESTERN = re.compile(r"(?<!\d)(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})日?(?!\d)")


def western(text: str) -> str:
    """A text with every date in it written 2026-04-01."""
    return _WESTERN.sub(_from_western, _JAPANESE.sub(_from_japanese, normal(text)))


def _from_japanese(found: re.Match[str]) -> str:
    mark, year, month, day = found.groups()
    first, after = _ERAS[_MARKS.get(mark, mark)]
    counted = first.year - 1 + (1 if year == "元" else int(year))
    dated = _day(counted, int(month), int(day))
    return found.group() if dated is None or not first <= dated < after else dated.isoformat()


def _from_western(found: re.Match[str]) -> str:
    dated = _day(*(int(part) for part in found.groups()))
    return found.group() if dated is None else dated.isoformat()


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
