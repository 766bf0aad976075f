"""`sakimawari match shelters`: people who need help to flee, shelters and supporters."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

import sakimawari.match.assign.evacuation
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
    reporting,
)
from sakimawari.match.assign.evacuation.example import write_example
from sakimawari.match.assign.evacuation.run import Done, plan_folder
from sakimawari.match.assign.evacuation.values import Settings
from sakimawari.match.assign.evacuation.verifying import KIND


def add_kind(group: typer.Typer) -> None:
    """Add the command."""
    group.command(KIND)(shelters)


def shelters(
    problem: ProblemArgument = None,
    out_: OutOption = None,
    name: NameOption = None,
    area: Annotated[
        float,
        typer.Option("--area", min=0.5, max=50, help="㎡ a person where only the area is known."),
    ] = 3.5,
    places: Annotated[
        int | None,
        typer.Option(
            "--places",
            min=0,
            help="Places of a shelter that tells neither places nor area. Default: no limit.",
        ),
    ] = None,
    people: Annotated[
        int, typer.Option("--people", min=1, max=1000, help="People of a row that tells no number.")
    ] = 1,
    within: Annotated[
        int | None,
        typer.Option("--within", min=1, help="Metres to a shelter at most. Default: no limit."),
    ] = None,
    supporter_within: Annotated[
        int,
        typer.Option("--supporter-within", min=1, help="Metres from a supporter's home at most."),
    ] = 1500,
    keep: Annotated[
        int,
        typer.Option(
            "--keep", min=0, help="Metres a person must save for leaving the shelter they know."
        ),
    ] = 300,
    unsaid: Annotated[
        bool,
        typer.Option(
            "--unsaid",
            help="Use shelters whose list does not say whether they open for the hazard.",
        ),
    ] = False,
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
    """Plan for each person and hazard: which shelter, and which two supporters.

    Households stay together, nobody goes where the hazard is, and any one supporter may be missing.
    Exit code 1: rows were set aside, or the examiner found a claim broken.
    """  # fmt: skip
    with problems_in_words(as_json=as_json):
        if schema:
            print_schema(Path(sakimawari.match.assign.evacuation.__file__).with_name("schema.json"))
            return
        if example is not None:
            write_example(example)
            out.print(f"{example}", markup=False)
            return
        settings = Settings(
            area=area,
            unknown_places=places,
            within=within,
            supporter_within=supporter_within,
            keep=keep,
            people=people,
            unsaid=unsaid,
            seed=seed,
        )
        with reporting(quiet=as_json) as report:
            done = plan_folder(
                problem_of(problem),
                final_of(KIND, out_, name, home, otherwise="latest"),
                settings,
                on=day_of(on),
                go_on=go_on,
                report=report,
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
        "counts": done.counts,
        "sound": done.certificate.sound,
    }


def _tell(done: Done) -> None:
    counts: Any = done.counts
    for name, told in counts["シナリオ"].items():
        out.print(
            f"{name}: 避難 {told['避難']:,} 在宅 {told['在宅']:,} 避難所なし {told['避難所なし']:,} "
            f"満員 {told['満員']:,}  中央値 {told['距離の中央値m']:,}m 最長 {told['最も遠いm']:,}m",
            markup=False,
        )
    if counts["支援者"]:
        out.print(
            f"支援者: 2人そろった世帯 {counts['代わりあり_世帯']:,} 不足 {counts['不足_世帯']:,}",
            markup=False,
        )
    if done.aside:
        out.print(f"set aside: {done.aside} rows (set-aside.csv)", markup=False)
    tell_certificate(done.certificate, done.remarks, done.folder)
