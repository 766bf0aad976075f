"""`sakimawari backcast`: from a target back to the path that reaches it, or why none does."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.table import Table

from sakimawari.anticipate.backcast.reading import read_target
from sakimawari.anticipate.backcast.run import walk_back
from sakimawari.anticipate.backcast.store import as_json as outcome_as_json
from sakimawari.anticipate.backcast.store import publish, write_out
from sakimawari.anticipate.backcast.telling import LANGUAGES, told
from sakimawari.anticipate.backcast.values import Outcome
from sakimawari.cli.terminal import (
    DirOption,
    Exit,
    JsonOption,
    out,
    print_json,
    problems_in_words,
    reporting,
)
from sakimawari.office import office
from sakimawari.problems import fault

EXAMPLES = Path(__file__).parents[1] / "anticipate" / "backcast" / "examples"
_MOST_COLUMNS = 12


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("backcast")(backcast)


def backcast(
    target: Annotated[
        Path | None, typer.Argument(help="The target: a YAML file.", metavar="TARGET.yaml")
    ] = None,
    out_path: Annotated[
        Path | None,
        typer.Option("--out", help="A folder for the result. Default: anticipate/backcast/NAME."),
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", help="Name of the result. Default: that of the file.")
    ] = None,
    example: Annotated[
        str | None,
        typer.Option(
            "--example", help="Print a worked target: nursery, take_up, hours or nursery-from-run."
        ),
    ] = None,
    language: Annotated[
        str, typer.Option("--language", help="Of the sentences shown: ja, easy or en.")
    ] = "ja",
    folder: DirOption = None,
    as_json: JsonOption = False,
) -> None:
    """Walk back from a target to the yearly path; without one, say which conditions conflict."""
    with problems_in_words(as_json=as_json):
        if example is not None:
            _print_example(example)
            return
        if target is None:
            raise fault("BACK001", "no target is given", "give a YAML file, or see --example")
        if language not in LANGUAGES:
            raise fault("BACK001", f"`{language}` is no language", "choose ja, easy or en")
        with reporting(quiet=as_json) as progress:
            progress("walking back", 0, 1)
            outcome = walk_back(read_target(target, lambda: office(folder).home))
            progress("walking back", 1, 1)
        if out_path is not None:
            written = write_out(out_path, outcome, target)
        else:
            written = publish(office(folder).home, name or target.stem, outcome, target)
    if as_json:
        print_json({**outcome_as_json(outcome), "out": str(written)})
    else:
        _tell(outcome, language, written)
    if not outcome.feasible:
        raise typer.Exit(Exit.WITH_REMARKS)


def _print_example(name: str) -> None:
    file = EXAMPLES / f"{name}.yaml"
    known = sorted(path.stem for path in EXAMPLES.glob("*.yaml"))
    if name not in known:
        raise fault("BACK001", f"there is no example `{name}`", f"choose one of {', '.join(known)}")
    out.print(file.read_text(encoding="utf-8"), markup=False, end="")


def _tell(outcome: Outcome, language: str, written: Path) -> None:
    for sentence in told(outcome)[language]:
        out.print(f"- {sentence}", markup=False)
    target = outcome.target
    at = np.unique(np.linspace(0, len(target.labels) - 1, _MOST_COLUMNS).astype(int))
    for id, grid in outcome.decisions.items():
        decision = target.decisions[id]
        words = decision.words["en" if language == "en" else "ja"]
        table = Table(title=f"{words} ({decision.unit})", box=None, pad_edge=False)
        table.add_column("")
        for t in at:
            table.add_column(target.labels[t], justify="right")
        for member, row in zip(target.members(decision.over), grid, strict=True):
            table.add_row(member, *(f"{row[t]:,.0f}" for t in at))
        out.print(table)
    out.print(f"written to {written}", markup=False)
