"""`sakimawari match places`: after-school rooms, slots of facilities, elective courses."""

from __future__ import annotations

from pathlib import Path

import typer

from sakimawari.cli.match_scarce import add_scarce
from sakimawari.match.allocate.example_places import write_places
from sakimawari.match.allocate.kinds import PLACES

_TOLD = """Give places without classes by points or by lots: after-school rooms, slots, elective courses.

The folder holds 申込 and 施設 (or 枠, 講座) with 定員, rules.yaml, and what else there is.
Exit codes as of `match nursery`.
"""


def add_kind(group: typer.Typer) -> None:
    """Add the command."""
    add_scarce(group, PLACES, _example, _TOLD)


def _example(folder: Path, seed: int, size: int) -> None:
    write_places(folder, seed=seed, applicants=size)
