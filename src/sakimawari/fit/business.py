"""Companies: their rights read every night, whole, from the part of a snapshot they stand in.

They are a few thousand, and nothing of them is told before its day: what a night finds of them is
what a whole night would find.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sakimawari.fit.frame import frame_of
from sakimawari.fit.reading import Everybody, write_calendars
from sakimawari.fit.store import RunWriter
from sakimawari.registry.companies import companies_of
from sakimawari.registry.mapped import map_snapshot
from sakimawari.registry.store import Snapshot
from sakimawari.rules.kernel import CalendarKernel
from sakimawari.rules.timeline import Timeline
from sakimawari.rules.tree import Fact


def read_companies(
    kernels: Sequence[CalendarKernel],
    snapshot: Snapshot,
    facts: Sequence[Fact],
    writer: RunWriter,
    *,
    timeline: Timeline,
    layer: int,
) -> None:
    """Write one layer of the calendar of each service; empty ones where no company is known."""
    apart = companies_of(snapshot)
    if apart is None or not apart.households().num_rows:
        for kernel in kernels:
            writer.calendar(kernel.rule.service, layer, ())
        return
    writer.link_companies(apart.folder)
    mapped = map_snapshot(apart)
    population = mapped.population(facts)
    nobody_closed = np.zeros(population.units, np.bool_)
    everybody = Everybody(
        population=population,
        facts=facts,
        frame=frame_of(mapped, population, nobody_closed),
        timeline=timeline,
        layer=layer,
    )
    sheet = everybody.sheet()
    write_calendars(writer, [(kernel, population, sheet) for kernel in kernels])
