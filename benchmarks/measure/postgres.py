"""A PostgreSQL of one's own in a folder: started, restarted, stopped; nothing of the machine's is used."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_DEBIAN = Path("/usr/lib/postgresql")
_SETTINGS = ("listen_addresses=127.0.0.1", "max_connections=60", "shared_buffers=256MB")


@dataclass(frozen=True, slots=True, kw_only=True)
class Postgres:
    """A running server; `user` is who owns it where this process is root."""

    programs: Path
    folder: Path
    port: int
    user: str | None

    @property
    def address(self) -> str:
        """The address of its database, as `SAKIMAWARI_DATABASE` wants it."""
        return f"postgresql://load@127.0.0.1:{self.port}/postgres"

    def call(self, *command: str) -> None:
        """Run one of its programs, as its owner."""
        program = [str(self.programs / command[0]), *command[1:]]
        as_owner = ["setpriv", f"--reuid={self.user}", "--regid", self.user, "--init-groups"]
        subprocess.run(
            [*(as_owner if self.user is not None else ()), *program],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=self.folder,
        )

    def restart(self) -> None:
        """Stop it in the middle of its work and start it again."""
        self.call("pg_ctl", "-D", str(self.folder / "data"), "-m", "fast", "-w", "restart")


def programs() -> Path | None:
    """Where PostgreSQL's programs lie; None where it is not installed."""
    found = sorted(_DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parent.parent.name))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


@contextmanager
def running(programs: Path, folder: Path) -> Iterator[Postgres]:
    """A new, empty server in a folder, gone at the end."""
    user = _owner() if os.geteuid() == 0 else None
    folder.mkdir(mode=0o755)
    if user is not None:
        shutil.chown(folder, user)
    server = Postgres(programs=programs, folder=folder, port=_free_port(), user=user)
    data = str(folder / "data")
    server.call("initdb", "-D", data, "-U", "load", "-A", "trust", "-E", "UTF8", "--no-locale")
    settings = " ".join(f"-c {each}" for each in (*_SETTINGS, f"port={server.port}"))
    options = f"{settings} -c unix_socket_directories={folder}"
    server.call("pg_ctl", "-D", data, "-l", str(folder / "log"), "-o", options, "-w", "start")
    try:
        yield server
    finally:
        server.call("pg_ctl", "-D", data, "-m", "immediate", "stop")


def _owner() -> str:
    """Whom to run it as: root may not."""
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise SystemExit("PostgreSQL does not run as root, and there is no other user")


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])
