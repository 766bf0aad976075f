"""What the commands for scarce places share: options, carrying a round out, telling its outcome."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

import sakimawari.match.allocate
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
from sakimawari.match.results.folder import home_of
from sakimawari.office import office
from sakimawari.problems import fault

FolderArgument = Annotated[
    Path | None, typer.Argument(help="The folder of the round's tables.", metavar="DIR")
]
OutOption = Annotated[
    Path | None, typer.Option("--out", help="The result's folder. Default: in the city's home.")
]
NameOption = Annotated[
    str | None, typer.Option("--name", help="Name of the result in the city's home.")
]
SeedOption = Annotated[
    int,
    typer.Option(
        "--seed", min=0, help="Seed of the solver's proofs and of examples; never of lots."
    ),
]
GoOnOption = Annotated[
    bool,
    typer.Option("--go-on", help="Set aside rows that cannot be used, and go on with the rest."),
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
SchemaOption = Annotated[bool, typer.Option("--schema", help="Print the JSON Schema of the input.")]
ExampleOption = Annotated[
    Path | None, typer.Option("--example", help="Write an invented problem into this folder.")
]
SizeOption = Annotated[
    int, typer.Option("--size", min=4, max=100_000, help="How many apply in the example.")
]


def add_scarce(
    group: typer.Typer, shape: Shape, write_example: Callable[[Path, int, int], None], told: str
) -> None:
    """Add the command of a kind; `write_example` takes folder, seed and size, `told` is its help."""

    def command(
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
                _print_schema(shape.kind)
                return
            if example is not None:
                write_example(example, seed or 1, size)
                out.print(f"an invented problem with {size} applicants → {example}", markup=False)
                return
            ask = Ask(
                folder=_folder(problem),
                out=_out_of(shape.kind, target, name, folder),
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


def _print_schema(kind: str) -> None:
    """The schema of a kind's input, as it is kept beside its code."""
    package = Path(sakimawari.match.allocate.__file__).parent
    typer.echo((package / f"{kind}.schema.json").read_text(encoding="utf-8"), nl=False)


def _out_of(kind: str, target: Path | None, name: str | None, folder: str | None) -> Path:
    """Where a result goes: --out, or --name in the city's home."""
    if target is not None:
        return target
    if name is None:
        raise fault(
            "CLI003",
            "the command does not say where the result goes",
            "give --out FOLDER, or --name NAME for a result in the city's home",
        )
    return home_of(office(folder).home, kind, name)


def _folder(problem: Path | None) -> Path:
    if problem is None or not problem.is_dir():
        raise fault(
            "ALLOC041",
            "the command names no folder of tables",
            "give the folder; --example DIR writes one to begin with",
        )
    return problem


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
    for each in made.found.aside:
        err.print(str(each.problem), markup=False)
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
