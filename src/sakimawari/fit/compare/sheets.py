"""A comparison as CSV tables, with a byte-order mark as Excel reads Japanese.

    services.csv  breakdown.csv  workload.csv  contradictions.csv

A hidden count is written `<5`. Files are for their owner only (mode 0600).
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from sakimawari.fit.compare.outcomes import SHOWN
from sakimawari.fit.compare.report import Comparison, Count
from sakimawari.fit.compare.suppression import FEWEST
from sakimawari.fit.compare.words import CHECKS, GRAVITIES

HIDDEN = f"<{FEWEST}"
COUNTS = [outcome.name.lower() for outcome in SHOWN]
Row = Sequence[object]


def write_sheets(comparison: Comparison, folder: Path) -> list[Path]:
    """Write all tables into a folder, which is made; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = {
        "services.csv": _services(comparison),
        "breakdown.csv": _breakdown(comparison),
        "workload.csv": _workload(comparison),
        "contradictions.csv": _contradictions(comparison),
    }
    return [_write(folder / name, rows) for name, rows in tables.items()]


def write_private(path: Path, text: str, *, encoding: str = "utf-8") -> Path:
    """Write a file that only its owner may read."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding=encoding, newline="") as file:
        file.write(text)
    return path


def _write(path: Path, rows: Iterable[Row]) -> Path:
    write_private(path, "", encoding="utf-8")
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def _shown(count: Count) -> object:
    return HIDDEN if count is None else count


def _services(comparison: Comparison) -> Iterator[Row]:
    yen = ["yen_certain", "yen_raised", "yen_lowered", "yen_low", "yen_high", "yen_in_period"]
    yield ["service", "name", "life", "holder", "unit", "effect", "because", "entitled_before",
           "entitled_after", *COUNTS, *(f"{name}_receiving" for name in COUNTS), *yen]  # fmt: skip
    for one in comparison.impacts:
        found = one.yen_per_year
        bounds = ("" if found.certain is not None and each is None else _shown(each)
                  for each in (found.low, found.high))  # fmt: skip
        yield [
            *(one.slug, one.name, one.life.value, one.holder, one.unit, one.effect.isoformat()),
            " ".join(cause.slug for cause in one.because),
            *map(_shown, (one.entitled_before, one.entitled_after)),
            *(_shown(one.counts[outcome]) for outcome in SHOWN),
            *(_shown(one.of_them_receiving[outcome]) for outcome in SHOWN),
            *map(_shown, (found.certain, found.raised, found.lowered)),
            *bounds,
            _shown(one.yen_in_period),
        ]


def _breakdown(comparison: Comparison) -> Iterator[Row]:
    yield ["service", "cut", "class", "residents", *COUNTS, "yen_certain"]
    for one in comparison.impacts:
        for cut in one.breakdowns:
            for row in cut.rows:
                counts = (_shown(row.counts[outcome]) for outcome in SHOWN)
                yield [
                    one.slug,
                    cut.cut,
                    row.label,
                    row.residents,
                    *counts,
                    _shown(row.yen_certain),
                ]


def _workload(comparison: Comparison) -> Iterator[Row]:
    names = ["gains", "possible", "stops", "changes", "applications", "notices", "hours", "yen"]
    yield ["service", "month", *names, "take_up", "take_up_from", "minutes"]
    for one in comparison.impacts:
        load = one.workload
        for month in (*load.months, load.total):
            values = (HIDDEN if getattr(month, n) is None else getattr(month, n) for n in names)
            assumed = (round(load.take_up, 4), load.take_up_from, load.minutes)
            yield [one.slug, month.month, *values, *assumed]


def _contradictions(comparison: Comparison) -> Iterator[Row]:
    yield ["service", "check", "name", "gravity", "text", "before", "after", "detail"]
    for one in comparison.impacts:
        for each in one.contradictions:
            counts = (_shown(each.before), _shown(each.after))
            name, gravity = CHECKS[each.check], GRAVITIES[each.gravity.value]
            detail = " / ".join(each.detail)
            yield [one.slug, each.check, name, gravity, each.text, *counts, detail]
