"""`sakimawari match lottery`: public draws that anybody can draw again."""

from __future__ import annotations

from pathlib import Path

import typer

from sakimawari.cli.match_scarce import add_scarce
from sakimawari.match.allocate.example_places import write_draw
from sakimawari.match.allocate.kinds import LOTTERY

_TOLD = """Draw public lots (housing and the like): a promised seed, tickets by ground, a waiting order.

The folder holds 応募 and 募集 with 募集戸数, and rules.yaml with the promise and the opened text.
Exit codes as of `match nursery`.
"""


def add_kind(group: typer.Typer) -> None:
    """Add the command."""
    add_scarce(group, LOTTERY, _example, _TOLD)


def _example(folder: Path, seed: int, size: int) -> None:
    write_draw(folder, seed=seed, applicants=size)
