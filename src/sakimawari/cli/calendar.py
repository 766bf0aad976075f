"""`sakimawari calendar`: every right of one resident over the calendar, with payments and deadlines."""

from __future__ import annotations

from typing import Annotated

import typer

from sakimawari.cli.lists import closed_today
from sakimawari.cli.terminal import DirOption, JsonOption, out, print_json, problems_in_words
from sakimawari.cli.why import refuse_protected
from sakimawari.fit.served.run import open_served, timetable_at
from sakimawari.fit.timetable import lines_of
from sakimawari.night.run import current_run
from sakimawari.office import office
from sakimawari.problems import fault
from sakimawari.registry.store import current_snapshot, open_snapshot


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("calendar")(calendar)


def calendar(
    resident: Annotated[
        str, typer.Argument(help="Opaque key of a resident or household, or a 法人番号.")
    ],
    folder: DirOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print what a resident is or will be owed, day by day: amounts, payments, deadlines, ends."""
    with problems_in_words(as_json=as_json):
        place = office(folder)
        run = current_run(place.home)
        current = open_snapshot(current_snapshot(place.home))
        refuse_protected(current, resident, run.manifest["on"])
        served = open_served(run, threads=place.threads)
        if served.household_of(resident) in closed_today(place.home, run):
            raise fault(
                "CLI012",
                "this household is left out of every list (支援措置, or a member left) and is not shown",
                "if you are the staff named for it, ask `sakimawari why … --protected`",
            )
        catalogue = place.catalogue()
        found = timetable_at(served, catalogue, resident)
        if as_json:
            print_json(found.as_json())
            return
        for line in lines_of(found, catalogue):
            out.print(line, markup=False)
