"""Loads a snapshot, reads every service for everyone, compares, and saves the tables of a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa

from sakimawari.fit.closed import protected_units
from sakimawari.fit.coming import Changes, coming_changes, first_of_months
from sakimawari.fit.findings import Findings, Progress, find
from sakimawari.fit.frame import Frame, ages_on
from sakimawari.fit.gap import in_force, take_up_gap
from sakimawari.fit.missing import MissingFacts, lacking, missing_words
from sakimawari.fit.store import RunWriter
from sakimawari.fit.tables import (
    Result,
    coming_table,
    deadlines_table,
    entitlements_table,
    gap_table,
    holder_rows,
    summary_table,
)
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.pack import Service
from sakimawari.registry.store import Snapshot
from sakimawari.rules.dates import fiscal_year
from sakimawari.rules.figures import Figures, days
from sakimawari.rules.kernel import Kernel, compile_all
from sakimawari.rules.population import Int64s, Population


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a run is asked for: the date, how far ahead to look, and with how many threads."""

    on: date
    months: int
    threads: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What every service of a run is read against."""

    population: Population
    frame: Frame
    figures: Figures
    receiving: Mapping[str, Int64s]  # rows of people by programme, in force on the date
    lacks: MissingFacts


def kernels_of(
    catalogue: Catalogue, cache: Path, *, workers: int = 1, progress: Progress | None = None
) -> list[Kernel]:
    """Kernels of all services, from the cache where their text is unchanged."""

    def done(ready: int, total: int) -> None:
        if progress is not None:
            progress("compile", ready, total)

    rules = [service.rule for service in catalogue.services.values()]
    return compile_all(rules, cache, workers=workers, done=done)


def evaluate(
    snapshot: Snapshot,
    catalogue: Catalogue,
    writer: RunWriter,
    *,
    task: Task,
    cache: Path,
    progress: Progress | None = None,
) -> None:
    """Fill the tables of a run: entitlements, gap, coming, deadlines and summary."""
    kernels = kernels_of(catalogue, cache, workers=task.threads, progress=progress)
    evaluate_with(kernels, snapshot, catalogue, writer, task=task, progress=progress)


def evaluate_with(
    kernels: Sequence[Kernel],
    snapshot: Snapshot,
    catalogue: Catalogue,
    writer: RunWriter,
    *,
    task: Task,
    progress: Progress | None = None,
) -> None:
    """`evaluate` with kernels at hand; `snapshot` may be a part of one."""
    population = snapshot.population(catalogue.facts_needed())
    figures = catalogue.figures(task.on)
    findings = find(kernels, population, figures, threads=task.threads, progress=progress)
    ground = lay_ground(snapshot, catalogue, population, figures)
    changes = coming_changes(
        kernels,
        population,
        catalogue.figures,
        today=(task.on, findings),
        months=task.months,
        threads=task.threads,
        progress=progress,
    )
    horizon = days(first_of_months(task.on, task.months)[-1]) if task.months else days(task.on)
    for number, (slug, service) in enumerate(catalogue.services.items()):
        mine = [c for c in changes if c.service == slug]
        _write_service(writer, ground, service, (findings[slug], mine), until=horizon)
        if progress is not None:
            progress("write", number + 1, len(catalogue.services))


def lay_ground(
    snapshot: Snapshot, catalogue: Catalogue, population: Population, figures: Figures
) -> Ground:
    """Frame, register of recipients and missing facts of a snapshot on the date of `figures`."""
    on = figures.on
    facts = catalogue.facts_needed()
    people, households = snapshot.people(), snapshot.households()
    return Ground(
        population=population,
        frame=Frame(
            people=people,
            households=households,
            ages=ages_on(population, on),
            heads=np.asarray(households["head"].combine_chunks()),
            protected=protected_units(snapshot, people, population.units, on),
        ),
        figures=figures,
        receiving=_receiving_rows(snapshot.receiving(), on),
        lacks=lacking(population, facts, year=fiscal_year(on), on=on),
    )


def _receiving_rows(receiving: pa.Table, on: int) -> Mapping[str, Int64s]:
    holds = in_force(receiving["since"].to_numpy(), receiving["until"].to_numpy(), on=on)
    current = receiving.select(["programme", "row"]).filter(pa.array(holds))
    rows = np.asarray(current["row"]).astype(np.int64)
    programmes = np.asarray(current["programme"].cast(pa.string()).to_pylist(), dtype=object)
    return {name: rows[programmes == name] for name in set(programmes.tolist())}


def _write_service(
    writer: RunWriter,
    ground: Ground,
    service: Service,
    found: tuple[Findings, list[Changes]],
    *,
    until: int,
) -> None:
    findings, changes = found
    result = _result(ground, service, findings)
    frame, on = ground.frame, ground.figures.on
    writer.append("entitlements", entitlements_table(frame, result))
    writer.append("gap", gap_table(frame, result))
    for change in changes:
        writer.append("coming", coming_table(frame, change))
    writer.append("deadlines", deadlines_table(frame, result, on=on, until=until))
    writer.append("summary", summary_table(frame, result, changes, on=on, until=until))


def _result(ground: Ground, service: Service, findings: Findings) -> Result:
    frame = ground.frame
    units = np.asarray(frame.people["unit"])
    rows = ground.receiving.get(service.received_as or "", np.empty(0, np.int64))
    receiving = holder_rows(service.holder, rows, units)
    gap = take_up_gap(findings, receiving, subjects=ground.population.rows(service.holder))
    return Result(
        service=service.slug,
        name=service.name,
        amount_unit=service.rule.amount.unit if service.rule.amount else None,
        is_benefit=service.is_benefit,
        findings=findings,
        gap=gap,
        receiving_rows=receiving,
        missing=missing_words(
            service.rule,
            findings,
            frame.units(service.holder, findings.rows).astype(np.int64),
            lacks=ground.lacks,
            figures=ground.figures,
        ),
    )
