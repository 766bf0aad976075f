"""The peer: `farringtonFlexible` of R's surveillance, by Rscript, on a subsample."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

SCRIPT = Path(__file__).with_name("farrington.R")
KEPT = Path("var/bench/alarms")


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """Its alarms and scores on the last weeks of each series, its processor seconds, its version."""

    alarms: np.ndarray
    scores: np.ndarray
    cpu: float
    seconds: float
    version: str


def farrington(counts: np.ndarray, last: int, alpha: float) -> Peer | None:
    """What the peer says; None where R or the package is missing. Kept by the bits of the series."""
    if shutil.which("Rscript") is None:
        return None
    key = hashlib.sha256(counts.tobytes() + SCRIPT.read_bytes() + str((last, alpha)).encode())
    kept = KEPT / key.hexdigest()[:16]
    if not (kept / "told.json").is_file():
        with tempfile.TemporaryDirectory() as folder:
            given, made = Path(folder) / "counts.csv", Path(folder) / "out"
            np.savetxt(given, counts, fmt="%d", delimiter=",")
            asked = ["Rscript", str(SCRIPT), str(given), str(made), str(last), str(alpha)]
            ran = subprocess.run(asked, capture_output=True, text=True, check=False)
            if ran.returncode:
                return None
            kept.mkdir(parents=True, exist_ok=True)
            for name in ("alarm", "score"):
                shutil.copy(f"{made}.{name}", kept / name)
            (kept / "told.json").write_text(ran.stdout.strip().splitlines()[-1])
    told = json.loads((kept / "told.json").read_text())
    return Peer(
        alarms=np.loadtxt(kept / "alarm", delimiter=",") > 0,
        scores=np.nan_to_num(np.genfromtxt(kept / "score", delimiter=","), nan=-9.0),
        cpu=told["cpu"],
        seconds=told["seconds"],
        version=told["version"],
    )
