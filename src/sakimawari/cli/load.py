"""`sakimawari load`: a city's exports become a snapshot, with a quality report."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from sakimawari.cli.terminal import (
    DirOption,
    Exit,
    JsonOption,
    OnOption,
    Report,
    day_of,
    out,
    print_json,
    problems_in_words,
    reporting,
)
from sakimawari.night.run import lay_out_current
from sakimawari.office import Office, office
from sakimawari.problems import Problems
from sakimawari.registry.directory.run import directory_of
from sakimawari.registry.run import LoadReport
from sakimawari.registry.run import load as load_exports
from sakimawari.registry.store import open_snapshot


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("load")(load)


def load(
    exports: Annotated[Path, typer.Argument(help="Folder with the exported files.")],
    folder: DirOption = None,
    on: OnOption = None,
    as_json: JsonOption = False,
    without_protection: Annotated[
        bool,
        typer.Option(
            "--without-protection-register",
            help="Load although the register of 支援措置 is missing or empty.",
        ),
    ] = False,
) -> None:
    """Read a city's exports into a snapshot; rows that cannot be taken in are set aside."""
    with problems_in_words(as_json=as_json):
        with reporting(quiet=as_json) as progress:
            report = take_in(
                office(folder),
                exports,
                on=on,
                progress=progress,
                without_protection=without_protection,
            )
        if as_json:
            print_json(report.as_json())
        else:
            tell(report)
            out.print("next: sakimawari night")
    if not report.is_clean:
        raise typer.Exit(Exit.WITH_REMARKS)


def take_in(
    place: Office,
    exports: Path,
    *,
    on: str | None,
    progress: Report,
    without_protection: bool = False,
) -> LoadReport:
    """Load with the office's keys, and lay the snapshot out for nights, desks and searches."""
    keys = place.keys()
    report = load_exports(
        exports,
        place.home,
        on=day_of(on),
        opaque=keys.opaque,
        seal=keys.seal_many,
        progress=progress,
        without_protection=without_protection,
    )
    with suppress(Problems):  # faults of packs are for the night and `check` to tell
        lay_out_current(place.home, place.catalogue(), progress=progress)
    directory_of(open_snapshot(report.snapshot), keys, progress=progress)
    return report


def tell(report: LoadReport) -> None:
    """The outcome in a few lines."""
    out.print(
        f"snapshot {report.snapshot.name}: {report.people:,} people in {report.households:,} "
        f"households, {report.companies:,} companies, {report.facilities:,} facilities"
    )
    out.print(
        f"  rows read {report.rows_read:,} · repaired {report.repaired:,} · "
        f"set aside {report.set_aside:,}"
    )
    if report.set_aside:
        out.print(f"  set aside, with reasons: {report.snapshot / 'set_aside'}")
    for problem in report.problems:
        place = "" if problem.where is None else f" {problem.where}:"
        out.print(f"  {problem.id}{place} {problem.what}", markup=False)
    if report.missing_registers:
        out.print(f"  registers that did not arrive: {', '.join(report.missing_registers)}")
    if report.without_protection:
        out.print("  WITHOUT PROTECTION: no measure of 支援措置 was loaded; nobody is held back")
    out.print(f"  quality report for reading: {report.snapshot / 'quality.html'}")
