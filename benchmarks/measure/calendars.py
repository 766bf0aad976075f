"""The calendar of rights, and the two ways to know the same by reading one date after another."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from measure.clock import Took, in_turns, memory_now, memory_peak
from measure.horizon import Horizon, on_day
from measure.town import Town
from peers.numba_all import RIVALS
from peers.prepared import COLUMNS, differing, read_all
from sakimawari.rules.figures import Figures
from sakimawari.rules.intervals import Intervals
from sakimawari.rules.kernel import (
    CalendarKernel,
    Kernel,
    compile_calendars,
    compile_service,
    joined,
    read_calendars,
)
from sakimawari.rules.population import Population
from sakimawari.rules.timeline import Timeline

CALENDAR, MONTHLY, DAILY = "calendar", "monthly by hand", "daily"


@dataclass(frozen=True, slots=True, kw_only=True)
class Months:
    """The services of the edition, ready for a stretch of months; all of it written by hand too."""

    population: Population
    horizon: Horizon
    timeline: Timeline
    monthly: Sequence[Figures]  # on the first of each month
    sampled: Sequence[Figures]  # on some days of all
    calendars: Mapping[str, CalendarKernel]
    kernels: Mapping[str, Kernel]

    def calendar(self, services: Sequence[str], *, threads: int) -> Callable[[], None]:
        """Every right over all days, batch by batch as in a night; the batches are let go."""
        chosen = [self.calendars[slug] for slug in services]

        def read() -> None:
            for _ in read_calendars(chosen, self.population, self.timeline, threads=threads):
                pass

        return read

    def by_hand(self, services: Sequence[str], *, threads: int) -> Callable[[], None]:
        """The hand-written rules on the first of each month; each answer is let go."""
        chosen = [RIVALS[slug] for slug in services]

        def read() -> None:
            for figures in self.monthly:
                for _ in read_all(chosen, self.population, figures, threads=threads):
                    pass

        return read

    def daily(self, services: Sequence[str]) -> Callable[[], None]:
        """The kernel for a single date on the days of the sample, on one thread."""
        chosen = [self.kernels[slug] for slug in services]

        def read() -> None:
            for figures in self.sampled:
                for kernel in chosen:
                    kernel.read(self.population, figures)

        return read

    def intervals(self, slug: str) -> Intervals:
        """The whole calendar of a service."""
        parts = read_calendars([self.calendars[slug]], self.population, self.timeline, threads=2)
        return joined(list(parts))


def made_ready(
    town: Town, population: Population, horizon: Horizon, services: Sequence[str], *, sample: int
) -> Months:
    """Everything compiled; the figures of every date are found before anything is timed."""
    rules = town.edition
    chosen = [rules.services[slug].rule for slug in services]
    calendars = compile_calendars(chosen, town.cache, workers=2)
    return Months(
        population=population,
        horizon=horizon,
        timeline=rules.timeline(horizon.on, horizon.until),
        monthly=[rules.figures(day) for day in horizon.firsts],
        sampled=[rules.figures(day) for day in horizon.sample(sample)],
        calendars=dict(zip(services, calendars, strict=True)),
        kernels={
            slug: compile_service(rules.services[slug].rule, cache=town.cache) for slug in services
        },
    )


def demand_same(months: Months) -> int:
    """Compare every cell on the first of each month and end the run if one differs; cells."""
    cells = 0
    for slug, calendar in months.calendars.items():
        told = months.intervals(slug)
        rows = months.population.rows(calendar.rule.holder)
        for figures in months.monthly:
            (answer,) = read_all([RIVALS[slug]], months.population, figures, threads=2)
            wrong = differing(answer, on_day(told, figures.on, rows=rows))
            if wrong:
                sys.exit(f"{slug} on day {figures.on}: cells that differ by column {wrong}")
            cells += rows * sum(getattr(answer, name) is not None for name in COLUMNS)
    return cells


def race(months: Months, *, rounds: int) -> dict[str, Any]:
    """Seconds of each service and of all, one thread each, with the ratios; daily extrapolated."""
    found: dict[str, Any] = {}
    for slug in months.calendars:
        took = in_turns(
            {
                CALENDAR: months.calendar([slug], threads=1),
                MONTHLY: months.by_hand([slug], threads=1),
                DAILY: months.daily([slug]),
            },
            rounds=rounds,
        )
        found[slug] = _told(took, months)
    every = list(months.calendars)
    both = in_turns(
        {
            CALENDAR: months.calendar(every, threads=2),
            MONTHLY: months.by_hand(every, threads=2),
        },
        rounds=rounds,
    )
    seconds = {
        name: sum(found[slug][name] for slug in every) for name in (CALENDAR, MONTHLY, DAILY)
    }
    return {
        "services": found,
        "seconds": {name: round(took, 4) for name, took in seconds.items()},
        "seconds_two_threads": {name: round(took.seconds, 4) for name, took in both.items()},
        "ratio_to_monthly_by_hand": round(seconds[CALENDAR] / seconds[MONTHLY], 2),
        "ratio_to_monthly_by_hand_two_threads": round(
            both[CALENDAR].seconds / both[MONTHLY].seconds, 2
        ),
        "ratio_to_monthly_by_hand_worst_service": max(one["ratio"] for one in found.values()),
        "ratio_daily_to_calendar": round(seconds[DAILY] / seconds[CALENDAR], 1),
    }


def _told(took: Mapping[str, Took], months: Months) -> dict[str, float]:
    calendar, monthly = took[CALENDAR], took[MONTHLY]
    daily = took[DAILY].seconds / len(months.sampled) * len(months.horizon.days)
    return {
        CALENDAR: round(calendar.seconds, 5),
        MONTHLY: round(monthly.seconds, 5),
        DAILY: round(daily, 4),
        "ratio": round(calendar.seconds / monthly.seconds, 2),
        "ratio_best": round(calendar.best / monthly.best, 2),
        "ratio_cpu": round(calendar.cpu / monthly.cpu, 2),
    }


class _Counting:
    """Stands for the array a calendar looks into once whenever it reads, and counts that."""

    def __init__(self, days: np.ndarray[Any, Any]) -> None:
        self._days, self.count = days.tolist(), 0

    def __getitem__(self, day: int) -> int:
        self.count += 1
        return int(self._days[day])


def readings(kernel: CalendarKernel, population: Population, timeline: Timeline) -> int:
    """How often a calendar reads a unit (a person where nobody looks at another), all together.

    The generated text runs uncompiled, on a few units only, with a counter in it.
    """
    place = [argument.name for argument in kernel.program.arguments].index("soonest")
    counters: list[_Counting] = []

    def call(*given: Any) -> None:
        counters.append(_Counting(given[place]))
        compiled: Any = kernel.loaded.call
        compiled.py_func(*given[:place], counters[-1], *given[place + 1 :])

    counting = replace(kernel, loaded=replace(kernel.loaded, call=call))
    counting.read(population, timeline)
    return counters[-1].count


def memory_of(months: Months, engine: str) -> dict[str, float]:
    """Memory of one engine on two threads in a process of its own: before, and the most ever."""
    before = memory_now()
    every = list(months.calendars)
    started = time.perf_counter()
    (months.calendar if engine == CALENDAR else months.by_hand)(every, threads=2)()
    return {
        "loaded_mib": round(before, 1),
        "peak_mib": round(memory_peak(), 1),
        "seconds": round(time.perf_counter() - started, 2),
    }
