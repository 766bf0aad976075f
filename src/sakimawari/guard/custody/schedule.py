"""What goes by schedule on a day: planned first, then removed exactly as planned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sakimawari.guard.custody.periods import Period
from sakimawari.guard.custody.values import Found, Kept, Place

JAPAN = ZoneInfo("Asia/Tokyo")


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One kind of data with what of it goes; `before` is the day before which it was over."""

    kept: Kept
    period: Period
    before: date
    found: Found


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """How much of a kind went. Fewer than were due: somebody took some up again meanwhile."""

    due: Due
    count: int


def plan(
    place: Place, kinds: Iterable[Kept], periods: Mapping[str, Period], *, on: date
) -> tuple[Due, ...]:
    """Everything that goes on a day, in the order in which it can go; nothing is removed."""
    found = []
    for kept in kinds:
        period = periods[kept.id]
        before = period.over_before(on)
        moment = datetime(before.year, before.month, before.day, tzinfo=JAPAN)
        found.append(Due(kept=kept, period=period, before=before, found=kept.due(place, moment)))
    return tuple(found)


def apply(place: Place, planned: Iterable[Due]) -> Iterator[Removed]:
    """Remove what was planned, kind by kind, telling each before the next one is begun."""
    for due in planned:
        if due.found.count:
            yield Removed(due=due, count=due.kept.remove(place, due.found.ids))
