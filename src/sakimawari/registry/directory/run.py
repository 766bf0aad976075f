"""The directory of a snapshot, opened or made."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from sakimawari.registry.directory.values import Found, Query
from sakimawari.registry.store import Snapshot


class Directory(Protocol):
    """Finds residents."""

    def find(self, query: Query, *, on: date) -> Found: ...


def directory_of(snapshot: Snapshot, keys: object) -> Directory:
    """The directory of a snapshot."""
    raise NotImplementedError
