"""A folder of letters shown all at once: written out of sight, published by one rename.

A lock keeps two commands from writing to the same people at the same time.
"""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sakimawari.problems import Place, fault

_HIDDEN = ".unfinished-"


@contextmanager
def alone_in(letters: Path) -> Iterator[None]:
    """Holds the folder of all letters for this process, and sweeps what a killed one left.

    REACH009 while another command writes letters here.
    """
    letters.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (letters / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise fault(
                "REACH009",
                "letters are being written in this folder by another command",
                "wait until it has ended, or stop it, and write the letters again",
                where=Place(file=letters.name),
            ) from None
        for leftover in letters.glob(f"{_HIDDEN}*"):
            shutil.rmtree(leftover)
        yield


@contextmanager
def publishing(folder: Path) -> Iterator[Path]:
    """A hidden folder to write into, shown as `folder` at the end; after a failure nothing stays."""
    hidden = folder.with_name(f"{_HIDDEN}{folder.name}")
    hidden.mkdir(mode=0o700)
    try:
        yield hidden
        hidden.rename(folder)
    finally:
        shutil.rmtree(hidden, ignore_errors=True)
