"""`sakimawari match rides DIR --out OUT`, and `match call RESULT`: the answer to a telephone call."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated, Any

import typer

from sakimawari.cli.match_running import (
    ExampleOption,
    GoOnOption,
    NameOption,
    OutOption,
    ProblemArgument,
    SchemaOption,
    SeedOption,
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
    out,
    print_json,
    problems_in_words,
    reporting,
)
from sakimawari.match.reading.cells import CellFault, clock, hour
from sakimawari.match.results.folder import open_result
from sakimawari.match.rides import schema_file
from sakimawari.match.rides.accepting import Accepted, accept_call
from sakimawari.match.rides.calling import Answer, Offer
from sakimawari.match.rides.example import write_example
from sakimawari.match.rides.run import Report, answer_call, plan_folder
from sakimawari.match.rides.solving import STEPS, Effort
from sakimawari.match.rides.telling import answer_english, answer_japanese, why_easy
from sakimawari.match.rides.values import Ride
from sakimawari.problems import fault


def add_kind(group: typer.Typer) -> None:
    """Add the commands."""
    group.command("rides")(rides)
    group.command("call")(call)


def rides(
    folder: ProblemArgument = None,
    to: OutOption = None,
    name: NameOption = None,
    seed: SeedOption = 1,
    steps: Annotated[
        int, typer.Option("--steps", min=1, help="How long is searched; more is better, slowly.")
    ] = STEPS,
    seconds: Annotated[
        float, typer.Option("--seconds", min=1, help="The search lasts no longer.")
    ] = 600.0,
    go_on: GoOnOption = False,
    example: ExampleOption = None,
    schema: SchemaOption = False,
    home: DirOption = None,
    on: OnOption = None,
    as_json: JsonOption = False,
) -> None:
    """Plan rides on demand: the tables 予約, 車両, 停留所 of a folder, 所要時間 and 規則 where they are.

    Places for wheelchairs, time on board, breaks, hours already told. Each ride that is not given has
    its reason. `match call` answers a caller while the plan runs.
    """
    if schema:
        print_schema(schema_file())
        return
    with problems_in_words(as_json=as_json):
        if example is not None:
            write_example(example)
            out.print(f"an invented problem lies in {example}", markup=False)
            return
        given = problem_of(folder)
        final = final_of("rides", to, name, home)
        with reporting(quiet=as_json) as progress:
            report = plan_folder(
                given,
                final,
                on=day_of(on),
                effort=Effort(steps=steps, seconds=seconds, seed=seed),
                go_on=go_on,
                progress=lambda share: progress("plan", round(share * 100), 100),
            )
        _tell(report, final, as_json=as_json)
    raise typer.Exit(Exit.WITH_REMARKS if report.aside else Exit.DONE)


def _tell(report: Report, final: Path, *, as_json: bool) -> None:
    runs = report.runs
    if as_json:
        told = {
            "out": str(final),
            "rides": report.rides,
            "given": runs.given,
            "not_given": len(runs.refused),
            "protected": report.protected,
            "travel_seconds": runs.travel,
            "set_aside": len(report.aside),
            "sound": report.certificate.sound,
            "repeats": runs.in_time,
        }
        print_json(told)
        return
    told_aside(report.aside)
    out.print(
        f"{runs.given} of {report.rides} rides, {runs.travel // 60} minutes under way, "
        f"{len(runs.refused)} not given (each with its reason), certified: {final}",
        markup=False,
    )


def call(
    result: Annotated[Path, typer.Argument(help="A result of rides.", metavar="RESULT")],
    origin: Annotated[str, typer.Option("--from", help="停留所番号 of boarding.", metavar="STOP")],
    end: Annotated[str, typer.Option("--to", help="停留所番号 of alighting.", metavar="STOP")],
    at: Annotated[
        str | None, typer.Option("--at", help="Boarding: an hour, or a span as 9:30-10:00.")
    ] = None,
    by: Annotated[str | None, typer.Option("--by", help="Arriving by an hour.")] = None,
    people: Annotated[int, typer.Option("--people", min=1, help="How many.")] = 1,
    wheelchairs: Annotated[
        int, typer.Option("--wheelchairs", min=0, help="How many of them in a wheelchair.")
    ] = 0,
    now: Annotated[
        str | None, typer.Option("--now", help="The present hour: what is past is not moved.")
    ] = None,
    accept: Annotated[
        str | None,
        typer.Option(
            "--accept",
            help="Record the ride under this 受付番号: the next call sees it.",
            metavar="ID",
        ),
    ] = None,
    protected: Annotated[
        bool, typer.Option("--protected", help="A person under 支援措置: kept out of open lists.")
    ] = False,
    to: Annotated[
        Path | None,
        typer.Option(
            "--out",
            help="With --accept: the folder to make; else RESULT is replaced.",
            metavar="OUT",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Answer a caller while a plan runs: when who comes, else the nearest other hours, and why not.

    With --accept the ride that is offered becomes part of the plan, and its hour is kept. Exit code 0:
    within the hours asked for. 1: not then; nothing is recorded.
    """
    cells = {
        "乗車停留所": origin,
        "降車停留所": end,
        "乗車希望": at or "",
        "降車希望": by or "",
        "人数": str(people),
        "車椅子": str(wheelchairs),
        "支援措置": "対象" if protected else "",
        "受付番号": accept or "",
    }
    with problems_in_words(as_json=as_json):
        began = time.perf_counter()
        done = _answered(result, cells, accept=accept, to=to, now=_present(now))
        took = time.perf_counter() - began
        if as_json:
            kept = {"out": str(done.folder)} if done.folder is not None else {}
            print_json({**_written(done.ride, done.answer), **kept, "seconds": round(took, 3)})
        else:
            _say(done)
    raise typer.Exit(Exit.DONE if done.answer.offer is not None else Exit.WITH_REMARKS)


def _answered(
    result: Path, cells: dict[str, str], *, accept: str | None, to: Path | None, now: int | None
) -> Accepted:
    if accept:
        return accept_call(result, cells, out=to, now=now)
    if to is not None or accept is not None:
        raise fault(
            "RIDE012",
            "a ride is to be recorded, and has no number",
            "give --accept with the 受付番号 it is to have",
        )
    ride, answer = answer_call(open_result(result), cells, now=now)
    return Accepted(ride=ride, answer=answer)


def _say(done: Accepted) -> None:
    for line in (*answer_japanese(done.answer, done.ride), *answer_english(done.answer, done.ride)):
        out.print(line, markup=False)
    if done.folder is not None:
        out.print(f"recorded as {done.ride.id}, certified: {done.folder}", markup=False)


def _present(text: str | None) -> int | None:
    if text is None:
        return None
    try:
        return clock(text)
    except CellFault as wrong:
        raise fault("RIDE012", wrong.what, wrong.do) from None


def _written(ride: Ride, answer: Answer) -> dict[str, Any]:
    return {
        "offer": None if answer.offer is None else _offer(answer.offer),
        "alternatives": [_offer(each) for each in answer.alternatives],
        "because": None if answer.refused is None else answer.refused.because.value,
        "japanese": list(answer_japanese(answer, ride)),
        "easy": [] if answer.refused is None else list(why_easy(answer.refused)),
        "english": list(answer_english(answer, ride)),
    }


def _offer(offer: Offer) -> dict[str, Any]:
    return {
        "vehicle": offer.vehicle,
        "boards": hour(offer.boards),
        "alights": hour(offer.alights),
        "added_seconds": offer.added,
        "moved": [
            {"ride": each.ride, "before": hour(each.before), "after": hour(each.after)}
            for each in offer.moved
        ],
    }
