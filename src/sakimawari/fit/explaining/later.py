"""What time alone will change: the first day on which a result turns with the facts as they are.

The rule is read over all days ahead at once; where that leaves the result open they are split, at
the turns of months first. So the day is exact, and what never turns costs one reading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum
from itertools import pairwise

from sakimawari.fit.explaining.evidence import MONTHS_AHEAD, Evidence
from sakimawari.fit.explaining.nearest import Budget, nearest
from sakimawari.rules.figures import day_of, days
from sakimawari.rules.outcome import Status
from sakimawari.rules.proof import Reading
from sakimawari.rules.ranges import NO, Range, negated
from sakimawari.rules.reads import Reads
from sakimawari.rules.reckon import Reckoner, Verdict


class Turn(Enum):
    """What time does: a right begins, ends, or its amount changes."""

    BEGINS = "begins"
    ENDS = "ends"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """The first day of a turn; `surely` is False where from that day on it hangs on a missing fact
    (next year's income, say).
    """

    turn: Turn
    on: date
    surely: bool
    amount: Range | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """The turns within `months` months, at most one of each kind; `complete` as in `Changes`."""

    months: int
    turns: tuple[Later, ...] = ()
    complete: bool = True


def look_ahead(evidence: Evidence, reading: Reading, reads: Reads) -> Ahead:
    """When time alone turns the result."""
    if reading.decided_by == -2:
        return Ahead(months=MONTHS_AHEAD)
    search = _Ahead(evidence, reading, reads, Budget(left=evidence.effort))
    return search.look()


@dataclass(frozen=True, slots=True)
class _Ahead:
    evidence: Evidence
    reading: Reading
    reads: Reads
    budget: Budget
    spans: list[tuple[Reckoner, Range]] = field(default_factory=list)
    verdicts: dict[Range, Verdict] = field(default_factory=dict)

    def look(self) -> Ahead:
        found: list[Later] = []
        if self.reading.status is Status.NO:
            found += self._first(Turn.BEGINS, lambda verdict: verdict.truth)
        elif self.reading.status is Status.YES:
            found += self._first(Turn.ENDS, lambda verdict: negated(verdict.truth))
        amount = self.reading.amount
        gives = self.reading.amount_step is not None and amount[0] == amount[1]
        if self.reading.status is Status.YES and gives:
            found += self._first(Turn.AMOUNT, self._other_amount)
        return Ahead(
            months=MONTHS_AHEAD,
            turns=tuple(sorted(found, key=lambda later: later.on)),
            complete=not self.budget.reached,
        )

    def _other_amount(self, verdict: Verdict) -> Range:
        """Whether the right holds with another amount."""
        if verdict.truth == NO or verdict.amount is None:
            return NO
        own = self.reading.amount_low
        low, high = verdict.amount
        surely = high < own or own < low
        return min(int(surely), verdict.truth[0]), min(
            int((low, high) != (own, own)), verdict.truth[1]
        )

    def _first(self, turn: Turn, promise: Callable[[Verdict], Range]) -> list[Later]:
        if not self.spans:
            self.spans.extend(self._spans())
        for reckoner, (first, last) in self.spans:

            def ask(span: Range, reckoner: Reckoner = reckoner) -> Range:
                return promise(self._verdict(reckoner, span))

            hit = nearest(
                ask,
                around=first - 1,
                within=(first, last),
                budget=self.budget,
                likely=self._months(first, last),
            )
            if hit is None and self.budget.reached:
                return []
            if hit is not None:
                amount = self._verdict(reckoner, (hit.value, hit.value)).amount
                day = day_of(hit.value)
                return [Later(turn=turn, on=day, surely=hit.surely, amount=amount)]
        return []

    def _verdict(self, reckoner: Reckoner, span: Range) -> Verdict:
        """What the service comes to on any of some days; read once for all that is asked of it."""
        if span not in self.verdicts:
            clauses = self.reading.clauses
            failing = [at for at, one in enumerate(clauses) if one.outcome is Status.NO]
            before = reckoner.work
            self.verdicts[span] = reckoner.suppose(on=span, clauses=failing, gifts=True)
            self.budget.spend(reckoner.work - before)
        return self.verdicts[span]

    def _months(self, first: int, last: int) -> list[int]:
        """The first days of the months from one day to another."""
        months = (
            months_after(self.evidence.on.replace(day=1), at) for at in range(MONTHS_AHEAD + 2)
        )
        return [number for month in months if first < (number := days(month)) <= last]

    def _spans(self) -> Iterator[tuple[Reckoner, Range]]:
        """The days ahead in parts, each under one state of the figures."""
        ground, on = self.evidence.ground, self.evidence.on
        last = months_after(on, MONTHS_AHEAD)
        first = on + timedelta(days=1)
        turns = [day for day in ground.turns() if first < day <= last]
        for begin, end in pairwise([first, *turns, last + timedelta(days=1)]):
            reckoner = Reckoner(
                ground.rule,
                self.evidence.situation,
                ground.figures(begin),
                subject=self.evidence.subject,
                reads=self.reads,
            )
            yield reckoner, (days(begin), days(end) - 1)


def months_after(day: date, months: int) -> date:
    """The same day some months later, the last of the month where it has fewer days."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")
