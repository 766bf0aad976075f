"""A city from nothing to letters: seconds and memory of every stage, each a process of its own.

python benchmarks/whole_night.py --residents 100000 --json
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from pathlib import Path

from measure.clock import Stage, staged
from measure.program import DAY, program

WITH_REMARKS = 1  # `load` ends so where it set rows aside, as it must with dirt


def main() -> None:
    """Run the stages and report."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--residents", type=int, default=10_000)
    parser.add_argument("--letters", type=int, default=100)
    parser.add_argument("--dir", default="var/bench", help="where the city is made, and removed")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    Path(asked.dir).mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix="night-", dir=asked.dir))
    try:
        stages = _stages(place, asked.residents, asked.letters)
    finally:
        shutil.rmtree(place)
    for name, stage in stages.items():
        print(f"  {name:<12} {stage.seconds:8.1f} s {stage.peak_mib:9.0f} MiB at most")
    total = sum(stage.seconds for stage in stages.values())
    print(f"  {asked.residents:,} residents, all stages {total:.1f} s")
    if asked.json:
        told = {name: stage.as_json() for name, stage in stages.items()}
        peak = max(stage.peak_mib for stage in stages.values())
        whole = {"seconds": round(total, 1), "peak_mib": round(peak, 1)}
        print(json.dumps({"residents": asked.residents, "stages": told, **whole}))


def _stages(place: Path, residents: int, letters: int) -> dict[str, Stage]:
    """City, load, a first night (compiles), a second (does not), letters."""
    home, exports = ["--dir", str(place / "home")], str(place / "exports")
    made = ["--residents", str(residents), "--dirt", "0.002"]
    asks = {
        "city": ["city", exports, *made],
        "load": ["load", exports, *home],
        "first night": ["night", *home],
        "night": ["night", "--whole", *home],
        "letters": ["letters", "--limit", str(letters), *home],
    }
    environment = {"SAKIMAWARI_KEYS": str(place / "keys")}
    return {
        name: staged(
            [*program(), *ask, "--on", DAY, "--json"],
            environment=environment,
            accepted=(0, WITH_REMARKS),
        )
        for name, ask in asks.items()
    }


if __name__ == "__main__":
    main()
