"""`sakimawari check`: load the packs, run their worked examples, list what needs upkeep, and what
the law will change.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from sakimawari.cli.mutants import try_out
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
from sakimawari.fit.horizon import horizon
from sakimawari.office import office
from sakimawari.packs.ahead import HELD, NOT_HELD, Coming, coming_changes
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
    mutants: Annotated[
        bool,
        typer.Option("--mutants", help="List the small changes of a rule no example notices."),
    ] = False,
    services: Annotated[
        list[str] | None,
        typer.Option("--service", help="With --mutants: change only what this service reads."),
    ] = None,
    months: Annotated[
        int,
        typer.Option("--months", min=1, max=120, help="How far ahead to list changes of the law."),
    ] = 24,
    folder: DirOption = None,
    on: OnOption = None,
    as_json: JsonOption = False,
) -> None:
    """Run worked examples; list figures to be confirmed, rules no example decides, coming changes."""
    with problems_in_words(as_json=as_json):
        catalogue = load_packs(packs) if packs else office(folder).catalogue()
        if mutants:
            try_out(catalogue, services or [], as_json=as_json)
            return
        day = day_of(on)
        report = run_cases(catalogue, file=cases)
        coming = coming_changes(catalogue, on=day, until=horizon(day, months))
        remarks = [
            *catalogue.remarks,
            *upkeep(catalogue, on=day, report=None if cases else report),
        ]
    if as_json:
        print_json(
            {
                "cases": report.as_json(),
                "remarks": [str(remark) for remark in remarks],
                "coming": [change.as_json() for change in coming],
            }
        )
    else:
        for failure in report.failures:
            out.print(str(failure), markup=False)
        for remark in remarks:
            out.print(str(remark), markup=False)
        if coming:
            out.print(_calendar(coming, months))
        out.print(
            f"{len(catalogue.services)} services · {report.passed} of {report.total} examples hold"
            f" · {len(remarks)} remarks"
            f" · {len(coming)} changes of the law in {months} months"
        )
    if report.failures:
        raise typer.Exit(Exit.WITH_REMARKS)


def _calendar(coming: tuple[Coming, ...], months: int) -> Table:
    """The calendar of coming changes: from when, what, by which law, whether the packs follow."""
    table = Table(
        title=f"法改正・額改定の予定（{months}か月先まで）", title_justify="left", box=None
    )
    for heading in ("いつから", "状態", "内容", "根拠", "サービス"):
        table.add_column(heading, overflow="fold")
    for change in coming:
        held = HELD if change.held else NOT_HELD
        state = HELD if change.state == HELD else f"{change.state}・{held}"
        services = "・".join(change.services) or f"（{change.pack}）"
        table.add_row(change.on.isoformat(), state, change.what, change.law, services)
    return table
