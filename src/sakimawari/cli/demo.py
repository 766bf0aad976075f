"""`sakimawari demo`: the whole loop on a synthetic city, from exports to letters, then the console."""

from __future__ import annotations

import shutil
import sys
import threading
import time
import webbrowser
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from sakimawari.city.run import build
from sakimawari.cli import letters as letters_command
from sakimawari.cli import load as load_command
from sakimawari.cli import night as night_command
from sakimawari.cli.serve import LOOPBACK, refuse_taken_port, start
from sakimawari.cli.terminal import Exit, Report, out, problems_in_words, reporting
from sakimawari.fit.run import Task
from sakimawari.fit.store import Run
from sakimawari.night.run import run_night
from sakimawari.office import DEMO_MARK, Office, office
from sakimawari.packs.cases import run_cases
from sakimawari.problems import fault

MONTHS = 24
SHOWN = 30  # services of the summary
_BROWSER_AFTER_SECONDS = 6  # by then the server answers
DEMO_DAY = date(2026, 10, 1)
REACH = ("plans", "portal", "rehearsed", "rounds", "scans")
AHEAD = ("anticipate", "tallies", "match")


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo")(demo)


def demo(
    residents: Annotated[int, typer.Option("--residents", help="Size of the city.")] = 20_000,
    folder: Annotated[str, typer.Option("--dir", help="Folder of the demo.")] = "var/demo",
    seed: Annotated[int, typer.Option("--seed", help="Same seed, same city.")] = 1,
    letters: Annotated[int, typer.Option("--letters", help="How many letters to write.")] = 300,
    no_serve: Annotated[
        bool, typer.Option("--no-serve", help="End without serving the console.")
    ] = False,
    port: Annotated[
        int, typer.Option("--port", min=1, max=65535, help="Port of the console.")
    ] = 8000,
) -> None:
    """Build a synthetic city's exports, load them, run the night, write ready letters, open cases,
    plan a push and rehearse it, look ten years ahead, match people and places, and serve the console to this machine until
    interrupted.
    """
    started = time.perf_counter()
    place = office(folder)
    exports = Path(folder) / "exports"
    with problems_in_words(), reporting() as progress:
        if not no_serve:
            refuse_taken_port(LOOPBACK[0], port)  # now, and not after some minutes of work
        _clear(Path(folder))
        _city(exports, residents, seed, progress)
        _load(place, exports, progress)
        run = _night(place, progress)
        _letters(place, letters, progress)
        _counter(place)
        _push(place, progress)
    _ahead(folder, residents, seed)
    _matches(folder, seed)
    _what_next(run, folder)
    out.print(f"the whole loop took {time.perf_counter() - started:.0f} s")
    if no_serve:
        out.print(f"the console: {_program()} serve --dir {folder}")
        raise typer.Exit(Exit.DONE)
    _serve(place, port)


def _clear(folder: Path) -> None:
    """Remove an earlier demo, so that each begins anew; refuse a folder that is none."""
    mark = folder / DEMO_MARK
    if folder.is_dir() and any(folder.iterdir()) and not mark.exists():
        raise fault(
            "CLI004",
            f"{folder} holds something that is no demo",
            "name an empty folder with --dir, so that nothing of yours is lost",
        )
    for name in (
        "exports",
        "snapshots",
        "runs",
        "letters",
        "papers",
        "audit",
        "packs",
        "drafts",
        *REACH,
        *AHEAD,
    ):
        shutil.rmtree(folder / name, ignore_errors=True)
    for store in folder.glob("operations.sqlite3*"):
        store.unlink()
    folder.mkdir(parents=True, exist_ok=True)
    mark.write_text("合成データ: an invented city; `sakimawari demo` clears this folder.\n")


def _city(exports: Path, residents: int, seed: int, progress: Report) -> None:
    out.rule("1 · a city's own exports (synthetic; no real person)")
    report = build(
        exports,
        residents=residents,
        seed=seed,
        on=DEMO_DAY,
        dirt=0.002,
        population=None,
        progress=progress,
    )
    out.print(f"{report.residents:,} residents in {report.households:,} households → {exports}")


