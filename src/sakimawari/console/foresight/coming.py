"""The changes ahead that stand out: larger than their doubt, in the order of what they ask of the city."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from sakimawari.console.foresight.values import CITY, DemandBook, People, SeriesBook

LEAST = 20.0  # smaller counts change by luck
MONTHS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something that will be different: what, where, by when, from what to what.

    `kind` is people, demand or series; `subject` an area, a service and measure, or a series.
    """

    kind: str
    subject: str
    measure: str
    area: str
    when: date
    now: float
    then: float
    low: float
    high: float

    @property
    def ratio(self) -> float:
        """By which share it changes."""
        return self.then / self.now - 1 if self.now else 0.0

    @property
    def is_sure(self) -> bool:
        """Whether what is now lies outside of what is expected; never where either is hidden."""
        return self.now < self.low or self.now > self.high


def largest(changes: Iterable[Change], *, most: int = 12) -> tuple[Change, ...]:
    """Sure changes of counts worth a plan, the largest in shares first, one a subject and area."""
    kept = [each for each in changes if each.is_sure and min(each.now, each.then) >= LEAST]
    # Hidden counts are NaN, which no comparison lets through.
    kept.sort(key=lambda each: -abs(each.ratio) * np.log10(max(each.now, each.then)))
    seen: set[tuple[str, str]] = set()
    found = []
    for each in kept:
        if (each.subject, each.area) not in seen:
            seen.add((each.subject, each.area))
            found.append(each)
    return tuple(found[:most])


def of_people(people: People) -> Iterator[Change]:
    """Residents of each area, and those of 75 and over, two years after the start."""
    at = min(MONTHS // 12, len(people.years) - 1)
    if at == 0:
        return
    when = date(people.years[at], people.start.month, 1)
    for number, area in enumerate((*people.areas, CITY)):
        now, then = people.totals[3, 0, number], people.totals[3, at, number]
        low, high = people.totals[1, at, number], people.totals[5, at, number]
        yield Change(kind="people", subject="residents", measure="", area=area, when=when,
                     now=float(now), then=float(then), low=float(low), high=float(high))  # fmt: skip
    old = (slice(None), slice(75, None))
    for number, area in enumerate(people.areas):
        now, then, low, high = (
            float(side[year, number][old].sum())
            for side, year in ((people.middle, 0), (people.middle, at), (people.low, at),
                               (people.high, at))
        )  # fmt: skip
        yield Change(kind="people", subject="aged", measure="", area=area, when=when, now=now,
                     then=then, low=low, high=high)  # fmt: skip


def of_demand(book: DemandBook) -> Iterator[Change]:
    """Whoever is entitled at the end of two years against the first period, service by area."""
    if "entitled" not in book.middle or len(book.periods) < 2:
        return
    first = book.periods[0]
    until = first + timedelta(days=MONTHS * 31)
    at = max(index for index, day in enumerate(book.periods) if day <= until)
    middle, low, high = (side["entitled"] for side in (book.middle, book.low, book.high))
    for row, (slug, _) in enumerate(book.services):
        for column, area in enumerate((*book.areas, CITY)):
            yield Change(
                kind="demand",
                subject=slug,
                measure="entitled",
                area=area,
                when=book.periods[at],
                now=float(middle[row, column, 0]),
                then=float(middle[row, column, at]),
                low=float(low[row, column, at]),
                high=float(high[row, column, at]),
            )


def of_series(book: SeriesBook) -> Iterator[Change]:
    """The mean of what is ahead against the same seasons just past."""
    horizon = book.ahead.shape[2]
    season = {"day": 7, "week": 52, "month": 12, "quarter": 4, "year": 1}[book.frequency]
    whole = horizon // season * season or horizon
    ago = -(-whole // season) * season
    if not whole or book.past.shape[1] < ago:
        return
    stop = book.past.shape[1] - ago + whole
    back = book.past[:, stop - whole : stop]
    with np.errstate(invalid="ignore"):
        known = np.isfinite(back)
        now = np.where(known, back, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    middle, low, high = (book.ahead[share, :, :whole].mean(axis=1) for share in (3, 1, 5))
    for at, id in enumerate(book.ids):
        if known[at].mean() > 0.8:
            yield Change(kind="series", subject=id, measure="", area=book.levels[at],
                         when=book.later[whole - 1], now=float(now[at]), then=float(middle[at]),
                         low=float(low[at]), high=float(high[at]))  # fmt: skip
