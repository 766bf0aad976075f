"""The demo's matches: shelters for those owed a plan, nursery places, drawn from its own registers."""

from __future__ import annotations

import contextlib
import io
import tempfile
from datetime import date
from pathlib import Path

import typer

from sakimawari.cli import match
from sakimawari.cli.terminal import Exit, out
from sakimawari.match.kinds import KINDS
from sakimawari.match.results.folder import home_of, open_result

NAME = "demo"
DRAWN = {
    "shelters": ("--supporter-within", "150"),
    "nursery": (),
}  # with the options an invented city needs


def bring_together(folder: str, on: date, *, seed: int) -> None:
    """What `match draw` and `match KIND` do, for the kinds the registers of a demo can fill."""
    group = typer.Typer()
    match.add_to(group)
    with tempfile.TemporaryDirectory() as there:
        for kind, options in DRAWN.items():
            if kind not in KINDS:
                continue
            problem = str(Path(there) / kind)
            day = ("--on", on.isoformat(), "--dir", folder, "--json")
            _run(group, "draw", kind, "--out", problem, *day)
            _run(
                group, kind, problem, "--name", NAME, "--seed", str(seed), "--go-on", *options, *day
            )
            _tell(home_of(Path(folder), kind, NAME))


def _tell(folder: Path) -> None:
    found = open_result(folder)
    claims = found.certificate.claims
    holding = sum(claim.holds is True for claim in claims)
    out.print(f"{KINDS[found.kind].title}: {holding} of {len(claims)} claims hold → {folder}")


def _run(group: typer.Typer, *words: str) -> None:
    """A command that is done, though it had remarks; what it prints is for programs."""
    command = typer.main.get_command(group)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            code = command.main(["match", *words], standalone_mode=False)
    except typer.Exit as end:
        code = end.exit_code
    if code not in {None, Exit.DONE, Exit.WITH_REMARKS}:
        raise typer.Exit(code)
