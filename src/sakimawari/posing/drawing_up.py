"""A problem from the registers to a folder of tables that any of the kinds reads."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from sakimawari.drawing.sheets import harmless
from sakimawari.fit.closed import closed_households
from sakimawari.guard.keys import Keys
from sakimawari.night.run import current_run
from sakimawari.packs.catalogue import Catalogue
from sakimawari.posing.inventing import fill_in, invented_texts
from sakimawari.posing.people import people_rows
from sakimawari.posing.places import facility_rows, town_rows, with_hazards
from sakimawari.posing.values import Drawn, Grounds, Problem
from sakimawari.problems import fault
from sakimawari.reach.rounds.towns import read_towns
from sakimawari.registry.mapped import map_snapshot
from sakimawari.registry.store import current_snapshot, open_snapshot
from sakimawari.rules.figures import days

ABOUT = "drawn.json"  # beside the tables: of which registers, what was left out, what is empty


def grounds_of(
    home: Path, catalogue: Catalogue, keys: Keys, *, on: date, invented: bool = False
) -> Grounds:
    """What is held of a city: the run of last night and the registers it was made from."""
    run = current_run(home)
    snapshot = open_snapshot(home / "snapshots" / str(run.manifest["snapshot"]))
    current = open_snapshot(current_snapshot(home))
    return Grounds(
        home=home,
        catalogue=catalogue,
        run=run,
        snapshot=snapshot,
        mapped=map_snapshot(snapshot),
        keys=keys,
        towns=read_towns(home, invented=invented),
        closed=closed_households(snapshot, current, days(on)),
        invented=invented,
    )


def draw(
    grounds: Grounds, kind: str, on: date, *, sure: bool = True, with_protected: bool = False
) -> Problem:
    """A problem of a kind. MATCH012: no pack says how the registers fill it.

    In an invented city what no register holds is invented where the kind cannot do without it, and
    `drawn.json` says which columns.
    """
    tables = grounds.catalogue.posed(kind)
    if not tables:
        known = ", ".join(grounds.catalogue.poses()) or "none"
        raise fault(
            "MATCH012",
            f"no pack says which tables of {kind!r} the registers fill",
            f"write it in the match.yaml of a pack, or give the tables as files; known: {known}",
        )
    found: list[Drawn] = []
    for table in tables.values():
        if table.service:
            found.append(people_rows(grounds, table, on, sure=sure, with_protected=with_protected))
        elif table.towns:
            found.append(town_rows(grounds, table, on))
        else:
            found.append(with_hazards(facility_rows(grounds, table), table))
    if grounds.invented:
        found = fill_in(kind, found)
    return Problem(
        kind=kind,
        tables=tuple(found),
        about=_about(grounds, kind, found, on),
        texts=invented_texts(kind, on) if grounds.invented else {},
    )


def _about(grounds: Grounds, kind: str, tables: list[Drawn], on: date) -> Mapping[str, Any]:
    return {
        "kind": kind,
        "on": on.isoformat(),
        "snapshot": grounds.snapshot.folder.name,
        "run": grounds.run.folder.name,
        "people": "opaque keys of the registers",
        "tables": {
            each.name: {
                "rows": len(each.rows),
                "left_out": dict(each.left_out),
                "places_by_town_alone": each.middles,
                "empty_columns": list(each.empty),
                "invented_columns": list(each.invented),
            }
            for each in tables
        },
    }


def write(problem: Problem, folder: Path) -> None:
    """Lay a problem into a folder: CSV as Excel reads it, for its owner alone; and what it is of."""
    folder.mkdir(parents=True, exist_ok=True)
    for table in problem.tables:
        with _own(folder / f"{table.name}.csv") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(table.columns)
            writer.writerows([harmless(row[name]) for name in table.columns] for row in table.rows)
    for name, text in problem.texts.items():
        with _own(folder / name, encoding="utf-8") as file:
            file.write(text)
    with _own(folder / ABOUT, encoding="utf-8") as file:
        file.write(json.dumps(problem.about, ensure_ascii=False, indent=2, sort_keys=True) + "\n")


def _own(path: Path, encoding: str = "utf-8-sig") -> Any:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    return os.fdopen(handle, "w", encoding=encoding, newline="")
