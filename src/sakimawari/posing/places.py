"""Rows for facilities of some kinds, and for towns with their residents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from sakimawari.packs.posing import EMPTY, Table
from sakimawari.posing.births import age_on, births_of
from sakimawari.posing.values import Drawn, Grounds, Rows

NO_PLACE, SMALL = "no_place", "few_residents"
FEWEST = 3  # a town of fewer residents is not told
_HAZARDS = {0: "×", 1: "○", 2: ""}


def facility_rows(grounds: Grounds, table: Table) -> Drawn:
    """A row for each facility of the kinds named; one whose place is not known, or outside, is left out."""
    placed = {"latitude", "longitude"} & set(table.columns.values())
    rows: Rows = []
    left_out: Counter[str] = Counter()
    for one in grounds.snapshot.facilities().to_pylist():
        if one["kind"] not in table.facilities:
            continue
        if placed and (one["latitude"] is None or one["position"] == "outside"):
            left_out[NO_PLACE] += 1
            continue
        told = {**one, "id": str(one["facility"]).rpartition(":")[2], EMPTY: ""}
        rows.append({column: _cell(told.get(word)) for column, word in table.columns.items()})
    return _drawn(table, rows, left_out)


def _cell(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.6f}" if isinstance(value, float) else str(value)


def with_hazards(drawn: Drawn, table: Table) -> Drawn:
    """The same with ○ and × for hazards a shelter is open or closed in; nothing where not said."""
    hazards = {column for column, word in table.columns.items() if word in _WORDS}
    for row in drawn.rows:
        for column in hazards & set(row):
            row[column] = _HAZARDS.get(int(row[column] or 2), "")
    return drawn


_WORDS = frozenset({"flood", "landslide", "storm_surge", "earthquake", "tsunami", "fire",
                    "inland_flood", "volcano"})  # fmt: skip


def town_rows(grounds: Grounds, table: Table, on: date) -> Drawn:
    """A row for each town with its residents of some ages; small towns are left out and counted."""
    people = grounds.snapshot.people().select(["ward", "town", "household", "is_subject"])
    births = births_of(grounds)
    counts: Counter[tuple[str, str]] = Counter()
    left_out: Counter[str] = Counter()
    for row, one in enumerate(people.to_pylist()):
        if one["is_subject"] != 1 or one["household"] in grounds.closed:
            continue
        if table.ages is not None and not _within(births, row, table.ages, on):
            continue
        counts[one["ward"] or "", one["town"] or ""] += 1
    rows: Rows = []
    for at, ((ward, town), count) in enumerate(sorted(counts.items()), 1):
        door = grounds.towns.door(ward, town)
        if door is None or count < FEWEST:
            left_out[NO_PLACE if door is None else SMALL] += count
            continue
        (latitude, longitude), _ = door
        told = {"id": f"T{at:04}", "ward": ward, "town": town, "residents": str(count),
                "latitude": f"{latitude:.6f}", "longitude": f"{longitude:.6f}", EMPTY: ""}  # fmt: skip
        rows.append({column: told[word] for column, word in table.columns.items()})
    return _drawn(table, rows, left_out)


def _within(births: Mapping[int, date], row: int, ages: tuple[int, int], on: date) -> bool:
    born = births.get(row)
    return born is not None and ages[0] <= age_on(born, on) <= ages[1]


def _drawn(table: Table, rows: Rows, left_out: Counter[str]) -> Drawn:
    empty = tuple(column for column, word in table.columns.items() if word == EMPTY)
    return Drawn(name=table.name, columns=tuple(table.columns), rows=rows,
                 left_out=dict(left_out), empty=empty)  # fmt: skip
