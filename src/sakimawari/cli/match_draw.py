"""`sakimawari match draw KIND`: the city's own problem, drawn from its registers into plain tables."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sakimawari.cli.terminal import (
    DirOption,
    Exit,
    JsonOption,
    OnOption,
    day_of,
    out,
    print_json,
    problems_in_words,
)
from sakimawari.office import office
from sakimawari.posing.drawing_up import draw, grounds_of, write
from sakimawari.posing.values import Drawn, Problem

_WHY = {
    "protected": "under protection (支援措置)",
    "no_place": "whose place is not known",
    "not_sure": "possible only, by what the registers hold",
    "out_of_age": "not of the ages of the classes",
    "few_residents": "of towns too small to be told",
}


def draw_problem(
    kind: Annotated[str, typer.Argument(help="Kind of match, for example shelters.")],
    to: Annotated[Path, typer.Option("--out", help="Folder for the tables.", metavar="DIR")],
    possible: Annotated[
        bool, typer.Option("--possible", help="Also people of whom it is not certain.")
    ] = False,
    with_protected: Annotated[
        bool,
        typer.Option(
            "--with-protected", help="Mark people under 支援措置 instead of leaving them out."
        ),
    ] = False,
    folder: DirOption = None,
    on: OnOption = None,
    as_json: JsonOption = False,
) -> None:
    """Draw a problem from the registers: who is owed what, where, beside which places.

    Columns no register holds stay empty, for people to fill in. People are opaque keys.
    Exit code 1: rows were left out, or columns are empty.
    """
    with problems_in_words(as_json=as_json):
        place = office(folder)
        grounds = grounds_of(
            place.home, place.catalogue(), place.keys(), on=day_of(on), invented=place.is_demo
        )
        problem = draw(grounds, kind, day_of(on), sure=not possible, with_protected=with_protected)
        write(problem, to)
    if as_json:
        print_json(problem.about)
    else:
        _tell(problem, to)
    whole = all(not (each.left_out or each.empty) for each in problem.tables)
    raise typer.Exit(Exit.DONE if whole else Exit.WITH_REMARKS)


def _tell(problem: Problem, to: Path) -> None:
    for each in problem.tables:
        out.print(f"{each.name}: {len(each.rows):,} rows", markup=False)
        _remarks(each)
    out.print(f"→ {to}", markup=False)
    out.print(f"next: sakimawari match {problem.kind} {to} --out RESULT", markup=False)


def _remarks(table: Drawn) -> None:
    for why, count in table.left_out.items():
        out.print(f"  left out: {count:,} {_WHY.get(why, why)}", markup=False)
    if table.middles:
        out.print(f"  {table.middles:,} places are known by the middle of their town alone")
    if table.empty:
        out.print(f"  to be filled in: {'、'.join(table.empty)}", markup=False)
    if table.invented:
        out.print(f"  invented, as this city is: {'、'.join(table.invented)}", markup=False)
