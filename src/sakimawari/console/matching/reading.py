"""Finished results as the pages show them; each table is read once and kept while its folder stands."""

from __future__ import annotations

import csv
import json
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sakimawari.console.city import City
from sakimawari.console.matching.values import Figure, Grid, Shown
from sakimawari.match.kinds import KINDS
from sakimawari.match.results.folder import PROBLEM, SET_ASIDE, open_result, results_of
from sakimawari.publishing import MANIFEST, manifest_of

REPORTS = ("report.json", "summary.json")
# For the officer in charge alone: taken from the folder, served by no page.
PROTECTED = "protected.csv"
CLOSED = frozenset({PROTECTED, "for-the-officer.csv"})
RESULT = "result.csv"
OUTCOME = "結果"
_MOST_OUTCOMES = 8
_FIRST = ("申込み", "施設", "募集の席", "内定", "決定", "当選", "保留", "落選",
          "第1希望に内定", "第1希望に決定", "第1希望に当選",
          "needs", "offers", "needs_matched", "needs_without", "goal", "p", "radius", "value")  # fmt: skip
_MOST_KEPT = 24
_lock = threading.Lock()
_grids: dict[tuple[str, int], Grid] = {}


def results(there: City, kind: str) -> tuple[Shown, ...]:
    """The finished results of a kind, the newest first."""
    return tuple(shown_of(folder) for folder in results_of(there.office.home, kind))


def result(there: City, kind: str, name: str) -> Shown | None:
    """A result by kind and name; None where there is none."""
    if kind not in KINDS:
        return None
    found = (each for each in results_of(there.office.home, kind) if each.name == name)
    return next((shown_of(folder) for folder in found), None)


def shown_of(folder: Path) -> Shown:
    """A finished folder."""
    made = datetime.fromtimestamp((folder / MANIFEST).stat().st_mtime, tz=UTC)
    return Shown(
        name=folder.name,
        made=made,
        opened=open_result(folder),
        about=manifest_of(folder),
        report=next((said for name in REPORTS if (said := _report(folder / name))), {}),
    )


def _report(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    said = json.loads(path.read_text(encoding="utf-8"))
    return said if isinstance(said, dict) else {}


def figures_of(shown: Shown) -> tuple[Figure, ...]:
    """The figures of the report that are one number or word each; lists and trees have their tables."""
    said = shown.report.get("figures", shown.report)
    found = tuple(_figures(said)) or tuple(_counted(shown))
    return tuple(sorted(found, key=lambda each: _place(each.name)))


def _place(name: str) -> int:
    return _FIRST.index(name) if name in _FIRST else len(_FIRST)


def _counted(shown: Shown) -> Iterator[Figure]:
    """Where a kind reports no figures: how many rows have each outcome, the officer's among them."""
    counts: Counter[str] = Counter()
    seen: set[str] = set()
    for file in (RESULT, PROTECTED):
        if not (shown.folder / file).is_file():
            continue
        table = grid(shown, file)
        at = table.at(OUTCOME)
        if at is None:
            continue
        for row in table.rows:
            if row[0] not in seen:
                seen.add(row[0])
                counts[row[at]] += 1
    for name, count in counts.most_common(_MOST_OUTCOMES):
        yield Figure(name=name, value=amount(count))


def _figures(said: Any) -> Iterator[Figure]:
    if isinstance(said, dict):
        for name, value in said.items():
            if isinstance(value, (bool, int, float, str)) and len(str(value)) <= 40:
                yield Figure(name=str(name), value=amount(value))
    elif isinstance(said, list):
        for each in said:
            if isinstance(each, dict) and "value" in each:
                name = each.get("text") or each.get("title") or each.get("name") or each.get("id")
                unit = str(each.get("unit", ""))
                yield Figure(
                    name=str(name),
                    value=amount(each["value"]) + unit,
                    note=str(each.get("note", "")),
                )


def amount(value: object) -> str:
    """A number with commas; what is not known as a dash."""
    if value is None:
        return "―"
    if isinstance(value, bool):
        return "○" if value else "×"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    return str(value)


def tables_in(shown: Shown) -> tuple[str, ...]:
    """The tables of the folder: the result first; rows set aside and the officer's not among them."""
    apart = CLOSED | {SET_ASIDE}
    names = sorted(path.name for path in shown.folder.glob("*.csv") if path.name not in apart)
    return tuple(sorted(names, key=lambda name: name != RESULT))


def pictures_in(shown: Shown) -> tuple[str, ...]:
    """The pictures of the folder."""
    return tuple(sorted(path.name for path in shown.folder.glob("*.svg")))


def inputs_in(shown: Shown) -> tuple[str, ...]:
    """The files the result was made from."""
    folder = shown.folder / PROBLEM
    return tuple(sorted(path.name for path in folder.iterdir() if path.is_file()))


def grid(shown: Shown, file: str) -> Grid:
    """A table of the folder; read once for each time the folder is published."""
    path = shown.folder / file
    key = (str(path), (shown.folder / MANIFEST).stat().st_mtime_ns)
    with _lock:
        if key in _grids:
            return _grids[key]
    made = read_grid(path)
    with _lock:
        while len(_grids) >= _MOST_KEPT:
            _grids.pop(next(iter(_grids)))
        _grids[key] = made
    return made


def read_grid(path: Path) -> Grid:
    """A table as written; short rows are filled up."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    columns = tuple(rows[0]) if rows else ()
    width = len(columns)
    return Grid(
        file=path.name,
        columns=columns,
        rows=tuple(tuple([*row, *[""] * (width - len(row))][:width]) for row in rows[1:]),
    )
