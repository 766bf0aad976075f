"""A backcast's folder as the values pages show."""

from __future__ import annotations

import json
from pathlib import Path as File
from typing import Any

import numpy as np

from sakimawari.anticipate.backcast.reading import read_kept
from sakimawari.anticipate.backcast.showing import way_of
from sakimawari.anticipate.backcast.values import Target
from sakimawari.anticipate.pictures.ways import Bound, Way
from sakimawari.console.foresight.values import Lever, Path, Run

_LANGUAGES = ("ja", "en")
_MOST = 4


def read_path(folder: File, run: Run) -> Path:
    """The path with its sentences, or the certificate in sentences alone."""
    said: dict[str, Any] = json.loads((folder / "backcast.json").read_text(encoding="utf-8"))
    target = read_kept(folder)
    ways = {}
    if said["feasible"]:
        for language in _LANGUAGES:
            way = _way(target, said, language)
            if way is not None:
                ways[language] = way
    return Path(
        run=run,
        name=said["name"],
        is_possible=bool(said["feasible"]),
        words=said["words"],
        labels=target.labels,
        ways=ways,
        levers=tuple(_levers(target, said)) if said["feasible"] else (),
    )


def _way(target: Target, said: dict[str, Any], language: str) -> Way | None:
    stocks = {id: np.array(list(grid.values())) for id, grid in said["stocks"].items()}
    return way_of(target, stocks, _bounds(target, said["binding"], language), language)


def _bounds(target: Target, binding: list[Any], language: str) -> tuple[Bound, ...]:
    found: dict[str, set[int]] = {}
    for row in binding:
        if not row["goal"]:
            words = row["words"].get(language) or row["words"]["ja"]
            told = f"{row['member']} {words}" if row["member"] else words
            found.setdefault(told, set()).add(target.labels.index(row["period"]))
    return tuple(
        Bound(ats=tuple(sorted(ats)), told=told) for told, ats in list(found.items())[:_MOST]
    )


def _levers(target: Target, said: dict[str, Any]) -> list[Lever]:
    levers = []
    for id, members in said["decisions"].items():
        decision = target.decisions[id]
        for member, values in members.items():
            if any(values):
                levers.append(Lever(name=decision.words, member=member, unit=decision.unit,
                                    values=tuple(values)))  # fmt: skip
    return levers
