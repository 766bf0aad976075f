"""`sakimawari why`: why a resident is, may be, or is not entitled to a service."""

from __future__ import annotations

from typing import Annotated

import typer

from sakimawari.cli.place import office
from sakimawari.cli.terminal import (
    DirOption,
    JsonOption,
    OnOption,
    day_of,
    out,
    print_json,
    problems_in_words,
)
from sakimawari.fit.explain import explain
from sakimawari.fit.words import lines_of
from sakimawari.registry.store import current_snapshot, open_snapshot


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("why")(why)


def why(
    resident: Annotated[str, typer.Argument(help="Opaque key of a resident or household.")],
    service: Annotated[str, typer.Argument(help="Slug of a service, for example child-allowance.")],
    full: Annotated[
        bool, typer.Option("--full", help="Show every fact and figure that was read.")
    ] = False,
    folder: DirOption = None,
    on: OnOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print the proof: clauses in the order of the law, facts with source, figures, what is missing."""
    with problems_in_words(as_json=as_json):
        place = office(folder)
        snapshot = open_snapshot(current_snapshot(place.home))
        explanation = explain(
            snapshot, place.catalogue(), subject=resident, service=service, on=day_of(on)
        )
        if as_json:
            print_json(explanation.as_json())
            return
        for line in lines_of(explanation, full=full):
            out.print(line, markup=False)
