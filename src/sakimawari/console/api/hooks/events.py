"""The events a program may be told of, and what an event says: ids, states, days; never a name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

EVENTS: Mapping[str, str] = {
    "case.submitted": "An application was taken in",
    "case.waiting": "The city asked the applicant for something",
    "case.decided": "A case was decided: granted or not",
    "case.paid": "A grant was paid",
    "case.ended": "A case was withdrawn, or an automatic grant declined",
    "hook.test": "A test that the program asked for",
}

# States of a case, and the event that reaching them is.
REACHED: Mapping[str, str] = {
    "submitted": "case.submitted",
    "waiting": "case.waiting",
    "approved": "case.decided",
    "refused": "case.decided",
    "paid": "case.paid",
    "withdrawn": "case.ended",
    "objected": "case.ended",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One event: its id, stable over every try and hook, and what it says."""

    id: str
    event: str
    at: datetime
    service: str
    ward: str
    data: Mapping[str, str]

    def body(self) -> dict[str, object]:
        """As it is sent."""
        return {
            "id": self.id,
            "event": self.event,
            "at": self.at.isoformat(timespec="seconds"),
            "data": dict(self.data),
        }
