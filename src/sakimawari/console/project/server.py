"""The server: several processes with threads, and one beside them for long work.

Gunicorn accepts. The city is opened before the processes are forked from one; its files are
memory-mapped, so that all share what is in memory.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import django
from django.conf import Settings, settings
from django.core.management import call_command
from django.db import close_old_connections, connections
from gunicorn.app.base import BaseApplication

from sakimawari.office import Office, occupy

SETTINGS = "sakimawari.console.project.settings"
log = logging.getLogger("sakimawari.server")
_SWEEP_EVERY_SECONDS = 3
# A page is read from memory in milliseconds; who takes longer than this hangs.
_LONGEST_ANSWER_SECONDS = 60
_LAST_ANSWERS_SECONDS = 20  # for pages under way when the server is told to stop


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """Where and how the server listens: address, port, processes, threads in each.

    A page is work for the processor: more threads in a process hold each other up.
    """

    host: str
    port: int
    processes: int = 4
    threads: int = 2

    @property
    def address(self) -> str:
        """As a browser writes it."""
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{shown}:{self.port}/"


def prepare(place: Office) -> None:
    """Make Django ready in this process for one office; it cannot be changed afterwards."""
    occupy(place)
    if not settings.configured:
        settings.configure(Settings(SETTINGS))
    django.setup()


def update_store() -> None:
    """Bring the tables of the operational store up to this version; nothing is lost by it."""
    call_command("migrate", interactive=False, verbosity=0)
    connections.close_all()


class _Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn with what this console needs; nothing is read from files or the environment."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        from sakimawari.console.project.warming import warm
        from sakimawari.console.project.wsgi import application

        warm()
        return application


def serve(place: Office, listening: Listening, *, quiet: bool = False) -> None:
    """Serve until told to stop (SIGINT, SIGTERM): answers under way are finished first."""
    _Server(
        {
            "bind": f"{listening.host}:{listening.port}",
            "workers": listening.processes,
            "threads": listening.threads,
            "worker_class": "gthread",
            "timeout": _LONGEST_ANSWER_SECONDS,
            "graceful_timeout": _LAST_ANSWERS_SECONDS,
            "loglevel": "warning" if quiet else "info",
            "accesslog": None,  # its lines would hold addresses
            "proc_name": "sakimawari",
            # Opened once, then forked: a process that dies is replaced within a moment, and what the
            # city holds is in memory once. Nothing of the store or of other threads is open then.
            "preload_app": True,
            "control_socket_disable": True,
        },
    ).run()


def work() -> None:
    """Do long work (previews, notices to programs), task by task, until told to stop."""
    threading.Thread(target=_tell_programs, name="hooks", daemon=True).start()
    call_command("db_worker", verbosity=1, interval=1, queue_name="*", reload=False)


def _tell_programs() -> None:
    """Look every few seconds for what programs want to be told; a fault is logged and tried again."""
    from sakimawari.console.api.hooks.outbox import sweep
    from sakimawari.console.moment import moment_of

    while True:
        try:
            sweep(moment_of(), at=datetime.now(UTC))
        except Exception as trouble:  # whatever it was, the next sweep reads on from the same place
            log.error("programs were not told: %s", type(trouble).__name__)
        close_old_connections()
        time.sleep(_SWEEP_EVERY_SECONDS)
