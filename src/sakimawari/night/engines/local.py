"""Engines of one machine: the whole city at once, or part by part with the memory of one part."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from sakimawari.fit.closed import closed_keys
from sakimawari.fit.findings import Progress
from sakimawari.fit.parts import Share, join_parts, shares_of
from sakimawari.fit.reading import calendars_of
from sakimawari.fit.run import Evaluated, Task, write_companies, write_surroundings
from sakimawari.fit.store import Run, RunWriter
from sakimawari.night.engines.work import Job, job_for, work_on
from sakimawari.packs.catalogue import Catalogue
from sakimawari.registry.mapped import MappedSnapshot
from sakimawari.registry.part import Citywide, programmes_named
from sakimawari.registry.store import Snapshot
from sakimawari.rules.figures import days


class Engine(Protocol):
    """Fills a run from a snapshot; `fit.run.evaluate` is the plainest one."""

    def __call__(
        self,
        mapped: MappedSnapshot,
        catalogue: Catalogue,
        writer: RunWriter,
        *,
        task: Task,
        cache: Path,
        last: Run | None = None,
        progress: Progress | None = None,
    ) -> Evaluated: ...


Spread = Callable[[Job, Sequence[Share]], list[Path]]


def part_by_part(*, most_units: int) -> Engine:
    """An engine that holds no more than `most_units` households at a time; reads everybody anew."""

    def engine(
        mapped: MappedSnapshot,
        catalogue: Catalogue,
        writer: RunWriter,
        *,
        task: Task,
        cache: Path,
        last: Run | None = None,
        progress: Progress | None = None,
    ) -> Evaluated:
        def one_by_one(job: Job, shares: Sequence[Share]) -> list[Path]:
            done = []
            for share in shares:
                done.append(job.folder / work_on(job, share, attempt="0").folder)
                if progress is not None:
                    progress("parts", len(done), len(shares))
            return done

        city = mapped.snapshot, catalogue
        return in_parts(
            city,
            writer,
            one_by_one,
            task=task,
            cache=cache,
            most_units=most_units,
            progress=progress,
        )

    return engine


def in_parts(
    city: tuple[Snapshot, Catalogue],
    writer: RunWriter,
    spread: Spread,
    *,
    task: Task,
    cache: Path,
    most_units: int,
    progress: Progress | None,
) -> Evaluated:
    """A run from parts that `spread` has somebody work on; it says where they lie, in order.

    Companies are few: they are read here, whole.
    """
    snapshot, catalogue = city
    residents = catalogue.residents
    kernels = calendars_of(residents, cache, workers=task.threads, progress=progress)
    with _parts_folder(writer.folder) as folder:
        job = job_for(
            snapshot,
            residents,
            task=task,
            citywide=Citywide(
                closed=closed_keys(snapshot, days(task.on)), programmes=programmes_named(snapshot)
            ),
            cache=cache,
            folder=folder,
        )
        parts = spread(job, shares_of(snapshot.manifest, most_units=most_units))
        services = list(residents.services)
        for number, _ in enumerate(join_parts(writer, parts, services)):
            if progress is not None:
                progress("join", number + 1, len(services))
    kernels += write_companies(snapshot, catalogue, writer, task=task, cache=cache)
    write_surroundings(kernels, snapshot, catalogue, writer, task=task)
    return Evaluated(layer=0, follows=None, read_again=None)


@contextmanager
def _parts_folder(run: Path) -> Iterator[Path]:
    """A folder for parts inside the one a run is made in; gone before the run is published."""
    folder = run / "parts"
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
