"""A small city written once, and a way to read its files."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from sakimawari.city.run import CityReport, build
from sakimawari.city.store import layouts_by_file

Rows = list[dict[str, str]]
ON = date(2026, 10, 1)


def read_export(folder: Path, file: str) -> Rows:
    """The rows of an exported file by the names of its header."""
    encoding = layouts_by_file()[file].writes.encoding
    with (folder / file).open(encoding=encoding, newline="") as opened:
        return list(csv.DictReader(opened))


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, CityReport]:
    """A clean city of 20,000 residents on 1 October 2026."""
    out = tmp_path_factory.mktemp("city") / "exports"
    return out, build(out, residents=20_000, seed=7, on=ON)


@pytest.fixture(scope="session")
def rows(made: tuple[Path, CityReport]) -> Callable[[str], Rows]:
    """Rows of a file of that city; each file is read once."""
    kept: dict[str, Rows] = {}

    def read(file: str) -> Rows:
        if file not in kept:
            kept[file] = read_export(made[0], file)
        return kept[file]

    return read


@pytest.fixture(scope="session")
def residents(rows: Callable[[str], Rows]) -> Rows:
    """Those of the records who neither died nor moved away."""
    return [row for row in rows("01_住民記録.csv") if not row["消除事由"]]
