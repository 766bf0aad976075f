"""Reads and writes the folder of a plan: steps, what waits, manifest. Written by one rename, once.

Nothing in it names anybody, and yet it says what concerns whom: files are for their owner only.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sakimawari.problems import Place, Problems, fault
from sakimawari.reach.medium import Medium
from sakimawari.reach.plans.tables import LATER, STEPS
from sakimawari.reach.plans.values import Change, Plan, Step, Why
from sakimawari.reach.telling.staff_topic import StaffTopic
from sakimawari.reach.wording import staff_words

PLANS = "plans"
TOPICS = "topics.json"  # the words of staff, where a list came with some
AT_ONCE = 10_000  # steps read at a time
_HIDDEN = ".unfinished-"


def open_plan(home: Path, name: str) -> Plan:
    """A finished plan by its name; REACH020 where there is none."""
    path = home / PLANS / Path(name).name / "manifest.json"
    if name != Path(name).name or not path.is_file():
        raise fault(
            "REACH020",
            "there is no plan of this name",
            "look at `sakimawari reach status`, which lists the plans, newest first",
            where=Place(file=PLANS),
        )
    return Plan(folder=path.parent, manifest=json.loads(path.read_text(encoding="utf-8")))


def plan_names(home: Path) -> tuple[str, ...]:
    """The names of all finished plans, the newest first."""
    found = (path.parent for path in (home / PLANS).glob("[0-9]*/manifest.json"))
    order = sorted(found, key=lambda path: (path.name[:10], path.stat().st_mtime_ns), reverse=True)
    return tuple(path.name for path in order)


def steps_table(plan: Plan) -> pa.Table:
    """All steps of a plan, whole."""
    return pq.read_table(plan.folder / "steps.parquet", schema=STEPS)


def later_table(plan: Plan) -> pa.Table:
    """Those left for later, each with its reason."""
    return pq.read_table(plan.folder / "later.parquet", schema=LATER)


def topics_of(plan: Plan) -> dict[str, StaffTopic]:
    """What the plan tells in the words of staff, by slug; none where its lists name services alone."""
    path = plan.folder / TOPICS
    if TOPICS not in plan.manifest.get("files", {}) or not path.is_file():
        return {}
    return staff_words.from_json(json.loads(path.read_text(encoding="utf-8")))


def steps_of(plan: Plan, on: date, *, held_out: bool = True) -> Iterator[Step]:
    """The steps of a plan as they are carried out from a day on, in the order of the table.

    What was due before the day is due on it; what is of no use any more on it is left out.
    `held_out`: whether those are among them to whom nothing is sent.
    """
    with pq.ParquetFile(plan.folder / "steps.parquet") as file:
        for batch in file.iter_batches(batch_size=AT_ONCE):
            for row in batch.to_pylist():
                useful = row["useful_until"] is None or row["useful_until"] >= on
                if useful and (held_out or not row["held_out"]):
                    yield _step(row, plan.name, on)


def _step(row: dict[str, Any], plan: str, on: date) -> Step:
    return Step(
        id=row["step"],
        plan=plan,
        person=row["person"],
        household=row["household"],
        ward=row["ward"],
        town=row["town"],
        language=row["language"],
        large_text=row["large_text"],
        services=tuple(row["services"]),
        subjects=tuple(row["subjects"]),
        why=tuple(map(Why, row["why"])),
        media=(Medium(row["medium"]), *map(Medium, row["further"])),
        deadline=row["deadline"],
        yen=row["yen"],
        send_on=max(row["send_on"], on),
        useful_until=row["useful_until"],
        variant=row["variant"],
        held_out=row["held_out"],
        change=Change(row["change"]),
    )


# ---------------------------------------------------------------- writing


def content_hash(steps: pa.Table, later: pa.Table, rests_on: Mapping[str, Any]) -> str:
    """One hash over what a plan says and what it rests on: the same plan has the same one.

    What has changed since another plan does not count: it says nothing of this one.
    """
    digest = hashlib.sha256(json.dumps(rests_on, sort_keys=True, ensure_ascii=False).encode())
    for table in (steps.drop_columns(["change"]), later):
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as stream:
            stream.write_table(table.combine_chunks())
        digest.update(sink.getvalue())
    return digest.hexdigest()


@contextmanager
def alone(home: Path) -> Iterator[Path]:
    """Holds the folder of plans for this process and sweeps what a killed one left.

    REACH028 while another plan is being made here.
    """
    plans = home / PLANS
    plans.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (plans / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise fault(
                "REACH028",
                "another plan is being made in this folder",
                "wait until it is made, or stop it, and plan again",
                where=Place(file=PLANS),
            ) from None
        for left in plans.glob(f"{_HIDDEN}*"):
            shutil.rmtree(left)
        yield plans


def write_plan(
    plans: Path,
    name: str,
    steps: pa.Table,
    later: pa.Table,
    manifest: Mapping[str, Any],
    *,
    topics: Mapping[str, StaffTopic] | None = None,
) -> Plan:
    """Write a plan out of sight and show it by one rename; after a failure nothing is seen of it."""
    hidden = plans / f"{_HIDDEN}{name}"
    hidden.mkdir(mode=0o700)
    try:
        files = {}
        for file, table in (("steps.parquet", steps), ("later.parquet", later)):
            pq.write_table(table, hidden / file, compression="zstd", row_group_size=100_000)
            files[file] = _sealed_off(hidden / file)
        if topics:
            words = json.dumps(staff_words.as_json(topics), ensure_ascii=False, indent=1)
            (hidden / TOPICS).write_text(words + "\n", encoding="utf-8")
            files[TOPICS] = _sealed_off(hidden / TOPICS)
        told = {**manifest, "files": files}
        path = hidden / "manifest.json"
        path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        _sealed_off(path)
        _flush(hidden)
        hidden.rename(plans / name)
        _flush(plans)
    finally:
        shutil.rmtree(hidden, ignore_errors=True)
    return Plan(folder=plans / name, manifest=told)


def manifest_hash(plan: Plan) -> str:
    """One hash over all that a plan tells of itself, the hashes of its tables among it."""
    with (plan.folder / "manifest.json").open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def not_as_written(file: str) -> Problems:
    """REACH029: a file of a plan is not the one that was written."""
    return fault(
        "REACH029",
        "a table of the plan is not the one that was written",
        "do not carry this plan out; have the storage examined, and plan again",
        where=Place(file=file),
    )


def check_files(plan: Plan) -> None:
    """REACH029 where a table is not the one that was written: what was approved is what is done."""
    for file, digest in plan.manifest["files"].items():
        with (plan.folder / file).open("rb") as opened:
            if hashlib.file_digest(opened, "sha256").hexdigest() != digest:
                raise not_as_written(file)


def _sealed_off(path: Path) -> str:
    """For its owner only, on the disk, with its hash."""
    path.chmod(0o600)
    _flush(path)
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
