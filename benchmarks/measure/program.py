"""The command line as a benchmark calls it. Imports nothing heavy, on purpose: see `clock.Stage`."""

from __future__ import annotations

import sys
from pathlib import Path

DAY = "2026-10-01"


def program() -> list[str]:
    """The installed command beside this Python."""
    return [str(Path(sys.executable).parent / "sakimawari")]
