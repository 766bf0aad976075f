"""`sakimawari serve` and `work`: the console in a browser, and its long work beside it."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from sakimawari.cli.terminal import DirOption, out, problems_in_words
from sakimawari.night.run import current_run
from sakimawari.office import Office, office
from sakimawari.problems import fault
from sakimawari.registry.store import current_snapshot, open_snapshot

_LAST_TASK_SECONDS = 20
LOOPBACK = ("127.0.0.1", "::1", "localhost")


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("serve")(serve)
    app.command("work")(work)


def serve(
    host: Annotated[
        str,
        typer.Option("--host", help="Address to listen on; a demo listens on loopback alone."),
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", min=1, max=65535, help="Port to listen on.")
    ] = 8000,
    processes: Annotated[
        int, typer.Option("--processes", min=1, help="Processes that answer.")
    ] = 4,
    threads: Annotated[int, typer.Option("--threads", min=1, help="Threads in each process.")] = 2,
    folder: DirOption = None,
) -> None:
    """Serve the console until interrupted. Put a proxy with TLS before it in production."""
    with problems_in_words():
        place = office(folder)
        refuse_unready(place, host, port)
        start(place, host=host, port=port, processes=processes, threads=threads)


def refuse_unready(place: Office, host: str, port: int) -> None:
    """A city needs a snapshot and a run; a demo stays on this machine; the port must be free."""
    from sakimawari.console.project.safety import check_safety

    open_snapshot(current_snapshot(place.home))
    current_run(place.home)
    check_safety(place)
    if place.is_demo and host not in LOOPBACK:
        raise fault(
            "SERVE001",
            "the demo lets anybody sign in as its personas, and would be reached from other machines",
            "leave out --host, or serve a city of your own",
        )
    refuse_taken_port(host, port)


def refuse_taken_port(host: str, port: int) -> None:
    """SERVE002 where nothing can listen there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as trouble:
            raise fault(
                "SERVE002",
                f"cannot listen on port {port} of {host} ({trouble.strerror})",
                "choose another with --port, or stop what listens there",
            ) from None


def start(place: Office, *, host: str, port: int, processes: int = 4, threads: int = 2) -> None:
    """Bring the store up to date and serve."""
    # Django is imported by those who serve, not by every command.
    from sakimawari.console.project import server

    listening = server.Listening(host=host, port=port, processes=processes, threads=threads)
    server.prepare(place)
    server.update_store()
    out.print(f"serving {place.home} at {listening.address}   (stop with Ctrl+C)")
    with _working_beside(place):
        server.serve(place, listening)


def work(folder: DirOption = None) -> None:
    """Do the console's long work: previews of changed rules, notices to programs, sending.

    `serve` runs one; more may run beside it, also on other machines with the same store.
    """
    with problems_in_words():
        from sakimawari.console.project import server

        place = office(folder)
        server.prepare(place)
        # What sends needs much of the product: loaded by those who work, not by every command.
        from sakimawari.cli.reach_sending import sending_beside

        with sending_beside(place):
            server.work()


@contextmanager
def _working_beside(place: Office) -> Iterator[None]:
    """A worker as a process of its own, stopped with the server."""
    command = "from sakimawari.cli import app; app()"
    beside = subprocess.Popen([sys.executable, "-c", command, "work", "--dir", str(place.home)])
    try:
        yield
    finally:
        beside.terminate()
        try:
            beside.wait(_LAST_TASK_SECONDS)
        except subprocess.TimeoutExpired:
            beside.kill()
