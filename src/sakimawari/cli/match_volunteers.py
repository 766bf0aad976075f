"""`sakimawari match helpers`: volunteers to elders who asked for help at home."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

import sakimawari.match.assign.helping
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
from sakimawari.match.assign.helping.example import write_example
from sakimawari.match.assign.helping.run import Done, match_folder
from sakimawari.match.assign.helping.values import Settings
from sakimawari.match.assign.helping.verifying import KIND


def add_kind(group: typer.Typer) -> None:
    """Add the command."""
    group.command(KIND)(volunteers)


def volunteers(
    problem: ProblemArgument = None,
    out_: OutOption = None,
    name: NameOption = None,
    walking: Annotated[
        int, typer.Option("--walking", min=1, help="Metres on foot, where no distance is told.")
    ] = 1500,
    cycling: Annotated[int, typer.Option("--cycling", min=1, help="Metres by bicycle.")] = 3000,
    driving: Annotated[int, typer.Option("--driving", min=1, help="Metres by car.")] = 8000,
    keep: Annotated[
        int,
        typer.Option(
            "--keep", min=0, help="Metres that leaving the volunteer they know must save."
        ),
    ] = 500,
    minutes: Annotated[
        int, typer.Option("--minutes", min=1, max=600, help="The shortest visit both are free for.")
    ] = 30,
    stand_ins: Annotated[
        int,
        typer.Option(
            "--stand-ins",
            min=0,
            max=1000,
            help="People a volunteer stands in for at most; 0: no stand-ins.",
        ),
    ] = 2,
    seed: Annotated[
        int, typer.Option("--seed", help="Kept with the result; nothing here is drawn by lot.")
    ] = 0,
    go_on: GoOnOption = False,
    example: ExampleOption = None,
    schema: SchemaOption = False,
    home: DirOption = None,
    on: OnOption = None,
    as_json: JsonOption = False,
) -> None:
    """Choose for each elder the volunteer who helps at home, and one who stands in.

    As many as possible are helped, then ways are short and the volunteer they know goes on coming.
    Exit code 1: rows were set aside, or the examiner found a claim broken.
    """  # fmt: skip
    with problems_in_words(as_json=as_json):
        if schema:
            print_schema(Path(sakimawari.match.assign.helping.__file__).with_name("schema.json"))
            return
        if example is not None:
            write_example(example)
            out.print(f"{example}", markup=False)
            return
        settings = Settings(
            walking=walking,
            cycling=cycling,
            driving=driving,
            keep=keep,
            minutes=minutes,
            stand_ins=stand_ins,
            seed=seed,
        )
        done = match_folder(
            problem_of(problem),
            final_of(KIND, out_, name, home, otherwise="latest"),
            settings,
            on=day_of(on),
            go_on=go_on,
        )
        if as_json:
            print_json(_written(done))
        else:
            _tell(done)
    if done.aside or not done.certificate.sound:
        raise typer.Exit(Exit.WITH_REMARKS)


def _written(done: Done) -> dict[str, Any]:
    return {
        "folder": str(done.folder),
        "set_aside": done.aside,
        "figures": done.figures,
        "sound": done.certificate.sound,
    }


def _tell(done: Done) -> None:
    told = "  ".join(f"{name} {value:,}" for name, value in done.figures.items())
    out.print(told, markup=False)
    if done.aside:
        out.print(f"set aside: {done.aside} rows (set-aside.csv)", markup=False)
    tell_certificate(done.certificate, done.remarks, done.folder)
