"""`sakimawari project`: everybody of the city month by month for years, many times over."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.table import Table

from sakimawari import __version__
from sakimawari.anticipate.projection.counted import read_counts
from sakimawari.anticipate.projection.founding import founded
from sakimawari.anticipate.projection.people import Plan, State, day_of, month_of
from sakimawari.anticipate.projection.rates import (
    default_doubt,
    default_rates,
    default_social,
    is_town_table,
    rates_of_tables,
)
from sakimawari.anticipate.projection.registered import counts_of, registered
from sakimawari.anticipate.projection.run import Projected
from sakimawari.anticipate.projection.run import project as run_projection
from sakimawari.anticipate.projection.sentences import CITY, interval
from sakimawari.anticipate.projection.store import publish, write_out
from sakimawari.anticipate.projection.summing import Measure
from sakimawari.anticipate.projection.values import AGES, Rates
from sakimawari.anticipate.projection.working import with_work_kept
from sakimawari.cli.terminal import (
    DirOption,
    Exit,
    JsonOption,
    out,
    print_json,
    problems_in_words,
    reporting,
)
from sakimawari.cli.terminal import (
    day_of as day_from,
)
from sakimawari.office import Office, office
from sakimawari.problems import fault
from sakimawari.registry.mapped import map_snapshot
from sakimawari.registry.store import current_snapshot, open_snapshot

_NEEDED = 0.99  # cells of area, sex and age within three standard errors of the expectation
_FAR = 8.0  # standard errors of a total; families that move together make it twice as wide
_SHOWN = 40
_FEW = 20  # futures below which an interval of 90 % is their whole spread


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("project")(project)


def project(
    years: Annotated[int, typer.Option("--years", help="Years ahead.", min=1, max=60)] = 10,
    replicates: Annotated[
        int,
        typer.Option(
            "--replicates", help="Possible futures: their spread is the interval.", min=1, max=1_000
        ),
    ] = 20,
    out_path: Annotated[
        Path | None,
        typer.Option(
            "--out", help="A folder for the tables. Default: in the city's home, by --name."
        ),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option("--name", help="Name in the city's home. Default: the first month."),
    ] = None,
    start: Annotated[
        str | None,
        typer.Option(
            "--from", help="First month, YYYY-MM-DD. Default: that of the snapshot or table."
        ),
    ] = None,
    population: Annotated[
        Path | None,
        typer.Option(
            "--population",
            help="CSV of residents instead of the registers: area,sex,age,people, or towns by month.",
        ),
    ] = None,
    births_deaths: Annotated[
        Path | None,
        typer.Option(
            "--births-deaths", help="With a table of towns: year,month,birthTotal,deathTotal."
        ),
    ] = None,
    moves: Annotated[
        Path | None,
        typer.Option("--moves", help="With a table of towns: moves into and out of the city."),
    ] = None,
    by_town: Annotated[bool, typer.Option("--by-town", help="By ward and town, not ward.")] = False,
    certain: Annotated[
        bool, typer.Option("--certain", help="Take the rates as they are: lots alone, no doubt.")
    ] = False,
    seed: Annotated[
        int, typer.Option("--seed", help="The same seed gives the same futures.", min=0)
    ] = 1,
    folder: DirOption = None,
    as_json: JsonOption = False,
) -> None:
    """Project every resident and household: births, deaths, moves, partners, work, care, month by month."""
    with problems_in_words(as_json=as_json):
        place = office(folder)
        begun = time.monotonic()
        if name is not None:
            _named(name)
        with reporting(quiet=as_json) as progress:
            progress("reading", 0, 1)
            state, source = beginning(place, population, start, seed=seed, by_town=by_town)
            rates = learnt(population, state, births_deaths, moves, years=years)
            source["rates"] = "shipped" if rates is None else "learnt from the table of towns"
            progress("reading", 1, 1)
            plan = plan_of(
                state, rates=rates, months=12 * years, replicates=replicates, seed=seed,
                threads=place.threads, certain=certain,
            )  # fmt: skip
            found = run_projection(plan, progress=progress)
            about = manifest(found, source, certain=certain, seconds=time.monotonic() - begun)
            if out_path is not None:
                written = write_out(out_path, found.made, about)
            else:
                kept_as = name or f"{day_of(state.month):%Y-%m}"
                written = publish(place.home, kept_as, found.made, about)
        if as_json:
            print_json({**about, "folder": str(written)})
        else:
            _tell(found, about, written)
    if not about["as_expected"]:
        raise typer.Exit(Exit.WITH_REMARKS)


def _named(name: str) -> None:
    if not name or name.startswith(".") or any(mark in name for mark in "/\\:"):
        raise fault("PROJ008", f"`{name}` cannot name a folder", "use letters, digits and hyphens")


def beginning(
    place: Office, population: Path | None, start: str | None, *, seed: int, by_town: bool
) -> tuple[State, dict[str, object]]:
    """Who is there at the start, and where that was read."""
    first = None if start is None else day_from(start)
    if population is not None:
        named = None if first is None else f"{first:%Y-%m}"
        areas, counts, month = read_counts(population, month=named)
        at = month if month is not None else month_of(first or date.today())  # noqa: DTZ011
        return founded(counts, areas, month=at, seed=seed), {"population": population.name}
    path = current_snapshot(place.home)
    snapshot = open_snapshot(path)
    on = date.fromisoformat(str(snapshot.manifest["date"]))
    if first is not None and month_of(first) < month_of(on):
        raise fault(
            "PROJ009",
            f"the snapshot is of {on}, later than {first}",
            "leave --from out, or give a table of residents of that time: --population",
        )
    state = registered(map_snapshot(snapshot), on=first or on, by_town=by_town)
    return state, {"snapshot": path.name}


def learnt(
    population: Path | None,
    state: State,
    births_deaths: Path | None,
    moves: Path | None,
    *,
    years: int,
) -> Rates | None:
    """Rates from a table of towns by month; None where it is none, or too short to teach."""
    if population is None or not is_town_table(population):
        return None
    month = f"{day_of(state.month):%Y-%m}"
    return rates_of_tables(
        population,
        state.areas,
        month,
        births_deaths=births_deaths,
        moves=moves,
        years=years + 1,
    )


def plan_of(
    state: State,
    *,
    rates: Rates | None = None,
    months: int,
    replicates: int,
    seed: int,
    threads: int,
    certain: bool,
) -> Plan:
    """A projection with the rates learnt, or those the product ships, scaled to these residents."""
    counts = counts_of(state, AGES).astype(np.float64)
    return Plan(
        state=state,
        rates=rates or default_rates(state.areas, day_of(state.month).year, counts=counts),
        social=with_work_kept(default_social(), state),
        doubt=None if certain else default_doubt(),
        months=months,
        replicates=replicates,
        seed=seed,
        threads=threads,
    )


def manifest(
    found: Projected, source: dict[str, object], *, certain: bool, seconds: float
) -> dict[str, object]:
    """What a projection says of itself: of what, with what, and how it stands to its expectation."""
    plan, held = found.made.plan, found.against
    share = sum(each.within for each in held) / max(sum(each.cells for each in held), 1)
    return {
        "kind": "people",
        "version": __version__,
        **source,
        "start": str(day_of(plan.state.month)),
        "months": plan.months,
        "replicates": plan.replicates,
        "seed": plan.seed,
        "doubt": not certain,
        "areas": list(plan.state.areas),
        "residents": plan.state.people,
        "households": len(plan.state.house_key),
        "people_at_the_end": round(float(np.mean([each.total for each in held])), 1),
        "people_expected": round(float(np.mean([each.total_expected for each in held])), 1),
        "cells_within_three_errors": round(share, 5),
        "total_away_in_errors": round(max(each.total_away for each in held), 2),
        "as_expected": share >= _NEEDED and all(each.total_away < _FAR for each in held),
        "flows_explain_stocks": True,  # PROJ004 would have ended the run
        "seconds": round(seconds, 1),
    }


def _tell(found: Projected, about: dict[str, object], written: Path) -> None:
    measures = {each.name: each for each in found.made.measures}
    plan, areas = found.made.plan, (*found.made.plan.state.areas, CITY)
    people = measures["people"]
    table = Table(
        title=f"{about['start']} to {people.periods[-1]}, {plan.replicates} futures, 90 %"
    )
    for head in ("area", "people now", "then"):
        table.add_column(head, justify="left" if head == "area" else "right")
    shown = [measures[n] for n in ("newborns", "turned_75") if n in measures]
    for each in shown:
        label = "newborns" if each.name == "newborns" else "new 75-year-olds"
        for period in sorted({0, len(each.periods) - 1}):
            table.add_column(f"{label} {each.periods[period][:4]}", justify="right")
    rows = list(enumerate(areas))
    for at, area in rows if len(rows) <= _SHOWN else rows[-1:]:
        cells = [area, f"{people.mean[0, at]:,.0f}", _written(people, len(people.periods) - 1, at)]
        for each in shown:
            cells += [_written(each, p, at) for p in sorted({0, len(each.periods) - 1})]
        table.add_row(*cells)
    out.print(table)
    turned = measures.get("turned_75")
    if turned is not None:
        year = min(len(turned.periods) - 1, 4)
        largest = int(np.argmax(turned.mean[year, :-1]))
        out.print(
            f"{turned.periods[year][:4]}: {_written(turned, year, largest)} new 75-year-olds "
            f"in {areas[largest]}"
        )
    out.print(
        f"against the exact expectation: {about['people_at_the_end']:,.0f} people, expected "
        f"{about['people_expected']:,.0f}; {100 * float(str(about['cells_within_three_errors'])):.2f} % "
        "of cells within three standard errors; flows explain every stock"
    )
    if plan.replicates < _FEW:
        out.print(f"{plan.replicates} futures are too few for an interval: use --replicates 100")
    out.print(f"{about['seconds']} s → {written}")


def _written(measure: Measure, period: int, area: int) -> str:
    middle, side = interval(measure, period, area)
    return f"{middle:,} ± {side:,}"
