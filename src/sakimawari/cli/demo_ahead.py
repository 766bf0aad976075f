"""The demo's look ahead: people for ten years, what they will be owed, counters, ambulances, alerts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import typer

from sakimawari.city.tallies import write_tallies
from sakimawari.cli.alerts import alerts
from sakimawari.cli.demand import demand
from sakimawari.cli.forecast import forecast_file
from sakimawari.cli.project import project
from sakimawari.cli.terminal import Exit
from sakimawari.office import office

TALLIES = "tallies"
NAME = "demo"
_YEARS, _FUTURES = 10, 10
_WEEKS, _DAYS, _SHOWN = 13, 28, 3


def look_ahead(folder: str, on: date, *, residents: int, seed: int) -> None:
    """What the commands of what is coming do, at a size a demo can wait for."""
    day = on.isoformat()
    files = write_tallies(Path(folder) / TALLIES, residents=residents, on=on, seed=seed)
    _run(partial(project, years=_YEARS, replicates=_FUTURES, name=NAME, seed=seed, folder=folder))
    _run(
        partial(
            demand, years=3, near=12, step=6, replicates=2, sample=2_000,
            service=_tied_to_ages_and_places(folder),
            name=NAME, seed=seed, folder=folder, on=day,
        )
    )  # fmt: skip
    for file, ahead in zip(files, (_WEEKS, _DAYS), strict=True):
        _run(partial(forecast_file, file, ahead, folder=folder, on=day))
        _run(partial(alerts, file, show=_SHOWN, folder=folder, on=day))


def _tied_to_ages_and_places(folder: str) -> list[str]:
    """Services whose rights begin at an age or take up a place: a dozen, where all would take minutes."""
    foreseen = office(folder).catalogue().foreseen()
    return [slug for slug, said in foreseen.items() if said.age is not None or said.place]


def _run(command: Callable[[], None]) -> None:
    """A command that is done, though it had remarks."""
    try:
        command()
    except typer.Exit as end:
        if end.exit_code != Exit.WITH_REMARKS:
            raise
