"""What is coming to one person, day by day: begins, changes, ends, payments, last days, renewals.

Read from the calendar of the last night. What only a fact not yet delivered will settle (next
year's income) is told as open, never as an end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from itertools import groupby, pairwise

from sakimawari.console.residents.rights import Right
from sakimawari.fit.timetable import RightSpan
from sakimawari.packs.pack import Service

_DAY = timedelta(days=1)


class Kind(Enum):
    """DEADLINE a last day to ask; RENEWAL what a recipient hands in; OPEN a fact will settle it."""

    DEADLINE = "deadline"
    RENEWAL = "renewal"
    PAYMENT = "payment"
    BEGINS = "begins"
    CHANGES = "changes"
    ENDS = "ends"
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Something that happens to a right on a day, or (`of_month`) in the month of that day.

    `span` are the days that begin then, `before` those that end. `low` and `high` are what it
    then comes to, for a payment the sum in yen, `covers` the months it is for; `why` is the clause that ends a right, `what` the
    thing to hand in.
    """

    on: date
    kind: Kind
    person: str
    service: Service
    receives: bool
    of_month: bool = False
    span: RightSpan | None = None
    before: RightSpan | None = None
    low: int = 0
    high: int = 0
    what: str = ""
    why: str = ""
    covers: tuple[date, ...] = ()

    @property
    def to_do(self) -> bool:
        """Whether somebody must act by that day."""
        return self.kind in (Kind.DEADLINE, Kind.RENEWAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A month (its first day) and what lies in it, by day."""

    first: date
    moments: tuple[Moment, ...]


def moments_of(rights: Iterable[Right], *, on: date, final: date) -> tuple[Moment, ...]:
    """Everything from a day on, by day; what has to be done stands first on its day.

    What holds on that day already does not begin on it: the calendar merely begins there.
    """
    found = [moment for right in rights for moment in _of(right) if on <= moment.on <= final]
    return tuple(sorted((one for one in found if not _held_before(one, on)), key=_order))


def _held_before(moment: Moment, on: date) -> bool:
    return moment.kind is Kind.BEGINS and moment.before is None and moment.on <= on


def _order(moment: Moment) -> tuple[date, int, str, str]:
    return moment.on, list(Kind).index(moment.kind), moment.service.slug, moment.person


def by_month(moments: Iterable[Moment]) -> tuple[Month, ...]:
    """The months in which something happens, in their order."""
    grouped = groupby(moments, key=lambda moment: moment.on.replace(day=1))
    return tuple(Month(first=first, moments=tuple(held)) for first, held in grouped)


def _of(right: Right) -> Iterator[Moment]:
    yield from _turns(right)
    yield from _last_days(right)
    times = right.times
    if times.receives:
        for payment in times.payments:
            yield _moment(
                right, payment.month, Kind.PAYMENT, of_month=True,
                low=payment.low, high=payment.high, covers=payment.covers,
            )  # fmt: skip
    for name, day in times.renewals:
        yield _moment(right, day, Kind.RENEWAL, what=name)


def _turns(right: Right) -> Iterator[Moment]:
    spans = right.times.spans
    for before, span in pairwise((None, *spans)):
        if span is None:
            continue
        together = before is not None and before.until + _DAY == span.since
        if before is not None and not together:
            yield from _end(right, before)
        yield from _turn(right, before if together else None, span)
    if spans:
        yield from _end(right, spans[-1])


def _turn(right: Right, before: RightSpan | None, span: RightSpan) -> Iterator[Moment]:
    """How a stretch of days begins, seen from what lay before it."""
    if before is None or before.status != "yes":
        if span.status == "yes":
            yield _moment(right, span.since, Kind.BEGINS, span=span, before=before)
        return
    if not _differs(before, span):
        return
    if span.status == "yes" and not _is_open(span):
        yield _moment(right, span.since, Kind.CHANGES, span=span, before=before)
    elif right.times.receives:  # of what is not received, an open year ahead says nothing yet
        yield _moment(right, span.since, Kind.OPEN, span=span, before=before)


def _differs(before: RightSpan, span: RightSpan) -> bool:
    def given(held: RightSpan) -> tuple[object, ...]:
        return held.status, held.amount_low, held.amount_high, held.tier

    return given(before) != given(span)


def _is_open(span: RightSpan) -> bool:
    return span.amount_low != span.amount_high or len(span.tier) > 1


def _end(right: Right, span: RightSpan) -> Iterator[Moment]:
    """A sure right that ends; where its last day is the last to act, that is told already."""
    if span.status != "yes" or span.goes_on:
        return
    if span.deadline == span.until and not right.times.receives:
        return
    yield _moment(right, span.until + _DAY, Kind.ENDS, before=span, why=span.ended_by or "")


def _last_days(right: Right) -> Iterator[Moment]:
    if right.times.receives:
        return
    told: set[date] = set()
    for span in right.times.spans:
        day = span.deadline
        if span.status == "yes" and day is not None and span.since <= day and day not in told:
            told.add(day)
            yield _moment(right, day, Kind.DEADLINE, span=span)


def _moment(
    right: Right,
    on: date,
    kind: Kind,
    *,
    span: RightSpan | None = None,
    before: RightSpan | None = None,
    of_month: bool = False,
    low: int = 0,
    high: int = 0,
    what: str = "",
    why: str = "",
    covers: tuple[date, ...] = (),
) -> Moment:
    return Moment(
        on=on,
        kind=kind,
        person=right.person,
        service=right.service,
        receives=right.times.receives,
        of_month=of_month,
        span=span,
        before=before,
        low=low if span is None else span.amount_low,
        high=high if span is None else span.amount_high,
        what=what,
        why=why,
        covers=covers,
    )


def folded(
    moments: Iterable[Moment], packs: Mapping[str, str], *, most: int = 2
) -> tuple[tuple[str, tuple[Moment, ...]], ...]:
    """Moments of a month, those that bring no money and are many of one field on one day together.

    A dozen check-ups that open on 1 April are one line ("予防接種・健診・検診: 12"), named by their
    pack; every other moment stands alone under an empty name.
    """
    alike: dict[tuple[date, Kind, str, str], list[Moment]] = {}
    for moment in moments:
        quiet = not moment.receives and not moment.service.is_benefit
        group = moment.service.pack if quiet else moment.service.slug
        alike.setdefault((moment.on, moment.kind, moment.person, group), []).append(moment)
    found: list[tuple[str, tuple[Moment, ...]]] = []
    for (_, _, _, group), held in alike.items():
        if len(held) > most and group in packs:
            found.append((packs[group], tuple(held)))
        else:
            found.extend(("", (moment,)) for moment in held)
    return tuple(found)
