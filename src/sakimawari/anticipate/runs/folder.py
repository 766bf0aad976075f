"""A folder of results under a city: filled beside its place, then published by one rename.

    <home>/anticipate/KIND/NAME/   KIND is people, series, alerts, demand, capacity or backcast

`manifest.json` is written last; a folder without it was never finished and is not shown.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from sakimawari.publishing import (
    MANIFEST,
    finished_in,
    manifest_of,
    publishing_at,
    write_manifest,
)

__all__ = ["MANIFEST", "finished", "manifest_of", "publishing", "write_manifest"]


def publishing(home: Path, kind: str, name: str) -> AbstractContextManager[Path]:
    """A folder to fill; published when the block ends well, thrown away when it does not.

    A folder of the same name is replaced whole.
    """
    return publishing_at(home / "anticipate" / kind / name)


def finished(home: Path, kind: str) -> list[Path]:
    """The finished runs of a kind, the newest first (by the time of their manifest)."""
    return finished_in(home / "anticipate" / kind)
