"""`sakimawari match KIND DIR --out DIR`, and `match verify`, `match explain`, `match kinds`.

Each kind's own command lives in `match_<kind>.py` and is added here; a kind's result is checked and
explained by what it registers in `match.kinds.KINDS`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from sakimawari.cli import (
    match_lottery,
    match_nursery,
    match_offers,
    match_places,
    match_rides,
    match_shelters,
    match_sites,
    match_visits,
    match_volunteers,
)
from sakimawari.cli.match_draw import draw_problem
from sakimawari.cli.terminal import Exit, JsonOption, err, out, print_json, problems_in_words
from sakimawari.match.kinds import KINDS, kind_of
from sakimawari.match.results.certificate import Certificate
from sakimawari.match.results.folder import Opened, altered_files, open_result
from sakimawari.match.results.kind import Explanation
from sakimawari.problems import fault

group = typer.Typer(
    help="Bring needs and offers together: scarce places, helpers, offers, visits, rides.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
ResultArgument = Annotated[
    Path, typer.Argument(help="A result's folder, as --out made it.", metavar="RESULT")
]


def add_to(app: typer.Typer) -> None:
    """Add the group."""
    for add_kind in _kinds_of_their_own():
        add_kind(group)
    group.command("draw")(draw_problem)
    group.command("verify")(verify)
    group.command("explain")(explain)
    group.command("kinds")(kinds)
    app.add_typer(group, name="match")


def _kinds_of_their_own() -> tuple[Callable[[typer.Typer], None], ...]:
    """What adds each kind's command, in the order of the help."""
    return (
        match_nursery.add_kind,
        match_places.add_kind,
        match_lottery.add_kind,
        match_shelters.add_kind,
        match_volunteers.add_kind,
        match_sites.add_kind,
        match_offers.add_kind,
        match_visits.add_kind,
        match_rides.add_kind,
    )


ProveOption = Annotated[
    float,
    typer.Option(
        "--prove",
        min=0,
        help="Seconds of a solver's proof, in place of what was proved when it was made (scarce places).",
    ),
]


def verify(result: ResultArgument, prove: ProveOption = 0.0, as_json: JsonOption = False) -> None:
    """Check a result anew, apart from what made it: its files, its rules, its claims.

    Exit code 0: sound. 1: a claim is broken, each violation named. 2: no result could be read.
    """
    with problems_in_words(as_json=as_json):
        opened = open_result(result)
        altered = altered_files(result)
        certificate = _certificate(opened, prove)
        sound = certificate.sound and not altered
        if as_json:
            files = [{"id": each.id, "file": str(each.where)} for each in altered]
            print_json({**certificate.written(), "sound": sound, "altered": files})
        else:
            for each in altered:
                err.print(str(each), markup=False)
            _print(certificate, sound)
    raise typer.Exit(Exit.DONE if sound else Exit.WITH_REMARKS)


def _certificate(opened: Opened, seconds: float) -> Certificate:
    kind = kind_of(opened.kind)
    if not seconds:
        return kind.verify(opened)
    if kind.prove is None:
        raise fault(
            "MATCH008",
            f"results of the kind {opened.kind} hold no claim that a solver proves",
            "leave --prove out: all their claims are checked without it",
        )
    return kind.prove(opened, seconds)


def _print(certificate: Certificate, sound: bool) -> None:
    marks = {True: "○", False: "×", None: "?"}
    for claim in certificate.claims:
        bound = "" if claim.bound is None else f" (bound {claim.bound:g})"
        out.print(f"{marks[claim.holds]} {claim.text}{bound}", markup=False)
    for broken in certificate.violations:
        out.print(f"× {broken.claim}: {'、'.join(broken.who)}: {broken.text}", markup=False)
    out.print("certified" if sound else "NOT certified")


def explain(
    result: ResultArgument,
    who: Annotated[
        str | None,
        typer.Argument(help="An id of the problem. Default: everybody.", metavar="[WHO]"),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Say why somebody's result is what it is."""
    with problems_in_words(as_json=as_json):
        opened = open_result(result)
        found = kind_of(opened.kind).explain(opened, who)
        if as_json:
            print_json({"kind": opened.kind, "explanations": [_written(each) for each in found]})
            return
        for each in found:
            out.print(f"{each.who}  {each.outcome}", markup=False)
            for line in each.lines:
                out.print(f"  {line}", markup=False)


def _written(each: Explanation) -> dict[str, object]:
    return {
        "who": each.who,
        "outcome": each.outcome,
        "lines": list(each.lines),
        "easy": list(each.easy),
        "english": list(each.english),
    }


def kinds(as_json: JsonOption = False) -> None:
    """List the kinds of match."""
    if as_json:
        print_json({"kinds": {name: kind.title for name, kind in KINDS.items()}})
        return
    for name, kind in KINDS.items():
        out.print(f"{name:<12}{kind.title}", markup=False)
