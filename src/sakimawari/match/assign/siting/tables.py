"""The tables of a result, and an answer read back from them."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from sakimawari.drawing.sheets import Cell, Table, csv_of
from sakimawari.match.assign.siting.places import Choice, Goal
from sakimawari.match.assign.siting.reading import Named
from sakimawari.match.assign.siting.telling import Told, measure_unit

RESULT, PLACES, PROOF, SUMMARY = "result.csv", "places.csv", "proof.csv", "summary.json"
OPENED = ("既存", "新設")


def write_tables(folder: Path, named: Named, choice: Choice, told: Told) -> None:
    """`result.csv` (sites), `places.csv`, `proof.csv`, `summary.json`."""
    unit = measure_unit(choice.goal)
    _write(
        folder / RESULT,
        (
            "施設番号",
            "名称",
            "選定",
            "最寄りの地点数",
            "最寄りの人数",
            "最遠m",
            f"変えた場合の増減（{unit}）",
        ),
        [
            (
                named.sites[j],
                named.names[j],
                state_of(named, choice, j),
                int(told.served[j]),
                int(told.people[j]),
                round(float(told.farthest[j])),
                round(float(told.change[j])),
            )
            for j in range(len(named.sites))
        ],
    )
    _write(
        folder / PLACES,
        ("地点番号", "人数", "最寄りの施設番号", "距離m", "圏内"),
        [
            (
                named.places[i],
                int(named.problem.weights[i]),
                named.sites[told.nearest[i]] if told.nearest[i] >= 0 else "",
                round(float(told.distance[i])) if told.nearest[i] >= 0 else None,
                "" if choice.radius is None else ("○" if told.within[i] else "×"),
            )
            for i in range(len(named.places))
        ],
    )
    _write(
        folder / PROOF,
        ("地点番号", "乗数"),
        [
            (number, repr(float(each)))
            for number, each in zip(named.places, choice.multipliers, strict=True)
        ],
    )
    text = json.dumps(summary_of(named, choice, told), ensure_ascii=False, indent=2)
    (folder / SUMMARY).write_text(text + "\n", encoding="utf-8")


def state_of(named: Named, choice: Choice, site: int) -> str:
    """What becomes of a site."""
    if site in choice.opened:
        return OPENED[0] if named.problem.existing[site] else OPENED[1]
    return "不可" if named.problem.forbidden[site] else "見送り"


def summary_of(named: Named, choice: Choice, told: Told) -> dict[str, Any]:
    """The answer in figures."""
    weights = named.problem.weights
    return {
        "goal": choice.goal.value,
        "radius": choice.radius,
        "p": choice.p,
        "value": choice.value,
        "bound": choice.bound,
        "proven": choice.proven,
        "opened": [named.sites[j] for j in choice.opened],
        "people": int(weights.sum()),
        "people_within": None if choice.radius is None else int(weights[told.within].sum()),
        "places_without_a_way": int((told.nearest < 0).sum()),
    }


def read_choice(folder: Path, named: Named) -> Choice:
    """The answer a folder holds."""
    said = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
    states = {row["施設番号"]: row["選定"] for row in _rows(folder / RESULT)}
    proof = {row["地点番号"]: float(row["乗数"]) for row in _rows(folder / PROOF)}
    return Choice(
        goal=Goal(said["goal"]),
        radius=said["radius"],
        p=said["p"],
        opened=tuple(j for j, id in enumerate(named.sites) if states.get(id) in OPENED),
        value=float(said["value"]),
        bound=float(said["bound"]),
        multipliers=np.array([proof.get(id, 0.0) for id in named.places]),
    )


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _write(path: Path, columns: tuple[str, ...], rows: Sequence[tuple[Cell, ...]]) -> None:
    path.write_bytes(csv_of(Table(columns=columns, rows=tuple(rows))))
