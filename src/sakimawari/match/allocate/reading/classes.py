"""The class a child belongs to, and how old in months it is, by the law on counting ages.

年齢計算ニ関スル法律 (明治35年法律第50号) with 民法 143条: a year of age is complete at the end of the day
before the birthday. The class is the age on the day before the school year's first day (31 March, at its
end), so a child born on 1 April is in the class above a child born on 2 April.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

OLDEST = 5
_AGE = re.compile(r"^(\d{1,2})\s*(?:歳児?(?:クラス)?)?$")
_WAIT = re.compile(
    r"^(?:生後)?\s*(?:満)?(\d{1,3})\s*(日|週|か月|ヶ月|カ月|ヵ月|ケ月|箇月|月|歳)?\s*(?:以上|から)?$"
)


def class_age(born: date, first_day: date) -> int:
    """Age in whole years reached by the end of the day before `first_day` (the 1 April of the year)."""
    early = (first_day.month, first_day.day) < (born.month, born.day)
    return first_day.year - born.year - early


def months_old(born: date, on: date) -> int:
    """Whole months of age on a day, reached at the end of the day before it as years are."""
    return 12 * (on.year - born.year) + on.month - born.month - (on.day < born.day)


def old_enough(born: date, on: date, least: str) -> bool | None:
    """Whether a child has the age a facility asks (57日, 6か月, 1歳) on the day; None: unreadable."""
    found = _WAIT.match(unicodedata.normalize("NFKC", least).strip())
    if found is None:
        return None
    count, unit = int(found[1]), found[2] or "月"
    if unit == "日":
        return (on - born).days >= count
    if unit == "週":
        return (on - born).days >= 7 * count
    return months_old(born, on) >= count * (12 if unit == "歳" else 1)


def age_of(text: str) -> int | None:
    """A class written as 3, ３歳, 3歳児, 3歳児クラス; None for anything else."""
    found = _AGE.match(unicodedata.normalize("NFKC", text).strip())
    return int(found[1]) if found else None


def school_year(on: date) -> int:
    """The school year a day lies in (it begins on 1 April)."""
    return on.year - (on.month < 4)
