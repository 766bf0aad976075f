"""`sakimawari handbook`: every service as pages to read, print and show the council."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sakimawari.cli.terminal import (
    DirOption,
    JsonOption,
    OnOption,
    day_of,
    out,
    print_json,
    problems_in_words,
    reporting,
)
from sakimawari.fit.horizon import horizon
from sakimawari.handbook.run import write_handbook
from sakimawari.office import office
from sakimawari.packs.load import load_packs


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("handbook")(handbook)


def handbook(
    to: Annotated[
        Path, typer.Argument(help="Folder to write: new, empty, or an earlier handbook.")
    ],
    packs: Annotated[
        list[Path] | None, typer.Option("--pack", help="Pack folders. Default: all packs in use.")
    ] = None,
    months: Annotated[
        int,
        typer.Option("--months", min=1, max=120, help="How far ahead to list changes of the law."),
    ] = 24,
    folder: DirOption = None,
    on: OnOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write every service with its conditions, articles, figures by year and examples (HTML)."""
    with problems_in_words(as_json=as_json):
        day = day_of(on)
        catalogue = load_packs(packs) if packs else office(folder).catalogue()
        with reporting(quiet=as_json) as progress:
            book = write_handbook(
                catalogue, to, on=day, until=horizon(day, months), progress=progress
            )
    if as_json:
        print_json({"written": str(to), "services": len(book.pages), "on": day})
    else:
        out.print(f"{to / 'index.html'} · {len(book.pages)} services", markup=False)
