"""How a city's systems write dates, digits and flags.

A file keeps one style throughout. Texts come from tables made once per style, one entry a day, so
that a column of a million dates is a lookup.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import Enum
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sakimawari.city.days import NO_DAY, Days, day_number
from sakimawari.registry.dates import ERAS

_FIRST, _LAST = date(1905, 1, 1), date(2070, 12, 31)
_FULL = str.maketrans("0123456789-.", "０１２３４５６７８９－．")


class Style(Enum):
    """A way to write a date."""

    KANJI = "平成30年4月1日"
    PADDED = "平成30年04月01日"
    FULL_WIDTH = "平成３０年４月１日"
    DOTTED = "H30.04.01"
    CODED = "4300401"  # era code, then two digits each for year, month, day
    DASHED = "2018-04-01"
    SLASHED = "2018/4/1"


def to_full_width(text: str) -> str:
    """Digits in their full-width forms."""
    return text.translate(_FULL)


def write_date(day: date, style: Style) -> str:
    """One date in a style; the first year of an era is 元年 in kanji."""
    if style is Style.DASHED:
        return day.isoformat()
    if style is Style.SLASHED:
        return f"{day.year}/{day.month}/{day.day}"
    era = next(era for era in reversed(ERAS) if era.first <= day)
    year = day.year - era.first.year + 1
    if style is Style.DOTTED:
        return f"{era.marks[-1]}{year:02}.{day.month:02}.{day.day:02}"
    if style is Style.CODED:
        return f"{era.code}{year:02}{day.month:02}{day.day:02}"
    spoken = "元" if year == 1 else str(year)
    if style is Style.PADDED:
        return f"{era.name}{spoken}年{day.month:02}月{day.day:02}日"
    text = f"{era.name}{spoken}年{day.month}月{day.day}日"
    return to_full_width(text) if style is Style.FULL_WIDTH else text


@lru_cache(maxsize=len(Style))
def _all_days(style: Style) -> pa.Array:
    count = (_LAST - _FIRST).days + 1
    return pa.array([write_date(_FIRST + timedelta(index), style) for index in range(count)])


def dates(days: Days, style: Style) -> pa.Array:
    """A column of dates; `NO_DAY` is an empty cell."""
    empty = days == NO_DAY
    index = np.where(empty, 0, days.astype(np.int64) - day_number(_FIRST))
    return _all_days(style).take(pa.array(index, mask=empty))


def labels(codes: npt.NDArray[np.integer], names: tuple[str, ...]) -> pa.Array:
    """A column of labels by position; -1 is an empty cell."""
    return pa.array(names).take(pa.array(codes.astype(np.int64), mask=codes < 0))


def numbers(
    values: npt.NDArray[np.integer], empty: npt.NDArray[np.bool_] | None = None
) -> pa.Array:
    """A column of whole numbers, empty where told."""
    return pa.array(values.astype(np.int64), mask=empty)


def decimals(
    values: npt.NDArray[np.integer], digits: int, empty: npt.NDArray[np.bool_] | None = None
) -> pa.Array:
    """A column of numbers with decimal digits, given counted in the last of them (350: 3.50)."""
    whole, part = np.divmod(values.astype(np.int64), 10**digits)
    after = pc.utf8_lpad(pc.cast(pa.array(part), pa.string()), digits, "0")
    before = pc.cast(pa.array(whole, mask=empty), pa.string())
    return pc.binary_join_element_wise(before, after, ".")


def flags(values: npt.NDArray[np.bool_], empty: npt.NDArray[np.bool_] | None = None) -> pa.Array:
    """A column of 1 and 0, empty where told."""
    return numbers(values.astype(np.int64), empty)


def same(text: str | None, count: int) -> pa.Array:
    """A column that says the same in every row (None: nothing)."""
    return pa.array([text], pa.string()).take(pa.array(np.zeros(count, np.int64)))
