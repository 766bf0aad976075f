"""`sakimawari night`: the current snapshot becomes a run; totals by service are printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from sakimawari.cli.audit import sign_tonight
from sakimawari.cli.changes import into_effect
from sakimawari.cli.engine import (
    EngineName,
    EngineOption,
    MasterOption,
    PartOption,
    SparkOption,
    engine_of,
)
from sakimawari.cli.terminal import (
    DirOption,
    JsonOption,
    OnOption,
    day_of,
    out,
    print_json,
    problems_in_words,
    reporting,
)
from sakimawari.fit.run import Task
from sakimawari.fit.unread import registers_wanting
from sakimawari.fit.views import COUNTS
from sakimawari.night.run import NightReport, run_night
from sakimawari.office import office
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.upkeep import upkeep
from sakimawari.registry.store import current_snapshot, open_snapshot


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("night")(night)


def night(
    folder: DirOption = None,
    on: OnOption = None,
    months: Annotated[
        int,
        typer.Option(
            "--months", min=0, max=120, help="How far ahead to look for what begins, ends, is due."
        ),
    ] = 24,
    whole: Annotated[
        bool,
        typer.Option("--whole", help="Read everybody anew, also those of whom nothing changed."),
    ] = False,
    engine: EngineOption = EngineName.LOCAL,
    master: MasterOption = None,
    part: PartOption = None,
    spark: SparkOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find who is owed what, what goes unclaimed, what is coming and what is due.

    The calendar reaches to the end of the month so many months ahead.
    """
    with problems_in_words(as_json=as_json):
        place = office(folder)
        into_effect(place, day_of(on))  # changes of rules whose day has come
        catalogue = place.catalogue()
        with reporting(quiet=as_json) as progress:
            report = run_night(
                place.home,
                catalogue,
                task=Task(on=day_of(on), months=months, threads=place.threads, whole=whole),
                engine=engine_of(
                    engine, master=master or place.master, part=part, settings=spark or ()
                ),
                progress=progress,
            )
        doubts = upkeep(catalogue, on=day_of(on))
        signed = sign_tonight(place)
        if as_json:
            print_json(
                {
                    "run": report.run.folder.name,
                    "services": report.summary(),
                    "not_loaded": _wanting(place.home, catalogue),
                    "audit": signed,
                }
            )
        else:
            tell(report, months=months)
            _tell_wanting(place.home, catalogue)
            if doubts:
                out.print(f"{len(doubts)} figures of the law are to be confirmed: sakimawari check")
            if signed:
                out.print(signed)
            out.print(
                "next: sakimawari list · sakimawari why RESIDENT SERVICE · sakimawari letters"
            )


def _wanting(home: Path, catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    return registers_wanting(open_snapshot(current_snapshot(home)), catalogue)


def _tell_wanting(home: Path, catalogue: Catalogue) -> None:
    """Registers that were not loaded, with how many services stay open for want of them."""
    for register, slugs in _wanting(home, catalogue).items():
        out.print(
            f"not loaded: {register}; {len(slugs)} services stay possible for want of it",
            markup=False,
        )


def tell(report: NightReport, *, months: int, most: int | None = None) -> None:
    """The run's totals as a table; `most` shows that many services, those with most at stake."""
    rows = sorted(report.summary(), key=_stake)
    some = [row for row in rows if any(row[count] for count in COUNTS)]
    out.print(summary_table(some[:most], months=months, total=_unclaimed_yen(rows)))
    if most is not None and len(some) > most:
        out.print(f"… and {len(some) - most} more: sakimawari night shows all")
    if len(rows) > len(some):
        out.print(f"{len(rows) - len(some)} services with nobody")
    again = report.run.manifest["read_again"]
    read = "everybody read" if again is None else f"{again:,} households read again"
    out.print(f"run {report.run.folder.name} in {report.seconds:.1f} s, {read}")


def _stake(row: Mapping[str, Any]) -> tuple[int, ...]:
    """Most yen unclaimed first, then most people."""
    told = ("unclaimed_yen_per_year", "unclaimed", "possible", "entitled")
    return tuple(-row[count] for count in told)


def _unclaimed_yen(rows: Sequence[Mapping[str, Any]]) -> int:
    return sum(row["unclaimed_yen_per_year"] for row in rows)


def summary_table(rows: Sequence[Mapping[str, Any]], *, months: int, total: int) -> Table:
    """Totals of the city by service, official names first; `total` yen unclaimed over all.

    Whoever receives a service no register tells of is not known: a dash.
    """
    table = Table(box=None, pad_edge=False, header_style="bold", show_footer=True)
    table.add_column("service", footer="unclaimed, at least")
    headings = {
        "entitled": "entitled",
        "possible": "possibly",
        "receiving": "receiving",
        "unclaimed": "unclaimed",
        "unclaimed_yen_per_year": "unclaimed ¥/year",
        "begins": f"begin ≤{months} mo",
        "ends": f"end ≤{months} mo",
        "deadlines": "due",
        "to_review": "to review",
    }
    for key, heading in headings.items():
        footer = f"{total:,}" if key == "unclaimed_yen_per_year" else ""
        table.add_column(heading, justify="right", footer=footer)
    for row in rows:
        cells = {key: f"{row[key]:,}" for key in headings}
        if not row["registered"]:
            cells["receiving"] = "–"
        table.add_row(row["name"], *cells.values())
    return table
