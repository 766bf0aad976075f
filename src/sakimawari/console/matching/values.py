"""What the pages show of a finished result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sakimawari.match.results.certificate import Certificate, Claim
from sakimawari.match.results.folder import Opened

MARKS = {True: "yes", False: "no", None: "open"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure of a result with its name as the result's report calls it."""

    name: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A finished result: its name, when it was made, what it says of itself."""

    name: str
    made: datetime
    opened: Opened
    about: Mapping[str, Any]
    report: Mapping[str, Any]

    @property
    def kind(self) -> str:
        """The kind of match."""
        return self.opened.kind

    @property
    def on(self) -> date:
        """The day it stands for."""
        return self.opened.on

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return self.opened.folder

    @property
    def certificate(self) -> Certificate:
        """What the examiner said when it was made."""
        return self.opened.certificate

    @property
    def unproved(self) -> tuple[Claim, ...]:
        """Claims that are proved neither way."""
        return tuple(claim for claim in self.certificate.claims if claim.holds is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table of a folder: its file, columns and rows as written."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def at(self, *names: str) -> int | None:
        """The place of the first of these columns that the table has."""
        return next((self.columns.index(name) for name in names if name in self.columns), None)
