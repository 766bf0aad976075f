"""`sakimawari why`: why a resident is, may be, or is not entitled to a service."""

from __future__ import annotations

from typing import Annotated

import pyarrow.compute as pc
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
from sakimawari.guard.protection import households_of
from sakimawari.problems import fault
from sakimawari.registry.store import Snapshot, current_snapshot, open_snapshot
from sakimawari.rules.figures import days


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("why")(why)


def why(
    resident: Annotated[str, typer.Argument(help="Opaque key of a resident or household.")],
    service: Annotated[str, typer.Argument(help="Slug of a service, for example child-allowance.")],
    full: Annotated[
        bool, typer.Option("--full", help="Show every fact and figure that was read.")
    ] = False,
    protected: Annotated[
        bool,
        typer.Option("--protected", help="Named staff only: show a household under protection."),
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
            snapshot,
            place.catalogue(),
            subject=resident,
            service=service,
            on=day_of(on or snapshot.manifest["date"]),
        )
        if not protected:
            refuse_protected(snapshot, resident)
        if as_json:
            print_json(explanation.as_json())
            return
        for line in lines_of(explanation, full=full):
            out.print(line, markup=False)


def refuse_protected(snapshot: Snapshot, key: str) -> None:
    """Show nobody of a household under protection unless it was asked for by name."""
    persons = snapshot.protected_people(days(day_of(None)))
    people = snapshot.people()
    held = pc.or_(pc.equal(people["person"], key), pc.equal(people["household"], key))
    households = set(people.filter(held)["household"].to_pylist())
    if households & households_of(people, persons):
        raise fault(
            "CLI012",
            "this household is under protection (支援措置) and is not shown",
            "if you are the staff named for it, ask again with --protected",
        )
