"""`sakimawari capacity`: forecasts and demand become staff by hour, rosters, slots, pacing, places."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from sakimawari import __version__
from sakimawari.anticipate.capacity.files import (
    days_of,
    minutes_of,
    places_needed,
    places_there,
    pushes_of,
)
from sakimawari.anticipate.capacity.openings import openings
from sakimawari.anticipate.capacity.outreach import paced
from sakimawari.anticipate.capacity.queue import Promise
from sakimawari.anticipate.capacity.slots import slots_for
from sakimawari.anticipate.capacity.staffing import Counter, Day, dispersion_of, needs
from sakimawari.anticipate.capacity.store import (
    TERMS,
    of_needs,
    of_openings,
    of_pacing,
    of_rosters,
    of_slots,
    terms_of_contact,
    write,
)
from sakimawari.anticipate.capacity.weeks import rosters_of
from sakimawari.cli.terminal import DirOption, JsonOption, out, print_json, problems_in_words
from sakimawari.office import office
from sakimawari.problems import fault

_USUAL_MINUTES = 15.0


class Ready(StrEnum):
    """What is to be made ready."""

    STAFF = "staff"
    SLOTS = "slots"
    OUTREACH = "outreach"
    PLACES = "places"


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("capacity")(capacity)


def capacity(
    source: Annotated[
        str,
        typer.Argument(
            help="A forecast (CSV with series, period, mean and perhaps q95; or its folder), a demand "
            "(its folder or name), or for outreach a CSV of pushes."
        ),
    ],
    ready: Annotated[
        Ready, typer.Option("--for", help="staff, slots, outreach or places.")
    ] = Ready.STAFF,
    minutes: Annotated[
        float | None,
        typer.Option("--minutes", min=0, help="Minutes a case. Default: of the demand, else 15."),
    ] = None,
    served: Annotated[
        float, typer.Option("--served", help="Share (0 to 1) to be served in time.")
    ] = 0.8,
    within: Annotated[float, typer.Option("--within", help="Minutes that are in time.")] = 10.0,
    away: Annotated[
        float, typer.Option("--away", help="Share of working time away from the counter.")
    ] = 0.15,
    by_department: Annotated[
        bool,
        typer.Option(
            "--by-department", help="Of a demand: a counter for each department of a ward."
        ),
    ] = False,
    enough: Annotated[
        float, typer.Option("--enough", help="Share of days on which slots suffice (slots).")
    ] = 0.95,
    no_show: Annotated[
        float, typer.Option("--no-show", help="Share of appointments nobody comes to (slots).")
    ] = 0.0,
    room: Annotated[
        float | None,
        typer.Option("--room", help="Minutes a week the counter has for replies (outreach)."),
    ] = None,
    weeks: Annotated[
        int, typer.Option("--weeks", min=1, max=104, help="Weeks to spread over.")
    ] = 8,
    there: Annotated[
        Path | None,
        typer.Option("--there", help="Places there are: CSV with place, ward, count (places)."),
    ] = None,
    shortage: Annotated[
        float, typer.Option("--shortage", help="Chance of a shortage that is borne (places).")
    ] = 0.1,
    name: Annotated[
        str | None, typer.Option("--name", help="Name of the folder of results.")
    ] = None,
    folder: DirOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what must stand ready: staff by hour with rosters, slots, pacing of pushes, places to open."""
    with problems_in_words(as_json=as_json):
        home = office(folder).home
        path = _source(home, source)
        called = _named(name or f"{ready.value}-{path.stem}")
        about: dict[str, Any] = {"version": __version__, "for": ready.value, "source": path.name}
        match ready:
            case Ready.STAFF:
                counter = Counter(
                    minutes=_minutes(path, minutes),
                    promise=Promise(share=served, within=within),
                    shrinkage=away,
                )
                sheets, told, texts = _staff(days_of(path, by_department=by_department), counter)
            case Ready.SLOTS:
                sheets, told, texts = _slots(
                    days_of(path, by_department=by_department), enough, no_show
                )
            case Ready.OUTREACH:
                sheets, told, texts = _outreach(path, room, weeks)
            case Ready.PLACES:
                sheets, told, texts = _places(path, there, shortage)
        made = write(home, called, sheets, {**about, **told}, texts=texts)
    if as_json:
        print_json({**about, **told, "folder": str(made)})
        return
    for key, value in told.items():
        out.print(f"  {key.replace('_', ' ')}: {value}", markup=False)
    out.print(f"written to {made}", markup=False)


