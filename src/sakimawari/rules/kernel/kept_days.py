"""The constants of a service on each day, kept on disk: found once a month, not every night.

    <cache>/days/<key>.npz

The key covers the generated text and every figure it reads, so a changed figure is another file.
Files not used for some months are removed. All of it may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from sakimawari.rules.figures import TableRows
from sakimawari.rules.kernel.binding_days import Days
from sakimawari.rules.kernel.cache import key_of
from sakimawari.rules.kernel.program import Program
from sakimawari.rules.timeline import Timeline

_PLAIN = ("constants", "later", "gates", "tops", "straight", "soonest")
_UNUSED = 100 * 86_400  # seconds
_SCHEMA = 2  # to be raised when the same program and figures come to other days


def kept_days(cache: Path, about: tuple[Program, Timeline], make: Callable[[], Days]) -> Days:
    """What `make` gives, from disk where it was made before; a damaged file is made anew."""
    path = cache / "days" / f"{_key(*about)}.npz"
    try:
        with np.load(path, allow_pickle=False) as held:
            found = _opened(held)
        os.utime(path)
        return found
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        made = make()
        _keep(path, made)
        return made


def _key(program: Program, timeline: Timeline) -> str:
    begun = str((_SCHEMA, timeline.origin, timeline.reach))
    told = [program.kernel, program.constants, begun]
    for figures in timeline.periods:
        ranges = [figures.parameters.get(each.name) for each in program.inputs.parameters]
        rows = [figures.tables.get(table.name) for table in program.inputs.tables]
        cells = [None if r is None else (r.cells.tolist(), r.outputs.tolist()) for r in rows]
        told.append(str((figures.on, ranges, cells)))
    return key_of(hashlib.sha256("\n".join(told).encode()).hexdigest())


def _opened(held: np.lib.npyio.NpzFile) -> Days:
    tables = []
    for at in range(int(held["tables"])):
        rows = TableRows(cells=held[f"cells{at}"], outputs=held[f"outputs{at}"])
        tables.append((rows, held[f"first{at}"], held[f"last{at}"]))
    plain = {name: held[name] for name in _PLAIN}
    return Days(stride=int(held["stride"]), tables=tuple(tables), **plain)


def _keep(path: Path, days: Days) -> None:
    arrays = {name: getattr(days, name) for name in _PLAIN}
    arrays |= {"stride": np.int64(days.stride), "tables": np.int64(len(days.tables))}
    for at, (rows, first, last) in enumerate(days.tables):
        arrays |= {f"cells{at}": rows.cells, f"outputs{at}": rows.outputs}
        arrays |= {f"first{at}": first, f"last{at}": last}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _sweep(path.parent)
        handle, draft = tempfile.mkstemp(prefix=".unfinished-", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            np.savez(file, **arrays)
        Path(draft).replace(path)
    except OSError:
        return  # what cannot be kept is found again the next time


def _sweep(folder: Path) -> None:
    """Remove what has not been used for a long time."""
    before = time.time() - _UNUSED
    for path in folder.iterdir():
        if path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
