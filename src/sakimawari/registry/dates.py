"""Dates as municipal files write them: 和暦, ISO, slashes, eight digits, era codes.

Understood: 2023-04-01, 2023/4/1, 2023.4.1, 2023年4月1日, 20230401, 令和5年4月1日, 令和元年5月1日, R5.4.1,
R05/04/01, ｒ５．４．１, ㋿5年4月1日, 5050401 (era code 1 明治 2 大正 3 昭和 4 平成 5 令和, then yymmdd), each with
a time of day behind it. A day that does not exist is refused, never moved. A year beyond the end
of its era (平成35年, 昭和64年2月) means the day it counts to, and is reported as a repair.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

EPOCH = date(1970, 1, 1)

FIRST_DAY_EVER = -(2**31) + 1  # an open beginning; the least int32 stands for an unknown date
LAST_DAY_EVER = 2**31 - 1  # an open end


@dataclass(frozen=True, slots=True)
class Era:
    """A Japanese era: its first day, its last day (None: running), and the marks it goes by."""

    name: str
    marks: tuple[str, ...]
    code: str
    first: date
    last: date | None


ERAS = (
    Era("明治", ("明治", "明", "M"), "1", date(1868, 1, 25), date(1912, 7, 29)),
    Era("大正", ("大正", "大", "T"), "2", date(1912, 7, 30), date(1926, 12, 24)),
    Era("昭和", ("昭和", "昭", "S"), "3", date(1926, 12, 25), date(1989, 1, 7)),
    Era("平成", ("平成", "平", "H"), "4", date(1989, 1, 8), date(2019, 4, 30)),
    Era("令和", ("令和", "令", "R"), "5", date(2019, 5, 1), None),
)
_BY_MARK = {mark: era for era in ERAS for mark in era.marks}
_BY_CODE = {era.code: era for era in ERAS}
_ERA_OVERRUN_YEARS = 100  # 昭和100年 is 2025; beyond that the year is a slip

_TIME = r"(?:[ T]?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
_WESTERN = re.compile(
    r"(\d{4})(?:[-/.]|年)\s*(\d{1,2})(?:[-/.]|月)\s*(\d{1,2})日?" + _TIME, re.ASCII
)
_EIGHT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_JAPANESE = re.compile(
    r"(明治|大正|昭和|平成|令和|[明大昭平令MTSHR])\.?\s*(元|\d{1,3})\s*(?:[-/.]|年)\s*(\d{1,2})\s*(?:[-/.]|月)\s*(\d{1,2})日?"
    + _TIME,
    re.ASCII,
)
_JAPANESE_DIGITS = re.compile(r"([MTSHR])(\d{2})(\d{2})(\d{2})", re.ASCII)
_CODED = re.compile(r"([1-5])(\d{2})(\d{2})(\d{2})", re.ASCII)
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−ー", "-"))
_OPEN_ENDS = frozenset(
    {"99999999", "9999-12-31", "9999/12/31", "9999年12月31日", "5999999", "5991231", "R99.12.31"}
)
_NO_DATE = frozenset({"00000000", "0000000", "0000-00-00", "0000/00/00", "0"})


@dataclass(frozen=True, slots=True)
class ReadDate:
    """A date that was read.

    `day` counts from 1970-01-01; LAST_DAY_EVER for "no end", None for a text that means no date
    (zeros). `era_repaired`: the year ran beyond its era.
    """

    day: int | None
    era_repaired: bool = False


def day_of(value: date) -> int:
    """Days since 1970-01-01."""
    return value.toordinal() - EPOCH.toordinal()


def date_of(day: int) -> date:
    """The date of a day counted from 1970-01-01."""
    return date.fromordinal(day + EPOCH.toordinal())


def read_date(text: str) -> ReadDate | None:
    """The date a text means, or None if it means no date of the calendar."""
    plain = unicodedata.normalize("NFKC", text).strip().translate(_DASHES)
    if plain in _NO_DATE:
        return ReadDate(None)
    if plain.upper().replace(" ", "") in _OPEN_ENDS:
        return ReadDate(LAST_DAY_EVER)
    plain = re.sub(r"\s+(?=[\d年月日])|(?<=[年月])\s+", "", plain) if "年" in plain else plain
    upper = plain.upper()
    if found := _WESTERN.fullmatch(upper) or _EIGHT.fullmatch(upper):
        return _calendar_day(int(found[1]), int(found[2]), int(found[3]))
    if found := _JAPANESE.fullmatch(upper) or _JAPANESE_DIGITS.fullmatch(upper):
        year = 1 if found[2] == "元" else int(found[2])
        return _era_day(_BY_MARK[found[1]], year, int(found[3]), int(found[4]))
    if found := _CODED.fullmatch(upper):
        return _era_day(_BY_CODE[found[1]], int(found[2]), int(found[3]), int(found[4]))
    return None


def _calendar_day(year: int, month: int, day: int) -> ReadDate | None:
    try:
        return ReadDate(day_of(date(year, month, day)))
    except ValueError:
        return None


def _era_day(era: Era, year: int, month: int, day: int) -> ReadDate | None:
    if not 1 <= year <= _ERA_OVERRUN_YEARS:
        return None
    try:
        meant = date(era.first.year + year - 1, month, day)
    except ValueError:
        return None
    within = era.first <= meant and (era.last is None or meant <= era.last)
    return ReadDate(day_of(meant), era_repaired=not within)
