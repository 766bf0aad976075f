"""Pictures of pages and slips as they are kept: sealed files under scans/, one of each for a page."""

from __future__ import annotations

import os
from pathlib import Path

from sakimawari.guard import clearance
from sakimawari.guard.keys import Keys
from sakimawari.problems import Problems, fault

FOLDER = "scans"
NOBODY = "returned-paper"  # what a page is sealed for whose person is not known


def page_place(home: Path, id: str) -> Path:
    """The sealed picture of a whole page."""
    return home / FOLDER / id[:2] / f"{id}.page.sealed"


def slip_place(home: Path, id: str) -> Path:
    """The sealed picture of the slip on a page, laid upright."""
    return home / FOLDER / id[:2] / f"{id}.slip.sealed"


def keep(path: Path, keys: Keys, owner: str, picture: bytes) -> None:
    """Seal a picture for its owner; whole under its name, or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_suffix(".part")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(keys.seal(owner, picture))
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def opened(path: Path, keys: Keys, owner: str) -> bytes:
    """A picture opened. SCAN022 where there is none. Only for whom the person was cleared."""
    if owner != NOBODY:
        clearance.require(owner)
    try:
        return keys.open(owner, path.read_bytes())
    except FileNotFoundError:
        raise no_picture() from None


def drop(home: Path, id: str) -> None:
    """Remove the pictures of a page."""
    for place in (page_place, slip_place):
        place(home, id).unlink(missing_ok=True)


def no_picture() -> Problems:
    """What is said where a picture is not there (any more)."""
    return fault(
        "SCAN022",
        "the picture of this page is not there",
        "scan the paper again, or take it from the folder of paper",
    )