def _named(name: str) -> str:
    if Path(name).name != name or name.startswith("."):
        raise fault(
            "CAP013",
            f"`{name}` cannot name a folder of results",
            "write letters, digits and hyphens",
        )
    return name


def _source(home: Path, source: str) -> Path:
    """A file or folder, or the name of a finished demand."""
    for path in (Path(source), home / "anticipate" / "demand" / source):
        if path.exists():
            return path
    raise fault(
        "CAP010",
        f"there is no file, folder or demand called `{Path(source).name}`",
        "name a CSV file, or a demand made before",
    )


def _minutes(path: Path, given: float | None) -> float:
    if given is not None:
        return given
    found = minutes_of(path)
    return _USUAL_MINUTES if found is None else found


Told = tuple[Sequence[Any], dict[str, Any], dict[str, str]]


def _staff(days: Sequence[Day], counter: Counter) -> Told:
    hours = list(needs(days, counter))
    rosters = rosters_of(hours)
    paid = sum(roster.hours for roster in rosters.values())
    told = {
        "counters": len({day.counter for day in days}),
        "days": len({day.day for day in days}),
        "minutes_a_case": round(counter.minutes, 1),
        "most_at_a_counter": max((need.at_counter for need in hours), default=0),
        "hours_paid": round(paid, 1),
        "weeks": len({week for _, week in rosters}),
        "persons_at_least": _persons(rosters),
    }
    return (of_needs(hours), of_rosters(rosters)), told, {}


def _persons(rosters: Any) -> int:
    """The persons needed in the week that needs most, over all counters."""
    weeks: dict[str, int] = {}
    for (_, week), roster in rosters.items():
        weeks[week] = weeks.get(week, 0) + roster.persons
    return max(weeks.values(), default=0)


def _slots(days: Sequence[Day], level: float, no_show: float) -> Told:
    rows = [
        (
            day.counter,
            day.day.isoformat(),
            day.mean,
            slots_for(
                day.mean,
                dispersion=dispersion_of(day.mean, day.high),
                level=level,
                no_show=no_show,
            ),
        )
        for day in days
    ]
    told = {"days": len(rows), "slots": sum(row[3] for row in rows), "enough_on": level}
    return (of_slots(rows),), told, {}


def _outreach(path: Path, room: float | None, weeks: int) -> Told:
    if room is None:
        raise fault(
            "CAP008",
            "it is not said how many minutes a week the counter has for replies",
            "give --room MINUTES",
        )
    pushes = pushes_of(path)
    found = paced(pushes, np.full(weeks, float(room)))
    told = {
        "people": round(float(sum(push.people for push in pushes))),
        "reached": round(float(found.reached.sum())),
        "left_over": round(float(found.left.sum())),
        "full_weeks": list(found.binding),
    }
    return of_pacing(pushes, found), told, {TERMS: terms_of_contact(found)}


def _places(path: Path, there: Path | None, shortage: float) -> Told:
    standing = {} if there is None else places_there(there)
    found = openings(places_needed(path), standing, shortage=shortage)
    told = {
        "kinds": len({each.kind for each in found}),
        "to_open": sum(each.open for each in found),
        "chance_of_shortage_borne": shortage,
        "places_there_are_known": there is not None,
    }
    return (of_openings(found),), told, {}
