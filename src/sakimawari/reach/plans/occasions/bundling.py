"""Bundles: what one adult hears in one message, several services at once, the most pressing first.

A message tells of so many services at most; what does not fit waits for the next plan, unless its
deadline comes before that: then there is a second message, and the caps decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from sakimawari.reach.addressing.closure import Bools
from sakimawari.reach.addressing.selection import NO_DEADLINE, by_urgency
from sakimawari.reach.plans.occasions.gates import Passed
from sakimawari.reach.plans.occasions.values import FROM_STAFF, WHYS, Occasions
from sakimawari.reach.plans.values import Why
from sakimawari.reach.terms.values import Terms
from sakimawari.rules.figures import days
from sakimawari.rules.population import Int32s, Int64s

_ENDING = WHYS.index(Why.ENDING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundled:
    """Messages that could go out: bundle b tells the adult at row `to[b]` of the occasions
    `picks[starts[b]:starts[b + 1]]`, the most pressing first.

    `deadline` is the nearest that has not passed, `useful_until` the day after which it tells
    nothing true any more (both NO_DEADLINE for none). `acts`: whether there is something to do;
    `alone`: whether it is worth a message; `full`: it does not fit in what a person is told now.
    """

    to: Int64s
    starts: Int64s
    picks: Int64s
    yen: Int64s
    deadline: Int64s
    useful_until: Int64s
    acts: Bools
    alone: Bools
    from_staff: Bools
    full: Bools
    by: npt.NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.to)

    def told_in(self, places: Int64s) -> tuple[Int64s, Int64s]:
        """The occasions of some bundles, bundle by bundle, and where each bundle's begin (and end)."""
        counts = np.diff(self.starts)[places]
        starts = np.r_[0, np.cumsum(counts)].astype(np.int64)
        within = np.arange(starts[-1]) - np.repeat(starts[:-1], counts)
        return self.picks[np.repeat(self.starts[:-1][places], counts) + within], starts


def bundled(passed: Passed, terms: Terms, *, on: date) -> Bundled:
    """The messages for what came through the gates."""
    occasions = passed.occasions
    order = _in_order(occasions, passed.to, on)
    to = passed.to[order]
    part = _part(occasions, order, to, terms.services_a_message)
    # The order within a person is kept: parts follow each other by urgency already.
    again = np.lexsort((np.arange(len(order)), part, to))
    order, to, part = order[again], to[again], part[again]
    starts = _starts(to, part)
    return _summed(
        occasions, order, to, part, starts, next_plan=days(_next(terms, on)), on=days(on)
    )


def _next(terms: Terms, on: date) -> date:
    """The day by which whatever waits for the next plan may be told."""
    return on + timedelta(weeks=terms.weeks, days=terms.reply_within_days)


def _in_order(occasions: Occasions, to: Int64s, on: date) -> Int64s:
    """Occasions person by person: what staff ask for first, then by urgency, as letters are; last
    what is no reason to write.
    """
    order = by_urgency(occasions.rights, on=on)
    rank = np.where(np.isin(occasions.why, FROM_STAFF), 0, np.where(occasions.alone, 1, 2))
    order = order[np.argsort(rank[order], kind="stable")]
    return order[np.argsort(to[order], kind="stable")]


def _part(occasions: Occasions, order: Int64s, to: Int64s, most: int) -> Int32s:
    """In which message of the person each occasion stands, from 0: `most` services in each."""
    if not len(order):
        return np.zeros(0, np.int32)
    pair = to * len(occasions.topics) + occasions.rights.service[order]
    _, first, inverse = np.unique(pair, return_index=True, return_inverse=True)
    is_first = np.zeros(len(order), np.int64)
    is_first[first] = 1
    count = np.cumsum(is_first)  # services met so far, in the whole city
    begins = np.flatnonzero(np.r_[True, to[1:] != to[:-1]])
    before = np.repeat(count[begins] - 1, np.diff(np.r_[begins, len(to)]))
    number = (count - 1 - before)[first]  # of the service within the person
    return np.asarray(number[inverse] // most, np.int32)


def _starts(to: Int64s, part: Int32s) -> Int64s:
    if not len(to):
        return np.zeros(1, np.int64)
    new = np.r_[True, (to[1:] != to[:-1]) | (part[1:] != part[:-1])]
    starts: Int64s = np.r_[np.flatnonzero(new), len(to)].astype(np.int64)
    return starts


def _summed(
    occasions: Occasions,
    order: Int64s,
    to: Int64s,
    part: Int32s,
    starts: Int64s,
    *,
    next_plan: int,
    on: int,
) -> Bundled:
    rights, first = occasions.rights, starts[:-1]
    deadline = rights.deadline[order]
    deadline = np.where(deadline >= on, deadline, NO_DEADLINE)
    ends = occasions.day[order].astype(np.int64)
    over = np.where(occasions.why[order] == _ENDING, ends, NO_DEADLINE)
    until = np.minimum(deadline, over)
    from_staff = np.isin(occasions.why[order], FROM_STAFF)

    def least(values: Int64s) -> Int64s:
        reduced: Int64s = np.minimum.reduceat(values, first) if len(first) else values[:0]
        return reduced

    def any_of(marks: Bools) -> Bools:
        reduced: Bools = np.logical_or.reduceat(marks, first) if len(first) else marks[:0]
        return reduced

    useful_until = least(until)
    by = occasions.by[order]
    return Bundled(
        to=to[first],
        starts=starts,
        picks=order,
        yen=np.add.reduceat(rights.yen[order], first) if len(first) else rights.yen[:0],
        deadline=least(deadline),
        useful_until=useful_until,
        acts=any_of(rights.to_act[order] | from_staff),
        alone=any_of(occasions.alone[order]),
        from_staff=any_of(from_staff),
        full=(part[first] > 0) & (useful_until >= next_plan),
        by=np.bitwise_or.reduceat(by, first) if len(first) else by[:0],
    )
