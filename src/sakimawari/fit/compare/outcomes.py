"""What a change comes to for each subject: gains, loses, more, less, and the yen of it.

A subject is in exactly one class, by what holds before and after on the same day. Yen are counted
from the resident's side: more benefit or less charge is positive.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from sakimawari.fit.findings import Findings
from sakimawari.fit.gap import yen_per_year
from sakimawari.packs.pack import Gives, Service
from sakimawari.rules.figures import WIDEST
from sakimawari.rules.outcome import Status
from sakimawari.rules.population import Int8s, Int64s

Bools = npt.NDArray[np.bool_]


class Outcome(IntEnum):
    """How a subject fares under B compared with A.

    SAME        nothing a reading shows differs
    GAIN        no → yes
    LOSE        yes → no
    MORE, LESS  yes before and after, and the amount rises (falls)
    CHANGED     yes before and after, and class or range of amount differ otherwise
    POSSIBLE    no → unknown: becomes possible, a fact is missing
    CONFIRMED   unknown → yes: no longer depends on a missing fact
    UNSURE      yes → unknown: comes to depend on a missing fact
    IMPOSSIBLE  unknown → no: no longer possible
    OPEN        unknown before and after; the change may matter, once the fact is known
    """

    SAME = 0
    GAIN = 1
    LOSE = 2
    MORE = 3
    LESS = 4
    CHANGED = 5
    POSSIBLE = 6
    CONFIRMED = 7
    UNSURE = 8
    IMPOSSIBLE = 9
    OPEN = 10


SHOWN = tuple(outcome for outcome in Outcome if outcome is not Outcome.SAME)
_BY_STATUS = {
    (Status.NO, Status.YES): Outcome.GAIN,
    (Status.YES, Status.NO): Outcome.LOSE,
    (Status.NO, Status.UNKNOWN): Outcome.POSSIBLE,
    (Status.UNKNOWN, Status.YES): Outcome.CONFIRMED,
    (Status.YES, Status.UNKNOWN): Outcome.UNSURE,
    (Status.UNKNOWN, Status.NO): Outcome.IMPOSSIBLE,
    (Status.UNKNOWN, Status.UNKNOWN): Outcome.OPEN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One side of a service for some subjects; 0 and -1 where the status is no."""

    status: Int8s
    low: Int64s
    high: Int64s
    tier_low: Int64s
    tier_high: Int64s
    deadline: Int64s


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Both sides of a service on one day, for every subject that is not a sure no on both."""

    rows: Int64s
    before: Reading
    after: Reading

    def where(self, mask: Bools) -> Pair:
        """The subjects a mask keeps."""
        return Pair(
            rows=self.rows[mask], before=_kept(self.before, mask), after=_kept(self.after, mask)
        )


def paired(before: Findings | None, after: Findings | None) -> Pair:
    """Line the findings of both sides up; a side without the service is a sure no for all."""
    found = [side.rows for side in (before, after) if side is not None]
    rows = found[0] if before is after or len(found) == 1 else np.union1d(*found)
    return Pair(rows=rows, before=_laid(before, rows), after=_laid(after, rows))


def _laid(findings: Findings | None, rows: Int64s) -> Reading:
    def spread(name: str, otherwise: int, dtype: npt.DTypeLike) -> npt.NDArray[np.generic]:
        laid = np.full(len(rows), otherwise, dtype)
        if findings is not None:
            laid[np.searchsorted(rows, findings.rows)] = getattr(findings, name)
        return laid

    return Reading(
        status=spread("status", 0, np.int8).astype(np.int8),
        low=spread("amount_low", 0, np.int64).astype(np.int64),
        high=spread("amount_high", 0, np.int64).astype(np.int64),
        tier_low=spread("tier_low", -1, np.int64).astype(np.int64),
        tier_high=spread("tier_high", -1, np.int64).astype(np.int64),
        deadline=spread("deadline", int(np.iinfo(np.int64).min), np.int64).astype(np.int64),
    )


def _kept(reading: Reading, mask: Bools) -> Reading:
    return Reading(**{name: getattr(reading, name)[mask] for name in Reading.__slots__})


def classify(pair: Pair) -> Int8s:
    """The outcome of every subject of a pair."""
    before, after = pair.before, pair.after
    found = np.zeros(len(pair.rows), np.int8)
    for (old, new), outcome in _BY_STATUS.items():
        found[(before.status == old) & (after.status == new)] = outcome
    both = (before.status == Status.YES) & (after.status == Status.YES)
    rises = (after.low >= before.low) & (after.high >= before.high)
    falls = (after.low <= before.low) & (after.high <= before.high)
    differs = (after.low != before.low) | (after.high != before.high)
    tiers = (after.tier_low != before.tier_low) | (after.tier_high != before.tier_high)
    found[both & (differs | tiers)] = Outcome.CHANGED
    found[both & differs & rises] = Outcome.MORE
    found[both & differs & falls] = Outcome.LESS
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Yen:
    """Yen a year that residents have more by a change, subject by subject.

    `certain` is exact where both sides are a sure yes or no with one amount, else 0. `low` and
    `high` bound what the missing facts leave open, and equal `certain` where nothing is open;
    `endless` marks subjects whose amount has no upper bound.
    """

    certain: Int64s
    low: Int64s
    high: Int64s
    endless: Bools

    def where(self, mask: Bools) -> Yen:
        """The yen of the subjects a mask keeps."""
        return Yen(**{name: getattr(self, name)[mask] for name in Yen.__slots__})


def sign_of(service: Service) -> int:
    """1 where its amount is money given or let off, -1 where it is paid, 0 where it is no sum."""
    if service.is_benefit:
        return 1
    is_charge = service.rule.amount is not None and service.gives is Gives.CHARGE
    return -1 if is_charge else 0


def yen_of(pair: Pair, services: Sequence[Service]) -> Yen:
    """What the change is worth; `services` are the service as it is before, then after."""
    old, new = (
        _bounds(side, s) for side, s in zip((pair.before, pair.after), services, strict=True)
    )
    exact = (old[0] == old[1]) & (new[0] == new[1]) & _sure(pair.before) & _sure(pair.after)
    low, high = new[0] - old[1], new[1] - old[0]
    return Yen(
        certain=np.where(exact, low, 0),
        low=low,
        high=high,
        endless=(pair.before.high >= WIDEST) | (pair.after.high >= WIDEST),
    )


def _sure(reading: Reading) -> Bools:
    return np.asarray(reading.status != Status.UNKNOWN)


def _bounds(reading: Reading, service: Service) -> tuple[Int64s, Int64s]:
    """Least and most yen a year of one side; an unknown status may give nothing."""
    unit = service.rule.amount.unit if service.rule.amount is not None else None
    low, high = (yen_per_year(each, unit) for each in (reading.low, reading.high))
    unsure = reading.status == Status.UNKNOWN
    low, high = (
        np.where(unsure, np.minimum(low, 0), low),
        np.where(unsure, np.maximum(high, 0), high),
    )
    sign = sign_of(service)
    return (low, high) if sign > 0 else (-high, -low) if sign < 0 else (0 * low, 0 * high)
