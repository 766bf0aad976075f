"""For how long replaced snapshots and runs, and printed letters, stay in the city's folder.

What is current stays whatever its age, and so does the snapshot the current run was made from: its
proofs are still looked up there.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

from sakimawari.guard.custody.values import Found, Kept, Place, found
from sakimawari.night.run import RUNS
from sakimawari.reach.letters.run import LETTERS
from sakimawari.reach.letters.store import written_batches
from sakimawari.registry.publishing import pointed
from sakimawari.registry.store import SNAPSHOTS


def replaced(folder: str) -> Callable[[Place, datetime], Found]:
    """The folders that another one replaced before a moment, by the date in its name."""

    def due(place: Place, before: datetime) -> Found:
        named = _dated(place.home / folder)
        stay = _needed(place.home)
        following = dict(zip(named, list(named.values())[1:], strict=False))
        return found(
            name for name in named if name not in stay and _lies_before(following.get(name), before)
        )

    return due


def printed(place: Place, before: datetime) -> Found:
    """Letters made before a moment: by what a batch says of itself, whatever its name, or by its name."""
    made = _dated(place.home / LETTERS)
    made |= {batch.name: batch.on for batch in written_batches(place.home / LETTERS)}
    return found(name for name, day in made.items() if _lies_before(day, before))


def remove(folder: str) -> Callable[[Place, Sequence[str]], int]:
    """Removes folders: out of sight first, so that a reader finds all of one or nothing."""

    def removed(place: Place, ids: Sequence[str]) -> int:
        gone = 0
        for name in ids:
            path = place.home / folder / name
            if Path(name).name != name or name in _needed(place.home) or not path.is_dir():
                continue
            hidden = path.with_name(f".gone-{name}")
            path.rename(hidden)
            shutil.rmtree(hidden)
            gone += 1
        return gone

    return removed


KEPT = (
    Kept(id="letters", due=printed, remove=remove(LETTERS)),
    Kept(id="runs", due=replaced(RUNS), remove=remove(RUNS)),
    Kept(id="snapshots", due=replaced(SNAPSHOTS), remove=remove(SNAPSHOTS)),
)


def _needed(home: Path) -> set[str]:
    """The current snapshot and run, and the snapshot that run was made from."""
    current = {pointed(home / SNAPSHOTS), pointed(home / RUNS)}
    run = pointed(home / RUNS)
    manifest = home / RUNS / run / "manifest.json" if run is not None else None
    if manifest is not None and manifest.is_file():
        current.add(json.loads(manifest.read_text(encoding="utf-8")).get("snapshot"))
    return {name for name in current if name is not None}


def _dated(folder: Path) -> dict[str, date]:
    """The folders that bear a date, in order of it."""
    dated = {}
    for path in sorted(folder.glob("[0-9]*")):
        try:
            dated[path.name] = date.fromisoformat(path.name[:10])
        except ValueError:
            continue
    return dated


def _lies_before(day: date | None, before: datetime) -> bool:
    return day is not None and day < before.date()
