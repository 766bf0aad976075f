"""Days on which a medium may go out: quiet days of residents and of the city's offices.

Offices are closed on Saturdays, Sundays, holidays and from 29 December to 3 January (地方自治法4条の2);
letters leave, lists are worked and files are handed over on the days between.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import jpholiday
import numpy as np

from sakimawari.reach.medium import Medium
from sakimawari.reach.plans.budget.values import MEDIA, NEVER, Column
from sakimawari.reach.terms.values import Terms

EPOCH = date(1970, 1, 1)
WEEK = 7
OFFICE, ANY = 0, 1


def number_of(day: date) -> int:
    """A day as it is counted here."""
    return (day - EPOCH).days


def day_of(number: int) -> date:
    """The day of a number."""
    return EPOCH + timedelta(days=int(number))


def offices_open(day: date) -> bool:
    """Whether the city's offices work on a day."""
    turn_of_year = (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)
    return day.weekday() < 5 and not turn_of_year and not jpholiday.is_holiday(day)


def rule_of(medium: Medium, terms: Terms) -> int:
    """Which days a medium may use: those of the offices, or any."""
    free = medium.is_sent_one_by_one and (terms.on_holidays or not medium.rings)
    return ANY if free else OFFICE


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The days of a plan: by rule and week the numbers of the days that may be used."""

    start: int
    weeks: int
    open: tuple[tuple[Column, ...], tuple[Column, ...]]
    rules: Column  # of each medium of MEDIA

    @property
    def end(self) -> int:
        """The first day after the plan."""
        return self.start + WEEK * self.weeks

    def first(self, rule: int, week: int, earliest: Column) -> Column:
        """The first usable day of a week not before `earliest`, row by row; NEVER: none."""
        days = np.append(self.open[rule][week], NEVER)
        return days[np.searchsorted(days[:-1], earliest)]

    def spread(self, rule: int, week: int, earliest: Column, turn: Column) -> Column:
        """As `first`, but over all days of the week by `turn`: not everybody on a Monday."""
        first = self.first(rule, week, earliest)
        days = self.open[rule][week]
        if not len(days):
            return first
        own = days[(turn % np.uint64(len(days))).astype(np.int64)]
        return np.where((own >= earliest) & (first != NEVER), own, first)


def calendar_of(start: date, terms: Terms) -> Calendar:
    """The days of a plan that starts on `start`."""
    weeks = [
        [start + timedelta(days=WEEK * week + day) for day in range(WEEK)]
        for week in range(terms.weeks)
    ]
    office = tuple(_numbers([day for day in week if offices_open(day)]) for week in weeks)
    return Calendar(
        start=number_of(start),
        weeks=terms.weeks,
        open=(office, tuple(_numbers(week) for week in weeks)),
        rules=np.array([rule_of(medium, terms) for medium in MEDIA], np.int64),
    )


def _numbers(days: list[date]) -> Column:
    return np.array([number_of(day) for day in days], np.int32)
