"""A request as pages see it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum

DAYS_TO_ANSWER = 30  # 個人情報の保護に関する法律 art. 94 para. 1


class Kind(Enum):
    """CORRECTION a record is wrong · ACCESS a question about who looked at it"""

    CORRECTION = "correction"
    ACCESS = "access"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a resident asked, and the answer once there is one. `by` asked; `answered_by` is staff."""

    number: str
    person: str
    kind: Kind
    text: str = field(repr=False)
    at: datetime
    by: str
    answer: str = field(repr=False, default="")
    answered_at: datetime | None = None
    answered_by: str = ""

    @property
    def due(self) -> date:
        """The last day to answer."""
        return self.at.date() + timedelta(days=DAYS_TO_ANSWER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A request in the office's list: nothing of what was written."""

    number: str
    person: str
    kind: Kind
    at: datetime
    answered_at: datetime | None

    @property
    def due(self) -> date:
        """The last day to answer."""
        return self.at.date() + timedelta(days=DAYS_TO_ANSWER)
