"""Stores and a stub provider as processes of their own."""

from __future__ import annotations

import itertools
import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.reach.sending.room import NOON
from tests.reach.sending.stub_carrier import FolderWriter, StubCarrier

_SERVERS = Path("/usr/lib/postgresql")


@dataclass(slots=True)
class Sending:
    """A home with its store, a stub provider, and workers to be started and killed.

    `mother` is the process whose forks the workers are.
    """

    home: Path
    port: int
    mother: subprocess.Popen[str]
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def start(self, do: str, *, at: datetime = NOON, **more: Any) -> tuple[int, Path]:
        """Start a process that does one thing: its id, and where it will say what came of it."""
        out = self.home / f"said-{next(self.numbers)}"
        told = {"do": do, "port": self.port, "at": at.isoformat(), "out": str(out), **more}
        return self._tell(told), out

    def run(self, do: str, **more: Any) -> Any:
        """Do one thing to its end; what it said."""
        return self.end_of(self.start(do, **more))

    def end_of(self, started: tuple[int, Path], *, may_be_killed: bool = False) -> Any:
        """Wait for the end of a process that is to end well, or by the kill it was told."""
        code = self._tell({"wait": started[0]})
        assert code == 0 or (may_be_killed and code == -signal.SIGKILL), f"it ended with {code}"
        return json.loads(started[1].read_text(encoding="utf-8")) if code == 0 else None

    def _tell(self, told: Mapping[str, Any]) -> int:
        assert self.mother.stdin is not None and self.mother.stdout is not None
        self.mother.stdin.write(json.dumps(told) + "\n")
        self.mother.stdin.flush()
        return int(self.mother.stdout.readline())

    def script(self, medium: str, *does: str, then: str = "ok") -> None:
        """What the stub does with the next calls, and after them."""
        self.ask("POST", f"/{medium}/script", {"does": list(does), "then": then})

    def ask(self, method: str, path: str, value: Any = None) -> Any:
        with closing(StubCarrier("mail", self.port)) as carrier:
            return carrier.ask(method, path, value)[1]

    @property
    def ledger(self) -> dict[str, int]:
        """What residents received by the stub: how often, by medium and our id."""
        held: dict[str, int] = self.ask("GET", "/ledger")
        return held

    @property
    def letters(self) -> list[str]:
        """Our ids of all letters that were published, each as often as it was."""
        return FolderWriter.letters(self.home / "letters")


@pytest.fixture
def sending(request: pytest.FixtureRequest, tmp_path: Path, stub: int) -> Iterator[Sending]:
    """A sending room over SQLite, or over PostgreSQL where the test asks for it."""
    home = tmp_path / "home"
    home.mkdir()
    kind = getattr(request, "param", "sqlite")
    database = request.getfixturevalue("postgresql") if kind == "postgresql" else ""
    place = {"home": str(home), "keys": str(tmp_path / "keys"), "database": database}
    command = [sys.executable, "-m", "tests.reach.sending.worker_process", json.dumps(place)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as mother:
        room = Sending(home=home, port=stub, mother=mother)
        room.run("prepare")
        yield room
        os.killpg(mother.pid, signal.SIGKILL)  # with the workers that are still there


@pytest.fixture
def stub() -> Iterator[int]:
    """The port of a stub provider, a process of its own."""
    command = [sys.executable, "-m", "tests.reach.sending.stub_server"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield int(process.stdout.readline())
        process.kill()


@pytest.fixture
def postgresql() -> Iterator[str]:
    """The address of an empty database on a PostgreSQL server of its own, on a socket alone."""
    found = sorted(_SERVERS.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        pytest.skip(
            "there is no PostgreSQL server on this machine (Debian: apt-get install postgresql)"
        )
    tools = found[-1].parent
    folder = Path(tempfile.mkdtemp(prefix="sakimawari-pg-"))  # a path a socket's name has room for
    user = _unprivileged(folder)
    where = {"user": user} if user else {}

    def call(tool: str, *options: str) -> None:
        subprocess.run(
            [str(tools / tool), *options], check=True, capture_output=True, cwd=folder, **where
        )

    call(
        "initdb", "--pgdata", str(folder / "data"), "--username=city", "--auth=trust", "-E", "UTF8"
    )
    listening = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
    log = str(folder / "log")
    call("pg_ctl", "-D", str(folder / "data"), "-w", "-l", log, "-o", listening, "start")
    try:
        call("createdb", "-h", str(folder), "-U", "city", "city")
        yield f"postgresql://city@/city?host={folder}"
    finally:
        call("pg_ctl", "-D", str(folder / "data"), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged(folder: Path) -> str:
    """PostgreSQL does not run for root: somebody else has the folder then."""
    if os.geteuid() != 0:
        return ""
    try:
        other = pwd.getpwnam("postgres")
    except KeyError:
        pytest.skip("PostgreSQL does not run for root, and there is no user postgres")
    os.chown(folder, other.pw_uid, other.pw_gid)
    return other.pw_name
