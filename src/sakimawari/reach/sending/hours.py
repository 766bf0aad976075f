"""When something may go out: quiet hours of the city and of a person, Saturdays, Sundays, holidays.

Times are of Japan, which knows no summer time. Pure: a moment in, the first allowed moment out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import jpholiday

from sakimawari.guard.consents.values import Wishes
from sakimawari.reach.medium import Medium
from sakimawari.reach.terms.values import Terms

JAPAN = ZoneInfo("Asia/Tokyo")
_SATURDAY = 5
_MOST_DAYS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """A span of every day in which nothing rings; over midnight where it ends before it begins."""

    first: time
    last: time

    def holds(self, at: time) -> bool:
        """Whether it is quiet; the last minute no longer is. A span without length is no span."""
        if self.first <= self.last:
            return self.first <= at < self.last
        return at >= self.first or at < self.last


def morning_of(day: date) -> datetime:
    """The moment a day begins."""
    return datetime.combine(day, time(0), JAPAN)


def is_day_off(day: date) -> bool:
    """Saturday, Sunday, or a holiday by 国民の祝日に関する法律."""
    return day.weekday() >= _SATURDAY or bool(jpholiday.is_holiday(day))


def allowed_from(
    medium: Medium, at: datetime, terms: Terms, wishes: Wishes | None = None
) -> datetime | None:
    """The first moment from `at` on at which a medium may go out to somebody; None: never.

    What does not ring may go out at any time. A list for staff (calls, visits) is handed over in
    the day's hours of the city; the person's own quiet hours bind the call itself, not the list.
    Never: where quiet hours of city and person together leave no minute of a day.
    """
    if not medium.rings:
        return at
    spans = list(_spans(medium, terms, wishes))
    moment = at.astimezone(JAPAN)
    for _ in range(_MOST_DAYS):
        if not terms.on_holidays and is_day_off(moment.date()):
            moment = morning_of(moment.date() + timedelta(days=1))
            continue
        later = _after_quiet(moment, spans)
        if later is None:
            return None
        if later.date() == moment.date():
            return at if later == at else later
        moment = later
    return None


def _spans(medium: Medium, terms: Terms, wishes: Wishes | None) -> Iterator[Quiet]:
    yield Quiet(first=terms.quiet_from, last=terms.quiet_until)
    if wishes is None or not medium.is_sent_one_by_one:
        return
    if wishes.quiet_from is not None and wishes.quiet_until is not None:
        yield Quiet(first=wishes.quiet_from, last=wishes.quiet_until)


def _after_quiet(moment: datetime, spans: list[Quiet]) -> datetime | None:
    """The first moment at which none of the spans holds, at most a day later."""
    end = moment + timedelta(days=1)
    while (holding := next((s for s in spans if s.holds(moment.time())), None)) is not None:
        day = moment.date()
        if holding.last <= moment.time():
            day += timedelta(days=1)
        moment = datetime.combine(day, holding.last, JAPAN)
        if moment > end:
            return None
    return moment
