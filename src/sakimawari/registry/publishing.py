"""Publication of a folder of snapshots: written out of sight, shown by one rename, then pointed to.

A load writes into a hidden folder, which is flushed to disk and renamed; then the pointer CURRENT is
replaced in one step. Killed at any moment, the load leaves the previous snapshot current; the
hidden remains are swept by the next load. A lock keeps two loads apart.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from sakimawari.problems import Place, fault

POINTER = "CURRENT"
_LOCK = ".lock"
_HIDDEN = ".new-"
_FLUSHES = 8  # files flushed at once


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _flush_tree(folder: Path) -> None:
    """Everything to disk, several files at once: most of the time is waiting."""
    # A link's content was flushed when it was first written.
    new = [path for path in folder.rglob("*") if path.is_dir() or path.stat().st_nlink == 1]
    with ThreadPoolExecutor(_FLUSHES) as pool:
        list(pool.map(_flush, new))
    _flush(folder)


@contextmanager
def staging(folder: Path, name: str) -> Iterator[Path]:
    """A hidden folder to write into, gone at the end unless it was published.

    Raises LOAD017 while another process writes in the same place.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise fault(
                "LOAD017",
                "another load or night is writing into this folder",
                "wait until it has ended, or stop it, and start again",
                where=Place(file=folder.name),
            ) from None
        sweep(folder)
        hidden = folder / f"{_HIDDEN}{name}"
        hidden.mkdir(mode=0o700)
        try:
            yield hidden
        finally:
            shutil.rmtree(hidden, ignore_errors=True)


def sweep(folder: Path) -> None:
    """Removes what a load that was killed left behind."""
    for left in folder.glob(f"{_HIDDEN}*"):
        if left.is_dir():
            shutil.rmtree(left)
        else:
            left.unlink()


def publish(hidden: Path, name: str) -> Path:
    """Shows a finished folder under its name and makes it the current one.

    If a folder of that name exists already, it holds the same content and is kept.
    """
    folder = hidden.parent
    shown = folder / name
    _flush_tree(hidden)
    if not shown.exists():
        hidden.rename(shown)
        _flush(folder)
    point_to(folder, name)
    return shown


def point_to(folder: Path, name: str) -> None:
    """Replaces the pointer in one step."""
    beside = folder / f"{_HIDDEN}{POINTER}"
    beside.write_text(f"{name}\n", encoding="utf-8")
    _flush(beside)
    beside.replace(folder / POINTER)
    _flush(folder)


def pointed(folder: Path) -> str | None:
    """The name of the current folder, or None if nothing was published yet."""
    try:
        return (folder / POINTER).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
