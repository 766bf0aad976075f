"""Seals anew, with the newest key, whatever lies under older ones; may be stopped at any moment.

What is under the newest key already is passed over, so that another run goes on where one stopped,
and a row that somebody changes meanwhile is left to the change (which seals it anew itself).
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sakimawari.guard.custody import store
from sakimawari.guard.custody.declared import sealed_columns, sealed_files
from sakimawari.guard.custody.values import Place, SealedColumn, SealedFiles
from sakimawari.guard.keys import key_id_of

Report = Callable[[str, int, int], None]  # stage, done, of how many
_MOST_TURNS = 5  # over rows that others change meanwhile


@dataclass(frozen=True, slots=True, kw_only=True)
class Resealed:
    """What one run did: entries sealed anew, and those left under an older key."""

    done: int
    left: int


def reseal(place: Place, report: Report) -> Resealed:
    """Seal everything anew that is not under the newest key."""
    done = left = 0
    for column in sealed_columns():
        for _ in range(_MOST_TURNS):
            turned, left_here = _column(place, column, report)
            done += turned
            if not left_here:
                break
        left += left_here
    for files in sealed_files():
        turned, left_here = _files(place, files, report)
        done, left = done + turned, left + left_here
    return Resealed(done=done, left=left)


def keys_in_use(place: Place) -> Counter[bytes]:
    """How many entries of the operational store, and files beside it, need which key."""
    used = store.keys_used(sealed_columns())
    for files in sealed_files():
        for row, _ in store.rows_with_files(files):
            path = files.place(place.home, row)
            if path.is_file():
                with path.open("rb") as file:
                    used[key_id_of(file.read(16))] += 1
    return used


def _column(place: Place, column: SealedColumn, report: Report) -> tuple[int, int]:
    name, total = f"{column.model}.{column.column}", store.count(column)
    done = left = looked = 0
    for page in store.entries(column):
        for entry in page:
            if place.keys.is_newest(entry.sealed):
                continue
            plain = place.keys.open(entry.person, entry.sealed)
            if store.replace(column, entry, place.keys.seal(entry.person, plain)):
                done += 1
            else:
                left += 1
        looked += len(page)
        report(name, looked, total)
    return done, left


def _files(place: Place, files: SealedFiles, report: Report) -> tuple[int, int]:
    rows = list(store.rows_with_files(files))
    done = left = 0
    for looked, (row, person) in enumerate(rows, 1):
        path = files.place(place.home, row)
        if path.is_file() and not place.keys.is_newest(sealed := path.read_bytes()):
            _rewrite(path, place.keys.seal(person, place.keys.open(person, sealed)))
            done += 1
        report(files.model, looked, len(rows))
    return done, left


def _rewrite(path: Path, sealed: bytes) -> None:
    """Whole under its name, or as it was: a crash leaves no half file."""
    beside = path.with_name(f"{path.name}.anew")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
