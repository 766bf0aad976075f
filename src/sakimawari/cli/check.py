"""`sakimawari check`: load the packs, run their worked examples, list what needs upkeep."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sakimawari.cli.place import office
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
from sakimawari.packs.cases import run_cases
from sakimawari.packs.load import load_packs
from sakimawari.packs.upkeep import upkeep


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("check")(check)


def check(
    packs: Annotated[
        list[Path] | None, typer.Argument(help="Pack folders. Default: all packs in use.")
    ] = None,
    cases: Annotated[
        Path | None, typer.Option("--cases", help="Run the worked examples of this file instead.")
    ] = None,
    folder: DirOption = None,
    on: OnOption = None,
    as_json: JsonOption = False,
) -> None:
    """Run worked examples; list figures to be confirmed, and rules no example decides."""
    with problems_in_words(as_json=as_json):
        catalogue = load_packs(packs) if packs else office(folder).catalogue()
        report = run_cases(catalogue, file=cases)
        remarks = [
            *catalogue.remarks,
            *upkeep(catalogue, on=day_of(on), report=None if cases else report),
        ]
    if as_json:
        print_json({"cases": report.as_json(), "remarks": [str(remark) for remark in remarks]})
    else:
        for failure in report.failures:
            out.print(str(failure), markup=False)
        for remark in remarks:
            out.print(str(remark), markup=False)
        out.print(
            f"{len(catalogue.services)} services · {report.passed} of {report.total} examples hold"
            f" · {len(remarks)} remarks"
        )
    if report.failures:
        raise typer.Exit(Exit.WITH_REMARKS)
