"""The eligibility calendar of a population: every right of everyone, exact to the day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sakimawari.fit.findings import Progress
from sakimawari.rules.kernel import CalendarKernel, Part, read_calendars
from sakimawari.rules.population import Population
from sakimawari.rules.timeline import Timeline


def read_calendar(
    kernels: Sequence[CalendarKernel],
    population: Population,
    timeline: Timeline,
    *,
    threads: int = 1,
    progress: Progress | None = None,
) -> Iterator[Part]:
    """The calendars of several services, service by service, each batch by batch of units."""
    done, total = 0, len(kernels) * population.units
    for part in read_calendars(kernels, population, timeline, threads=threads):
        done += len(part.settled)
        if progress is not None:
            progress("calendar", done, total)
        yield part
