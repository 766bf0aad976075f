"""Engines of one machine: the whole city at once, or part by part with the memory of one part."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from sakimawari.fit.closed import closed_keys
from sakimawari.fit.findings import Progress
from sakimawari.fit.parts import join_parts, shares_of
from sakimawari.fit.run import Task, kernels_of
from sakimawari.fit.store import RunWriter
from sakimawari.night.engines.work import job_for, work_on
from sakimawari.packs.catalogue import Catalogue
from sakimawari.registry.store import Snapshot
from sakimawari.rules.figures import days


class Engine(Protocol):
    """Fills the tables of a run from a snapshot; `fit.run.evaluate` is the plainest one."""

    def __call__(
        self,
        snapshot: Snapshot,
        catalogue: Catalogue,
        writer: RunWriter,
        *,
        task: Task,
        cache: Path,
        progress: Progress | None = None,
    ) -> None: ...


def part_by_part(*, most_units: int) -> Engine:
    """An engine that holds no more than `most_units` households at a time."""

    def engine(
        snapshot: Snapshot,
        catalogue: Catalogue,
        writer: RunWriter,
        *,
        task: Task,
        cache: Path,
        progress: Progress | None = None,
    ) -> None:
        kernels_of(catalogue, cache, workers=task.threads, progress=progress)
        shares = shares_of(snapshot.manifest, most_units=most_units)
        closed = closed_keys(snapshot, days(task.on))
        with parts_folder(writer.folder) as folder:
            job = job_for(snapshot, catalogue, task=task, closed=closed, cache=cache, folder=folder)
            done = []
            for share in shares:
                done.append(folder / work_on(job, share, attempt="0").folder)
                if progress is not None:
                    progress("parts", len(done), len(shares))
            join(writer, done, catalogue, progress=progress)

    return engine


@contextmanager
def parts_folder(run: Path) -> Iterator[Path]:
    """A folder for parts inside the one a run is made in; gone before the run is published."""
    folder = run / "parts"
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def join(
    writer: RunWriter, folders: list[Path], catalogue: Catalogue, *, progress: Progress | None
) -> None:
    """Join the parts into the tables of the run."""
    services = list(catalogue.services)
    for number, _ in enumerate(join_parts(writer, folders, services)):
        if progress is not None:
            progress("join", number + 1, len(services))
