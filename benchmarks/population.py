"""All services for a whole city on one date: the kernel, the same by hand in Numba, and in SQL.

    python benchmarks/population.py --residents 100000 --json

See benchmarks/README.md for what is measured and how to read it.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from measure.clock import Took, in_turns, staged
from measure.engines import (
    DUCKDB,
    NUMBA,
    OURS,
    SQL_THREADS,
    Race,
    compile_by_hand,
    demand_agreement,
    line_up,
    memory_of,
)
from measure.ours import compile_times, get_ready
from measure.town import town
from peers.duckdb_sql import Database

HERE = Path(__file__)


def main() -> None:
    """Measure, print a table, and with --json one object as the last line."""
    asked = _asked()
    folder = Path(asked.dir)
    city = town(folder, asked.residents)
    if asked.compile_into:
        print(json.dumps(get_ready(city, Path(asked.compile_into), edit=asked.edit).as_json()))
        return
    known = list(city.edition.services)
    services = known if asked.services == "all" else asked.services.split(",")
    if unknown := set(services) - set(known):
        sys.exit(f"no such service: {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    race = line_up(city, services)
    if asked.memory_of:
        threads = max(_threads(asked))
        print(json.dumps(memory_of(race, asked.memory_of, threads=threads)))
        return
    found = _race(race, asked)
    if not asked.quick:
        found["memory"] = _memory(asked)
        with tempfile.TemporaryDirectory() as cache:
            found["compile"] = compile_times(HERE, folder, asked.residents, Path(cache))
    _tell(found)
    if asked.json:
        print(json.dumps(found))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--residents", type=int, default=10_000)
    parser.add_argument("--services", default="all", help="all, or slugs with commas between")
    parser.add_argument("--threads", default="1,2", help="how many threads, with commas between")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--dir", default="var/bench", help="where cities are kept")
    parser.add_argument("--quick", action="store_true", help="no memory, no compile times")
    parser.add_argument("--json", action="store_true")
    for hidden in ("--memory-of", "--compile-into", "--edit"):
        parser.add_argument(hidden, help=argparse.SUPPRESS)
    return parser.parse_args()


def _threads(asked: argparse.Namespace) -> list[int]:
    return [int(count) for count in asked.threads.split(",")]


def _race(race: Race, asked: argparse.Namespace) -> dict[str, Any]:
    """Time all engines in turns and demand that they agree."""
    compiled = compile_by_hand(race)
    database = race.database()
    cells = demand_agreement(race, database)
    counts = _threads(asked)
    took = in_turns(_engines(race, database, counts), rounds=asked.repeat)
    most = max(counts)
    people = int((race.population.is_subject == 1).sum())
    found: dict[str, Any] = {
        "residents": people,
        "units": race.population.units,
        "services": list(race.kernels),
        "by_hand": list(race.by_hand),
        "in_sql": list(race.in_sql),
        "repeat": asked.repeat,
        "cells_equal": cells,
        "numba_compile_cpu": round(compiled, 2),
        "took": {name: one.as_json() for name, one in took.items()},
        "shipped": len(race.shipped),
        "people_per_second": round(people / took[f"shipped {most}"].seconds),
    }
    for count in counts:
        same = took.get(f"{OURS} as {NUMBA} {count}", took[f"{OURS} {count}"])
        found |= _ratios(f"ratio_to_hand_written_numba_{count}", same, took[f"{NUMBA} {count}"])
    found["ratio_to_hand_written_numba"] = found[f"ratio_to_hand_written_numba_{min(counts)}"]
    if race.in_sql:
        found |= _ratios("ratio_to_duckdb", took[DUCKDB], took[f"{OURS} as {DUCKDB}"])
    return found


def _engines(race: Race, database: Database, counts: list[int]) -> dict[str, Callable[[], None]]:
    """What runs in turns; for a rival that covers less, the kernel for just those services too."""
    engines: dict[str, Callable[[], None]] = {}
    for count in counts:
        engines[f"shipped {count}"] = race.as_shipped(threads=count)
        engines[f"{OURS} {count}"] = race.ours(tuple(race.kernels), threads=count)
        if race.by_hand != tuple(race.kernels):
            engines[f"{OURS} as {NUMBA} {count}"] = race.ours(race.by_hand, threads=count)
        engines[f"{NUMBA} {count}"] = race.numba(race.by_hand, threads=count)
    if race.in_sql:
        engines[f"{OURS} as {DUCKDB}"] = race.ours(race.in_sql, threads=SQL_THREADS)
        engines[DUCKDB] = lambda: database.read_all(race.in_sql)
    return engines


def _ratios(name: str, one: Took, other: Took) -> dict[str, float]:
    return {
        name: round(one.seconds / other.seconds, 2),
        f"{name}_best": round(one.best / other.best, 2),
        f"{name}_cpu": round(one.cpu / other.cpu, 2),
    }


def _memory(asked: argparse.Namespace) -> dict[str, Any]:
    """Each engine in a process of its own."""
    given = ["--residents", str(asked.residents), "--dir", asked.dir, "--services", asked.services]
    command = [sys.executable, str(HERE), *given, "--threads", asked.threads, "--memory-of"]
    return {engine: staged([*command, engine]).told for engine in (OURS, NUMBA, DUCKDB)}


def _tell(found: dict[str, Any]) -> None:
    """The figures for reading."""
    print(f"{found['residents']:,} residents, {len(found['services'])} services, one date")
    for name, took in found["took"].items():
        seconds, best, cpu = (1000 * took[key] for key in ("seconds", "best", "cpu"))
        print(f"  {name:<18} {seconds:9.2f} ms   best {best:9.2f}   cpu {cpu:9.2f}")
    for name, value in found.items():
        if name.startswith("ratio"):
            print(f"  {name} {value}")
    for engine, memory in found.get("memory", {}).items():
        print(f"  {engine}: {memory['peak_mib']} MiB at most, {memory['loaded_mib']} MiB loaded")
    for what, compiling in found.get("compile", {}).items():
        print(f"  compile, {what}: {compiling['seconds']} s ({compiling['cpu']} s of processor)")
    if "compile" in found:
        for slug, cpu in found["compile"]["cold"]["services"].items():
            print(f"    {slug:<34} {cpu:6.2f} s of processor, cold")


if __name__ == "__main__":
    main()
