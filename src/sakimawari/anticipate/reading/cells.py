"""One cell of a file of series: a figure, a mark for "not reported", or a period.

Figures: 1,234 · １２３４ · 1234人 · ▲12 · 3.5 · (12). Marks of a figure not reported: - ― * … x 秘 NA
and blank. Periods, besides the dates `registry.dates` reads (和暦 included): 2024-05, 2024年5月,
令和6年5月, 202405, 2024, 令和6年, 令和6年度, 2024Q2, 2024年第2四半期, 2024-W07, 2024年第7週, 10/1/2017.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from sakimawari.registry.dates import date_of, read_date

NOT_REPORTED = frozenset(
    {"", "-", "--", "---", "*", "**", "***", "…", "...", "x", "χ", "秘", "na", "n/a", "nan", "null"}
    | {
        "none",
        "ー",
        "―",
        "—",
        "–",
        "−",
        "‐",
        ".",
        "不明",
        "欠測",
        "欠損",
        "未集計",
        "休止",
        "///",
        "/",
    }
)
_FIGURE = re.compile(
    r"([-+▲△−(]?)\s*(\d{1,3}(?:,\d{3})+|\d+)?(\.\d+)?(e[-+]?\d+)?\s*(?:[人件円回名日台世帯組戸枚校園]|件数)?\)?"
)
_MONTH = re.compile(r"(\d{4})\s*(?:[-/.]|年)\s*(\d{1,2})\s*月?(?:分|末)?")
_SIX = re.compile(r"((?:19|20)\d{2})(0[1-9]|1[0-2])")
_ERA = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
_ERA |= {"M": 1867, "T": 1911, "S": 1925, "H": 1988, "R": 2018}
_ERA_YEAR = re.compile(r"(明治|大正|昭和|平成|令和|[MTSHR])\.?\s*(元|\d{1,2})\s*(?=年|[-/.]|$)")
_YEAR = re.compile(r"((?:18|19|20|21)\d{2})\s*年?")
_FISCAL = re.compile(r"((?:18|19|20|21)\d{2})\s*年度|FY\s*((?:19|20|21)\d{2})")
_QUARTER = re.compile(
    r"(\d{4})\s*(年度?)?\s*[-/ ]?\s*(?:Q\s*([1-4])|第?\s*([1-4])\s*四半期)", re.IGNORECASE
)
_WEEK = re.compile(r"(\d{4})\s*(?:[-/ ]?W|年?\s*第)\s*(\d{1,2})\s*週?", re.IGNORECASE)
_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/((?:19|20)\d{2})")
_WEEKDAY = re.compile(r"\s*[(（][月火水木金土日祝・休]+[)）]\s*$")


class Grain(IntEnum):
    """How long a period a text names; DAY may also begin a longer one."""

    DAY = 0
    WEEK = 1
    MONTH = 2
    QUARTER = 3
    YEAR = 4


@dataclass(frozen=True, slots=True)
class Period:
    """The first day a text names, and for how long; `american`: month first, read on trust."""

    first: date
    grain: Grain
    american: bool = False


def narrow(text: str) -> str:
    """Full-width forms narrowed, blanks around removed."""
    return unicodedata.normalize("NFKC", text).strip()


def read_figure(text: str) -> float | None:
    """A figure; NaN for a mark of "not reported"; None for anything else."""
    plain = narrow(text)
    if plain.lower() in NOT_REPORTED:
        return float("nan")
    found = _FIGURE.fullmatch(plain.lower())
    if found is None or (found[2] is None and found[3] is None):
        return None
    if (found[1] == "(") != plain.endswith(")"):
        return None
    whole = (found[2] or "0").replace(",", "") + (found[3] or "") + (found[4] or "")
    return -float(whole) if found[1] in tuple("-▲△−(") and found[1] else float(whole)


def read_period(text: str) -> Period | None:
    """The period a text names, or None."""
    plain = _WEEKDAY.sub("", narrow(text))
    if not plain or len(plain) > 32:
        return None
    if not re.fullmatch(r"\d{1,7}", plain):
        whole = read_date(plain)
        if whole is not None and whole.day is not None and abs(whole.day) < 1_000_000:
            return Period(date_of(whole.day), Grain.DAY)
    western = _ERA_YEAR.sub(_to_western, plain)
    for pattern, meaning in _READINGS:
        if found := pattern.fullmatch(western):
            try:
                return meaning(found)
            except ValueError:
                return None
    return None


def _to_western(found: re.Match[str]) -> str:
    return str(_ERA[found[1]] + (1 if found[2] == "元" else int(found[2])))


def _quarter(found: re.Match[str]) -> Period:
    number = int(found[3] or found[4])
    month = 3 * number - 2 + (3 if found[2] == "年度" else 0)
    return Period(date(int(found[1]) + (month > 12), (month - 1) % 12 + 1, 1), Grain.QUARTER)


_READINGS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Period]], ...] = (
    (_SIX, lambda found: Period(date(int(found[1]), int(found[2]), 1), Grain.MONTH)),
    (_MONTH, lambda found: Period(date(int(found[1]), int(found[2]), 1), Grain.MONTH)),
    (_FISCAL, lambda found: Period(date(int(found[1] or found[2]), 4, 1), Grain.YEAR)),
    (_YEAR, lambda found: Period(date(int(found[1]), 1, 1), Grain.YEAR)),
    (_QUARTER, _quarter),
    (
        _WEEK,
        lambda found: Period(date.fromisocalendar(int(found[1]), int(found[2]), 1), Grain.WEEK),
    ),
    (
        _AMERICAN,
        lambda found: Period(date(int(found[3]), int(found[1]), int(found[2])), Grain.DAY, True),
    ),
)
