"""When the money of a monthly right comes: the months of payment and what each covers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sakimawari.packs.pack import Payments


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Days over which a right stays the same; amounts are yen a month, `low` 0 where it is unsure."""

    since: date
    until: date
    low: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """What is paid in a month (its first day), for the months `covers`, from `low` to `high` yen.

    Months before the calendar began are not among them: what they came to is not known to it.
    """

    month: date
    covers: tuple[date, ...]
    low: int
    high: int


def payments_of(
    stretches: Sequence[Stretch], schedule: Payments, *, on: date, final: date
) -> Iterator[Payment]:
    """The payments from the month of `on` to that of `final` that give something.

    A month counts with what holds on its first day, the month of `on` with what holds on `on`:
    a right that begins within a month is paid from the next one.
    """
    for month in _months(on.replace(day=1), final):
        if month.month not in schedule.months:
            continue
        covers = tuple(each for each in _covered(month, schedule) if each >= on.replace(day=1))
        held = [_held(stretches, max(each, on)) for each in covers]
        counted = tuple(each for each, found in zip(covers, held, strict=True) if found is not None)
        found = [each for each in held if each is not None]
        if found:
            low, high = sum(each.low for each in found), sum(each.high for each in found)
            yield Payment(month=month, covers=counted, low=low, high=high)


def _held(stretches: Sequence[Stretch], day: date) -> Stretch | None:
    return next((each for each in stretches if each.since <= day <= each.until), None)


def _covered(month: date, schedule: Payments) -> Iterator[date]:
    """The months after those of the payment before, up to this one's last."""
    before = _shifted(month, -1)
    while before.month not in schedule.months:
        before = _shifted(before, -1)
    following = _shifted(_last(before, schedule), 1)
    while following <= _last(month, schedule):
        yield following
        following = _shifted(following, 1)


def _last(month: date, schedule: Payments) -> date:
    return month if month.month in schedule.with_own else _shifted(month, -1)


def _months(first: date, final: date) -> Iterator[date]:
    while first <= final:
        yield first
        first = _shifted(first, 1)


def _shifted(month: date, by: int) -> date:
    years, place = divmod(month.month - 1 + by, 12)
    return date(month.year + years, place + 1, 1)
