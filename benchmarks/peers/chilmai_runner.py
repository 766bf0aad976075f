"""ChilmAI (Apache-2.0, PyPI `chilmai`) on a market written as two CSV files; run by its own Python.

PYTHON chilmai_runner.py FOLDER      reads children.csv, facilities.csv; writes placed.json
"""

import json
import resource
import sys
import time
from pathlib import Path

import pandas as pd
from chilmai.generic.matcher import CpSatMatcher


def main() -> None:
    """One call of the matcher, timed without the imports."""
    folder = Path(sys.argv[1])
    children = pd.read_csv(folder / "children.csv", dtype={"child_id": str, "household_id": str})
    facilities = pd.read_csv(folder / "facilities.csv")
    began = time.perf_counter()
    told = {"error": "", "placed": {}}
    try:
        found = CpSatMatcher().match(children, facilities)
        told["placed"] = found["matching_result_dict"]
    except Exception as error:  # what a clerk is shown instead of a result
        told["error"] = f"{getattr(error, 'code', type(error).__name__)}"
    told["seconds"] = time.perf_counter() - began
    told["peak_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    (folder / "placed.json").write_text(json.dumps(told))


main()
