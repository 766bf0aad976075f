"""Loads a snapshot, reads the calendar of every right, and saves the tables of a run."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sakimawari.fit.again import Again, Tonight, what_changed
from sakimawari.fit.business import read_companies
from sakimawari.fit.closed import closed_units, protected_units
from sakimawari.fit.findings import Progress
from sakimawari.fit.frame import Frame, as_text, frame_of
from sakimawari.fit.gap import times_a_year
from sakimawari.fit.horizon import BEYOND, horizon
from sakimawari.fit.identity import known_by
from sakimawari.fit.reading import Everybody, calendars_of, write_calendars
from sakimawari.fit.schema import SERVICES, UNITS
from sakimawari.fit.store import RENEWALS, Run, RunWriter
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.pack import Service
from sakimawari.registry.mapped import MappedSnapshot, map_part
from sakimawari.registry.part import SnapshotPart
from sakimawari.registry.store import Snapshot
from sakimawari.rules.figures import days
from sakimawari.rules.kernel import CalendarKernel
from sakimawari.rules.walk import facts_of, parameters_of, roots_of, tables_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a run is asked for: the date, how far ahead to look, and with how many threads.

    `whole` reads everything anew even where the last run still counts.
    """

    on: date
    months: int
    threads: int
    whole: bool = False

    @property
    def final(self) -> date:
        """The last day of the calendar."""
        return horizon(self.on, self.months)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluated:
    """What a night did: its layer, the run it follows, households read again (None: all)."""

    layer: int
    follows: Run | None
    read_again: int | None


def evaluate(
    mapped: MappedSnapshot,
    catalogue: Catalogue,
    writer: RunWriter,
    *,
    task: Task,
    cache: Path,
    last: Run | None = None,
    progress: Progress | None = None,
) -> Evaluated:
    """Fill a run: tonight's calendar of every right, what the last run found where it still counts."""
    kernels = calendars_of(catalogue.residents, cache, workers=task.threads, progress=progress)
    facts = catalogue.residents.facts_needed()
    population = mapped.population(facts)
    frame = frame_of(mapped, population, protected_units(mapped, days(task.on)))
    keys, fingerprint = known_by(mapped, population, facts, frame)
    tonight = Tonight(
        on=task.on,
        final=task.final,
        keys=keys,
        fingerprint=fingerprint,
        closed=frame.closed,
        rules={kernel.rule.service: rule_hash(kernel, catalogue) for kernel in kernels},
    )
    again = None if task.whole or last is None else what_changed(tonight, last)
    layer = 0 if again is None else again.layer
    everybody = Everybody(
        population=population,
        facts=facts,
        frame=frame,
        timeline=catalogue.timeline(task.on, task.final, reach=task.final + BEYOND),
        layer=layer,
    )
    settled = _read(
        everybody, kernels, writer, (again, last), threads=task.threads, progress=progress
    )
    writer.units([_units_table(frame, keys, fingerprint, settled)])
    kernels += write_companies(
        mapped.snapshot, catalogue, writer, task=task, cache=cache, layer=layer
    )
    write_surroundings(kernels, mapped.snapshot, catalogue, writer, task=task)
    return Evaluated(
        layer=layer,
        follows=None if again is None else last,
        read_again=None if again is None else len(again.units),
    )


def write_companies(
    snapshot: Snapshot,
    catalogue: Catalogue,
    writer: RunWriter,
    *,
    task: Task,
    cache: Path,
    layer: int = 0,
) -> list[CalendarKernel]:
    """The calendar of every right of companies, all of them anew; the kernels that read it."""
    about = catalogue.companies
    kernels = calendars_of(about, cache, workers=task.threads)
    timeline = about.timeline(task.on, task.final, reach=task.final + BEYOND)
    facts = about.facts_needed()
    read_companies(kernels, snapshot, facts, writer, timeline=timeline, layer=layer)
    return kernels


def lay_out(mapped: MappedSnapshot, catalogue: Catalogue, progress: Progress | None = None) -> None:
    """Make now what nights and desks would make of a snapshot at their first use."""
    facts = catalogue.residents.facts_needed()
    for number, fact in enumerate(facts):
        mapped.prepare_all([fact])
        if progress is not None:
            progress("laying out columns", number + 1, len(facts))
    population = mapped.population(facts)
    nobody_closed = np.zeros(population.units, np.bool_)
    known_by(mapped, population, facts, frame_of(mapped, population, nobody_closed))


