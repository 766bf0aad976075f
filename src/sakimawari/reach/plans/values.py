"""What a plan is made of, as whoever shows, approves or carries it out sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any

from sakimawari.reach.medium import Medium


class Why(Enum):
    """Why there is something to say to somebody.

    UNCLAIMED  owed by all that is known, and not received · POSSIBLE may be owed, a fact is missing
    COMING     a right begins soon · ENDING what is received ends soon
    DEADLINE   owed, and the last day to act is near; or a recipient must hand something in
    ALERT      a warning about the person · LIST staff put them on a list
    """

    UNCLAIMED = "unclaimed"
    POSSIBLE = "possible"
    COMING = "coming"
    ENDING = "ending"
    DEADLINE = "deadline"
    ALERT = "alert"
    LIST = "list"


class Change(Enum):
    """A step against the plan before: NEW, KEPT as it was, or MOVED to another day or medium."""

    NEW = "new"
    KEPT = "kept"
    MOVED = "moved"


class PlanState(Enum):
    """Where a plan stands. Nobody approves what they proposed themselves."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    APPLIED = "applied"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a plan: preview and execution walk the same ones.

    `id` is that under which it is sent, for ever; `media` the first to be tried, then the further
    ones; `send_on` never lies before the day on which the steps are asked for. `deadline` may have
    passed where the law still allows a late application: then the words say so.
    """

    id: str
    plan: str
    person: str
    household: str
    ward: str
    town: str
    language: str
    large_text: bool
    services: tuple[str, ...]
    subjects: tuple[str, ...]
    why: tuple[Why, ...]
    media: tuple[Medium, ...]
    deadline: date | None
    yen: int
    send_on: date
    useful_until: date | None
    variant: str
    held_out: bool
    change: Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A frozen plan: its folder's name, its manifest. Counts only; nothing names anybody."""

    folder: Path
    manifest: Mapping[str, Any]

    @property
    def name(self) -> str:
        """As it is called on the command line and kept in the operational store."""
        return self.folder.name

    @property
    def on(self) -> date:
        """Its first day."""
        return date.fromisoformat(self.manifest["on"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What people did with a plan so far; accounts by their ids, "" for what nobody did."""

    plan: str
    state: PlanState
    proposed_by: str
    proposed_at: datetime
    approved_by: str = ""
    approved_at: datetime | None = None
    ended_by: str = ""  # who rejected, cancelled or applied it
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One step of a plan's history: proposed, approved, rejected, cancelled, applied, with a note."""

    step: str
    at: datetime
    by: str
    note: str