def _load(place: Office, exports: Path, progress: Report) -> None:
    out.rule("2 · read, repair, set aside, seal")
    load_command.tell(
        load_command.take_in(place, exports, on=DEMO_DAY.isoformat(), progress=progress)
    )


def _night(place: Office, progress: Report) -> Run:
    out.rule("3 · the night: every service for every resident")
    catalogue = place.catalogue()
    examples = run_cases(catalogue)
    out.print(
        f"{len(catalogue.services)} services; {examples.passed} of {examples.total} worked "
        "examples hold"
    )
    task = Task(on=DEMO_DAY, months=MONTHS, threads=place.threads)
    report = run_night(place.home, catalogue, task=task, progress=progress)
    night_command.tell(report, months=MONTHS, most=SHOWN)
    return report.run


def _letters(place: Office, count: int, progress: Report) -> None:
    out.rule("4 · ready letters")
    order = letters_command.demo_order(place, DEMO_DAY, count)
    letters_command.tell(letters_command.write(place, order, progress=progress))


def _counter(place: Office) -> None:
    """Residents apply, clerks work: with the functions the console uses."""
    out.rule("5 · the counter: applications, messages, decisions, payments")
    # Django is imported by those who need the operational store, not by every command.
    from sakimawari.console.project import server

    server.prepare(place)
    server.update_store()
    from sakimawari.console.project.opening import open_counter

    out.print(f"{open_counter()} cases in every state, each step in the audit's reach")


def _push(place: Office, progress: Report) -> None:
    out.rule("6 · the push: planned, approved by two, sent but for the last step")
    from sakimawari.cli.demo_push import push

    push(place, DEMO_DAY, progress)


def _ahead(folder: str, residents: int, seed: int) -> None:
    out.rule("7 · what is coming: people, their rights, counters, ambulances")
    from sakimawari.cli.demo_ahead import look_ahead

    look_ahead(folder, DEMO_DAY, residents=residents, seed=seed)


def _matches(folder: str, seed: int) -> None:
    out.rule("8 · matches: shelters and nursery places, from its own registers")
    from sakimawari.cli.demo_match import bring_together

    bring_together(folder, DEMO_DAY, seed=seed)


def _serve(place: Office, port: int) -> None:
    """Serve to this machine, and show the first page where there is a screen to show it on."""
    address = f"http://{LOOPBACK[0]}:{port}/"
    out.rule("9 · the console")
    out.print(f"{address}   three personas, each with a story of five minutes")
    if sys.stdout.isatty():
        threading.Timer(_BROWSER_AFTER_SECONDS, webbrowser.open, [address]).start()
    start(place, host=LOOPBACK[0], port=port)


def _what_next(run: Run, folder: str) -> None:
    """Commands to try next, with a resident of this city in them."""
    out.rule("what next")
    found = run.ask(
        "SELECT subject, service::VARCHAR AS service FROM gap "
        "WHERE kind = 'unclaimed' AND subject_kind = 'person' AND unit_of_amount = '円/月' "
        "ORDER BY amount_low DESC, subject LIMIT 1"
    ).to_pylist()
    there, program = f" --dir {folder}", _program()
    if found:
        who, service = found[0]["subject"], found[0]["service"]
        out.print(f"{program} why {who} {service}{there}")
        out.print(f"{program} calendar {who}{there}")
    for line in (
        f"{program} list gap --kind unclaimed --age 0-18{there}",
        f"{program} list deadlines{there}",
        f"{program} ask --event birth{there}",
        f"SAKIMAWARI_CITY=合成データ {program} letters --language easy --limit 20{there}",
        f"{program} check",
        f"{program} --help",
    ):
        out.print(line)


def _program() -> str:
    """The command as it can be typed again from here."""
    path = Path(sys.argv[0])
    if shutil.which("sakimawari") is not None or path.name != "sakimawari":
        return "sakimawari"
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