def evaluate_part(
    kernels: list[CalendarKernel],
    part: SnapshotPart,
    catalogue: Catalogue,
    writer: RunWriter,
    *,
    task: Task,
) -> None:
    """The calendar of a part of a snapshot and its households: what `evaluate` writes of them."""
    mapped, facts = map_part(part), catalogue.facts_needed()
    population = part.population(facts)
    frame = frame_of(mapped, population, closed_units(part))
    keys, fingerprint = known_by(mapped, population, facts, frame)
    everybody = Everybody(
        population=population,
        facts=facts,
        frame=frame,
        timeline=catalogue.timeline(task.on, task.final, reach=task.final + BEYOND),
        layer=0,
    )
    nothing = (None, None)
    settled = _read(everybody, kernels, writer, nothing, threads=task.threads, progress=None)
    writer.units([_units_table(frame, keys, fingerprint, settled)])


def write_surroundings(
    kernels: list[CalendarKernel],
    snapshot: Snapshot,
    catalogue: Catalogue,
    writer: RunWriter,
    *,
    task: Task,
) -> None:
    """What a run holds beside calendars and households: its services, the tables of its snapshot."""
    rules = {kernel.rule.service: rule_hash(kernel, catalogue) for kernel in kernels}
    writer.services(_services_table(catalogue, rules), _renewals_table(catalogue, task))
    writer.link_snapshot(snapshot.folder)


def _units_table(
    frame: Frame,
    keys: npt.NDArray[np.int64],
    fingerprint: npt.NDArray[np.int64],
    settled: npt.NDArray[np.int64],
) -> pa.Table:
    until = pa.array(settled.astype(np.int32)).cast(pa.date32())
    columns = [as_text(frame.household), keys, fingerprint, until, frame.closed]
    return pa.table(columns, names=UNITS.schema.names)


def _read(
    everybody: Everybody,
    kernels: list[CalendarKernel],
    writer: RunWriter,
    earlier: tuple[Again | None, Run | None],
    *,
    threads: int,
    progress: Progress | None,
) -> npt.NDArray[np.int64]:
    """Read what must be read; until when each household is settled, over all services."""
    again, last = earlier
    if again is None or last is None:
        sheet = everybody.sheet()
        work = [(kernel, everybody.population, sheet) for kernel in kernels]
        found = write_calendars(writer, work, threads=threads, progress=progress)
        forever = np.full(everybody.population.units, np.iinfo(np.int32).max, np.int64)
        settled: npt.NDArray[np.int64] = np.min([forever, *found.values()], axis=0)
        return settled
    writer.link_layers(last, again.kept)
    settled = again.settled.copy()
    work = []
    if len(again.units):
        some, sheet = everybody.some(again.units)
        work += [(kernel, some, sheet) for kernel in kernels if kernel.rule.service in again.kept]
    if again.services:
        sheet = everybody.sheet()
        anew = [kernel for kernel in kernels if kernel.rule.service in again.services]
        work += [(kernel, everybody.population, sheet) for kernel in anew]
    found = write_calendars(writer, work, threads=threads, progress=progress)
    if len(again.units):
        of_kept = [found[slug] for slug in found if slug in again.kept]
        if of_kept:
            settled[again.units] = np.min(of_kept, axis=0)
    for slug in again.services:
        settled = np.minimum(settled, found[slug])
    replaced = pa.concat_arrays([as_text(everybody.frame.household[again.units]), again.vanished])
    if len(replaced):
        writer.replaced(again.layer, replaced)
    return settled


def rule_hash(kernel: CalendarKernel, catalogue: Catalogue) -> str:
    """A hash of everything that decides a service: text, figures with their dates, names told."""
    rule, roots = kernel.rule, roots_of(kernel.rule)
    parts = [
        kernel.program.kernel,
        kernel.program.constants,
        *(repr(fact) for fact in facts_of(*roots)),
        *(clause.id for clause in rule.clauses),
        *(repr(catalogue.parameters[each.name]) for each in parameters_of(*roots)),
    ]
    for table in tables_of(*roots):
        for version in catalogue.tables[table.name].versions:
            cells, outputs = version.rows.cells.tolist(), version.rows.outputs.tolist()
            parts.append(repr((table, version.since, version.provenance, cells, outputs)))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _services_table(catalogue: Catalogue, rules: Mapping[str, str]) -> pa.Table:
    services = catalogue.services.values()
    rows = [_service_row(service, rules[service.slug]) for service in services]
    return pa.Table.from_pylist(rows, schema=SERVICES.schema)


def _service_row(service: Service, rule: str) -> dict[str, object]:
    unit = service.rule.amount.unit if service.rule.amount else ""
    times = times_a_year(unit) if service.is_benefit else 0
    return {
        "service": service.slug,
        "name": service.name,
        "subject_kind": service.holder.value,
        "received_as": service.received_as,
        "unit_of_amount": unit,
        "times_a_year": times,
        "rule": rule,
    }


def _renewals_table(catalogue: Catalogue, task: Task) -> pa.Table:
    rows = [
        {"service": service.slug, "what": renewal.name, "by": by}
        for service in catalogue.services.values()
        for renewal in service.renewals
        for by in renewal.last_days(task.on, task.final)
    ]
    return pa.Table.from_pylist(rows, schema=RENEWALS)
