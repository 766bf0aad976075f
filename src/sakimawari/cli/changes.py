"""`sakimawari changes`: changes of rules drafted in the console, and those whose day has come."""

from __future__ import annotations

from datetime import date
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
from sakimawari.office import Office, office


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("changes")(changes)


def changes(
    apply: Annotated[
        bool, typer.Option("--apply", help="Put those into effect whose day has come.")
    ] = False,
    folder: DirOption = None,
    on: OnOption = None,
    as_json: JsonOption = False,
) -> None:
    """List changes of rules that are under way; `night` puts those into effect that are due."""
    with problems_in_words(as_json=as_json):
        place, day = office(folder), day_of(on)
        done = into_effect(place, day) if apply else ()
        waiting = under_way(place)
    if as_json:
        print_json({"applied": done, "under_way": waiting})
    else:
        for id in done:
            out.print(f"{id} is in effect", markup=False)
        for each in waiting:
            told = (each["id"], each["state"], each["pack"], each["version"], each["title"])
            out.print(" · ".join(str(part) for part in told), markup=False)
    if any(each["failed"] for each in waiting):
        raise typer.Exit(Exit.WITH_REMARKS)


def into_effect(place: Office, day: date) -> tuple[str, ...]:
    """Put every approved change into effect whose day has come; their ids.

    A home without an operational store has none.
    """
    if place.database is None and not (place.home / "operations.sqlite3").exists():
        return ()
    _ready(place)
    from sakimawari.console.services.changes.tasks import activate_due

    return tuple(change.id for change in activate_due(day))


def under_way(place: Office) -> list[dict[str, object]]:
    """Every change that is not over, for a program."""
    _ready(place)
    from sakimawari.console.services.changes import store
    from sakimawari.console.services.changes.values import OPEN, State

    return [
        {
            "id": change.id,
            "state": change.state.value,
            "pack": change.pack,
            "version": change.version,
            "title": change.title,
            "activate_on": change.activate_on,
            "failed": change.failure is not None,
        }
        for change in store.all_of([*OPEN, State.ASKED_BACK])
    ]


def _ready(place: Office) -> None:
    from sakimawari.console.project import server

    server.prepare(place)
    server.update_store()
