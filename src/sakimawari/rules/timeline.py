"""The figures of the law over a stretch of days: what each day of a calendar is read under."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from sakimawari.rules.figures import DatedParameter, DatedTable, Figures, days, resolve


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Days `start` to `final` (day numbers, both included), which a calendar covers.

    The figures are known from `origin`, which may lie before, up to `reach`, which may lie beyond,
    so that a reading can also say until when after the calendar's end nothing will change.
    `periods` holds the figures at `origin` and at each later day on which some figure changes, in
    order; `Figures.on` is that day.
    """

    origin: int
    start: int
    final: int
    reach: int
    periods: tuple[Figures, ...]

    def __post_init__(self) -> None:
        if not self.origin <= self.start <= self.final <= self.reach:
            raise ValueError("a timeline begins before it ends, and its figures reach its end")
        if not self.periods or self.periods[0].on != self.origin:
            raise ValueError("the first period of a timeline begins with it")

    @property
    def days(self) -> int:
        """How many days the figures are known for."""
        return self.reach - self.origin + 1

    def figures(self, day: int) -> Figures:
        """The figures on a day of the timeline."""
        at = bisect_right(self.periods, day, key=lambda period: period.on) - 1
        return replace(self.periods[at], on=day)


def timeline(
    parameters: Iterable[DatedParameter],
    tables: Iterable[DatedTable],
    *,
    start: date,
    final: date,
    reach: date | None = None,
) -> Timeline:
    """The figures for a calendar, with a period for each day on which one of them changes.

    They are known from the first of the month on, so that what is computed from them for everyone
    serves every night of the month.
    """
    dated, versioned = tuple(parameters), tuple(tables)
    last = final if reach is None else reach
    changes = {value.since for each in dated for value in each.values}
    changes |= {version.since for each in versioned for version in each.versions}
    origin = start.replace(day=1)
    first_days = [origin, *sorted(day for day in changes if origin < day <= last)]
    return Timeline(
        origin=days(origin),
        start=days(start),
        final=days(final),
        reach=days(last),
        periods=tuple(resolve(dated, versioned, on=day) for day in first_days),
    )


def of_one_day(figures: Figures) -> Timeline:
    """A timeline of a single day."""
    on = figures.on
    return Timeline(origin=on, start=on, final=on, reach=on, periods=(figures,))
