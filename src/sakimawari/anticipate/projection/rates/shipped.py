"""The tables of figures that come with the package; each names its source and date in its head."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources

Row = dict[str, str]


@cache
def table(name: str) -> tuple[Row, ...]:
    """The rows of `tables/NAME.csv`; lines of the head begin with #."""
    file = resources.files("sakimawari.anticipate.projection.rates") / "tables" / f"{name}.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    return tuple(csv.DictReader(line for line in lines if not line.startswith("#")))


def source(name: str) -> str:
    """What the head of a table says of its source."""
    file = resources.files("sakimawari.anticipate.projection.rates") / "tables" / f"{name}.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    return " ".join(line.lstrip("# ") for line in lines if line.startswith("#"))
