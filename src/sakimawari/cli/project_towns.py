"""`sakimawari project-towns`: towns years ahead from a city's own tables, with bounds."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from sakimawari import __version__
from sakimawari.anticipate.projection.rates import read_town_table, read_vital
from sakimawari.anticipate.projection.rates.begin import last_month
from sakimawari.anticipate.projection.rates.official import read_official
from sakimawari.anticipate.projection.rates.town_run import (
    TownProjection,
    project_towns,
    write_towns,
)
from sakimawari.anticipate.projection.rates.town_values import TownTable
from sakimawari.anticipate.runs.folder import publishing, write_manifest
from sakimawari.cli.terminal import (
    DirOption,
    JsonOption,
    out,
    print_json,
    problems_in_words,
    reporting,
)
from sakimawari.office import office
from sakimawari.problems import fault

_SHOWN = 12


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("project-towns")(towns)


def towns(
    population: Annotated[
        Path, typer.Argument(help="CSV of residents: month,town,m0_4,f0_4,…,m85p,f85p.")
    ],
    births_deaths: Annotated[
        Path | None,
        typer.Option("--births-deaths", help="CSV of the city: year,month,birthTotal,deathTotal."),
    ] = None,
    moves: Annotated[
        Path | None, typer.Option("--moves", help="CSV of moves into and out of the city by month.")
    ] = None,
    month: Annotated[
        str | None,
        typer.Option("--from", help="Month to begin with, YYYY-MM. Default: the last whole one."),
    ] = None,
    years: Annotated[int, typer.Option("--years", help="Years ahead.", min=1, max=30)] = 5,
    official: Annotated[
        Path | None,
        typer.Option(
            "--official", help="CSV to align to: area,year,low,high,people; factors are kept."
        ),
    ] = None,
    out_path: Annotated[
        Path | None,
        typer.Option("--out", help="A folder for the tables. Default: in the city's home."),
    ] = None,
    folder: DirOption = None,
    as_json: JsonOption = False,
) -> None:
    """Project a city's towns by age from its own monthly tables, with 90 % bounds, in seconds."""
    with problems_in_words(as_json=as_json):
        begun = time.monotonic()
        with reporting(quiet=as_json) as progress:
            table = read_town_table(population)
            start = _month(table, month)
            vital = None if births_deaths is None else read_vital(births_deaths, moves)
            margins = None if official is None else read_official(official, table.towns)
            made = project_towns(
                table, start, vital, years=years, margins=margins, progress=progress
            )
        about = _about(made, table, population, time.monotonic() - begun)
        if out_path is not None:
            write_towns(out_path, made, table)
            write_manifest(out_path, about)
        else:
            out_path = Path("anticipate/people") / f"towns-{start}"
            with publishing(office(folder).home, "people", f"towns-{start}") as place:
                write_towns(place, made, table)
                write_manifest(place, about)
    if as_json:
        print_json({**about, "folder": str(out_path)})
    else:
        _tell(made, about, str(out_path))


def _month(table: TownTable, month: str | None) -> str:
    if month is None:
        return last_month(table)
    if table.at(month) < 0:
        raise fault(
            "PROJ031",
            f"The town tables hold nothing of {month}.",
            f"Choose a month from {table.months[0]} to {table.months[-1]}: --from.",
        )
    return month


def _about(made: TownProjection, table: TownTable, file: Path, seconds: float) -> dict[str, Any]:
    return {
        "kind": "towns",
        "version": __version__,
        "population": file.name,
        "start": made.months[0],
        "years": len(made.months) - 1,
        "towns": len(made.fit.towns),
        "years_learnt_from": made.fit.years,
        "bounds_learnt_from": list(made.errors.origins),
        "deaths_against_nation": round(made.fit.level.deaths, 4),
        "births_against_nation": round(made.fit.level.births, 4),
        "residents": {
            month: round(float(people.sum()), 1)
            for month, people in zip(made.months, made.expected, strict=True)
        },
        "set_aside": sum(row.whole for row in table.aside),
        "told": sum(not row.whole for row in table.aside),
        "aligned": {made.months[at]: found.worst for at, found in made.aligned.items()},
        "seconds": round(seconds, 1),
    }


def _tell(made: TownProjection, about: dict[str, Any], folder: str) -> None:
    shown = Table(title=f"{about['towns']} towns from {made.months[0]}")
    for name in ("month", "residents", "0-14", "15-64", "65+"):
        shown.add_column(name, justify="left" if name == "month" else "right")
    for month, people in zip(made.months, made.expected.sum(axis=(1, 2)), strict=True):
        parts = (people.sum(), people[:3].sum(), people[3:13].sum(), people[13:].sum())
        shown.add_row(month, *(f"{part:,.0f}" for part in parts))
    out.print(shown)
    change = made.expected[-1].sum(axis=(1, 2)) - made.expected[0].sum(axis=(1, 2))
    for at in [*change.argsort()[: _SHOWN // 2], *change.argsort()[-_SHOWN // 2 :]]:
        now = made.expected[0, at].sum()
        out.print(f"  {made.fit.towns[at]}  {now:,.0f} → {now + change[at]:,.0f}")
    out.print(
        f"Rows set aside: {about['set_aside']}, looked at and counted: {about['told']} (aside.csv)."
    )
    for month, worst in about["aligned"].items():
        told = ", ".join(f"{name} {share:.1%}" for name, share in worst.items())
        out.print(f"Aligned in {month}; without, the largest distance was {told}.")
    out.print(f"Tables: {folder}")
