"""`sakimawari match nursery`: scarce nursery places by the city's own order of priority."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sakimawari.cli.match_scarce import (
    CompareOption,
    ExampleOption,
    FixOption,
    FolderArgument,
    GoOnOption,
    NameOption,
    OutOption,
    PreviousOption,
    ProveOption,
    RerunOption,
    SchemaOption,
    SeedOption,
    SizeOption,
    carry_out,
    out_of,
    print_schema,
)
from sakimawari.cli.terminal import DirOption, JsonOption, OnOption, day_of, out, problems_in_words
from sakimawari.match.allocate.again import Rerun
from sakimawari.match.allocate.kinds import NURSERY
from sakimawari.match.allocate.preparing import fix_of
from sakimawari.match.allocate.run import Ask


def add_kind(group: typer.Typer) -> None:
    """Add the command."""
    group.command("nursery")(nursery)


def nursery(
    problem: FolderArgument = None,
    target: OutOption = None,
    name: NameOption = None,
    seed: SeedOption = 0,
    go_on: GoOnOption = False,
    prove: ProveOption = 0.0,
    previous: PreviousOption = None,
    rerun: RerunOption = Rerun.GUARANTEED,
    compare: CompareOption = None,
    fix: FixOption = None,
    schema: SchemaOption = False,
    example: ExampleOption = None,
    size: SizeOption = 120,
    folder: DirOption = None,
    on: OnOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give nursery places by points, tie-breaks, sibling wishes and transfers; a reason for every child.

    The folder holds 児童 and 施設 (CSV in UTF-8 or CP932, or Excel), rules.yaml, and what else there is.
    Exit code 0: done. 1: rows were set aside, or families are named for whom no stable plan exists.
    2: rows cannot be used (each named with what to do); nothing was written.
    """
    with problems_in_words(as_json=as_json):
        if schema:
            print_schema("nursery")
            return
        if example is not None:
            _write_example(example, seed=seed, size=size)
            return
        code = carry_out(
            lambda given: Ask(
                folder=given,
                out=out_of(NURSERY.kind, target, name, folder),
                on=day_of(on),
                shape=NURSERY,
                seed=seed,
                go_on=go_on,
                prove=prove,
                previous=previous,
                rerun=rerun,
                compare=compare,
                fixes=tuple(fix_of(each) for each in fix or ()),
            ),
            problem,
            as_json=as_json,
        )
    raise typer.Exit(code)


def _write_example(folder: Annotated[Path, "to fill"], *, seed: int, size: int) -> None:
    from sakimawari.match.allocate.example import write_example

    write_example(folder, seed=seed or 1, children=size)
    out.print(f"an invented city's round with {size} children → {folder}", markup=False)
