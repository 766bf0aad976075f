"""The calendar of a service for a population: each unit read on the days on which it can change."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from types import CodeType
from typing import Any

import numpy as np

from sakimawari.rules.intervals import ARRAYS, NO_DEADLINE, Intervals
from sakimawari.rules.kernel.binding import Bound
from sakimawari.rules.kernel.binding_days import Days, bind_days, days_of
from sakimawari.rules.kernel.cache import Loaded, compiled_date_functions, load
from sakimawari.rules.kernel.kept_days import kept_days
from sakimawari.rules.kernel.program import Program, demand_few_clauses, write_program
from sakimawari.rules.kernel.signature import intervals as interval_columns
from sakimawari.rules.population import Int64s, Population
from sakimawari.rules.timeline import Timeline
from sakimawari.rules.tree import Holder, ServiceRule

UNITS_PER_BATCH = 32_768
_BEFORE = {"amount_low": 0, "amount_high": 0, "tier_low": -1, "tier_high": -1}
_BEFORE |= {"deadline": NO_DEADLINE}
_SMALL = ("status", "ended_by")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The calendar of some units in a row.

    `settled[k]` is the first day, after the end of the timeline or on its `reach` at the latest,
    on which unit `first_unit + k` may differ from what holds on the last day.
    """

    first_unit: int
    intervals: Intervals
    settled: Int64s


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundCalendar:
    """A calendar prepared for one population and timeline."""

    bound: Bound
    timeline: Timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarKernel:
    """One service compiled for calendars; safe to use from several threads."""

    rule: ServiceRule
    program: Program
    constants: CodeType
    loaded: Loaded
    cache: Path

    @property
    def compiled(self) -> bool:
        """Whether this process had to compile it (else it came from the cache)."""
        return self.loaded.compiled

    def days(self, timeline: Timeline) -> Days:
        """What is the same for everyone on each day, from the cache if it was found before.

        It serves any number of populations. Problem RULE904.
        """
        return kept_days(
            self.cache,
            (self.program, timeline),
            lambda: days_of(
                self.program, self.constants, timeline, compiled_date_functions(self.cache)
            ),
        )

    def bind(
        self, population: Population, timeline: Timeline, *, days: Days | None = None
    ) -> BoundCalendar:
        """Prepare the reading of a population. Problems RULE902, RULE904."""
        known = self.days(timeline) if days is None else days
        bound = bind_days(self.program.inputs, known, population, timeline)
        return BoundCalendar(bound=bound, timeline=timeline)

    def read(
        self,
        population: Population,
        timeline: Timeline,
        *,
        first_unit: int = 0,
        last_unit: int | None = None,
    ) -> Intervals:
        """The calendar of the units first_unit … last_unit - 1."""
        last = population.units if last_unit is None else last_unit
        return self.read_bound(self.bind(population, timeline), first_unit, last).intervals

    def read_bound(self, given: BoundCalendar, first_unit: int, last_unit: int) -> Part:
        """The calendar of some units, of a reading prepared before."""
        population = given.bound.population
        people = int(population.offsets[last_unit] - population.offsets[first_unit])
        subjects = people if self.rule.holder is Holder.PERSON else last_unit - first_unit
        room = 2 * subjects + 64
        while True:
            part = self._read_into(room, given, first_unit, last_unit)
            if part is not None:
                return part
            room *= 4

    def _read_into(self, room: int, given: BoundCalendar, first: int, last: int) -> Part | None:
        """The calendar if its rows find room, else None."""
        bound, inputs = given.bound, self.program.inputs
        sizes = np.diff(bound.population.offsets[first : last + 1])
        most = max(int(np.max(sizes, initial=1)), 1)
        columns = {
            argument.name: np.empty(room, np.int8 if argument.name in _SMALL else np.int64)
            for argument in interval_columns(self.rule)
        }
        written, settled = np.zeros(1, np.int64), np.empty(last - first, np.int64)
        handed: dict[str, Any] = {
            **bound.arguments,
            **columns,
            "first": first,
            "last": last,
            "room": room,
            "written": written,
            "settled": settled,
            "opened": np.empty(most, np.int64),
            "seen": np.empty(most, np.int64),
            "ended": np.empty(most, np.int64),
            "width": bound.width,
            "w": np.empty(inputs.number_slots * bound.width, np.int64),
            "x": np.empty(inputs.truth_slots * bound.width, np.int8),
        }
        self.loaded.call(*[handed[argument.name] for argument in self.program.arguments])
        count = int(written[0])
        if count < 0:
            return None
        arrays: dict[str, Any] = {
            name: columns[name][:count].copy()
            if name in columns
            else np.full(count, _BEFORE[name], np.int64)
            for name in ARRAYS
        }
        found = Intervals(service=self.rule.service, holder=self.rule.holder, **arrays)
        return Part(first_unit=first, intervals=_in_order(found), settled=settled)


def _in_order(found: Intervals) -> Intervals:
    """By subject, then by day; the kernel writes a unit's rows as the days come."""
    ascending = np.all(found.row[1:] >= found.row[:-1])
    return found if ascending else found.where(np.argsort(found.row, kind="stable"))


def compile_calendar(
    rule: ServiceRule, *, cache: Path, program: Program | None = None
) -> CalendarKernel:
    """The calendar's kernel of a service, compiled or taken from the cache folder.

    Figures are no part of it. `program` is its text, if it was written before. Problems RULE901 (cache cannot be written), RULE903 (more clauses
    than a reading can report).
    """
    demand_few_clauses(rule)
    if program is None:
        program = write_program(rule, calendar=True)
    signature, uses_dates = program.signature, program.uses_dates
    return CalendarKernel(
        rule=rule,
        program=program,
        constants=compile(program.constants, "<constants>", "exec"),
        loaded=load(cache, program.kernel, signature=signature, uses_dates=uses_dates),
        cache=cache,
    )


def read_calendars(
    kernels: Sequence[CalendarKernel],
    population: Population,
    timeline: Timeline,
    *,
    threads: int = 1,
    units_per_batch: int = UNITS_PER_BATCH,
) -> Iterator[Part]:
    """The calendars of several services, service by service, each batch by batch of units.

    At any moment only a few batches are held, whatever the size of the population.
    """
    cuts = range(0, population.units, units_per_batch)

    def tasks() -> Iterable[tuple[CalendarKernel, BoundCalendar, int]]:
        for kernel in kernels:
            bound = kernel.bind(population, timeline)
            for first in cuts:
                yield kernel, bound, first

    waiting: deque[Future[Part]] = deque()
    with ThreadPoolExecutor(threads) as pool:
        try:
            for kernel, bound, first in tasks():
                last = min(first + units_per_batch, population.units)
                waiting.append(pool.submit(kernel.read_bound, bound, first, last))
                if len(waiting) > 2 * threads:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def joined(parts: Sequence[Part]) -> Intervals:
    """The intervals of one service from several parts, in the order of the units."""
    ordered = [part.intervals for part in sorted(parts, key=lambda part: part.first_unit)]
    if len(ordered) == 1:
        return ordered[0]
    arrays: dict[str, Any] = {
        name: np.concatenate([getattr(part, name) for part in ordered]) for name in ARRAYS
    }
    return replace(ordered[0], **arrays)
