"""What the commands for scarce places share: options, carrying a round out, telling its outcome."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

import sakimawari.match.allocate
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
    told_aside,
)
from sakimawari.cli.terminal import (
    DirOption,
    Exit,
    JsonOption,
    OnOption,
    day_of,
    err,
    out,
    print_json,
    problems_in_words,
    reporting,
)
from sakimawari.match.allocate.again import Rerun
from sakimawari.match.allocate.preparing import Shape, fix_of
from sakimawari.match.allocate.run import Ask, Round, run

SeedOption = Annotated[
    int,
    typer.Option(
        "--seed", min=0, help="Seed of the solver's proofs and of examples; never of lots."
    ),
]
ProveOption = Annotated[
    float,
    typer.Option(
        "--prove",
        min=0,
        help="Seconds of proof: is it the best for families, does a stable plan exist.",
    ),
]
PreviousOption = Annotated[
    Path | None, typer.Option("--previous", help="An earlier result's folder, already told.")
]
RerunOption = Annotated[
    Rerun,
    typer.Option(
        "--rerun",
        help="After --previous: guaranteed (nobody told is worse off) or full (by points alone).",
    ),
]
CompareOption = Annotated[
    Path | None,
    typer.Option(
        "--compare", help="Another outcome (児童番号, 施設番号): every difference is listed."
    ),
]
FixOption = Annotated[
    list[str] | None,
    typer.Option(
        "--fix", help="A decision by hand, CHILD:FACILITY:REASON:STAFF_ID. May be repeated."
    ),
]
WithoutOption = Annotated[
    list[str] | None,
    typer.Option(
        "--without", help="Show what a rule does: 施設別加点, a column of points or of tie-breaks."
    ),
]
SeatsOption = Annotated[
    bool,
    typer.Option("--seats/--no-seats", help="Work out what one seat more in each class would do."),
]
SizeOption = Annotated[
    int, typer.Option("--size", min=4, max=100_000, help="How many apply in the example.")
]


def add_scarce(
    group: typer.Typer, shape: Shape, write_example: Callable[[Path, int, int], None], told: str
) -> None:
    """Add the command of a kind; `write_example` takes folder, seed and size, `told` is its help."""

    def command(
        problem: ProblemArgument = None,
        target: OutOption = None,
        name: NameOption = None,
        seed: SeedOption = 0,
        go_on: GoOnOption = False,
        prove: ProveOption = 0.0,
        previous: PreviousOption = None,
        rerun: RerunOption = Rerun.GUARANTEED,
        compare: CompareOption = None,
        fix: FixOption = None,
        without: WithoutOption = None,
        seats: SeatsOption = True,
        schema: SchemaOption = False,
        example: ExampleOption = None,
        size: SizeOption = 120,
        folder: DirOption = None,
        on: OnOption = None,
        as_json: JsonOption = False,
    ) -> None:
        with problems_in_words(as_json=as_json):
            if schema:
                print_schema(_schema_of(shape.kind))
                return
            if example is not None:
                write_example(example, seed or 1, size)
                out.print(f"an invented problem with {size} applicants → {example}", markup=False)
                return
            ask = Ask(
                folder=problem_of(problem),
                out=final_of(shape.kind, target, name, folder),
                on=day_of(on),
                shape=shape,
                seed=seed,
                go_on=go_on,
                prove=prove,
                previous=previous,
                rerun=rerun,
                compare=compare,
                fixes=tuple(fix_of(each) for each in fix or ()),
                without=tuple(without or ()),
                seats=seats,
            )
            code = _carry_out(ask, as_json=as_json)
        raise typer.Exit(code)

    group.command(shape.kind, help=told)(command)


def _schema_of(kind: str) -> Path:
    """The schema of a kind's input, as it is kept beside its code."""
    return Path(sakimawari.match.allocate.__file__).parent / f"{kind}.schema.json"


def _carry_out(ask: Ask, *, as_json: bool) -> Exit:
    """Run a round and tell its outcome."""
    with reporting(quiet=as_json) as progress:
        made = run(ask, progress=progress)
    if as_json:
        print_json(_written(made, ask))
    else:
        _tell(made, ask)
    return Exit.WITH_REMARKS if made.remarked else Exit.DONE


def _written(made: Round, ask: Ask) -> dict[str, object]:
    return {
        "folder": str(ask.out),
        "sound": made.certificate.sound,
        "figures": {ask.shape.said(name): figure for name, figure in made.figures.items()},
        "set_aside": [str(each.problem) for each in made.found.aside],
        "remarks": [str(each) for each in made.found.remarks],
        "compared": dict(made.agreement),
    }


def _tell(made: Round, ask: Ask) -> None:
    told_aside(made.found.aside)
    for remark in made.found.remarks:
        err.print(f"remark {remark}", markup=False)
    for name, figure in made.figures.items():
        told = f"{figure:,}" if isinstance(figure, int) else str(figure)
        out.print(f"{ask.shape.said(name)}  {told}", markup=False)
    for name, count in made.agreement.items():
        out.print(f"{name}  {count}", markup=False)
    for family in made.blocking:
        out.print(f"named: no stable plan meets household {family.family}", markup=False)
    out.print(f"certified → {ask.out}", markup=False)
