"""A Spark cluster for tests: a master and two workers, each a process of its own on this machine."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

WORKERS = 2
_DEPLOY = "org.apache.spark.deploy"
_EXECUTOR = "CoarseGrainedExecutorBackend"


def lacking() -> str | None:
    """Why no cluster can be started here, or None."""
    absent = [name for name in ("pyspark", "pandas") if importlib.util.find_spec(name) is None]
    if shutil.which("java") is None:
        absent.append("java")
    return f"not installed: {', '.join(absent)}" if absent else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """A running cluster: its address, the environment of a driver, and its workers' processes."""

    master: str
    environment: dict[str, str]
    workers: tuple[int, ...]

    def executors(self) -> list[int]:
        """Processes that work on parts now, each a Java machine started by a worker."""
        return [
            int(place.name)
            for place in Path("/proc").glob("[0-9]*")
            if _parent(place) in self.workers and _EXECUTOR in _command(place)
        ]

    def kill_one_executor(self) -> int:
        """Kill one of them as a power cut would; its process number."""
        victim = self.executors()[0]
        os.kill(victim, signal.SIGKILL)
        return victim


def _command(place: Path) -> str:
    try:
        return (place / "cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return ""


def _parent(place: Path) -> int:
    try:
        return int((place / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return -1


@contextmanager
def running(folder: Path) -> Iterator[Cluster]:
    """A cluster that lives as long as the block."""
    spec = importlib.util.find_spec("pyspark")
    assert spec is not None
    assert spec.origin is not None
    home = Path(spec.origin).parent
    environment = {
        **os.environ,
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_WORKER_DIR": str(folder / "work"),
        "SPARK_LOG_DIR": str(folder),
        "TMPDIR": str(folder),  # the workers' own cache of compiled rules
    }
    port = _free_port()
    master = f"spark://127.0.0.1:{port}"
    started: list[subprocess.Popen[bytes]] = []

    def daemon(name: str, *arguments: str) -> None:
        command = [str(home / "bin" / "spark-class"), *arguments]
        with (folder / f"{name}.log").open("wb") as log:
            started.append(
                subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
            )

    try:
        place = ["--host", "127.0.0.1", "--webui-port", "0"]
        daemon("master", f"{_DEPLOY}.master.Master", *place, "--port", str(port))
        for number in range(WORKERS):
            room = ["--cores", "1", "--memory", "1g"]
            daemon(f"worker{number}", f"{_DEPLOY}.worker.Worker", *place, *room, master)
        _await_workers(folder / "master.log")
        yield Cluster(
            master=master,
            environment=environment,
            workers=tuple(process.pid for process in started[1:]),
        )
    finally:
        for process in reversed(started):
            process.terminate()
        for process in started:
            process.wait(30)


def _await_workers(log: Path, *, seconds: float = 90) -> None:
    ends = time.monotonic() + seconds
    while log.read_text(errors="replace").count("Registering worker") < WORKERS:
        if time.monotonic() > ends:
            raise TimeoutError("the cluster's workers did not report to the master")
        time.sleep(0.2)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
