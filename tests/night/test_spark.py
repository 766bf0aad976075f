"""The night on a real cluster of several processes, one of them killed in the middle."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sakimawari.fit.parts import shares_of
from sakimawari.fit.store import Run, open_run
from sakimawari.night.engines.spark import on_spark
from sakimawari.night.engines.work import Job, job_for, work_on
from sakimawari.night.run import NightReport, current_run, run_night
from sakimawari.problems import Problems
from sakimawari.registry.part import Citywide, part_of, programmes_named
from tests.night.cluster import Cluster, lacking, running
from tests.night.test_parts import demand_equal
from tests.night.town import ON, TASK, Town

PART = 60  # households: some twenty-five parts, so that a job has a middle
TODAY = replace(TASK, whole=True)
WHY_NOT = lacking()

NIGHT = """
import json, sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from sakimawari.fit.run import Task
from sakimawari.night.engines.spark import on_spark
from sakimawari.night.run import run_night
from tests.edition import thirteen_services

def say(**told):
    print(json.dumps(told), flush=True)

home, master, part, on, months = sys.argv[1:]
engine = on_spark(
    master=master, most_units=int(part), options=[("spark.executor.memory", "512m")],
    told=lambda receipts: say(receipts=[asdict(receipt) for receipt in receipts]),
)
report = run_night(
    Path(home), thirteen_services(), engine=engine,
    task=Task(on=date.fromisoformat(on), months=int(months), threads=2, whole=True),
    progress=lambda stage, done, total: say(stage=stage, done=done, total=total),
)
say(run=report.run.folder.name)
"""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    if WHY_NOT is not None:
        pytest.skip(WHY_NOT)
    with running(tmp_path_factory.mktemp("cluster")) as started:
        yield started


def on_cluster(town: Town, cluster: Cluster, *, kill: bool) -> tuple[Run, list[dict[str, Any]]]:
    """A night driven from a process of its own; the run and the receipts of its parts.

    On a busy machine the executors may not come in time: then it is tried once more.
    """
    for _ in range(2):
        told, killed = driven(town, cluster, kill=kill)
        if "run" in told or "receipts" in told or killed is not None:
            break
    assert "run" in told, "the driver gave up"
    assert (killed is not None) is kill, "the job ended before anybody could be killed"
    return open_run(town.home / "runs" / told["run"]), told["receipts"]


def driven(town: Town, cluster: Cluster, *, kill: bool) -> tuple[dict[str, Any], int | None]:
    """What a driver told, and which executor was killed while it worked."""
    command = [sys.executable, "-c", NIGHT, str(town.home), cluster.master, str(PART)]
    command += [ON.isoformat(), str(TODAY.months)]
    told: dict[str, Any] = {}
    killed: int | None = None
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, env=cluster.environment, text=True
    ) as driver:
        assert driver.stdout is not None
        for line in driver.stdout:
            said = json.loads(line)
            told |= said
            in_the_middle = said.get("stage") == "parts" and 0 < said["done"] < said["total"]
            if kill and killed is None and in_the_middle:
                killed = cluster.kill_one_executor()
    return told, killed


@pytest.mark.cluster
def test_a_night_on_a_cluster_says_the_same_even_when_a_worker_is_killed_in_the_middle(
    town: Town, cluster: Cluster
) -> None:
    here = run_night(town.home, town.catalogue, task=TODAY).run
    undisturbed, receipts = on_cluster(town, cluster, kill=False)
    demand_equal(here, undisturbed)
    parts = len(shares_of(town.snapshot.manifest, most_units=PART))
    assert [receipt["number"] for receipt in receipts] == list(range(parts))
    assert len({receipt["worker"] for receipt in receipts}) == 2

    disturbed, receipts = on_cluster(town, cluster, kill=True)
    assert [receipt["number"] for receipt in receipts] == list(range(parts))
    demand_equal(here, disturbed)
    # byte for byte: a run is named by its content
    assert disturbed.manifest["content"] == undisturbed.manifest["content"]
    assert [path.name for path in (town.home / "runs").glob(".new-*")] == []
    assert not (disturbed.folder / "parts").exists()


# ---------------------------------------------------------------- without a cluster


@pytest.fixture
def job(town: Town, tmp_path: Path) -> Job:
    return job_for(
        town.snapshot,
        town.catalogue,
        task=replace(TODAY, threads=1),
        citywide=Citywide(closed=frozenset(), programmes=programmes_named(town.snapshot)),
        cache=town.home / "cache",
        folder=tmp_path,
    )


def test_two_attempts_at_a_part_leave_two_folders_with_the_same_content(
    town: Town, job: Job
) -> None:
    share = shares_of(town.snapshot.manifest, most_units=PART)[3]
    receipts = [work_on(job, share, attempt=attempt) for attempt in ("7", "8")]
    assert [receipt.folder for receipt in receipts] == ["3.7", "3.8"]
    assert receipts[0].rows == receipts[1].rows
    first, second = (job.folder / receipt.folder for receipt in receipts)
    for name in receipts[0].rows:
        assert (first / name).read_bytes() == (second / name).read_bytes()
    part = part_of(town.snapshot, share.first_unit, share.last_unit, citywide=job.citywide)
    assert receipts[0].people == part.people().num_rows


@pytest.mark.parametrize(
    ("changed", "id"),
    [
        ({"snapshot": Path("nowhere")}, "SPARK003"),
        ({"manifest": "another"}, "SPARK004"),
        ({"software": "another"}, "SPARK004"),
    ],
)
def test_a_worker_that_sees_something_else_than_the_driver_refuses(
    town: Town, job: Job, changed: dict[str, Any], id: str
) -> None:
    share = shares_of(town.snapshot.manifest, most_units=PART)[0]
    with pytest.raises(Problems, match=id):
        work_on(replace(job, **changed), share, attempt="0")
    assert list(job.folder.iterdir()) == []


def test_what_a_worker_is_sent_holds_no_path_to_the_keys_and_no_resident(
    town: Town, job: Job
) -> None:
    sent = pickle.dumps(job) + job.catalogue
    people = town.snapshot.people()
    assert len(sent) > 100_000  # the rules are in it
    assert str(town.home.parent / "keys").encode() not in sent
    assert not any(key.encode() in sent for key in people["person"].to_pylist())


def test_without_pyspark_the_engine_says_what_to_install(
    town: Town, night: NightReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    before = current_run(town.home).folder
    with pytest.raises(Problems, match="SPARK001") as raised:
        run_night(
            town.home, town.catalogue, task=TASK, engine=on_spark(master=None, most_units=PART)
        )
    assert "sakimawari[spark]" in raised.value.found[0].do
    assert current_run(town.home).folder == before
