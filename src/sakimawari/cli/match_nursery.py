"""`sakimawari match nursery`: scarce nursery places by the city's own order of priority."""

from __future__ import annotations

from pathlib import Path

import typer

from sakimawari.cli.match_scarce import add_scarce
from sakimawari.match.allocate.example import write_example
from sakimawari.match.allocate.kinds import NURSERY

_TOLD = """Give nursery places by points, tie-breaks, sibling wishes and transfers; a reason for every child.

The folder holds 児童 and 施設 (CSV in UTF-8 or CP932, or Excel), rules.yaml, and what else there is.
Exit code 0: done. 1: rows were set aside, or families are named for whom no stable plan exists.
2: rows cannot be used (each named with what to do); nothing was written.
"""


def add_kind(group: typer.Typer) -> None:
    """Add the command."""
    add_scarce(group, NURSERY, _example, _TOLD)


def _example(folder: Path, seed: int, size: int) -> None:
    write_example(folder, seed=seed, children=size)
