"""A night at once, part by part, and on a Spark cluster of several processes: seconds, cores, memory.

python benchmarks/spark_engine.py --residents 100000 --json
python benchmarks/spark_engine.py --residents 1000000 --copies 5 --engines parts,spark --json
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
import time
from pathlib import Path
from typing import Any

from measure.clock import memory_peak, staged

ENGINES = ("at_once", "parts", "spark")
HEAP = 1024  # MiB of each executor's Java machine; the work itself is done beside it


def arguments() -> argparse.Namespace:
    """What is asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--residents", type=int, default=20_000)
    parser.add_argument("--dir", default="var/bench", help="where the city is made, and kept")
    parser.add_argument("--home", help="a city's folder to use (with its snapshot) instead")
    parser.add_argument("--copies", type=int, default=1, help="lay the city so often side by side")
    parser.add_argument("--engines", default=",".join(ENGINES))
    parser.add_argument("--part", type=int, default=25_000, help="households a part, at most")
    parser.add_argument("--workers", type=int, default=2, help="executors, of one core each")
    parser.add_argument("--months", type=int, default=24)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--run", choices=ENGINES, help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> None:
    """Every engine in a process of its own, on the same city."""
    asked = arguments()
    if asked.run:
        print(json.dumps(one(asked)))
        return
    home = city(asked)
    told = {}
    for engine in asked.engines.split(","):
        options = ["--run", engine, "--home", str(home), "--months", str(asked.months)]
        options += ["--part", str(asked.part), "--workers", str(asked.workers)]
        stage = staged([sys.executable, __file__, *options], environment=spark_environment())
        told[engine] = {**stage.told, "cpu": round(stage.cpu, 2)}
        _tell(engine, told[engine])
    report: dict[str, Any] = {"engines": told, **ratios(told)}
    print("  " + ", ".join(f"{key} {value}" for key, value in ratios(told).items()))
    if asked.json:
        print(json.dumps(report))


def city(asked: argparse.Namespace) -> Path:
    """The folder of the city, made in a process of its own so that this one stays small."""
    text = (
        "import sys; from pathlib import Path\n"
        f"sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "from measure.tiled import tiled\n"
        "from sakimawari.registry.store import current_snapshot, open_snapshot\n"
    )
    if asked.home:
        text += f"home = Path({asked.home!r})\n"
    else:
        text += f"from measure.town import town\nhome = town(Path({asked.dir!r}), {asked.residents}).home\n"
    if asked.copies > 1:
        text += f"place = Path({asked.dir!r}) / f'{{home.parent.name}}-times-{asked.copies}'\n"
        text += (
            f"home = tiled(open_snapshot(current_snapshot(home)), place, copies={asked.copies})\n"
        )
    text += "import json; print(json.dumps(str(home.resolve())))\n"
    return Path(staged([sys.executable, "-c", text]).told)


def spark_environment() -> dict[str, str]:
    """What a cluster of processes on one machine has to be told."""
    spec = importlib.util.find_spec("pyspark")
    if spec is None or spec.origin is None:
        return {}
    return {
        "SPARK_HOME": str(Path(spec.origin).parent),
        "SPARK_SCALA_VERSION": "2.13",
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_LOCAL_HOSTNAME": "localhost",
    }


def one(asked: argparse.Namespace) -> dict[str, Any]:
    """A night with one engine; seconds by stage, and what the workers report."""
    from measure.town import ON
    from sakimawari.fit.run import Task, evaluate
    from sakimawari.night.engines.local import Engine, part_by_part
    from sakimawari.night.engines.spark import on_spark
    from sakimawari.night.engines.work import Receipt
    from sakimawari.night.run import run_night
    from sakimawari.packs.load import load_city
    from sakimawari.registry.store import open_snapshot
    from sakimawari.settings import Settings

    home, receipts = Path(asked.home), list[Receipt]()
    stages: dict[str, list[float]] = {}

    def noted(stage: str, done: int, total: int) -> None:
        stages.setdefault(stage, []).append(time.perf_counter())

    engines: dict[str, Engine] = {
        "at_once": evaluate,
        "parts": part_by_part(most_units=asked.part),
        "spark": on_spark(
            master=f"local-cluster[{asked.workers},1,{HEAP}]",
            most_units=asked.part,
            options=[("spark.executor.memory", f"{HEAP}m")],
            told=receipts.extend,
        ),
    }
    started = time.perf_counter()
    report = run_night(
        home,
        load_city(home, Settings.read().municipality),
        task=Task(on=ON, months=asked.months, threads=1, whole=True),
        engine=engines[asked.run],
        progress=noted,
    )
    people = open_snapshot(home / "snapshots" / report.run.manifest["snapshot"]).manifest["people"]
    cores = asked.workers if asked.run == "spark" else 1
    told = {
        "residents": people,
        "seconds": round(report.seconds, 2),
        "cores": cores,
        "residents_per_core_second": round(people / report.seconds / cores),
        "driver_peak_mib": round(memory_peak()),
        "until": {stage: round(times[-1] - started, 2) for stage, times in stages.items()},
    }
    if receipts:
        worked = sum(receipt.seconds for receipt in receipts)
        told |= {
            "parts": len(receipts),
            "worked": round(worked, 2),
            "worked_cpu": round(sum(receipt.cpu for receipt in receipts), 2),
            "residents_per_cpu_second": round(people / sum(receipt.cpu for receipt in receipts)),
            "worker_peak_mib": round(max(receipt.peak_mib for receipt in receipts)),
            "processes": len({receipt.worker for receipt in receipts}),
        }
    return told


def ratios(told: dict[str, Any]) -> dict[str, float]:
    """What the engines cost against the night at once on one core."""
    found = {}
    for engine in ("parts", "spark"):
        if engine in told and "at_once" in told:
            ours, base = told[engine], told["at_once"]
            core_seconds = ours["seconds"] * ours["cores"]
            found[f"{engine}_core_seconds_to_at_once"] = round(core_seconds / base["seconds"], 2)
    if "spark" in told:
        spark = told["spark"]
        found["spark_share_of_core_seconds_worked"] = round(
            spark["worked"] / (spark["seconds"] * spark["cores"]), 2
        )
    return found


def _tell(engine: str, told: dict[str, Any]) -> None:
    print(
        f"  {engine:<8} {told['seconds']:8.1f} s on {told['cores']} cores,"
        f" {told['residents_per_core_second']:,} residents a core second,"
        f" driver at most {told['driver_peak_mib']:,} MiB"
        + (f", workers {told['worker_peak_mib']:,} MiB" if "worker_peak_mib" in told else "")
    )


if __name__ == "__main__":
    main()
