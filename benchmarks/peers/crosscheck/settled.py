"""The table of settled differences: which engine the law agrees with, class by class.

A class names the benefit, the kinds of difference it may explain, what differs, who is right
(`ours`, `theirs`, `undetermined`) and the article that says so. A figure is a class of its own:
its value there is part of it, so that a figure that changes has to be settled anew.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np

from peers.crosscheck.benefit import Ground, Holds, Truths
from peers.facts import Array
from peers.openfisca_compare import AGREEING, OPEN, Kind

TABLE = Path(__file__).with_name("settled.csv")
COLUMNS = ("id", "benefit", "kinds", "description", "right", "article")
FIGURE = "figure"
KINDS: Mapping[str, Kind] = {
    "only-ours": Kind.ONLY_OURS,
    "only-theirs": Kind.ONLY_THEIRS,
    "amounts": Kind.AMOUNTS,
}
UNSETTLED = "unsettled"
DIFFERING = tuple(kind for kind in Kind if kind not in (*AGREEING, *OPEN))
_ALL = tuple(Kind)


class Right(StrEnum):
    """Whose reading the law agrees with."""

    OURS = "ours"
    THEIRS = "theirs"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """One settled class of differences."""

    id: str
    benefit: str
    kinds: tuple[str, ...]
    description: str
    right: Right
    article: str


def settled(table: Path = TABLE) -> dict[str, Settled]:
    """The table by class. Errors: ValueError for a class twice, an unknown kind or side."""
    found: dict[str, Settled] = {}
    with table.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            one = Settled(
                id=row["id"],
                benefit=row["benefit"],
                kinds=tuple(row["kinds"].split("|")),
                description=row["description"],
                right=Right(row["right"]),
                article=row["article"],
            )
            if one.id in found or not set(one.kinds) <= {*KINDS, FIGURE}:
                raise ValueError(f"the class {one.id} stands twice or names an unknown kind")
            found[one.id] = one
    return found


def classified(
    found: Array,
    ground: Ground,
    classes: Mapping[str, Holds],
    table: Mapping[str, Settled],
) -> list[str]:
    """By household the class of its difference; nothing where there is none."""
    named = np.full(len(found), "", dtype=object)
    differing = np.isin(found, [_ALL.index(kind) for kind in DIFFERING])
    named[differing] = UNSETTLED
    for id, holds in classes.items():
        kinds = [_ALL.index(KINDS[kind]) for kind in table[id].kinds]
        mine: Truths = holds(ground) & np.isin(found, kinds) & (named == UNSETTLED)
        named[mine] = id
    return [str(name) for name in named]


def figure_class(benefit: str, parameter: str, theirs: float) -> str:
    """The id of a difference of one figure."""
    return f"{benefit}/{parameter}={theirs:.0f}"
