"""Seconds and memory: engines timed in turns within one process, stages each as a process."""

from __future__ import annotations

import gc
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """What one thing took over several rounds; `cpu` counts the processor time of all threads."""

    seconds: float  # the median
    best: float
    cpu: float  # the median

    def as_json(self) -> dict[str, float]:
        """Rounded for a report."""
        names = ("seconds", "best", "cpu")
        return {name: round(getattr(self, name), 6) for name in names}


def in_turns(engines: Mapping[str, Callable[[], None]], *, rounds: int) -> dict[str, Took]:
    """Time engines one after another, round by round, so that a busy moment hits all alike.

    Every engine runs once before, unmeasured.
    """
    for engine in engines.values():
        engine()
    wall: dict[str, list[float]] = {name: [] for name in engines}
    cpu: dict[str, list[float]] = {name: [] for name in engines}
    for _ in range(rounds):
        for name, engine in engines.items():
            gc.collect()
            started, worked = time.perf_counter(), time.process_time()
            engine()
            wall[name].append(time.perf_counter() - started)
            cpu[name].append(time.process_time() - worked)
    return {
        name: Took(
            seconds=statistics.median(wall[name]),
            best=min(wall[name]),
            cpu=statistics.median(cpu[name]),
        )
        for name in engines
    }


def memory_now() -> float:
    """Resident memory of this process in MiB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


def memory_peak() -> float:
    """The most resident memory this process ever had, in MiB.

    Not from getrusage: Linux counts there what the parent held when it started this process.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A finished process: seconds, the largest memory of it or of one it started, its report.

    `peak_mib` is at least what this process holds (see `memory_peak`): start stages from a small one.
    """

    seconds: float
    cpu: float
    peak_mib: float
    told: Any

    def as_json(self) -> dict[str, float]:
        """Figures without the report."""
        return {
            "seconds": round(self.seconds, 3),
            "cpu": round(self.cpu, 3),
            "peak_mib": round(self.peak_mib, 1),
        }


def staged(
    command: Sequence[str],
    *,
    environment: Mapping[str, str] | None = None,
    accepted: Sequence[int] = (0,),
) -> Stage:
    """Run a command that ends by printing one line of JSON."""
    started = time.perf_counter()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as printed:
        process = subprocess.Popen(
            command, stdout=printed, env={**os.environ, **(environment or {})}
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - started
        printed.seek(0)
        text = printed.read()
    if process.returncode not in accepted or not text.strip():
        sys.exit(f"{' '.join(command)}\nended with {process.returncode}\n{text}")
    return Stage(
        seconds=seconds,
        cpu=used.ru_utime + used.ru_stime,
        peak_mib=used.ru_maxrss / 1024,
        told=_last_json(text),
    )


def _last_json(text: str) -> Any:
    """What was printed: the whole as JSON, or else its last line."""
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return json.loads(text.strip().splitlines()[-1])
