"""A saved list as pages see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

LONGEST_NAME = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A saved list: the filters as the address of the list has them.

    `department` is empty where only the owner sees it. `mine` is whether the one who looks owns it.
    """

    id: int
    name: str
    owner: str
    department: str
    query: Mapping[str, list[str]]
    changed: datetime
    mine: bool
