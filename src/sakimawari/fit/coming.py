"""Rights that begin or end within a horizon, exact to the day.

The whole population is read at the start and at the first of each month; where a subject's right
differs between two neighbouring readings, only the households concerned are read day by day in
between. A right that begins and ends between two readings is not seen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from sakimawari.fit.findings import Findings, Progress, find
from sakimawari.fit.subset import Subset, select_units
from sakimawari.rules.figures import Figures
from sakimawari.rules.kernel import Kernel
from sakimawari.rules.outcome import Status
from sakimawari.rules.population import Int64s, Population
from sakimawari.rules.tree import Holder

FiguresOn = Callable[[date], Figures]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Rights of one service that begin (or end) on a day: rows of subjects, and day numbers.

    A right begins on the first day on which it is a sure yes after a reading that was not, and
    ends on the first day on which it is a sure no after a yes.
    """

    service: str
    holder: Holder
    rows: Int64s
    begins: np.ndarray[tuple[int], np.dtype[np.bool_]]
    on: Int64s


def first_of_months(start: date, months: int) -> list[date]:
    """The first day of each of the next `months` months after `start`."""
    firsts = []
    year, month = start.year, start.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        firsts.append(date(year, month, 1))
    return firsts


def coming_changes(
    kernels: Sequence[Kernel],
    population: Population,
    figures_on: FiguresOn,
    *,
    today: tuple[date, Mapping[str, Findings]],
    months: int,
    threads: int = 1,
    progress: Progress | None = None,
) -> list[Changes]:
    """Beginnings and ends of rights after `today` up to the first of the last month."""
    earlier, before = today
    changes: list[Changes] = []
    for number, later in enumerate(first_of_months(earlier, months)):
        after = find(kernels, population, figures_on(later), threads=threads)
        for kernel in kernels:
            service = kernel.rule.service
            rows = _changed(before[service], after[service], population)
            if len(rows):
                subset = select_units(population, _units_of(rows, before[service], population))
                changes.extend(_day_by_day(kernel, subset, figures_on, (earlier, later)))
        earlier, before = later, after
        if progress is not None:
            progress("coming", number + 1, months)
    return changes


def _changed(before: Findings, after: Findings, population: Population) -> Int64s:
    count = population.rows(before.holder)
    old, new = before.statuses(count), after.statuses(count)
    began = (new == Status.YES) & (old != Status.YES)
    ended = (new == Status.NO) & (old == Status.YES)
    return np.flatnonzero(began | ended)


def _units_of(rows: Int64s, findings: Findings, population: Population) -> Int64s:
    if findings.holder is Holder.HOUSEHOLD:
        return rows
    units = np.searchsorted(population.offsets, rows, side="right") - 1
    return np.unique(units).astype(np.int64)


def _day_by_day(
    kernel: Kernel, subset: Subset, figures_on: FiguresOn, between: tuple[date, date]
) -> list[Changes]:
    """Read a few households on every day after the first of two dates, up to the second."""
    day, last = between
    service, count = kernel.rule.service, subset.population.rows(kernel.rule.holder)
    origin = subset.origin(kernel.rule.holder)
    old = _statuses(kernel, subset, figures_on(day), count)
    found = []
    while day < last:
        day += timedelta(days=1)
        figures = figures_on(day)
        new = _statuses(kernel, subset, figures, count)
        began = (new == Status.YES) & (old != Status.YES)
        ended = (new == Status.NO) & (old == Status.YES)
        rows = np.flatnonzero(began | ended)
        if len(rows):
            found.append(
                Changes(
                    service=service,
                    holder=kernel.rule.holder,
                    rows=origin[rows],
                    begins=began[rows],
                    on=np.full(len(rows), figures.on, np.int64),
                )
            )
        old = new
    return found


def _statuses(
    kernel: Kernel, subset: Subset, figures: Figures, count: int
) -> np.ndarray[tuple[int], np.dtype[np.int8]]:
    findings = find([kernel], subset.population, figures)[kernel.rule.service]
    return findings.statuses(count)
