"""`sakimawari serve` as a process of its own: it answers, it stops, it refuses what it must."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from typer.testing import CliRunner

from sakimawari.cli import app
from tests.console.town import Hall

STARTS_WITHIN, STOPS_WITHIN = 90, 30  # seconds, on a busy machine


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@contextmanager
def served(hall: Hall, port: int) -> Iterator[subprocess.Popen[bytes]]:
    command = "from sakimawari.cli import app; app()"
    process = subprocess.Popen(
        [
            sys.executable, "-c", command, "serve", "--dir", str(hall.home), "--port", str(port),
            "--processes", "1",
        ],
        env={**os.environ, "SAKIMAWARI_KEYS": str(hall.office.keys_folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.wait(STOPS_WITHIN)
        if process.stdout is not None:
            process.stdout.close()


def answer_of(port: int, process: subprocess.Popen[bytes]) -> httpx.Response:
    began = time.monotonic()
    while time.monotonic() - began < STARTS_WITHIN and process.poll() is None:
        try:
            return httpx.get(f"http://127.0.0.1:{port}/", trust_env=False, timeout=30)
        except httpx.TransportError:
            time.sleep(0.3)
    said = (
        process.stdout.read() if process.stdout is not None and process.poll() is not None else b""
    )
    pytest.fail(f"the server never answered: {said.decode(errors='replace')[-2000:]}")


def test_it_answers_and_stops_when_told(home: Hall) -> None:
    (home.home / "operations.sqlite3").unlink(missing_ok=True)  # a store of its own
    port = free_port()
    with served(home, port) as process:
        answer = answer_of(port, process)
        assert answer.status_code == 200
        assert "default-src" in answer.headers["Content-Security-Policy"]
        process.send_signal(signal.SIGTERM)
        assert process.wait(STOPS_WITHIN) == 0
    (home.home / "operations.sqlite3").unlink(missing_ok=True)


def refused(home: Hall, monkeypatch: pytest.MonkeyPatch, *options: str) -> str:
    monkeypatch.setenv("SAKIMAWARI_KEYS", str(home.office.keys_folder))
    result = CliRunner().invoke(app, ["serve", "--dir", str(home.home), *options])
    assert result.exit_code == 2
    return result.output


def test_a_demo_is_not_served_to_other_machines(
    home: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "SERVE001" in refused(home, monkeypatch, "--host", "0.0.0.0")


def test_a_port_in_use_is_told(home: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert "SERVE002" in refused(home, monkeypatch, "--port", port)
