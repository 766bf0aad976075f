"""For how long the ledger of a rehearsal stays in the city's folder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sakimawari.guard.custody.values import Found, Place, found
from sakimawari.reach.channels.rehearsal.carrier import FOLDER, REHEARSED


def noted(place: Place, before: datetime) -> Found:
    """What was noted before a moment."""
    root = place.home / FOLDER
    return found(
        sorted(
            f"{medium.value}/{path.parent.name}/{path.name}"
            for medium in REHEARSED
            for path in (root / medium.value).glob("*/[!.]*.json")
            if datetime.fromtimestamp(path.stat().st_mtime, UTC) < before
        )
    )


def remove_noted(place: Place, ids: Sequence[str]) -> int:
    """Remove it; a name that leads out of the ledger is passed over."""
    root = (place.home / FOLDER).resolve()
    gone = 0
    for id in ids:
        path = (root / id).resolve()
        if path.is_relative_to(root) and path.is_file():
            path.unlink()
            gone += 1
    return gone
