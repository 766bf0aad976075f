"""`sakimawari match sites`: where services should stand."""

from __future__ import annotations

from typing import Annotated

import typer

from sakimawari.cli.match_running import (
    ExampleOption,
    GoOnOption,
    NameOption,
    OutOption,
    ProblemArgument,
    SchemaOption,
    final_of,
    print_schema,
    problem_of,
    tell_certificate,
    told_aside,
    written_aside,
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
)
from sakimawari.match.assign.siting.example import write_example
from sakimawari.match.assign.siting.places import Goal
from sakimawari.match.assign.siting.running import KIND, SCHEMA, Done, choose_sites


def add_kind(group: typer.Typer) -> None:
    """Add the command."""
    group.command(KIND)(sites)


def sites(
    problem: ProblemArgument = None,
    out_: OutOption = None,
    name: NameOption = None,
    goal: Annotated[
        Goal, typer.Option("--problem", help="What is sought. p counts the existing sites in.")
    ] = Goal.MCLP,
    radius: Annotated[
        float | None, typer.Option("--radius", help="Metres within which people are reached.")
    ] = None,
    p: Annotated[int | None, typer.Option("--p", help="Sites open in all.")] = None,
    seed: Annotated[
        int, typer.Option("--seed", help="Of no effect: nothing here is drawn by lot.", hidden=True)
    ] = 0,
    go_on: GoOnOption = False,
    example: ExampleOption = None,
    schema: SchemaOption = False,
    home: DirOption = None,
    on: OnOption = None,
    as_json: JsonOption = False,
) -> None:
    """Choose sites: fewest that reach all, most people reached, shortest ways, nobody too far.

    lscp: the fewest sites with everybody within --radius. mclp: --p sites with most people within
    --radius. p-median: --p sites with the least sum of people times distance. p-center: --p sites
    with the farthest place as near as can be. Exit code 0: done. 1: done with rows set aside.
    2: not done.
    """
    if schema:
        print_schema(SCHEMA)
        return
    with problems_in_words(as_json=as_json):
        if example is not None:
            write_example(example)
            return
        done = choose_sites(
            problem_of(problem),
            final_of(KIND, out_, name, home, otherwise="latest"),
            goal=goal,
            radius=radius,
            p=p,
            on=day_of(on),
            go_on=go_on,
        )
    _tell(done, as_json=as_json)
    raise typer.Exit(Exit.WITH_REMARKS if done.aside else Exit.DONE)


def _tell(done: Done, *, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "folder": str(done.folder),
                **done.summary,
                "certified": done.certificate.sound,
                "set_aside": written_aside(done.aside),
            }
        )
        return
    told_aside(done.aside)
    out.print(f"{done.headline}（{'、'.join(done.summary['opened'])}）", markup=False)
    tell_certificate(done.certificate, (), done.folder)
