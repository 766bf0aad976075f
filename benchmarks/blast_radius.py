"""One changed service on a whole city, before and after: seconds by stage, against ten seconds.

    python benchmarks/blast_radius.py --residents 100000 --json

See benchmarks/README.md for what is measured and how to read it.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from measure.clock import memory_peak, staged
from measure.town import ON, town
from sakimawari.fit.compare.question import Question
from sakimawari.fit.compare.run import compare
from sakimawari.fit.compare.sides import take_sides
from sakimawari.packs.load import load_city
from sakimawari.registry.store import current_snapshot, open_snapshot
from sakimawari.settings import Settings

HERE = Path(__file__)
LIMIT_SECONDS = 10.0
WHAT_IFS = ("児扶_一部限度額 +10%", "児童手当_3歳未満 +5000円", "無償化年齢 +1歳")


def main() -> None:
    """Measure each change in processes of its own, with rules to compile and without."""
    asked = _asked()
    if asked.once:
        print(json.dumps(_once(Path(asked.home), asked.once, Path(asked.cache), asked.threads)))
        return
    home = Path(asked.home) if asked.home else town(Path(asked.dir), asked.residents).home
    found = {text: _measured(home, text, asked) for text in WHAT_IFS}
    worst = max(one["seconds"] for one in found.values())
    best, cpu = (max(one[name] for one in found.values()) for name in ("best", "cpu"))
    told = {
        "residents": next(iter(found.values()))["residents"],
        "threads": asked.threads,
        "changes": found,
        "seconds": worst,
        "ratio_to_limit_of_10_s": round(worst / LIMIT_SECONDS, 3),
        "ratio_to_limit_of_10_s_best": round(best / LIMIT_SECONDS, 3),
        "ratio_to_limit_of_10_s_cpu": round(cpu / LIMIT_SECONDS, 3),
        "peak_mib": max(one["peak_mib"] for one in found.values()),
    }
    print(f"{told['residents']:,} residents, 12 months, {asked.threads} threads")
    for text, one in found.items():
        stages = ", ".join(f"{name} {spent:.2f}" for name, spent in one["stages"].items())
        print(
            f"  {text:<24} {one['seconds']:6.2f} s, best {one['best']:.2f}, cpu {one['cpu']:.2f}"
            f" ({stages}); compiling {one['compile']:.2f} s"
        )
    for name in ("", "_best", "_cpu"):
        print(f"  ratio to the limit of 10 s{name}: {told[f'ratio_to_limit_of_10_s{name}']}")
    if asked.json:
        print(json.dumps(told, ensure_ascii=False))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--residents", type=int, default=10_000)
    parser.add_argument("--dir", default="var/bench", help="where cities are kept")
    parser.add_argument("--home", help="a loaded city instead; it is only read")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--json", action="store_true")
    for hidden in ("--once", "--cache"):
        parser.add_argument(hidden, help=argparse.SUPPRESS)
    return parser.parse_args()


def _once(home: Path, text: str, cache: Path, threads: int) -> dict[str, Any]:
    """One comparison, from reading the packs to the finished figures."""
    started, worked = time.perf_counter(), time.process_time()
    sides = take_sides(load_city(home, Settings.read().municipality), "current", None, [text])
    packs = time.perf_counter() - started
    snapshot = open_snapshot(current_snapshot(home))
    found = compare(snapshot, sides, Question(on=ON, threads=threads), cache=cache)
    seconds = time.perf_counter() - started
    if [len(found.impacts), found.residents > 0] != [1, True]:
        sys.exit(f"{text} should change one service of a city with residents")
    return {
        "seconds": seconds,
        "cpu": time.process_time() - worked,
        "stages": {"packs": round(packs, 3), **found.seconds},
        "compiled": found.compiled,
        "residents": found.residents,
        "peak_mib": round(memory_peak(), 1),
    }


def _measured(home: Path, text: str, asked: argparse.Namespace) -> dict[str, Any]:
    """The median round with compiled rules; what compiling adds the first time stands apart."""
    with tempfile.TemporaryDirectory() as cache:
        given = ["--home", str(home), "--cache", cache, "--threads", str(asked.threads)]
        command = [sys.executable, str(HERE), *given, "--once", text]
        first = staged(command).told
        rounds = [staged(command).told for _ in range(asked.repeat)]
    if not first["compiled"] or any(one["compiled"] for one in rounds):
        sys.exit("the first round should compile, and the others should not")
    middle = statistics.median_low([one["seconds"] for one in rounds])
    chosen = next(one for one in rounds if one["seconds"] == middle)
    added = first["stages"]["compile"] - chosen["stages"]["compile"]
    return {
        "residents": chosen["residents"],
        "seconds": round(middle, 3),
        "cpu": round(statistics.median([one["cpu"] for one in rounds]), 3),
        "best": round(min(one["seconds"] for one in rounds), 3),
        "stages": chosen["stages"],
        "compile": round(added, 3),
        "peak_mib": max(one["peak_mib"] for one in rounds),
    }


if __name__ == "__main__":
    main()
