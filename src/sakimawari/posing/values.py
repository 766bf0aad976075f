"""What drawing a problem needs, and what it tells of the problem it drew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sakimawari.fit.store import Run
from sakimawari.guard.keys import Keys
from sakimawari.packs.catalogue import Catalogue
from sakimawari.reach.rounds.towns import Towns
from sakimawari.registry.mapped import MappedSnapshot
from sakimawari.registry.store import Snapshot

Rows = list[dict[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """The registers a run was made from, the run, the packs, the towns; `closed` are households that
    nothing may list today (支援措置); `home` is the city's folder.
    """

    home: Path
    catalogue: Catalogue
    run: Run
    snapshot: Snapshot
    mapped: MappedSnapshot
    keys: Keys
    towns: Towns
    closed: frozenset[str] = frozenset()
    invented: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A table drawn: its rows, and how many rows were left out for which reason."""

    name: str
    columns: tuple[str, ...]
    rows: Rows
    left_out: Mapping[str, int] = field(default_factory=dict)
    middles: int = 0
    empty: tuple[str, ...] = ()
    invented: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A problem drawn: its tables, and what it must be known by."""

    kind: str
    tables: tuple[Drawn, ...]
    about: Mapping[str, Any]
    texts: Mapping[str, str] = field(default_factory=dict)  # further files, by name

    def table(self, name: str) -> Drawn | None:
        """A table by its name."""
        return next((each for each in self.tables if each.name == name), None)
