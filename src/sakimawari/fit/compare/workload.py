"""What a change asks of the offices: cases by month, each subject counted once.

A month adds a subject when it is first seen to gain, to lose or to be paid another amount. Who
receives today is taken to go on receiving; who newly gains applies at the rate at which those
entitled today receive (take-up), unless another rate is given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from sakimawari.fit.compare.outcomes import Outcome, Pair, classify, yen_of
from sakimawari.fit.compare.report import Count, Month, Workload
from sakimawari.fit.compare.suppression import Veil
from sakimawari.packs.pack import Service
from sakimawari.rules.outcome import Status

Bools = npt.NDArray[np.bool_]
GAINS, LOSES = (Outcome.GAIN, Outcome.CONFIRMED), (Outcome.LOSE, Outcome.IMPOSSIBLE)
AMOUNTS = (Outcome.MORE, Outcome.LESS, Outcome.CHANGED)
ONCE = "円/回"
CASES = ("gains", "possible", "stops", "changes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """What the workload rests on: share that applies, where it comes from, minutes a case."""

    take_up: float
    take_up_from: str
    minutes: int


def measured_take_up(pair: Pair, receives: Bools) -> float | None:
    """The share of those surely entitled before the change who receive; None where nobody is."""
    entitled = pair.rows[pair.before.status == Status.YES]
    return float(receives[entitled].mean()) if len(entitled) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """Which subjects were counted before, by kind of case."""

    gains: Bools
    possible: Bools
    stops: Bools
    changes: Bools
    paid: Bools  # once, for amounts paid once


def workload_of(
    readings: Iterable[tuple[date, Pair]],
    services: Sequence[Service],
    receives: Bools,
    *,
    assumed: Assumptions,
    veil: Veil,
) -> Workload:
    """Cases by month. `receives` tells of every subject whether it receives the service today."""
    seen = _Seen(**{name: np.zeros(len(receives), np.bool_) for name in _Seen.__slots__})
    raw = [_month(day, pair, services, receives, seen) for day, pair in readings]
    total = _Raw(
        month="合計",
        **{n: sum(getattr(each, n) for each in raw) for n in _Raw.__slots__ if n != "month"},
    )
    columns = {name: veil.column([getattr(each, name) for each in raw]) for name in CASES}
    columns["yen"] = veil.sums([each.yen for each in raw], [each.paid for each in raw])
    months = tuple(
        _shown(each, {name: column[at] for name, column in columns.items()}, assumed)
        for at, each in enumerate(raw)
    )
    sums: dict[str, Count] = {name: veil.count(getattr(total, name)) for name in CASES}
    sums["yen"] = veil.sum(total.yen, total.paid)
    return Workload(
        months=months,
        total=_shown(total, sums, assumed),
        take_up=assumed.take_up,
        take_up_from=assumed.take_up_from,
        minutes=assumed.minutes,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Raw:
    """Exact counts of one month."""

    month: str
    gains: int
    possible: int
    stops: int
    changes: int
    yen: int
    paid: int


def _month(
    day: date, pair: Pair, services: Sequence[Service], receives: Bools, seen: _Seen
) -> _Raw:
    outcomes = classify(pair)
    here = receives[pair.rows]

    def first(outcome: Sequence[Outcome], mask: Bools, counted: Bools) -> int:
        rows = pair.rows[np.isin(outcomes, outcome) & mask]
        new = rows[~counted[rows]]
        counted[new] = True
        return len(new)

    yen, people = _yen_of_month(pair, services, outcomes, seen.paid)
    return _Raw(
        month=f"{day:%Y-%m}",
        gains=first(GAINS, ~here, seen.gains),
        possible=first((Outcome.POSSIBLE,), ~here, seen.possible),
        stops=first(LOSES, here, seen.stops),
        changes=first(AMOUNTS, here, seen.changes),
        yen=yen,
        paid=people,
    )


def _yen_of_month(
    pair: Pair, services: Sequence[Service], outcomes: npt.NDArray[np.int8], paid: Bools
) -> tuple[int, int]:
    """A twelfth of the yearly yen; what is paid once counts in the month it is first seen."""
    certain = yen_of(pair, services).certain
    moved = (outcomes != Outcome.SAME) & (certain != 0)
    award = services[1].rule.amount
    if award is not None and award.unit.startswith(ONCE):
        rows, yen = pair.rows[moved], certain[moved]
        new = ~paid[rows]
        paid[rows] = True
        return int(yen[new].sum()), int(new.sum())
    return round(int(certain[moved].sum()) / 12), int(moved.sum())


def _shown(raw: _Raw, shown: Mapping[str, Count], assumed: Assumptions) -> Month:
    """A month with what may be seen of it; sums are hidden where a part of them is."""
    applications = raw.gains * assumed.take_up
    cases = applications + raw.stops + raw.changes
    notices = raw.gains + raw.possible + raw.stops + raw.changes
    open_to_all = all(shown[name] is not None for name in CASES)
    return Month(
        month=raw.month,
        gains=shown["gains"],
        possible=shown["possible"],
        stops=shown["stops"],
        changes=shown["changes"],
        applications=round(applications, 1) if shown["gains"] is not None else None,
        notices=notices if open_to_all else None,
        hours=round(cases * assumed.minutes / 60, 1) if open_to_all else None,
        yen=shown["yen"],
    )
