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
    reporting,
)
from sakimawari.packs.cases import run_cases
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.findings import nearest
from sakimawari.packs.load import load_packs
from sakimawari.packs.mutants.run import try_mutants
from sakimawari.packs.upkeep import upkeep
from sakimawari.problems import fault


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
    mutants: Annotated[
        bool,
        typer.Option("--mutants", help="List the small changes of a rule no example notices."),
    ] = False,
    services: Annotated[
        list[str] | None,
        typer.Option("--service", help="With --mutants: change only what this service reads."),
    ] = None,
    folder: DirOption = None,
    on: OnOption = None,
    as_json: JsonOption = False,
) -> None:
    """Run worked examples; list figures to be confirmed, and rules no example decides."""
    with problems_in_words(as_json=as_json):
        catalogue = load_packs(packs) if packs else office(folder).catalogue()
        if mutants:
            _try(catalogue, _known(catalogue, services or []), as_json=as_json)
            return
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


def _known(catalogue: Catalogue, services: list[str]) -> list[str]:
    """The slugs of services to be tried, all of them in some pack."""
    for slug in services:
        if slug not in catalogue.services:
            raise fault(
                "CASE001",
                f"the service `{slug}` is in no pack",
                "correct the slug",
                near=nearest(slug, catalogue.services),
            )
    return services


def _try(catalogue: Catalogue, services: list[str], *, as_json: bool) -> None:
    """Try every mutant; leave with 1 where some survive."""
    with reporting(quiet=as_json) as show:
        report = try_mutants(
            catalogue,
            services=services,
            progress=lambda done, total: show("mutants", done, total),
        )
    if as_json:
        print_json(report.as_json())
    else:
        for survivor in report.survivors:
            out.print(str(survivor), markup=False)
        total = report.total
        out.print(
            f"{total.mutants} mutants · {total.killed} noticed by an example · "
            f"{total.survived} survived ({100 * total.rate:.1f} %)"
        )
    if report.survivors:
        raise typer.Exit(Exit.WITH_REMARKS)
