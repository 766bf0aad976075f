"""`sakimawari city`: write a synthetic city as a city's own exports."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from sakimawari.city.run import build
from sakimawari.city.tallies import write_tallies
from sakimawari.cli.terminal import (
    JsonOption,
    OnOption,
    day_of,
    out,
    print_json,
    problems_in_words,
    reporting,
)


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("city")(city)


def city(
    folder: Annotated[Path, typer.Argument(help="Folder the exports are written to.")],
    residents: Annotated[
        int | None,
        typer.Option(
            "--residents", help="1,000 to 1,000,000. Default: 20,000, or as --population says."
        ),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Same seed, same city.")] = 1,
    on: OnOption = None,
    dirt: Annotated[
        float,
        typer.Option(
            "--dirt",
            min=0.0,
            max=0.5,
            help="Share of rows with the faults real files have (0 to 0.5).",
        ),
    ] = 0.0,
    population: Annotated[
        Path | None,
        typer.Option("--population", help="CSV of residents by town, sex and age to follow."),
    ] = None,
    tallies: Annotated[
        Path | None,
        typer.Option(
            "--tallies",
            help="Also write invented tallies of counters and ambulances into this folder, to forecast.",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Write a synthetic city as a city's own exports (no real person is in it)."""
    with problems_in_words(as_json=as_json):
        wanted = 20_000 if residents is None and population is None else residents
        with reporting(quiet=as_json) as progress:
            report = build(
                folder,
                residents=wanted,
                seed=seed,
                on=day_of(on),
                dirt=dirt,
                population=population,
                progress=progress,
            )
        if tallies is not None:
            write_tallies(tallies, residents=report.residents, on=day_of(on), seed=seed)
        if as_json:
            print_json(asdict(report))
            return
        out.print(f"{report.residents:,} residents in {report.households:,} households → {folder}")
        for problem in report.problems:
            out.print(str(problem), markup=False)
        if tallies is not None:
            out.print(f"tallies of counters and ambulances (invented) → {tallies}")
        out.print(f"next: sakimawari load {folder}")
