"""For how long the files of notices stay in the city's folder."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from sakimawari.guard.custody.values import Found, Place, found
from sakimawari.reach.channels.portal.writer import FOLDER


def portal_files(place: Place, before: datetime) -> Found:
    """The folders published before a moment."""
    folders = (place.home / FOLDER).glob("[!.]*/")
    return found(
        sorted(
            folder.name
            for folder in folders
            if datetime.fromtimestamp(folder.stat().st_mtime, UTC) < before
        )
    )


def remove_portal_files(place: Place, ids: Sequence[str]) -> int:
    """Remove these folders: out of sight first, so that nobody finds half of one."""
    gone = 0
    for name in ids:
        path = place.home / FOLDER / name
        if Path(name).name == name and not name.startswith(".") and path.is_dir():
            hidden = path.with_name(f".gone-{name}")
            path.rename(hidden)
            shutil.rmtree(hidden)
            gone += 1
    return gone
