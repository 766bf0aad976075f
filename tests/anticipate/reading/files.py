"""Small files of series for the tests of this room."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np

MONDAY = date(2023, 4, 3)


def written(
    path: Path, header: Sequence[str], rows: Iterable[Sequence[object]], encoding: str = "utf-8"
) -> Path:
    """A CSV file."""
    with path.open("w", encoding=encoding, newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(header)
        writer.writerows(rows)
    return path


def weeks(count: int, level: float = 40.0, seed: int = 1) -> list[list[str]]:
    """Weekly counts of one ward: date and figure."""
    drawn = np.random.default_rng(seed)
    return [
        [str(MONDAY + timedelta(7 * at)), str(drawn.poisson(level * (1 + 0.3 * np.sin(at / 8.3))))]
        for at in range(count)
    ]


def days(count: int, level: float = 60.0, seed: int = 1) -> list[list[str]]:
    """Daily counts, Monday busiest, never closed."""
    drawn = np.random.default_rng(seed)
    return [
        [str(MONDAY + timedelta(at)), str(drawn.poisson(level * (1.4 if at % 7 == 0 else 1.0)))]
        for at in range(count)
    ]
