"""`sakimawari reach trial`: what came of a trial of words, of a plan or from a file of counts."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from sakimawari.cli.store import opened
from sakimawari.cli.terminal import DirOption, JsonOption, out, print_json, problems_in_words
from sakimawari.office import office
from sakimawari.problems import Place, fault
from sakimawari.reach.wording.trials.intervals import Interval, sample_needed
from sakimawari.reach.wording.trials.outcome import (
    HELD_OUT,
    Count,
    Finding,
    Outcome,
    Row,
    outcome_of,
)

_SAID = {
    Finding.TOO_EARLY: "too early to say",
    Finding.BETTER: "better than the first",
    Finding.WORSE: "worse than the first",
    Finding.NO_DIFFERENCE: "no difference seen",
}
_COLUMNS = ("variant", "contacted", "replied")


def add_to(group: typer.Typer) -> None:
    """Add the command."""
    group.command("trial")(trial)


def trial(
    counts: Annotated[
        Path | None,
        typer.Argument(
            help="CSV with variant, contacted, replied; the first is the main one, held_out is "
            "whoever was not told. Left out with --plan."
        ),
    ] = None,
    plan: Annotated[
        str | None, typer.Option("--plan", help="A plan that was applied, as sending counts it.")
    ] = None,
    planned: Annotated[
        int | None, typer.Option("--planned", min=1, help="Contacts planned for each variant.")
    ] = None,
    base: Annotated[
        float | None, typer.Option("--base", help="Share that replies today, 0 to 1.")
    ] = None,
    smallest: Annotated[
        float | None, typer.Option("--smallest", help="Smallest difference worth seeing.")
    ] = None,
    folder: DirOption = None,
    as_json: JsonOption = False,
) -> None:
    """Compare variants of words; none is called better before as many as planned were told.

    `--planned`, or `--base` with `--smallest`, from which the number is worked out.
    """
    with problems_in_words(as_json=as_json):
        outcome = outcome_of(
            _counts(counts, plan, folder), planned=_planned(planned, base, smallest)
        )
        if as_json:
            print_json(as_object(outcome))
        else:
            out.print(_table(outcome))
            out.print(f"Planned: {outcome.planned} of each variant.")


def _planned(planned: int | None, base: float | None, smallest: float | None) -> int:
    if planned is not None:
        return planned
    if base is not None and smallest is not None:
        try:
            return sample_needed(base, smallest)
        except ValueError:
            pass
    raise fault(
        "REACH094",
        "a trial needs the number of contacts it was planned for",
        "give --planned, or --base and --smallest as shares between 0 and 1",
    )


def _counts(path: Path | None, plan: str | None, folder: str | None) -> list[Count]:
    if path is not None:
        return _read(path)
    found: list[Count] = []
    if plan is not None:
        opened(office(folder))
        from sakimawari.reach.sending.variant_store import by_variant

        found = [
            Count(variant=name, contacted=of, replied=replied)
            for name, of, replied in by_variant(plan)
        ]
    if all(count.variant == HELD_OUT for count in found):
        raise fault(
            "REACH096",
            "there is nothing to compare: no counts, or nothing of this plan went out yet",
            "name a file of counts, or a plan of `sakimawari reach status` that was applied",
        )
    return found


def _read(path: Path) -> list[Count]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    found = []
    for number, row in enumerate(rows, start=2):
        try:
            found.append(
                Count(
                    variant=str(row["variant"]).strip(),
                    contacted=int(row["contacted"]),
                    replied=int(row["replied"]),
                )
            )
        except (KeyError, TypeError, ValueError):
            raise _unreadable(path, number) from None
    if not found:
        raise _unreadable(path, 1)
    return found


def _unreadable(path: Path, line: int) -> Exception:
    return fault(
        "REACH095",
        "a row of counts cannot be read",
        f"write {', '.join(_COLUMNS)}: whole numbers, no more replied than contacted",
        where=Place(file=path.name, line=line),
    )


def _table(outcome: Outcome) -> Table:
    table = Table(box=None, header_style="bold")
    for title in (
        "variant",
        "contacted",
        "replied",
        "share",
        "than the first",
        "than held out",
        "",
    ):
        table.add_column(title)
    held = () if outcome.held_out is None else (outcome.held_out,)
    for row in (*outcome.rows, *held):
        table.add_row(
            row.variant,
            str(row.contacted),
            str(row.replied),
            _percent(row.rate),
            _percent(row.than_main),
            _percent(row.than_held_out),
            "" if row.finding is None else _SAID[row.finding],
        )
    return table


def _percent(interval: Interval | None) -> str:
    if interval is None:
        return ""
    low, high = interval.low * 100, interval.high * 100
    return f"{interval.estimate * 100:.1f}% ({low:.1f} to {high:.1f})"


def as_object(outcome: Outcome) -> dict[str, Any]:
    """The table for a program; shares from 0 to 1."""
    held = () if outcome.held_out is None else (outcome.held_out,)
    return {
        "planned": outcome.planned,
        "ripe": outcome.is_ripe,
        "rows": [_row(row) for row in (*outcome.rows, *held)],
    }


def _row(row: Row) -> dict[str, Any]:
    def interval(found: Interval | None) -> dict[str, float] | None:
        if found is None:
            return None
        return {"estimate": found.estimate, "low": found.low, "high": found.high}

    return {
        "variant": row.variant,
        "contacted": row.contacted,
        "replied": row.replied,
        "share": interval(row.rate),
        "than_main": interval(row.than_main),
        "than_held_out": interval(row.than_held_out),
        "finding": None if row.finding is None else row.finding.value,
    }
