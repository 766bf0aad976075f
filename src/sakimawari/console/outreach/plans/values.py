"""Work on plans and attached lists as pages see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One piece of work beside the pages: `kind` make or apply, `state` waiting, working, done,
    failed; `fault` is the id of the problem that stood against it."""

    id: int
    kind: str
    plan: str
    by: str
    asked: datetime
    state: str
    fault: str

    @property
    def is_under_way(self) -> bool:
        """Whether a page that shows it has something to wait for."""
        return self.state in {"waiting", "working"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A list for the next plan, without the people in it."""

    id: int
    name: str
    reason: str
    count: int
    by: str
    at: datetime
