"""`sakimawari reach rounds`: a list of visits taken in, the rounds of a day drawn up and told."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sakimawari.cli.store import opened
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
from sakimawari.office import Office, office
from sakimawari.reach.medium import Medium
from sakimawari.registry.store import current_snapshot, open_snapshot

if TYPE_CHECKING:  # Django's models exist only once the store is opened
    from sakimawari.reach.rounds.run import Grounds, Report

rounds = typer.Typer(
    help="Rounds of visits: take in a list, plan a day, show it.", no_args_is_help=True
)
FileArgument = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV of visits.")]
NAMED_BY = "command line"


def add_to(reach: typer.Typer) -> None:
    """Add the commands to those of `reach`."""
    reach.add_typer(rounds, name="rounds")


@rounds.command("take")
def take(
    file: FileArgument,
    name: Annotated[str, typer.Option("--name", help="Name of the list; once is enough.")],
    folder: DirOption = None,
    on: OnOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take in a list of visits that staff wrote (宛名番号, 分, 人数, 必要, 時間帯, 急ぐ, 連絡事項)."""
    with problems_in_words(as_json=as_json):
        place, day = _open(folder), day_of(on)
        from sakimawari.reach.rounds.asking import whereabouts_of
        from sakimawari.reach.rounds.listing import keep_list, read_lines

        grounds = _grounds(place)
        lines = read_lines(file, grounds.keys)
        places = whereabouts_of(grounds.snapshot, [line.person for line in lines], on=day)
        made, unknown = keep_list(name, lines, places, grounds.keys, on=day, at=datetime.now(UTC))
        if as_json:
            print_json({"lines": len(lines), "visits": made, "not_visited": unknown})
        else:
            out.print(f"{made:,} visits from {len(lines):,} lines")
            if unknown:
                out.print(f"  {unknown:,} people are not registered, or may not be visited")
    if unknown:
        raise typer.Exit(Exit.WITH_REMARKS)


@rounds.command("plan")
def plan(
    folder: DirOption = None,
    on: OnOption = None,
    steps: Annotated[
        int, typer.Option("--steps", min=1, help="How long is searched, in steps a turn.")
    ] = 2_000,
    seconds: Annotated[
        float, typer.Option("--seconds", min=1, help="At most so many seconds a turn.")
    ] = 120.0,
    seed: Annotated[int, typer.Option("--seed", help="The same seed finds the same rounds.")] = 1,
    anew: Annotated[
        bool, typer.Option("--anew", help="As if nobody had been told of the rounds there are.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Draw up the rounds of a day for the staff on duty, and keep them."""
    with problems_in_words(as_json=as_json):
        place, day = _open(folder), day_of(on)
        from sakimawari.match.visits.solving import Effort
        from sakimawari.reach.rounds.run import Order, plan_day

        with reporting(quiet=as_json) as progress:
            order = Order(
                on=day,
                by=NAMED_BY,
                at=datetime.now(UTC),
                effort=Effort(steps=steps, seconds=seconds, seed=seed),
                anew=anew,
            )
            report = plan_day(
                _grounds(place),
                order,
                lambda share: progress("rounds", round(share * 100), 100),
            )
        _tell(report, day, as_json=as_json)
    if report.day.left:
        raise typer.Exit(Exit.WITH_REMARKS)


@rounds.command("show")
def show(folder: DirOption = None, on: OnOption = None, as_json: JsonOption = False) -> None:
    """Show the rounds of a day by their keys: who goes when, what is left and why. Names nobody."""
    with problems_in_words(as_json=as_json):
        _open(folder)
        from sakimawari.reach.rounds import store

        day = store.day(day_of(on))
        if as_json:
            print_json(
                {
                    "rounds": [
                        {
                            "worker": walk.worker,
                            "leave": walk.leave,
                            "back": walk.back,
                            "travel": walk.travel,
                            "visits": [[leg.entry, leg.begin, leg.locked] for leg in walk.legs],
                        }
                        for walk in day.walks
                    ],
                    "left": [[left.entry, left.because] for left in day.left],
                }
            )
            return
        for walk in day.walks:
            out.print(f"{walk.worker}: {len(walk.legs)} visits, {walk.travel // 60} min under way")
        for left in day.left:
            out.print(f"  left: {left.entry} — {left.because}")


def _tell(report: Report, day: date, *, as_json: bool) -> None:
    counted = {
        "on": day.isoformat(),
        "made": int(report.day.figures["made"]),
        "left": len(report.day.left),
        "staff": len(report.day.walks),
        "travel_seconds": int(report.day.figures["travel"]),
        "left_out": dict(report.left_out),
        "by_town_alone": report.middles,
        "repeatable": report.in_time,
        "version": report.version,
    }
    if as_json:
        print_json(counted)
        return
    out.print(
        f"{counted['made']:,} visits on {counted['staff']} rounds, "
        f"{report.day.figures['travel'] / 3_600:.1f} h under way; {counted['left']} found no place"
    )
    for reason, count in report.left_out.items():
        out.print(f"  left out: {count:,} — {reason.replace('_', ' ')}")
    if report.middles:
        out.print(f"  {report.middles:,} doors are known by the middle of their town alone")
    if not report.in_time:
        out.print("  the search ended by the clock: the same seed may find other rounds")


def _open(folder: str | None) -> Office:
    place = office(folder)
    opened(place)
    return place


def _grounds(place: Office) -> Grounds:
    from sakimawari.reach.rounds.run import Grounds
    from sakimawari.reach.sending.whom_store import no_more

    snapshot = open_snapshot(current_snapshot(place.home))
    return Grounds(
        home=place.home,
        snapshot=snapshot,
        keys=place.keys(),
        no_more=partial(no_more, Medium.VISIT),
        invented=place.is_demo,
    )
