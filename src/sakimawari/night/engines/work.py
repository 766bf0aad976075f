"""The work on one part of a city: the same on this machine and in the worker of a cluster."""

from __future__ import annotations

import hashlib
import os
import pickle
import shutil
import socket
import tempfile
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pyarrow as pa

import sakimawari
from sakimawari.fit.parts import Share, rows_written
from sakimawari.fit.reading import calendars_of
from sakimawari.fit.run import Task, evaluate_part
from sakimawari.fit.store import RunWriter
from sakimawari.packs.catalogue import Catalogue
from sakimawari.problems import Place, fault
from sakimawari.registry.part import Citywide, part_of
from sakimawari.registry.store import Snapshot, open_snapshot
from sakimawari.rules.kernel import CalendarKernel

SCRATCH = "sakimawari-kernels"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What every worker is told. It holds no key and no name: only paths, dates and rules.

    `snapshot`, `cache` and `folder` (where parts are written) lie on storage all workers share.
    `citywide` is what a part cannot tell, by opaque key. `software` and `manifest` are
    hashes by which a worker knows that it runs the same program over the same snapshot.
    """

    snapshot: Path
    manifest: str
    software: str
    catalogue: bytes
    task: Task
    citywide: Citywide
    cache: Path
    folder: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a worker wrote: the folder, how many rows in each file, how long, with what memory."""

    number: int
    ward: str
    folder: str
    rows: dict[str, int]
    people: int
    worker: str
    seconds: float
    cpu: float  # seconds of processor time
    peak_mib: float


def job_for(
    snapshot: Snapshot,
    catalogue: Catalogue,
    *,
    task: Task,
    citywide: Citywide,
    cache: Path,
    folder: Path,
) -> Job:
    """The job of a night on a snapshot, its paths made absolute."""
    return Job(
        snapshot=snapshot.folder.resolve(),
        manifest=_manifest_hash(snapshot.folder),
        software=software_hash(),
        catalogue=pickle.dumps(catalogue),
        task=task,
        citywide=citywide,
        cache=cache.resolve(),
        folder=folder.resolve(),
    )


def work_on(job: Job, share: Share, *, attempt: str) -> Receipt:
    """Write the tables of one part into a folder of this attempt's own.

    A second attempt at the same part writes another folder, and only what a receipt names is ever
    read: parts may be tried again, or twice at once, and nothing counts twice. Problems SPARK003
    (this worker does not see the snapshot), SPARK004 (it sees another, or runs another program).
    """
    started, worked = time.perf_counter(), time.process_time()
    pa.set_cpu_count(job.task.threads)
    snapshot = _same_snapshot(job.snapshot, job.manifest)
    catalogue, kernels = _ready(job.software, job.catalogue, job.cache)
    part = part_of(snapshot, share.first_unit, share.last_unit, citywide=job.citywide)
    draft = job.folder / f"{share.number}.{attempt}.unfinished"
    draft.mkdir(parents=False)
    evaluate_part(kernels, part, catalogue, RunWriter(folder=draft), task=job.task)
    done = draft.rename(draft.with_suffix(""))
    return Receipt(
        number=share.number,
        ward=share.ward,
        folder=done.name,
        rows=rows_written(done),
        people=part.last_person - part.first_person,
        worker=f"{socket.gethostname()}/{os.getpid()}",
        seconds=time.perf_counter() - started,
        cpu=time.process_time() - worked,
        peak_mib=_peak_mib(),
    )


@lru_cache(maxsize=1)
def _same_snapshot(folder: Path, manifest: str) -> Snapshot:
    if not (folder / "manifest.json").is_file():
        raise fault(
            "SPARK003",
            "a worker does not see the snapshot under the path the driver gave it",
            "mount the city's folder on every worker under the same path, and name it by --dir",
            where=Place(file=folder.name),
        )
    if _manifest_hash(folder) != manifest:
        raise fault(
            "SPARK004",
            "a worker sees another snapshot under the path the driver gave it",
            "mount the same storage on every worker, not a copy of it",
            where=Place(file=folder.name),
        )
    return open_snapshot(folder)


@lru_cache(maxsize=1)
def _ready(software: str, catalogue: bytes, cache: Path) -> tuple[Catalogue, list[CalendarKernel]]:
    """Rules and kernels, once for each process."""
    if software_hash() != software:
        raise fault(
            "SPARK004",
            "a worker runs another version of this program than the driver",
            "install the same version on every worker, or ship the environment with the job",
        )
    read: Catalogue = pickle.loads(catalogue)  # written by the driver, of this same version
    return read, calendars_of(read, _own_cache(cache))


def _own_cache(shared: Path) -> Path:
    """A cache of compiled rules on this worker's own disk, filled from the driver's.

    One folder for all processes of a worker; kernels appear in it by one rename each. A worker with
    another processor finds nothing in the driver's that fits and compiles its own.
    """
    own = Path(tempfile.gettempdir()) / f"{SCRATCH}-{os.getuid()}"
    own.mkdir(exist_ok=True, mode=0o700)
    about = own.lstat()
    if about.st_uid != os.getuid() or about.st_mode & 0o077:  # what others may write is not run
        own = Path(tempfile.mkdtemp(prefix=f"{SCRATCH}-"))
    kernels = own / "kernels"
    kernels.mkdir(exist_ok=True, mode=0o700)
    for source in sorted((shared / "kernels").glob("[!.]*")):
        if not (kernels / source.name).exists():
            _copied(source, kernels)
    return own


def _copied(source: Path, kernels: Path) -> None:
    draft = Path(tempfile.mkdtemp(prefix=f".unfinished-{os.getpid()}-", dir=kernels))
    try:
        shutil.copytree(
            source, draft / source.name
        )  # with its times: compiled code is known by them
        (draft / source.name).rename(kernels / source.name)
    except OSError:
        pass  # another process was first, or it will be compiled
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _manifest_hash(folder: Path) -> str:
    return hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest()


@lru_cache(maxsize=1)
def software_hash() -> str:
    """SHA-256 over the modules of this program: equal code, equal hash."""
    root = Path(sakimawari.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _peak_mib() -> float:
    """The most resident memory this process ever had, in MiB; 0 where the system does not say."""
    status = Path("/proc/self/status")
    if not status.is_file():
        return 0.0
    return int(status.read_text(encoding="ascii").split("VmHWM:")[1].split()[0]) / 1024
