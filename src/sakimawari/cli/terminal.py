"""What every command shares: progress on long work, problems in words, exit codes, dates."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from enum import IntEnum
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from sakimawari.problems import Place, Problems, fault

# A list read by a person at a pipe or in a log keeps its columns: it is not cut at 80 characters.
WIDE = 160

out = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else WIDE)
err = Console(stderr=True, highlight=False, soft_wrap=True)

# Packs and calendars of the engine reach this far.
EARLIEST, LATEST = date(1950, 1, 1), date(2100, 12, 31)

Report = Callable[[str, int, int], None]


class Exit(IntEnum):
    """0 done, 1 done with rows set aside or failing cases, 2 cannot."""

    DONE = 0
    WITH_REMARKS = 1
    CANNOT = 2


JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object for a program.")]
DirOption = Annotated[
    str | None,
    typer.Option("--dir", help="Folder for everything the city keeps.", metavar="DIR"),
]
OnOption = Annotated[
    str | None, typer.Option("--on", help="Reading date, YYYY-MM-DD. Default: today.")
]


def day_of(text: str | None) -> date:
    """A date given on the command line; today when none is given."""
    if text is None:
        return date.today()  # noqa: DTZ011 - the calendar day where the office is
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or not EARLIEST <= day <= LATEST:
        raise fault(
            "CLI001",
            f"`{text}` is not a date between {EARLIEST} and {LATEST}",
            "write it as year-month-day, for example 2026-10-01",
        )
    return day


@contextmanager
def reporting(*, quiet: bool = False) -> Iterator[Report]:
    """Show a bar for each stage of long work on standard error; nothing when quiet."""
    if quiet or not err.is_terminal:
        yield _plain if not quiet else _silent
        return
    columns = (
        TextColumn("[bold]{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=err, transient=True) as bars:
        tasks: dict[str, Any] = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield show


_shown: dict[str, int] = {}


def _plain(stage: str, done: int, total: int) -> None:
    """Without a terminal: one line at every quarter of a stage."""
    quarter = 4 * done // total if total else 4
    if _shown.get(stage) != quarter:
        _shown[stage] = quarter
        err.print(f"  {stage}: {25 * quarter}%")


def _silent(stage: str, done: int, total: int) -> None:
    return None


@contextmanager
def problems_in_words(*, as_json: bool = False) -> Iterator[None]:
    """Print problems instead of a traceback, and leave with code 2.

    What the file system refuses, and what nobody foresaw, becomes a problem too; the kind of an
    unforeseen fault is told, never its text, which might hold personal data.
    """
    try:
        yield
    except Problems as problems:
        _leave(problems, as_json=as_json)
    except OSError as error:
        _leave(_refused_by_system(error), as_json=as_json)
    except (typer.Exit, typer.Abort):
        raise
    except Exception as error:
        _leave(_unforeseen(error), as_json=as_json)


def _leave(problems: Problems, *, as_json: bool) -> NoReturn:
    if as_json:
        found = [
            {"id": p.id, "where": str(p.where or ""), "what": p.what, "near": p.near, "do": p.do}
            for p in problems.found
        ]
        print_json({"problems": found})
    else:
        err.print(str(problems), markup=False)
    raise typer.Exit(Exit.CANNOT) from None


def _refused_by_system(error: OSError) -> Problems:
    path = Path(str(error.filename)).name if error.filename else "a file or folder"
    return fault(
        "CLI020",
        f"the system refused: {error.strerror or type(error).__name__}",
        "check that the path exists, is of the right kind (file or folder), and may be written",
        where=Place(file=path),
    )


def _unforeseen(error: Exception) -> Problems:
    frames = traceback.extract_tb(error.__traceback__)
    last = frames[-1] if frames else None
    at = None if last is None else Place(file=Path(last.filename).name, line=last.lineno)
    return fault(
        "CLI099",
        f"an unforeseen fault of the software: {type(error).__name__}",
        "nothing was published; report the command and this place to whoever keeps the software",
        where=at,
    )


def print_json(value: Any) -> None:
    """One JSON object on standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")
