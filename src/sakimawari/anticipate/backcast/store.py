"""A backcast as files, for people, programs and the console.

path.csv          what is decided: decision, member, period, units
stocks.csv        what comes of it: stock, member, period, level
backcast.json     the sentences, what binds, the forward check, or the certificate
target.yaml       the target as it was given
chances.csv       how often each goal is met by member and period, and the margin that holds the chance
taken.parquet     what was taken from files and runs, as it was then
way.svg, way.csv  the way of the goal as a picture, with its table
manifest.json     of what, with what, how; written last
"""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import numpy as np

from sakimawari import __version__
from sakimawari.anticipate.backcast.keeping import keep_tables
from sakimawari.anticipate.backcast.showing import keep
from sakimawari.anticipate.backcast.telling import told
from sakimawari.anticipate.backcast.values import Floats, Outcome, Row, Target
from sakimawari.anticipate.runs.folder import publishing, write_manifest

KIND = "backcast"


def publish(home: Path, name: str, outcome: Outcome, source: Path) -> Path:
    """Publish a backcast as `<home>/anticipate/backcast/NAME`."""
    with publishing(home, KIND, name) as folder:
        fill(folder, outcome, source)
    return home / "anticipate" / KIND / name


def write_out(folder: Path, outcome: Outcome, source: Path) -> Path:
    """Write a backcast to a folder of its own, whole or not at all."""
    making = folder.with_name(f".{folder.name}.making")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    try:
        fill(making, outcome, source)
        if folder.exists():
            shutil.rmtree(folder)
        making.rename(folder)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return folder


def fill(folder: Path, outcome: Outcome, source: Path) -> None:
    """Write every file, the manifest last."""
    target = outcome.target
    shutil.copyfile(source, folder / "target.yaml")
    text = json.dumps(as_json(outcome), ensure_ascii=False, indent=1)
    (folder / "backcast.json").write_text(text + "\n", encoding="utf-8")
    over = groups_of(target)
    units = {id: one.unit for id, one in target.decisions.items()}
    units |= {id: one.unit for id, one in target.stocks.items()}
    for name, label, grids in (
        ("path.csv", "decision", outcome.decisions),
        ("stocks.csv", "stock", outcome.stocks),
    ):
        _write(folder / name, label, target, grids, over, units)
    if outcome.verified is not None and outcome.verified.chances:
        _write_chances(folder / "chances.csv", outcome)
    keep_tables(folder, target)
    keep(folder, outcome)
    write_manifest(
        folder,
        {
            "kind": KIND,
            "version": __version__,
            "file": target.file,
            "sha256": hashlib.sha256(source.read_bytes()).hexdigest(),
            "name": target.words,
            "choose": target.choose.value,
            "feasible": outcome.feasible,
            "seed": target.seed,
            "draws": target.draws,
            "from": [asdict(one) for one in target.sources],
            "seconds": round(outcome.seconds, 3),
        },
    )


def as_json(outcome: Outcome) -> dict[str, object]:
    """A backcast for a program."""
    target, found = outcome.target, outcome.certificate
    said: dict[str, object] = {
        "name": target.words,
        "feasible": outcome.feasible,
        "choose": target.choose.value,
        "periods": list(target.labels),
        "from": [asdict(one) for one in target.sources],
        "words": told(outcome),
        "seconds": round(outcome.seconds, 3),
    }
    if found is None:
        said["cost"] = round(outcome.cost, 2)
        said["gap"] = outcome.gap
        said["verified"] = None
        if outcome.verified is not None:
            said["verified"] = {**asdict(outcome.verified), "chances": _chances(outcome)}
        said["binding"] = [
            {**_row(one.row, target), "saves": round(one.saves, 6)} for one in outcome.binding
        ]
        said["decisions"] = _grids(target, outcome.decisions)
        said["stocks"] = _grids(target, outcome.stocks)
    else:
        said["conflict"] = [_row(row, target) for row in found.conflict]
        for name, loosened in (("alone", found.alone), ("together", found.together)):
            said[name] = [
                {**_row(one.row, target), "by": round(one.by, 6), "everywhere": one.everywhere}
                for one in loosened
            ]
    return said


def _chances(outcome: Outcome) -> list[dict[str, object]]:
    found = () if outcome.verified is None else outcome.verified.chances
    units = {rule.id: rule.unit for rule in outcome.target.rules}
    return [
        {
            "goal": one.rule,
            "member": "*" if one.member is None else one.member,
            "period": outcome.target.labels[one.period],
            "chance": round(one.chance, 4),
            "margin": _rounded(one.margin),
            "added": _rounded(one.added),
            "chance_with_margin": _rounded(one.after),
            "unit": units[one.rule],
        }
        for one in found
    ]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _row(row: Row, target: Target) -> dict[str, object]:
    return {
        "rule": row.rule,
        "member": row.member,
        "period": target.labels[row.period],
        "at_least": row.low if np.isfinite(row.low) else None,
        "at_most": row.high if np.isfinite(row.high) else None,
        "goal": row.goal,
        "words": row.words,
        "unit": row.unit,
    }


def groups_of(target: Target) -> dict[str, str | None]:
    """The group of each decision and stock."""
    decisions = {id: one.over for id, one in target.decisions.items()}
    return decisions | {id: one.over for id, one in target.stocks.items()}


def _grids(target: Target, grids: Mapping[str, Floats]) -> dict[str, dict[str, list[float]]]:
    over = groups_of(target)
    return {
        id: {
            member or "": [round(float(one), 4) for one in row]
            for member, row in zip(target.members(over[id]), grid, strict=True)
        }
        for id, grid in grids.items()
    }


def _write(
    path: Path,
    label: str,
    target: Target,
    grids: Mapping[str, Floats],
    over: Mapping[str, str | None],
    units: Mapping[str, str],
) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as opened:
        rows = csv.writer(opened, lineterminator="\n")
        rows.writerow([label, "member", "period", "value", "unit"])
        for id, grid in grids.items():
            for member, row in zip(target.members(over[id]), grid, strict=True):
                for period, value in zip(target.labels, row, strict=True):
                    rows.writerow([id, member, period, round(float(value), 4), units[id]])


def _write_chances(path: Path, outcome: Outcome) -> None:
    """One row a goal, member and period; the member * stands for all of a group together."""
    rows = _chances(outcome)
    with path.open("w", encoding="utf-8-sig", newline="") as opened:
        table = csv.DictWriter(opened, list(rows[0]), lineterminator="\n")
        table.writeheader()
        table.writerows(rows)
