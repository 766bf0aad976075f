"""Letters a second: the most pressing households of a city's night, written, printed, published.

python benchmarks/letters.py --letters 1000 --residents 100000
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path

from measure.clock import staged
from measure.program import DAY, program

MAKE = "import sys; from measure.town import town; from pathlib import Path; print(town(Path(sys.argv[1]), int(sys.argv[2])).home)"


def main() -> None:
    """Write the letters into an empty folder and report."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--letters", type=int, default=200)
    parser.add_argument("--residents", type=int, default=10_000)
    parser.add_argument("--dir", default="var/bench", help="where cities are kept")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    home = _home(asked.dir, asked.residents)
    environment = {"SAKIMAWARI_KEYS": str(home.parent / "keys")}
    where = ["--dir", str(home), "--on", DAY, "--json"]
    if not (home / "runs").is_dir():
        staged([*program(), "night", *where], environment=environment)
    shutil.rmtree(home / "letters", ignore_errors=True)  # who has a letter gets no second one
    limit = ["--limit", str(asked.letters)]
    stage = staged([*program(), "letters", *limit, *where], environment=environment)
    written = stage.told["letters"]
    found = {
        "residents": asked.residents,
        "letters": written,
        "letters_per_second": round(written / stage.told["seconds"], 1),
        **stage.as_json(),
    }
    print(
        f"{written:,} letters in {stage.told['seconds']:.1f} s, "
        f"{found['letters_per_second']} a second, {stage.peak_mib:.0f} MiB at most"
    )
    if written < asked.letters:
        print(f"only {written:,} households could get one: take more --residents")
    if asked.json:
        print(json.dumps(found))


def _home(folder: str, residents: int) -> Path:
    """The folder of a made city; made in another process, so that this one stays small."""
    here = Path(__file__).parent
    command = [sys.executable, "-c", MAKE, str(Path(folder).resolve()), str(residents)]
    made = subprocess.run(command, cwd=here, check=True, stdout=subprocess.PIPE, text=True)
    return Path(made.stdout.strip())


if __name__ == "__main__":
    main()
