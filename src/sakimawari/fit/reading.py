"""The calendars of a night written into a run: of everybody, or of those to be read again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sakimawari.fit.calendar import Sheet, calendar_table
from sakimawari.fit.findings import Progress
from sakimawari.fit.frame import Frame
from sakimawari.fit.missing import lacking
from sakimawari.fit.store import RunWriter
from sakimawari.fit.subset import select_units
from sakimawari.packs.catalogue import Catalogue
from sakimawari.rules.kernel import CalendarKernel, compile_calendars
from sakimawari.rules.kernel.calendar import UNITS_PER_BATCH
from sakimawari.rules.population import Int64s, Population
from sakimawari.rules.timeline import Timeline
from sakimawari.rules.tree import Fact


def calendars_of(
    catalogue: Catalogue, cache: Path, *, workers: int = 1, progress: Progress | None = None
) -> list[CalendarKernel]:
    """Calendar kernels of all services, from the cache where their text is unchanged."""

    def done(ready: int, total: int) -> None:
        if progress is not None:
            progress("compile", ready, total)

    rules = [service.rule for service in catalogue.services.values()]
    return compile_calendars(rules, cache, workers=workers, done=done)


@dataclass(frozen=True, slots=True, kw_only=True)
class Everybody:
    """A population with what its calendar is written against."""

    population: Population
    facts: Sequence[Fact]
    frame: Frame
    timeline: Timeline
    layer: int

    def sheet(self) -> Sheet:
        """For the whole population."""
        return Sheet(
            frame=self.frame,
            lacks=lacking(self.population, self.facts),
            timeline=self.timeline,
            layer=self.layer,
            unit_of_person=_unit_of_person(self.population),
        )

    def some(self, units: npt.NDArray[np.int64]) -> tuple[Population, Sheet]:
        """Some units taken out, with the way back."""
        subset = select_units(self.population, units)
        sheet = Sheet(
            frame=self.frame,
            lacks=lacking(subset.population, self.facts),
            timeline=self.timeline,
            layer=self.layer,
            people_rows=subset.people_rows,
            unit_rows=subset.unit_rows,
            unit_of_person=_unit_of_person(subset.population),
        )
        return subset.population, sheet


def _unit_of_person(population: Population) -> Int64s:
    return np.repeat(np.arange(population.units), np.diff(population.offsets)).astype(np.int64)


def write_calendars(
    writer: RunWriter,
    work: Sequence[tuple[CalendarKernel, Population, Sheet]],
    *,
    threads: int = 1,
    progress: Progress | None = None,
) -> Mapping[str, Int64s]:
    """Read and write one layer of each service; until when each unit read is settled, by service.

    Services go side by side, each in one thread; the same files whatever the number of threads.
    """
    settled: dict[str, Int64s] = {}
    with ThreadPoolExecutor(max(threads, 1)) as pool:
        tasks = {pool.submit(_write_one, writer, *each): each[0].rule.service for each in work}
        try:
            for number, done in enumerate(as_completed(tasks)):
                settled[tasks[done]] = done.result()
                if progress is not None:
                    progress("calendar", number + 1, len(tasks))
        finally:
            for task in tasks:
                task.cancel()
    return settled


def _write_one(
    writer: RunWriter, kernel: CalendarKernel, population: Population, sheet: Sheet
) -> Int64s:
    bound = kernel.bind(population, sheet.timeline)
    settled = np.empty(population.units, np.int64)

    def pieces() -> Iterator[pa.Table]:
        for first in range(0, population.units, UNITS_PER_BATCH):
            last = min(first + UNITS_PER_BATCH, population.units)
            part = kernel.read_bound(bound, first, last)
            settled[first:last] = part.settled
            yield calendar_table(sheet, kernel.rule, part.intervals)

    writer.calendar(kernel.rule.service, sheet.layer, pieces())
    return settled
