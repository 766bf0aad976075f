"""The engine for many machines: the same work on the same parts, inside Apache Spark.

The driver cuts the city along its wards, each part becomes one partition, and `mapInArrow` hands it
to a Python worker that runs the same kernels over it. Workers read the snapshot from storage that
all share and write their parts there; what travels through Spark are the receipts. Spark gives one
receipt for each part however often it had to try, and only what a receipt names is read.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from sakimawari.fit.findings import Progress
from sakimawari.fit.parts import Share, rows_written
from sakimawari.fit.run import Evaluated, Task
from sakimawari.fit.store import Run, RunWriter
from sakimawari.night.engines.local import Engine, in_parts
from sakimawari.night.engines.session import session
from sakimawari.night.engines.work import Job, Receipt, work_on
from sakimawari.packs.catalogue import Catalogue
from sakimawari.problems import Problem, Problems, fault
from sakimawari.registry.mapped import MappedSnapshot

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_ANSWER = "number long, receipt string, problems string"
_SECONDS_BETWEEN_LOOKS = 0.5

Told = Callable[[Sequence[Receipt]], None]


def on_spark(
    *,
    master: str | None,
    most_units: int,
    options: Sequence[tuple[str, str]] = (),
    told: Told | None = None,
) -> Engine:
    """An engine that works on a Spark cluster.

    `master` as Spark names it (spark://host:7077, yarn, k8s://…, local[2]); None leaves it to
    spark-submit and Spark's own settings. No part holds more than `most_units` households. `options`
    are settings of Spark; `told` is given the receipts, for who measures. Problems SPARK001 to 006.
    """

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
        with session(master, f"sakimawari night {task.on}", options) as spark:

            def everywhere(job: Job, shares: Sequence[Share]) -> list[Path]:
                one_thread = replace(job, task=replace(task, threads=1))  # one task, one core
                receipts = spread(spark, one_thread, shares, progress=progress)
                if told is not None:
                    told(receipts)
                return [_written(job.folder, receipt) for receipt in receipts]

            city = mapped.snapshot, catalogue
            return in_parts(
                city,
                writer,
                everywhere,
                task=task,
                cache=cache,
                most_units=most_units,
                progress=progress,
            )

    return engine


def spread(
    spark: SparkSession, job: Job, shares: Sequence[Share], *, progress: Progress | None = None
) -> list[Receipt]:
    """Work on every part somewhere in the cluster; their receipts in the order of the parts."""
    parts = spark.range(0, len(shares), 1, len(shares))  # one partition for each part
    answers = parts.mapInArrow(working(job, tuple(shares)), _ANSWER)
    with _watching(spark, len(shares), progress):
        try:
            rows = answers.collect()
        except Exception as error:
            raise _failed(error) from None
    found = {p for row in rows if row.problems for p in _problems(row.problems)}
    if found:
        raise Problems(sorted(found, key=lambda problem: problem.id))
    receipts = {row.number: Receipt(**json.loads(row.receipt)) for row in rows}
    return [receipts[share.number] for share in shares]


def working(
    job: Job, shares: tuple[Share, ...]
) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """What a Python worker runs over a partition: numbers of parts in, receipts out.

    A problem that another attempt would meet again is an answer; anything else is left to Spark,
    which tries the part again elsewhere.
    """

    def work(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        from pyspark import TaskContext

        context = TaskContext.get()
        assert context is not None
        attempt = str(context.taskAttemptId())
        for batch in batches:
            for number in batch.column(0).to_pylist():
                yield _answer(number, job, shares[number], attempt)

    return work


def _answer(number: int, job: Job, share: Share, attempt: str) -> pa.RecordBatch:
    receipt, problems = None, None
    try:
        receipt = json.dumps(asdict(work_on(job, share, attempt=attempt)))
    except Problems as found:
        problems = json.dumps(
            [{"id": p.id, "what": p.what, "do": p.do, "near": p.near} for p in found.found]
        )
    return pa.RecordBatch.from_pydict(
        {
            "number": pa.array([number], pa.int64()),
            "receipt": pa.array([receipt], pa.string()),
            "problems": pa.array([problems], pa.string()),
        }
    )


def _problems(text: str) -> list[Problem]:
    return [Problem(**each) for each in json.loads(text)]


def _written(folder: Path, receipt: Receipt) -> Path:
    """The folder a receipt names, if the driver sees in it what the worker wrote."""
    written = folder / receipt.folder
    try:
        seen = rows_written(written)
    except (OSError, pa.ArrowException):
        seen = {}
    if seen != receipt.rows:
        raise fault(
            "SPARK006",
            f"a worker wrote part {receipt.number} ({receipt.ward}), and the driver does not see it",
            "mount the city's folder, writable, under the same path on the driver and every worker",
        )
    return written


def _failed(error: Exception) -> Problems:
    """The kind of the fault, never its text: a traceback may quote what a worker was reading."""
    return fault(
        "SPARK005",
        f"the job was given up: {type(error).__name__}",
        "read the executors' logs on the cluster; nothing was published, the night can be run again",
    )


@contextmanager
def _watching(spark: SparkSession, parts: int, progress: Progress | None) -> Iterator[None]:
    """Tell how many parts are done while the job runs."""
    if progress is None:
        yield
        return
    context, ended = spark.sparkContext, threading.Event()
    group = "sakimawari"
    context.setJobGroup(group, "parts of the city")

    def look() -> None:
        while not ended.wait(_SECONDS_BETWEEN_LOOKS):
            progress("parts", min(_done(context, group), parts), parts)

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()
    progress("parts", parts, parts)


def _done(context: Any, group: str) -> int:
    tracker = context.statusTracker()
    jobs = (tracker.getJobInfo(job) for job in tracker.getJobIdsForGroup(group))
    stages = {stage for job in jobs if job is not None for stage in job.stageIds}
    return sum(info.numCompletedTasks for s in stages if (info := tracker.getStageInfo(s)))
