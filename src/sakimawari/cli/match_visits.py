"""`sakimawari match visits DIR --out OUT`: rounds of visits from plain tables."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sakimawari.cli.match_running import (
    ExampleOption,
    GoOnOption,
    NameOption,
    OutOption,
    ProblemArgument,
    SchemaOption,
    SeedOption,
    final_of,
    print_schema,
    problem_of,
    told_aside,
)
from sakimawari.cli.terminal import (
    DirOption,
    Exit,
    JsonOption,
    OnOption,
    day_of,
    out,
    print_json,
    problems_in_words,
    reporting,
)
from sakimawari.match.visits import schema_file
from sakimawari.match.visits.example import write_example
from sakimawari.match.visits.run import Report, plan_visits
from sakimawari.match.visits.solving import STEPS, Effort


def add_kind(group: typer.Typer) -> None:
    """Add the command."""
    group.command("visits")(visits)


def visits(
    folder: ProblemArgument = None,
    to: OutOption = None,
    name: NameOption = None,
    seed: SeedOption = 1,
    steps: Annotated[
        int, typer.Option("--steps", min=1, help="How long is searched; more is better, slowly.")
    ] = STEPS,
    seconds: Annotated[
        float, typer.Option("--seconds", min=1, help="A turn of the search lasts no longer.")
    ] = 600.0,
    go_on: GoOnOption = False,
    example: ExampleOption = None,
    schema: SchemaOption = False,
    home: DirOption = None,
    on: OnOption = None,
    as_json: JsonOption = False,
) -> None:
    """Plan rounds of visits: the tables 訪問 and 勤務 of a folder, 所要時間 where there is one.

    Several days, breaks, skills, two at one door, the same worker for the same person. Each visit
    that finds no place has its reason. `match verify` and `match explain` read what is left in OUT.
    """
    if schema:
        print_schema(schema_file())
        return
    with problems_in_words(as_json=as_json):
        if example is not None:
            write_example(example)
            out.print(f"an invented problem lies in {example}", markup=False)
            return
        given = problem_of(folder)
        final = final_of("visits", to, name, home)
        with reporting(quiet=as_json) as progress:
            report = plan_visits(
                given,
                final,
                on=day_of(on),
                effort=Effort(steps=steps, seconds=seconds, seed=seed),
                go_on=go_on,
                progress=lambda share: progress("plan", round(share * 100), 100),
            )
        _tell(report, final, as_json=as_json)
    raise typer.Exit(Exit.WITH_REMARKS if report.aside else Exit.DONE)


def _tell(report: Report, final: Path, *, as_json: bool) -> None:
    rounds = report.rounds
    told = {
        "out": str(final),
        "visits": report.visits,
        "made": rounds.made,
        "not_made": len(rounds.unmade),
        "protected": report.protected,
        "travel_seconds": rounds.travel,
        "set_aside": len(report.aside),
        "sound": report.certificate.sound,
        "repeats": rounds.in_time,
    }
    if as_json:
        print_json(told)
        return
    told_aside(report.aside)
    out.print(
        f"{rounds.made} of {report.visits} visits, {rounds.travel // 60} minutes under way, "
        f"{len(rounds.unmade)} without a place (each with its reason), certified: {final}",
        markup=False,
    )
