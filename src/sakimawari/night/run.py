"""The order of a night: snapshot → rules → calendar → laid out by household → a published run."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sakimawari import __version__
from sakimawari.fit.findings import Progress
from sakimawari.fit.run import Task, evaluate, lay_out
from sakimawari.fit.served.run import figures_of, open_served
from sakimawari.fit.store import Run, RunWriter, content_hash, open_run
from sakimawari.fit.trends import keep_night
from sakimawari.night.engines.local import Engine
from sakimawari.night.engines.work import software_hash
from sakimawari.packs.catalogue import Catalogue
from sakimawari.problems import Problems, fault
from sakimawari.registry.mapped import map_snapshot
from sakimawari.registry.publishing import pointed, publish, staging
from sakimawari.registry.store import current_snapshot, open_snapshot

RUNS = "runs"


@dataclass(frozen=True, slots=True, kw_only=True)
class NightReport:
    """A finished night: its run, and how long it took."""

    run: Run
    seconds: float

    def summary(self) -> list[Mapping[str, Any]]:
        """Totals of the whole city by service, in the order of their slugs.

        `registered` says whether a register tells who receives it: where none does, nobody can
        be known to receive it, and all who are entitled count as unclaimed.
        """
        figures = figures_of(self.run)
        services = self.run.services()
        return [
            {
                "service": slug,
                "name": figures.services[slug],
                **asdict(counts),
                "registered": services[slug]["received_as"] is not None,
            }
            for slug, counts in figures.by_service().items()
        ]


def run_night(
    home: Path,
    catalogue: Catalogue,
    *,
    task: Task,
    engine: Engine = evaluate,
    progress: Progress | None = None,
) -> NightReport:
    """Turn the current snapshot into a run and publish it; a crash leaves the last run current.

    What the last run found still counts for households of which nothing has changed; an engine
    that works in parts reads everybody anew. Every engine gives the same rows.
    """
    started = time.perf_counter()
    mapped = map_snapshot(open_snapshot(current_snapshot(home)))
    if not mapped.snapshot.manifest["people"]:
        raise fault(
            "SNAP012",
            "the current snapshot holds no residents, so nobody can be entitled to anything",
            "load a folder with the resident records (住民記録) in it",
        )
    last = None if task.whole else last_run(home)
    name = f"{task.on:%Y-%m-%d}"
    with staging(home / RUNS, name) as hidden:
        writer = RunWriter(folder=hidden)
        done = engine(
            mapped,
            catalogue,
            writer,
            task=task,
            cache=home / "cache",
            last=last,
            progress=progress,
        )
        files = writer.hashes(done.follows)
        snapshot = mapped.snapshot.folder.name
        content = content_hash({**files, "snapshot": snapshot, "packs": catalogue.hash})
        writer.manifest(
            {
                "on": task.on.isoformat(),
                "months": task.months,
                "final": task.final.isoformat(),
                "layer": done.layer,
                "follows": None if done.follows is None else done.follows.folder.name,
                "read_again": done.read_again,
                "snapshot": snapshot,
                "packs": catalogue.hash,
                "content": content,
                "software": __version__,
                "engine": software_hash(),
                "files": files,
                "seconds": round(time.perf_counter() - started, 3),
            }
        )
        # Before the run is shown, so that no page of it has to wait.
        open_served(open_run(hidden), cache=home / "cache", threads=task.threads, progress=progress)
        folder = publish(hidden, f"{name}-{content[:8]}")
    run = open_run(folder)
    keep_night(home, run, figures_of(run))
    return NightReport(run=run, seconds=time.perf_counter() - started)


def lay_out_current(home: Path, catalogue: Catalogue, *, progress: Progress | None = None) -> None:
    """After a load: lay the snapshot out, so that neither the night nor a desk has to wait."""
    lay_out(map_snapshot(open_snapshot(current_snapshot(home))), catalogue, progress)


def last_run(home: Path) -> Run | None:
    """The run published last, if it is whole and what this very program would have written."""
    try:
        run = current_run(home)
    except (Problems, OSError, ValueError, KeyError):
        return None
    whole = all((run.folder / name).is_file() for name in run.manifest["files"])
    return run if whole and run.manifest.get("engine") == software_hash() else None


def current_run(home: Path) -> Run:
    """The run published last. Raises SNAP011 if there is none."""
    name = pointed(home / RUNS)
    if name is None:
        raise fault("SNAP011", "no night has been run yet", "run `sakimawari night` first")
    return open_run(home / RUNS / name)
