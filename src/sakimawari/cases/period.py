"""The standard period of a case: its last day, and how long it stood still.

Law: 行政手続法 art. 6: counted from the day the application arrived, that day itself left out (民法
art. 140), and by custom without the days on which the applicant had it back to complete. A last
day on which the office is closed (地方自治法 art. 4-2: Saturdays, Sundays, holidays, the turn of the
year) moves to the next open day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import jpholiday

from sakimawari.packs.handling import Count

_DAY = timedelta(days=1)
_YEAR_END, _NEW_YEAR = (12, 29), (1, 3)
SOON_DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Days on which a case waited for its applicant; `until` is None while it still does.

    The day it went back and the day the answer came are both left out of the period.
    """

    since: date
    until: date | None


@lru_cache(maxsize=4096)
def is_open(day: date) -> bool:
    """Whether the office is open on a day."""
    year_end = (day.month, day.day) >= _YEAR_END or (day.month, day.day) <= _NEW_YEAR
    return day.weekday() < 5 and not year_end and not jpholiday.is_holiday(day)


def next_open(day: date) -> date:
    """The day itself, or the next one on which the office is open."""
    while not is_open(day):
        day += _DAY
    return day


def due(arrived: date, days: int, count: Count, pauses: Iterable[Pause] = ()) -> date | None:
    """The last day of the standard period; None while the case waits for its applicant."""
    held = tuple(pauses)
    if any(pause.until is None for pause in held):
        return None
    day, left = arrived, days
    while left > 0:
        day += _DAY
        if not _within(day, held) and (count is Count.CALENDAR or is_open(day)):
            left -= 1
    return next_open(day)


def days_left(due_on: date | None, today: date) -> int | None:
    """Days until the last one: 0 on the day itself, negative after it."""
    return None if due_on is None else (due_on - today).days


def _within(day: date, pauses: tuple[Pause, ...]) -> bool:
    return any(pause.since <= day <= (pause.until or day) for pause in pauses)
